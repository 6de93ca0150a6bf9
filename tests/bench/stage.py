"""What the lines of the benchmark stand on: databases, Salas, nginx.

A Stage starts each thing when it is first asked for, on free ports of
127.0.0.1 and in directories of its own, and ends all of them when it is left.
Its PostgreSQL is durable, as one in service is; two workers everywhere.
"""

import contextlib
import hashlib
import hmac
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import generate
import load
import pg
import sala
from port import free_port

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
DURABLE = {"fsync": "on", "synchronous_commit": "on",
           "full_page_writes": "on", "autovacuum": "on",
           "shared_buffers": "256MB", "max_wal_size": "4GB"}
MEMBERS = 8000          # each may write 30 comments at once
WORKERS = 2


def member_cookie(number):
    """The session of a member who is there for the benchmark."""
    return f"bench-member-{number:09d}"


def form_token(cookie):
    """What a form of this session carries."""
    key = hashlib.sha256(cookie.encode()).digest()
    return hmac.new(key, b"sala form token 1", "sha256").hexdigest()


def _members(connection):
    """More members, signed in."""
    cookies = [member_cookie(n) for n in range(MEMBERS)]
    cursor = connection.cursor()
    cursor.execute("""
        INSERT INTO account (login, login_key, login_skeleton, pen_name,
            password)
        SELECT 'bench' || n, 'bench' || n, 'bench' || n, 'Member ' || n, 'x'
        FROM generate_series(0, %s) n""", (MEMBERS - 1,))
    cursor.execute("""
        INSERT INTO session (token_hash, account)
        SELECT sha256(convert_to(c.cookie, 'UTF8')), a.id
        FROM unnest(%s) WITH ORDINALITY c (cookie, n)
            JOIN account a ON a.login_key = 'bench' || c.n - 1""", (cookies,))
    cursor.execute("VACUUM ANALYZE account, session")


class Sala:
    """A running Sala and its database."""

    def __init__(self, server, database):
        self.server = server
        self.database = database
        self.url = server.url
        self.port = server.port
        self.watch = [server.process.pid]

    def get(self, path, **headers):
        """A page, with status, headers and body."""
        client = self.server.client(**{
            name.replace("_", "-"): value for name, value in headers.items()})
        return client.get(path)


