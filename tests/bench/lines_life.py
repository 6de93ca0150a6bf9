"""A Sala by itself: growth, idle connections, its start, its memory."""

import contextlib
import os
import re
import resource
import socket
import statistics
import subprocess
import time
import urllib.parse

import lines_db
import lines_http
import load
import sala
import stage
from load import Wrk, get, wrk
from table import Row, least, most

# -- growth

SLOW_MS = 5


def _pages(st, server, posts):
    """{name: requests} of every page that lists something; what is listed
    fills its page at any size."""
    def rows(sql):
        return [row[0] for row in st.cluster.query(
            sql, database=server.database)]
    ids = [n for n in range(7, posts, max(posts // 500, 1)) if n % 50]
    deep = rows("SELECT (extract(epoch FROM published_at) * 1000000)::bigint"
                " || '-' || id FROM post WHERE shown"
                f" AND id > {posts // 2} ORDER BY id LIMIT 200")
    blogs = rows("SELECT '/b/' || slug FROM blog WHERE n_posts > 30"
                 " ORDER BY id LIMIT 20")
    communities = rows(
        "SELECT '/c/' || slug FROM community c WHERE (SELECT count(*) FROM"
        " community_post cp WHERE cp.community = c.id AND cp.in_feed) > 30"
        " ORDER BY id LIMIT 10")
    return {
        "home": ["/"],
        "latest": ["/latest"],
        "latest, deep": [f"/latest?before={at}" for at in deep],
        "post": [f"/p/{n}-p{n}" for n in ids],
        "a blog": blogs,
        "communities": ["/c"],
        "a community": communities,
        "tags": ["/t"],
        "a tag": rows("SELECT '/t/' || name FROM tag WHERE n_posts > 30"
                      " ORDER BY n_posts DESC, id LIMIT 20"),
        "a member": rows("SELECT '/m/m' || author FROM post WHERE shown"
                         " GROUP BY author HAVING count(*) > 20"
                         " ORDER BY author LIMIT 20"),
        "feed": ["/feed.rss"],
        "a blog's feed": [f"{path}/feed.rss" for path in blogs],
        "a community's feed": [f"{path}/feed.rss" for path in communities],
        "comments' feed": [f"/p/{n}/comments.rss" for n in ids],
        "about": ["/about"], "subscribe": ["/subscribe"],
    }


def _requests(server, paths):
    """Those that are there, asked as a member asks: never from the cache."""
    paths = [urllib.parse.quote(path, "/?=-") for path in paths]
    good = [path for path in paths
            if lines_http.fetch(server, path)[0].startswith("HTTP/1.1 200")]
    if len(good) < len(paths) / 2:
        raise RuntimeError(f"{paths[0]}: most are not there")
    return [get(path, cookie=f"session={stage.member_cookie(n)}")
            for n, path in enumerate(good)]


def growth(st):
    """Every list with 100 times as many posts (--big: 1,000 times)."""
    few, many = 1000, 1000000 if st.big else 100000
    small, large = st.sala(few, cached=False), st.sala(many, cached=False)
    asked = {server: {name: _requests(server, paths) for name, paths
                      in _pages(st, server, posts).items()}
             for server, posts in ((small, few), (large, many))}

    def run(server, name):
        return lambda: wrk(server.url, asked[server][name],
                           seconds=st.seconds, connections=16,
                           watch=server.watch + st.postgres)
    for name in asked[small]:
        ours, theirs = st.duel(run(large, name), run(small, name))
        yield Row(f"{name}, {many:,} posts", f"{few:,} posts", ours, theirs,
                  goals=[least("rps", 0.7)])
    paths = [path for paths in _pages(st, large, many).values()
             for path in paths[:60]]
    yield Row(f"statements over {SLOW_MS} ms, {many:,} posts,"
              f" {len(paths)} pages one after the other",
              value=_slow_statements(st, large, paths), goals=[most("value", 0)])


def _slow_statements(st, server, paths):
    """How many PostgreSQL says there were; all have been planned before."""
    cluster = st.cluster

    def reads(setting):
        cluster.query(f"ALTER SYSTEM {setting}")
        cluster.query("SELECT pg_reload_conf()")

    def is_logged():
        cluster.query(f"SELECT pg_sleep({SLOW_MS} / 900.0)")
        return "pg_sleep" in cluster.log()
    reads(f"SET log_min_duration_statement = {SLOW_MS}")
    sala.wait_for(is_logged, "PostgreSQL to log slow statements")
    before = len(cluster.log())
    for number, path in enumerate(paths):
        lines_http.fetch(server, urllib.parse.quote(path, "/?=-"),
                         cookie=f"session={stage.member_cookie(number)}")
    reads("RESET log_min_duration_statement")
    return len(re.findall(r" sala \S+ \S+ LOG:  duration: ",
                          cluster.log()[before:]))


# -- connections

def _connect(port, count):
    """Idle connections that have each had one answer."""
    held = []
    request = get("/healthz")
    for done in range(0, count, 100):
        lot = [socket.create_connection(("127.0.0.1", port), 10)
               for _ in range(min(100, count - done))]
        for wire in lot:
            wire.sendall(request)
        for wire in lot:
            wire.recv(65536)
        held += lot
    return held


def _is_open(wire):
    """The other side has not closed it meanwhile."""
    wire.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        raise RuntimeError(f"an idle connection said {wire.recv(100)!r}")


def _room(count):
    """As many connections as there may be files."""
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most_files, most_files))
    return min(count, most_files - 500)


def idle(st):
    """10,000 keep-alive connections that say nothing."""
    count = _room(10000)
    server = st.sala(copy="idle")
    nginx = st.nginx({"healthz": b"ok\n"})
    requests = [get("/"), get("/feed.rss")]

    def hits():
        return load.median([wrk(server.url, requests, seconds=st.seconds,
                                watch=server.watch)
                            for _ in range(st.rounds)])
    grown = {}
    for address in server.url, nginx[0]:
        wrk(address, [get("/healthz")], seconds=1, connections=32)
    for name, port, watch in (
            ("nginx", int(nginx[0].rpartition(":")[2]), nginx[1]),
            ("Sala", server.port, server.watch)):
        before = load.pss_kib(watch)
        held = _connect(port, count)
        grown[name] = (load.pss_kib(watch) - before) / len(held)
        if name == "Sala":
            crowded = hits()
        for wire in held:
            _is_open(wire)
            wire.close()
    alone = hits()
    yield Row(f"{count:,} idle connections, memory of each",
              value=grown["Sala"], unit=f"KiB (nginx {grown['nginx']:.2f})",
              goals=[most("value", 0.5)])
    yield Row(f"hits beside {count:,} idle connections", "none", crowded,
              alone, goals=[least("rps", 0.98)])


# -- start and rest

def _first_answer(st, server):
    """Milliseconds from the start of the program to a page."""
    flags = [f"--{name.replace('_', '-')}={value}"
             for name, value in server.options.items()]
    began = time.monotonic()
    server.process = subprocess.Popen(
        [sala.SALA, "--config=/dev/null", *sala.user_options(), *flags,
         "serve"], stdin=subprocess.DEVNULL, stdout=server.log_file,
        stderr=server.log_file)
    while True:
        try:
            with socket.create_connection(
                    ("127.0.0.1", server.port), 5) as wire:
                wire.sendall(get("/", connection="close"))
                if wire.recv(15).startswith(b"HTTP/1.1 200"):
                    return (time.monotonic() - began) * 1000
        except OSError:
            pass
        if time.monotonic() - began > 20:
            raise RuntimeError(server.log())
        time.sleep(0.001)


def start(st):
    """From nothing to the first page, PostgreSQL being up."""
    name = st.database()
    times = []
    for _ in range(max(st.rounds, 5)):
        server = sala.Server(
            start=False, workers=stage.WORKERS,
            database=st.cluster.url(name, "sala"))
        try:
            times.append(_first_answer(st, server))
        finally:
            stage.end_server(server)
    yield Row("start to first page, database up",
              value=statistics.median(times), unit="ms",
              goals=[most("value", 50)])


def rest(st):
    """All processes of a Sala with a private PostgreSQL, doing nothing."""
    with sala.StateDirectory() as state:
        server = sala.Server(private=state, workers=stage.WORKERS)
        try:
            for _ in range(20):
                server.client().get("/")
            sala.wait_for(_rests(server.process.pid),
                          "the server to come to rest")
            server_pids = load.tree(server.process.pid)
            everything = load.pss_kib([server.process.pid]) / 1024
            postgres = sum(
                _pss_of(pid) for pid in server_pids
                if _name_of(pid) == "postgres") / 1024
        finally:
            stage.end_server(server)
    yield Row("memory at rest: 2 workers, scribes, private PostgreSQL",
              value=everything, unit=f"MiB ({postgres:.0f} PostgreSQL's)",
              goals=[most("value", 64)])


def _rests(root):
    """Says whether no process has begun, ended or worked for a second."""
    last, since = None, 0

    def look():
        nonlocal last, since
        seen = load.tree(root), load.cpu_usec([root])
        if seen != last:
            last, since = seen, time.monotonic()
        return time.monotonic() > since + 1
    return look


def _name_of(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/comm") as file:
        return file.read().strip()
    return ""


def _pss_of(pid):
    """One process's share, without those that come from it."""
    below = [p for p in load.tree(pid) if p != pid]
    direct = [p for p in below if _parent_of(p) == pid]
    return load.pss_kib([pid]) - sum(load.pss_kib([p]) for p in direct)


def _parent_of(pid):
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as file:
        return int(file.read().rpartition(")")[2].split()[1])
    return 0


# -- at half load

# Posts that nobody reads while they are written to.
WRITTEN_TO = [n for n in lines_db.IDS if n % 2]


def _busy_others(st, server):
    """Runs that make 100 pages and 100 comments a second, begun."""
    renders = [lines_db.signed_in(f"/p/{n}-p{n}", n) for n in WRITTEN_TO]
    return [Wrk(server.url, requests, seconds=st.seconds + 1,
                connections=10, threads=1, delay_ms=100)
            for requests in (renders, lines_db.comments(WRITTEN_TO))]


def _at_half_load(st, server, hits, full):
    """Hits at half of the full rate, beside the others."""
    others = _busy_others(st, server)
    # So many connections with pauses of 10 ms make half of it.
    sample = wrk(server.url, hits, seconds=st.seconds, delay_ms=10,
                 connections=max(int(full.rps / 2 * 0.010), 2))
    for other in others:
        other.result()
    return sample


def half_load(st):
    """How long a reader waits while pages are made and comments written."""
    server = st.sala(copy="writes")
    pages = dict(lines_http.kept_pages(server))
    left_alone = [get(path) for path in (pages["static"], "/p/2-p2", "/c")]
    for what, hits, goals in (
            ("hits", left_alone, [most("value", 3)]),
            ("the home page and the feed, made anew after each comment",
             [get(pages["home"]), get(pages["feed"])], [])):
        full = wrk(server.url, hits, seconds=st.seconds)
        got = load.median([_at_half_load(st, server, hits, full)
                           for _ in range(st.rounds)])
        yield Row(f"p99 at half load ({got.rps:,.0f}/s of {full.rps:,.0f}),"
                  f" 100 renders/s, 100 comments/s: {what}",
                  value=got.p99 / 1000, unit="ms", goals=goals)
    yield _longest_callback(st, left_alone)


def _longest_callback(st, hits):
    """How long a worker does not look for what has come."""
    server, name = st.sala_with_callbacks(copy="writes")
    full = wrk(server.url, hits, seconds=st.seconds)
    longest = []
    for _ in range(st.rounds):
        os.truncate(name, 0)
        _at_half_load(st, server, hits, full)
        with open(name) as file:
            usec = [int(line.split()[-1]) for line in file
                    if line.startswith("worker")]
        if not usec:
            raise RuntimeError("no callback was measured")
        longest.append(max(usec) / 1000)
    return Row("longest callback of a worker meanwhile (processor time)",
               value=statistics.median(longest), unit="ms",
               goals=[most("value", 2)])


LINES = {"growth": growth, "idle": idle, "start": start, "rest": rest,
         "half": half_load}
