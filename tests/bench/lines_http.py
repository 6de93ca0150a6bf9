"""The hot path: what is finished already, against nginx."""

import glob
import pathlib
import re
import signal
import socket
import subprocess
import zlib

import load
import sala
from load import get
from table import Row, least, most

# A page of a post is about this long.
POST_BYTES = 20000


def _asset(server):
    return re.search(r'href="(/assets/[^"]+\.css)"',
                     server.get("/").body.decode()).group(1)


def kept_pages(server):
    """(name, path) of what is read most."""
    if not hasattr(server, "kept_pages"):
        post = min((f"/p/{n}-p{n}" for n in range(1, 40)), key=lambda path:
                   abs(len(fetch(server, path)[1]) - POST_BYTES))
        server.kept_pages = [("post", post), ("home", "/"),
                             ("feed", "/feed.rss"),
                             ("static", _asset(server))]
    return server.kept_pages


def fetch(server, path, **headers):
    """The answer to one GET as (head, body)."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as wire:
        wire.sendall(get(path, connection="close", **headers))
        data = b""
        while part := wire.recv(1 << 20):
            data += part
    head, _, body = data.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def header(head, name):
    found = re.search(rf"^{name}: *(.*?)\r?$", head, re.M | re.I)
    return found.group(1) if found else None


def _against_nginx(stage, server, nginx, ours, theirs):
    """Both ask for their own; nginx is (URL, watch)."""
    return stage.duel(
        lambda: load.wrk(server.url, [ours], seconds=stage.seconds,
                         watch=server.watch),
        lambda: load.wrk(nginx[0], [theirs], seconds=stage.seconds,
                         watch=nginx[1]))


def cached(stage):
    """A kept page, home, feed and asset, against a file of the same bytes."""
    server = stage.sala()
    for name, path in kept_pages(server):
        body = fetch(server, path)[1]
        nginx = stage.nginx({name: body})
        ours, theirs = _against_nginx(stage, server, nginx, get(path),
                                      get("/" + name))
        yield Row(f"cached {name}, {len(body) / 1024:.1f} KiB",
                  "nginx, the same bytes", ours, theirs,
                  goals=[most("cpu", 0.8), least("rps", 1.0)])


def not_modified(stage):
    """A reader who has it already."""
    server = stage.sala()
    for name, path in kept_pages(server)[:3]:
        head, body = fetch(server, path)
        nginx = stage.nginx({name: body})
        tag = header(fetch_url(nginx[0], "/" + name), "ETag")
        asked = get(path, if_none_match=header(head, "ETag") or "-")
        if not fetch(server, path, if_none_match=header(head, "ETag"))[
                0].startswith("HTTP/1.1 304"):
            stage.say(f"{path} is never a 304")
            continue
        ours, theirs = _against_nginx(stage, server, nginx, asked,
                                      get("/" + name, if_none_match=tag))
        yield Row(f"304, {name}", "nginx", ours, theirs,
                  goals=[most("cpu", 0.9)])


def fetch_url(url, path):
    """The head of an answer from this URL."""
    port = int(url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), 10) as wire:
        wire.sendall(get(path, connection="close"))
        return wire.makefile("rb").read().partition(b"\r\n\r\n")[0].decode(
            "latin-1")


def gzipped(stage):
    """The same for a reader who takes gzip."""
    server = stage.sala()
    for name, path in kept_pages(server)[:3]:
        plain = fetch(server, path)[1]
        head, small = fetch(server, path, accept_encoding="gzip")
        if header(head, "Content-Encoding") != "gzip":
            stage.say(f"{path} does not come with gzip")
            continue
        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        wanted = packer.compress(plain) + packer.flush()
        nginx = stage.nginx({name: plain, name + ".gz": wanted})
        ours, theirs = _against_nginx(
            stage, server, nginx, get(path, accept_encoding="gzip"),
            get("/" + name, accept_encoding="gzip"))
        yield Row(f"gzip, {name}, {len(small) / 1024:.1f} KiB",
                  "nginx gzip_static", ours, theirs,
                  goals=[most("cpu", 0.9)])
        yield Row(f"gzip, {name}: bytes against zlib level 6",
                  value=len(small) / len(wanted), unit="×",
                  goals=[most("value", 1.05)])


# -- system calls

def _is_traced(pid, tracer):
    """Whether each thread of a process is."""
    return all(
        f"\nTracerPid:\t{tracer}\n" in pathlib.Path(path).read_text()
        for path in glob.glob(f"/proc/{pid}/task/*/status"))


def _counted(server, requests):
    """System calls of the workers while one connection asks for these."""
    from load import tree
    pids = [pid for root in server.watch for pid in tree(root)]
    strace = subprocess.Popen(
        ["strace", "-c", "-f", "-q", *(f"-p{pid}" for pid in pids)],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    sala.wait_for(lambda: all(_is_traced(pid, strace.pid) for pid in pids),
                  "strace to be there")
    with socket.create_connection(("127.0.0.1", server.port), 10) as wire:
        wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request, length in requests:
            wire.sendall(request)
            while length > 0:
                part = wire.recv(min(length, 1 << 20))
                if not part:
                    raise RuntimeError("the connection was closed")
                length -= len(part)
    strace.send_signal(signal.SIGINT)
    report = strace.communicate(timeout=30)[1]
    total = re.search(r"^100[.,]00\s+\S+\s+\S*\s+(\d+)(?:\s+\d+)?\s+total",
                      report, re.M)
    return int(total.group(1)) if total else 0


def _keep_alive_length(server, path, **headers):
    """How long an answer is on a connection that stays open."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as wire:
        wire.sendall(get(path, **headers))
        data = b""
        while b"\r\n\r\n" not in data:
            data += wire.recv(1 << 20)
    head = data.partition(b"\r\n\r\n")[0]
    body = 0 if b" 304 " in head[:14] else int(
        header(head.decode("latin-1"), "Content-Length"))
    return len(head) + 4 + body


def system_calls(stage):
    """How often the kernel is asked for one answer, keep-alive."""
    server, few, many = stage.sala(), 200, 2200
    for name, path in kept_pages(server):
        tag = header(fetch(server, path)[0], "ETag")
        for what, headers in (("hit", {}), ("304", {"if_none_match": tag})):
            if what == "304" and not tag:
                continue
            one = (get(path, **headers),
                   _keep_alive_length(server, path, **headers))
            calls = (_counted(server, [one] * many) -
                     _counted(server, [one] * few)) / (many - few)
            yield Row(f"system calls, {name}, {what}", value=calls,
                      goals=[most("value", 3.005)])


LINES = {"cached": cached, "304": not_modified, "gzip": gzipped,
         "syscalls": system_calls}
