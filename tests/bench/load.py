"""Load, and what it cost: wrk, pgbench, and the processes that they ask.

    sample = wrk(url, [get("/"), get("/feed.rss")], seconds=2, watch=[pid])
    sample.rps, sample.p50, sample.p99, sample.cpu      # µs

`watch` are the roots of process trees: `cpu` is the processor time of them
all, user and system, for one request. A run whose answers were errors is no
measurement: it raises.
"""

import dataclasses
import glob
import json
import os
import re
import statistics
import subprocess
import tempfile

TICK_USEC = 1_000_000 / os.sysconf("SC_CLK_TCK")
HOST = "bench.example"

# The driver picks the prepared requests one after another, each thread from a
# place of its own, and puts a fresh number where a request says @NONCE….
SCRIPT = r"""
local file = assert(io.open("@FILE@", "rb"))
local list, at, step, serial, thread = {}, 0, 1, 0, 0
for text in file:read("*a"):gmatch("[^%z]+") do list[#list + 1] = text end
file:close()
local count = 0
function setup(t) t:set("number", count) count = count + 1 end
function init()
	at = number * math.floor(#list / 2)
	math.randomseed(@SEED@ + number)
end
function request()
	at = at % #list + 1
	if not @FRESH@ then return list[at] end
	serial = serial + 1
	return (list[at]:gsub("@NONCE@+", string.format("@PREFIX@%1d%013d",
	    number, serial)))
end
@DELAY@
function done(summary, latency)
	local e = summary.errors
	io.write(string.format('\nRESULT {"n": %d, "usec": %d, "p50": %d,' ..
	    ' "p99": %d, "bad": %d, "broken": %d}\n', summary.requests,
	    summary.duration, latency:percentile(50), latency:percentile(99),
	    e.status, e.connect + e.read + e.write + e.timeout))
end
"""
NONCE = "@NONCE" + "@" * 16
_serial = 0


@dataclasses.dataclass
class Sample:
    """One run, or the medians of several."""
    rps: float = 0
    p50: float = 0              # µs
    p99: float = 0              # µs
    cpu: float = 0              # µs a request
    pss: float = 0              # MiB


def median(samples):
    """The medians of each figure."""
    return Sample(**{
        field.name: statistics.median(getattr(s, field.name) for s in samples)
        for field in dataclasses.fields(Sample)})


# -- processes

def _read(path):
    """A file under /proc; nothing where the process has gone."""
    try:
        with open(path) as file:
            return file.read()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def tree(root):
    """A process and all that come from it."""
    found = [root]
    for path in glob.glob(f"/proc/{root}/task/*/children"):
        for word in _read(path).split():
            found += tree(int(word))
    return found


def cpu_usec(roots):
    """Processor time of these trees so far, of ended children too."""
    total = 0
    for pid in [pid for root in roots for pid in tree(root)]:
        fields = _read(f"/proc/{pid}/stat").rpartition(")")[2].split()
        total += sum(map(int, fields[11:15]))
    return total * TICK_USEC


def pss_kib(roots):
    """Memory of these trees, shared pages counted by their shares."""
    total = 0
    for pid in [pid for root in roots for pid in tree(root)]:
        found = re.search(r"^Pss:\s+(\d+)", _read(
            f"/proc/{pid}/smaps_rollup"), re.M)
        total += int(found.group(1)) if found else 0
    return total


# -- HTTP

