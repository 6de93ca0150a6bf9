"""Raw HTTP against tests/http/httpd_probe.

    with Probe("header_ms=300") as probe:
        answer = probe.ask(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        is_(answer.status, 200, "it answers")

Bytes go out exactly as written; answers are read strictly, so that a wrong
length or a stray byte shows.
"""

import os
import signal
import socket
import subprocess

TIMEOUT_S = 20


class Answer:
    """One response. `closed`: the server ended the connection behind it."""

    def __init__(self, status, reason, fields, body):
        self.status = status
        self.reason = reason
        self.fields = fields
        self.body = body
        self.closed = False

    def header(self, name):
        """The value of a field that comes once; None when it is not there."""
        values = self.headers(name)
        assert len(values) <= 1, f"{name} comes {len(values)} times"
        return values[0] if values else None

    def headers(self, name):
        return [v for n, v in self.fields if n.lower() == name.lower()]

    def text(self):
        return self.body.decode("utf-8")

    def __repr__(self):
        return f"<{self.status} {self.fields!r} {self.body[:80]!r}>"


class Wire:
    """A connection, and what has been read from it."""

    def __init__(self, port, timeout_s=TIMEOUT_S):
        self.sock = socket.create_connection(("127.0.0.1", port), timeout_s)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""
        self.ended = False

    def send(self, data):
        self.sock.sendall(data)
        return self

    def try_send(self, data):
        """Sends; false when the server does not want it any more."""
        try:
            self.sock.sendall(data)
            return True
        except (BrokenPipeError, ConnectionResetError):
            return False

    def finish(self):
        """No more is sent; the server sees the end."""
        self.sock.shutdown(socket.SHUT_WR)
        return self

    def _more(self):
        try:
            data = self.sock.recv(65536)
        except ConnectionResetError:
            data = b""
        if not data:
            self.ended = True
        self.rest += data
        return bool(data)

    def _until(self, mark):
        while mark not in self.rest:
            if not self._more():
                return None
        head, self.rest = self.rest.split(mark, 1)
        return head

    def _exactly(self, n):
        while len(self.rest) < n:
            if not self._more():
                raise AssertionError(
                    f"the body ends after {len(self.rest)} of {n} bytes")
        body, self.rest = self.rest[:n], self.rest[n:]
        return body

    def read(self, to_head=False):
        """The next answer; None when the connection ended before one."""
        head = self._until(b"\r\n\r\n")
        if head is None:
            assert self.rest == b"", f"half an answer: {self.rest[:200]!r}"
            return None
        lines = head.decode("latin-1").split("\r\n")
        version, status, reason = lines[0].split(" ", 2)
        assert version == "HTTP/1.1", lines[0]
        fields = []
        for line in lines[1:]:
            name, value = line.split(": ", 1)
            fields.append((name, value))
        answer = Answer(int(status), reason, fields, b"")
        length = answer.header("Content-Length")
        if answer.status >= 200 and answer.status not in (204, 304):
            assert length is not None, "an answer without a length"
            if not to_head:
                answer.body = self._exactly(int(length))
        elif answer.status != 304:
            assert length is None, f"{answer.status} with a length"
        return answer

    def is_closed(self):
        """Waits for the server to end the connection; no byte may come."""
        while not self.ended:
            self._more()
        return self.rest == b""

    def close(self):
        self.sock.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Probe:
    """The server, for as long as the `with` block runs."""

    def __init__(self, *options, limit_fds=None):
        self.options = options
        self.limit_fds = limit_fds

    def __enter__(self):
        program = os.path.join(
            os.environ.get("SALA_BUILDDIR", "."), "tests/http/httpd_probe")
        command = [program, *self.options]
        if self.limit_fds:
            command = ["sh", "-c", f'ulimit -n {self.limit_fds}; exec "$@"',
                       "sh", *command]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        word, port = self.process.stdout.readline().split()
        assert word == b"port"
        self.port = int(port)
        return self

    def __exit__(self, kind, *_):
        self.process.stdin.close()
        self.exit_status = self.process.wait(30)
        self.process.stdout.close()
        if kind is None:
            assert self.exit_status == 0, \
                f"the server ended with {self.exit_status}"

    def terminate(self):
        """Asks for a clean stop."""
        self.process.send_signal(signal.SIGTERM)

    def wire(self, timeout_s=TIMEOUT_S):
        return Wire(self.port, timeout_s)

    def ask(self, data, to_head=False):
        """One connection, one answer; says whether it was closed after."""
        with self.wire() as wire:
            wire.try_send(data)
            answer = wire.read(to_head)
            if answer is not None and \
                    answer.header("Connection") == "close":
                wire.finish()
                answer.closed = wire.is_closed()
            return answer

    def counts(self):
        """What the server counts; its own connection is among them."""
        answer = self.ask(b"GET /counts HTTP/1.1\r\nHost: x\r\n"
                          b"Connection: close\r\n\r\n")
        return {name: int(value) for name, value in
                (line.split("=") for line in answer.text().split())}


def get(path, *fields):
    """A sound GET of HTTP/1.1."""
    return ("\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *fields])
            + "\r\n\r\n").encode("latin-1")


def post(path, body, *fields):
    """A sound POST of HTTP/1.1 with its length."""
    head = "\r\n".join([f"POST {path} HTTP/1.1", "Host: x",
                        f"Content-Length: {len(body)}", *fields])
    return (head + "\r\n\r\n").encode("latin-1") + body