class Stage:
    def __init__(self, rounds=3, seconds=2, big=False):
        self.rounds, self.seconds, self.big = rounds, seconds, big
        self.exits = contextlib.ExitStack()
        self._cluster = None
        self.made = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.exits.close()

    def _once(self, key, make):
        if key not in self.made:
            self.made[key] = make()
        return self.made[key]

    def say(self, text):
        print(f"  {text}", file=sys.stderr, flush=True)

    # -- PostgreSQL

    @property
    def cluster(self):
        if self._cluster is None:
            self._cluster = self.exits.enter_context(
                pg.Cluster(own=True, **DURABLE))
            sala.make_roles(self._cluster)
        return self._cluster

    @property
    def postgres(self):
        """For load's watch."""
        return [self.cluster.process.pid]

    def database(self, posts=1000, copy="reads"):
        """The name of a community of this size, one for each use."""
        return self._once(("database", posts, copy),
                          lambda: self._copy(posts, copy))

    def _copy(self, posts, copy):
        template = self._once(("template", posts), lambda: self._fill(posts))
        name = f"bench_{posts}_{copy}"
        self.cluster.query(f"CREATE DATABASE {name} OWNER sala_owner"
                           f" TEMPLATE {template}")
        self.cluster.query("CHECKPOINT")
        return name

    def _fill(self, posts):
        name = f"bench_{posts}"
        self.say(f"filling a database with {posts:,} posts")
        self.cluster.query(f"CREATE DATABASE {name} OWNER sala_owner")
        done = sala.command(
            "migrate", database=self.cluster.url(name, "sala"),
            database_owner=self.cluster.url(name, "sala_owner"))
        if done.returncode:
            raise RuntimeError(done.stderr)
        with contextlib.closing(
                self.cluster.connect(name, "postgres")) as connection:
            generate.generate(connection, posts)
            _members(connection)
        return name

    def pgbench_at(self, name, user="postgres"):
        """Where pgbench finds a database."""
        return {"host": self.cluster.host, "port": self.cluster.port,
                "name": name, "user": user,
                "pgbench": os.path.join(pg.bin_dir(), "pgbench")}

    # -- Sala

    def sala(self, posts=1000, copy="reads", cached=True):
        """A Sala on such a database, with its cache or without it.

        One that is written to says copy="writes".
        """
        return self._once(("sala", posts, copy, cached),
                          lambda: self._start(posts, copy, cached))

    def sala_with_callbacks(self, **options):
        """Another one, and the name of the file of its long callbacks."""
        where = self.directory("callbacks")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", "-o",
                        f"{where}/callbacks.so",
                        f"{TOP}/tests/bench/callbacks.c"], check=True)
        with open(f"{where}/log", "w") as file:
            os.fchmod(file.fileno(), 0o666)
        return self._start(**options, env={
            "LD_PRELOAD": f"{where}/callbacks.so",
            "SALA_CALLBACKS": f"{where}/log"}), f"{where}/log"

    def _start(self, posts=1000, copy="reads", cached=True, env=None):
        name = self.database(posts, copy)
        options = {"database": self.cluster.url(name, "sala"),
                   "workers": WORKERS, "max_connections_per_address": 0}
        if not cached and "cache-size" in self.known_options():
            options["cache_size"] = 0
        server = sala.Server(env=env, **options)
        self.exits.callback(end_server, server)
        return Sala(server, name)

    def known_options(self):
        """Names of options that this sala knows."""
        return self._once("options", lambda: set(re.findall(
            r"--([a-z-]+)", sala.command("--help").stdout)))

    # -- nginx

    def directory(self, name):
        """A directory that any user may read, removed at the end."""
        def make():
            path = tempfile.mkdtemp(prefix=f"sala-bench-{name}-")
            os.chmod(path, 0o755)
            self.exits.callback(shutil.rmtree, path, ignore_errors=True)
            return path
        return self._once(("directory", name), make)

    def nginx(self, files):
        """nginx over these {path: bytes}; returns (URL, watch)."""
        url, watch, root = self._once("nginx", self._start_nginx)
        for path, body in files.items():
            with open(f"{root}/{path}", "wb") as file:
                file.write(body)
        return url, watch

    def _start_nginx(self):
        root = f"{self.directory('nginx')}/root"
        os.mkdir(root, 0o755)
        url, watch = self.run_nginx("nginx", "", f"""
            root {root}; default_type text/html; gzip_static on;
            open_file_cache max=1000; open_file_cache_valid 1h;""")
        return url, watch, root

    def run_nginx(self, name, http, server):
        """An nginx as one is set up that must be fast; (URL, watch)."""
        where, port = self.directory(name), free_port()
        with open(f"{where}/conf", "w") as file:
            file.write(f"""
                worker_processes {WORKERS}; pid {where}/pid; daemon off;
                error_log {where}/error.log; worker_rlimit_nofile 20000;
                {'user www-data;' if os.geteuid() == 0 else ''}
                events {{ worker_connections 12000; }}
                http {{
                    access_log {where}/access.log combined buffer=64k;
                    client_body_temp_path {where}/body;
                    proxy_temp_path {where}/proxy;
                    fastcgi_temp_path {where}/fastcgi;
                    uwsgi_temp_path {where}/uwsgi;
                    scgi_temp_path {where}/scgi;
                    sendfile on; tcp_nopush on; keepalive_timeout 300;
                    keepalive_requests 1000000000; {http}
                    server {{ listen 127.0.0.1:{port} backlog=4096; {server} }}
                }}""")
        process = subprocess.Popen(
            ["nginx", "-c", f"{where}/conf", "-e", f"{where}/error.log"],
            stdin=subprocess.DEVNULL)
        self.exits.callback(end_process, process)
        url = f"http://127.0.0.1:{port}"
        sala.wait_for(lambda: listens(port), "nginx", 10)
        return url, [process.pid]

    # -- pairs

    def duel(self, ours, theirs):
        """Medians of both, run in turns."""
        pairs = []
        for number in range(self.rounds):
            if number % 2:
                right = theirs()
                pairs.append((ours(), right))
            else:
                left = ours()
                pairs.append((left, theirs()))
        return tuple(load.median(side) for side in zip(*pairs))


def listens(port):
    """Whether somebody answers there."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def end_process(process, how=signal.SIGTERM):
    """Ends what we started, and waits."""
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def end_server(server):
    """Ends a Sala; says what went wrong in it."""
    end_process(server.process)
    for line in server.alarms():
        print(f"  in its log: {line}", file=sys.stderr)
    os.unlink(server.log_file.name)
