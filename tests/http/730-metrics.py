#!/usr/bin/python3
"""/metrics: every line is as Prometheus wants it, what is counted is what
was done, by whichever worker, and only the machine's own may look."""

import os
import re
import signal
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import scene
from tap import diag, done_testing, is_, like, ok

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
HELP = re.compile(rf"# HELP ({NAME}) (?:[^\\]|\\[\\n])+")
TYPE = re.compile(rf"# TYPE ({NAME}) (counter|gauge|histogram)")
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)\}})?"
                    r" (\d+(?:\.\d+)?(?:e[-+]\d+)?)")
BELONGS = {"counter": [""], "gauge": [""],
           "histogram": ["_bucket", "_sum", "_count"]}


class Metrics:
    """An answer of /metrics, taken apart; what is wrong is in faults."""

    def __init__(self, text):
        self.faults = []
        self.families = {}
        self.values = {}
        self.family = None
        if not text.endswith("\n"):
            self.faults.append("the last line is not ended")
        for line in text[:-1].split("\n"):
            self._take(line)
        for name, kind in self.families.items():
            if kind == "histogram":
                self._check_histogram(name)
            if name.endswith("_total") != (kind == "counter"):
                self.faults.append(f"{name} is a {kind}")
            if not name.startswith("sala_"):
                self.faults.append(f"{name} is not ours")

    def _take(self, line):
        if match := HELP.fullmatch(line):
            if match[1] in self.families:
                self.faults.append(f"{match[1]} comes twice")
            self.family = match[1]
        elif match := TYPE.fullmatch(line):
            if match[1] != self.family or match[1] in self.families:
                self.faults.append(f"out of place: {line}")
            self.families[match[1]] = match[2]
        elif match := SAMPLE.fullmatch(line):
            self._take_sample(match)
        else:
            self.faults.append(f"cannot be read: {line}")

    def _take_sample(self, match):
        labels = re.findall(LABEL, match[2] or "")
        names = [label.split("=")[0] for label in labels]
        key = match[1], frozenset(labels)
        kind = self.families.get(self.family)
        if kind is None or match[1] not in [
                self.family + suffix for suffix in BELONGS[kind]]:
            self.faults.append(f"not of {self.family}: {match[0]}")
        if len(set(names)) != len(names) or key in self.values:
            self.faults.append(f"twice: {match[0]}")
        self.values[key] = float(match[3])

    def _check_histogram(self, name):
        for (_, labels), count in self.of(f"{name}_count").items():
            buckets = []
            for (_, theirs), value in self.of(f"{name}_bucket").items():
                bound = [x for x in theirs if x.startswith("le=")]
                if theirs - set(bound) == labels:
                    buckets.append(
                        (float(bound[0][4:-1].replace("+Inf", "inf")), value))
            values = [value for _, value in sorted(buckets)]
            if values != sorted(values) or values[-1] != count or \
                    sorted(buckets)[-1][0] != float("inf"):
                self.faults.append(f"{name}: {buckets} of {count}")
            if (f"{name}_sum", labels) not in self.values:
                self.faults.append(f"{name} has no sum")

    def of(self, name):
        """All series of a name."""
        return {key: value for key, value in self.values.items()
                if key[0] == name}

    def get(self, name, **labels):
        """The sum of a name's series with these labels."""
        wanted = {f'{name}="{value}"' for name, value in labels.items()}
        return sum(value for (_, theirs), value in self.of(name).items()
                   if wanted <= theirs)


def scrape(server):
    """What a monitor reads."""
    page = server.client().get("/metrics")
    return Metrics(page.body.decode())


def wait_for_both(server):
    """Until both workers have their database."""
    sala.wait_for(lambda: scrape(server).get("sala_db_ready_processes") == 2,
                  "both workers to be ready")