def get(path, **headers):
    """A GET, as bytes; headers: accept_encoding="gzip"."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}"]
    lines += [f"{name.replace('_', '-')}: {value}"
              for name, value in headers.items()]
    return "\r\n".join(lines + ["", ""]).encode()


def post(path, body, **headers):
    """A POST of a form that is encoded already."""
    head = get(path, content_type="application/x-www-form-urlencoded",
               content_length=len(body), **headers)
    return b"POST" + head[3:] + body.encode()


def _script(requests, delay_ms):
    global _serial
    _serial += 1
    listed = tempfile.NamedTemporaryFile(prefix="sala-bench-", delete=False)
    with listed as file:
        file.write(b"\0".join(requests))
    delay = (f"function delay() return math.random(0, {2 * delay_ms}) end"
             if delay_ms else "")
    text = SCRIPT
    for name, value in (
            ("@FILE@", listed.name), ("@DELAY@", delay),
            ("@SEED@", str(_serial)),
            ("@PREFIX@", f"{os.getpid() % 10000:04d}{_serial:04d}"),
            ("@FRESH@", str(NONCE.encode() in requests[0]).lower())):
        text = text.replace(name, value)
    with open(listed.name + ".lua", "w") as file:
        file.write(text)
    return listed.name


class Wrk:
    """A run in the background; result() waits for its end."""

    def __init__(self, url, requests, seconds=2, watch=(), connections=64,
                 threads=2, delay_ms=0):
        self.files = _script(requests, delay_ms)
        self.watch = watch
        self.before = cpu_usec(watch)
        self.process = subprocess.Popen(
            ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s",
             "--timeout", "10s", "-s", self.files + ".lua", url],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def result(self, may_fail=False):
        output = self.process.communicate(timeout=120)[0]
        spent = cpu_usec(self.watch) - self.before
        os.unlink(self.files)
        os.unlink(self.files + ".lua")
        found = re.search(r"^RESULT (.*)$", output, re.M)
        if not found:
            raise RuntimeError(f"wrk: {output}")
        seen = json.loads(found.group(1))
        if (seen["bad"] or seen["broken"] or not seen["n"]) and not may_fail:
            raise RuntimeError(f"answers were errors: {seen}")
        return Sample(rps=seen["n"] / seen["usec"] * 1e6, p50=seen["p50"],
                      p99=seen["p99"], cpu=spent / max(seen["n"], 1),
                      pss=pss_kib(self.watch) / 1024)


def wrk(url, requests, **options):
    """Runs to the end."""
    return Wrk(url, requests, **options).result()


# -- pgbench

def pgbench(database, script=None, clients=8, seconds=2, watch=()):
    """pgbench with the built-in select, or with this script.

    database is a dict of host, port, name; statements are planned as those
    of the server are (server/db/db.c).
    """
    with tempfile.TemporaryDirectory(prefix="sala-bench-") as where:
        what = ["-S"]
        if script is not None:
            with open(f"{where}/script", "w") as file:
                file.write(script)
            what = ["-f", f"{where}/script"]
        before = cpu_usec(watch)
        done = subprocess.run(
            [database["pgbench"], "-n", "-M", "prepared", *what,
             "-c", str(clients), "-j", "2", "-T", str(seconds), "-l",
             "--sampling-rate=0.1", "-h", database["host"],
             "-p", str(database["port"]), "-U", database["user"],
             database["name"]],
            cwd=where, capture_output=True, text=True, check=False,
            env={**os.environ, "PGOPTIONS": "-c jit=off"
                 " -c plan_cache_mode=force_generic_plan"
                 " -c random_page_cost=1.1 -c enable_mergejoin=off"
                 " -c enable_seqscan=off"})
        spent = cpu_usec(watch) - before
        found = re.search(r"tps = ([\d.]+)", done.stdout)
        count = re.search(r"actually processed: (\d+)", done.stdout)
        if done.returncode or not found or " 0 (" not in done.stdout:
            raise RuntimeError(f"pgbench: {done.stdout}{done.stderr}")
        times = []
        for path in glob.glob(f"{where}/pgbench_log.*"):
            with open(path) as file:
                times += [int(line.split()[2]) for line in file]
    times = sorted(times) or [0]
    return Sample(rps=float(found.group(1)), p50=times[len(times) // 2],
                  p99=times[len(times) * 99 // 100],
                  cpu=spent / max(int(count.group(1)), 1))