def check_format(server):
    """Each line, and what they are together."""
    page = server.client().get("/metrics")
    is_(page.headers["Content-Type"],
        "text/plain; version=0.0.4; charset=utf-8", "the type is Prometheus's")
    is_(page.headers["Cache-Control"], "no-store", "and it is not kept")
    metrics = Metrics(page.body.decode())
    for fault in metrics.faults[:10]:
        diag(fault)
    is_(metrics.faults, [], "every line is as it must be")
    ok(len(metrics.families) > 30, f"{len(metrics.families)} families")
    bad = Metrics('# HELP sala_a_total x\n# TYPE sala_a_total gauge\n'
                  'sala_a_total{a="1"} 1\nsala_a_total{a="1"} 1\nb 2\n'
                  'sala_a_total{a="1} 1\nsala_a_total{a="\\q"} 1\n').faults
    is_(len(bad), 5, "the test would see mistakes")


def check_requests(server, stage):
    """What was asked is counted by route and status, and by nothing else."""
    before = scrape(server)
    writer = stage.member()
    post = stage.post(writer, stage.blog(writer), title="A post")
    reader = server.client()
    is_(reader.get(post.path).status, 200, "a post is read")
    reader.get(f"/p/{post.id}")
    reader.get("/p/987654?secret=word")
    reader.get("/nowhere/secret-path")
    status = reader.post("/login", {"login": "a"}).status
    after = scrape(server)
    wanted = [("/p/{id:int}-{slug}", "GET", "2xx"),
              ("/p/{id:int}", "GET", "3xx"), ("/p/{id:int}", "GET", "4xx"),
              ("none", "none", "4xx"),
              ("/login", "POST", f"{status // 100}xx")]
    for route, method, status in wanted:
        labels = {"route": route, "method": method, "status": status}
        name = "sala_http_requests_total"
        is_(after.get(name, **labels) - before.get(name, **labels), 1,
            f"{method} {route} {status} is counted")
        name = "sala_http_request_duration_seconds_count"
        ok(after.get(name, route=route) > before.get(name, route=route),
           "and so is its time")
    ok(after.get("sala_http_received_bytes_total") >
       before.get("sala_http_received_bytes_total"), "bodies are counted")
    text = server.client().get("/metrics").body.decode()
    ok("secret" not in text and "A-post" not in text,
       "nothing that readers sent is in it")


def check_hits(server):
    """An answer from the cache counts as one."""
    reader = server.client()

    def is_kept():
        before = scrape(server)
        reader.get("/")
        return scrape(server).get("sala_cache_hits_total") > \
            before.get("sala_cache_hits_total")
    sala.wait_for(is_kept, "the page to be kept")
    before = scrape(server)
    for _ in range(10):
        reader.get("/")
    after = scrape(server)
    is_(after.get("sala_cache_hits_total") -
        before.get("sala_cache_hits_total"), 10, "ten hits are counted")
    is_(after.get("sala_http_requests_total", route="/", status="2xx") -
        before.get("sala_http_requests_total", route="/", status="2xx"), 10,
        "as requests, too")
    sala.wait_for(lambda: scrape(server).get("sala_cache_entries") > 0 and
                  scrape(server).get("sala_cache_bytes") > 1000,
                  "the cache's size to be noted")


def check_database(server):
    """Batches by lane, scribes, pool threads."""
    before = scrape(server)
    writer = server.client()
    form = writer.get("/signup").form()
    writer.submit(form, login="counted", name="Counted",
                  password="a long password 1")
    page = writer.get("/settings").form()
    writer.submit(page, about="I **count**.")
    after = scrape(server)
    moved = {name: after.get(name) - before.get(name)
             for name in ("sala_scribe_jobs_total", "sala_pool_jobs_total")}
    ok(all(n > 0 for n in moved.values()), f"{moved} jobs are counted")
    for lane in "read", "write":
        name = "sala_db_round_batches"
        rounds, batches = [
            after.get(f"{name}_{what}", lane=lane) -
            before.get(f"{name}_{what}", lane=lane)
            for what in ("count", "sum")]
        ok(0 < rounds <= batches,
           f"{lane}: {batches} batches in {rounds} rounds")


def check_throttles(server):
    """Who is refused is counted."""
    before = scrape(server)
    guesser = server.client(X_Forwarded_For="192.0.2.9")
    form = guesser.get("/login").form()
    statuses = [guesser.submit(form, follow=False, login="x",
                               password="guess guess").status
                for _ in range(40)]
    is_(scrape(server).get("sala_throttle_refusals_total") -
        before.get("sala_throttle_refusals_total"), statuses.count(429),
        "each 429 is counted")
    ok(429 in statuses, "there was one")


def health_asked(metrics):
    return metrics.get("sala_http_requests_total", route="/healthz")


def check_workers(server):
    """Whoever answers, the numbers are those of all; a worker that dies
    takes nothing of them with it."""
    before = health_asked(scrape(server))
    served = set()
    clients = [server.client() for _ in range(40)]
    for client in clients:
        served.add(client.get("/healthz").status)
    is_({health_asked(scrape(server)) for _ in range(8)}, {before + 40},
        "every scrape tells the requests of all workers")
    is_(served, {200}, "which were answered")
    sala.wait_for(lambda: scrape(server).get(
        "sala_processes_up", role="worker") == 2, "two workers to be up")
    for client in clients:
        client.close()
    for name, (pid,) in server.workers().items():
        os.kill(pid, signal.SIGKILL)
        sala.wait_for(lambda: server.workers().get(name, [pid]) != [pid],
                      "another worker")
    sala.wait_for(lambda: server.client().get("/readyz").status == 200,
                  "readiness")
    ok(health_asked(scrape(server)) >= before + 40,
       "two kills later nothing is forgotten")
    is_(scrape(server).get("sala_process_restarts_total", role="worker"), 2,
        "and both are counted")
    wait_for_both(server)
    ok(scrape(server).get("sala_generation_start_time_seconds") > 1.7e9,
       "when it began is known")


def check_readers(server):
    """Others than the machine's own find nothing there."""
    for headers, wanted, who in (
            ({}, 200, "somebody of this machine"),
            ({"X_Forwarded_For": "192.0.2.1"}, 404, "a reader behind nginx"),
            ({"X_Forwarded_For": "127.0.0.1, 192.0.2.1"}, 404,
             "one who says he is of this machine"),
            ({"X_Forwarded_For": "127.0.0.1"}, 200,
             "a monitor of this machine behind nginx")):
        page = server.client(**headers).get("/metrics")
        is_(page.status, wanted, f"{who} gets {wanted}")
    like(page.headers["Content-Type"], "version", "only the right ones do")


def check_options():
    """The option, and a proxy that nobody told Sala about."""
    with sala.Server(metrics_from="10.1.2.0/24",
                     trusted_proxies="127.0.0.1") as server:
        is_(server.client().get("/metrics").status, 404, "not from here")
        is_(server.client(X_Forwarded_For="10.1.2.3").get("/metrics").status,
            200, "but from there")
    with sala.Server() as server:
        is_(server.client().get("/metrics").status, 200, "without a proxy")
        for header in "X_Forwarded_For", "Forwarded":
            page = server.client(**{header: "for=127.0.0.1"}).get("/metrics")
            is_(page.status, 404, f"not through one that sends {header}")
        is_(server.client().head("/metrics").status, 200, "HEAD will do")
        is_(server.client().post("/metrics").status, 405, "POST will not")
    with sala.Server(metrics_from="") as server:
        is_(server.client().get("/metrics").status, 404, "empty: nobody")
    done = sala.command("config", metrics_from="everybody")
    like(done.stderr, "metrics-from: .*networks", "a mistake is refused")


def main():
    with sala.Server(workers=2, trusted_proxies="127.0.0.1",
                     expects="worker .* ended: signal 9") as server:
        stage = scene.Scene(server)
        check_format(server)
        wait_for_both(server)
        check_requests(server, stage)
        check_hits(server)
        check_database(server)
        check_throttles(server)
        check_readers(server)
        check_workers(server)
    check_options()
    done_testing()


main()
