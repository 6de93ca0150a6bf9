#!/usr/bin/python3
"""Where a message begins and ends (RFC 9112 §2 to §7, §11).

What two readers could understand differently is refused and the connection
closed, so that nothing behind it is ever taken for a request.
"""

from probe import Probe, get, post
from tap import diag, done_testing, is_, ok

NEXT = b"GET /any/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"


def request(*lines, body=b""):
    """Lines as they are, each with its CR LF, and an empty one."""
    head = b"".join(
        (line.encode("latin-1") if isinstance(line, str) else line) + b"\r\n"
        for line in lines)
    return head + b"\r\n" + body


def refused(probe, name, data, status=400):
    """Answered with that status, closed, and nothing behind it is heard."""
    with probe.wire() as wire:
        wire.try_send(data + NEXT)
        answer = wire.read(to_head=data.startswith(b"HEAD"))
        good = answer is not None and answer.status == status and \
            answer.header("Connection") == "close"
        if good:
            wire.try_send(NEXT)
            good = wire.finish().is_closed()
        if not ok(good, f"{status}: {name}"):
            diag(repr(data[:300]))
            diag(f"answered: {answer!r}, then {wire.rest[:200]!r}")


def accepted(probe, name, data, body, status=200):
    """Answered so, and what stands behind it is the next request."""
    with probe.wire() as wire:
        wire.send(data + NEXT)
        answer = wire.read()
        after = wire.read()
        good = answer is not None and answer.status == status and \
            (body is None or answer.body == body) and \
            after is not None and b"path=/any/smuggled\n" in after.body
        if not ok(good, f"{status}: {name}"):
            diag(repr(data[:300]))
            diag(f"answered: {answer!r}, then {after!r}")


BAD_LINES = [
    ("two spaces before the target", "GET  / HTTP/1.1"),
    ("two spaces before the version", "GET /  HTTP/1.1"),
    ("a space behind the version", "GET / HTTP/1.1 "),
    ("a space before the method", " GET / HTTP/1.1"),
    ("a tab for a space", "GET\t/\tHTTP/1.1"),
    ("a tab before the version", "GET /\tHTTP/1.1"),
    ("a space in the target", "GET /a b HTTP/1.1"),
    ("no target", "GET HTTP/1.1"),
    ("an empty target", "GET  HTTP/1.1"),
    ("no version (HTTP/0.9)", "GET /"),
    ("no version but a space", "GET / "),
    ("a lower-case version", "GET / http/1.1"),
    ("a mixed-case version", "GET / Http/1.1"),
    ("another protocol", "GET / ICE/1.1"),
    ("no slash in the version", "GET / HTTP1.1"),
    ("no minor version", "GET / HTTP/1"),
    ("a dot and no minor version", "GET / HTTP/1."),
    ("two digits behind the dot", "GET / HTTP/1.10"),
    ("two digits before the dot", "GET / HTTP/11.1"),
    ("a leading zero in the version", "GET / HTTP/01.1"),
    ("a comma in the version", "GET / HTTP/1,1"),
    ("letters in the version", "GET / HTTP/x.y"),
    ("a sign in the version", "GET / HTTP/-1.1"),
    ("more words", "GET / HTTP/1.1 HTTP/1.1"),
    ("more words with a header", "GET / HTTP/1.1 Host: x"),
    ("brackets in the method", "GE(T) / HTTP/1.1"),
    ("a colon in the method", "GET: / HTTP/1.1"),
    ("a high byte in the method", b"G\xc9T / HTTP/1.1"),
    ("a high byte in the target", b"GET /\xe0\xb8\x81 HTTP/1.1"),
    ("NUL in the target", b"GET /\x00 HTTP/1.1"),
    ("NUL in the method", b"GE\x00T / HTTP/1.1"),
    ("a control character in the target", b"GET /\x01 HTTP/1.1"),
    ("DEL in the target", b"GET /\x7f HTTP/1.1"),
    ("a fragment", "GET /#here HTTP/1.1"),
    ("quotes in the target", "GET /\"x\" HTTP/1.1"),
    ("angle brackets in the target", "GET /<x> HTTP/1.1"),
    ("a backslash in the path", "GET /a\\b HTTP/1.1"),
    ("a header line first", "Host: x"),
]

BAD_FIELDS = [
    ("a space before the colon", "X-A : b"),
    ("a tab before the colon", "X-A\t: b"),
    ("a space before Content-Length's colon", "Content-Length : 5"),
    ("a space before Transfer-Encoding's colon",
     "Transfer-Encoding : chunked"),
    ("no colon", "X-A"),
    ("an empty name", ": b"),
    ("only a colon", ":"),
    ("a space in the name", "X A: b"),
    ("a slash in the name", "X/A: b"),
    ("a bracket in the name", "X[A]: b"),
    ("a quote in the name", "\"X\": b"),
    ("a high byte in the name", b"X-\xe9: b"),
    ("NUL in the name", b"X\x00A: b"),
    ("NUL in the value", b"X-A: b\x00c"),
    ("a bell in the value", b"X-A: b\x07c"),
    ("ESC in the value", b"X-A: \x1b[31m"),
    ("DEL in the value", b"X-A: b\x7fc"),
    ("VT in the value", b"X-A: b\x0bc"),
    ("a bare CR in the value", b"X-A: b\rc"),
    ("a bare CR at the value's end", b"X-A: b\r"),
    ("a bare CR before a header", b"X-A: b\rTransfer-Encoding: chunked"),
    ("a bare LF in the value", b"X-A: b\nc"),
    ("a bare LF before a header", b"X-A: b\nContent-Length: 5"),
    ("LF CR", b"X-A: b\n\rX-B: c"),
    ("a folded line", "X-A: b\r\n c"),
    ("a line folded with a tab", "X-A: b\r\n\tc"),
    ("a folded Transfer-Encoding", "Transfer-Encoding:\r\n chunked"),
    ("a folded line with nothing in it", "X-A: b\r\n "),
]

BAD_LENGTHS = [
    ("empty", ["Content-Length: "]),
    ("a plus sign", ["Content-Length: +5"]),
    ("a minus sign", ["Content-Length: -5"]),
    ("minus one", ["Content-Length: -1"]),
    ("hexadecimal", ["Content-Length: 0x5"]),
    ("hexadecimal without 0x", ["Content-Length: a"]),
    ("letters behind", ["Content-Length: 5a"]),
    ("a fraction", ["Content-Length: 5.0"]),
    ("an exponent", ["Content-Length: 5e0"]),
    ("an underscore", ["Content-Length: 1_0"]),
    ("a space inside", ["Content-Length: 5 5"]),
    ("quotes", ["Content-Length: \"5\""]),
    ("more than 64 bits", ["Content-Length: 18446744073709551621"]),
    ("more than 63 bits", ["Content-Length: 9223372036854775808"]),
    ("very many digits", ["Content-Length: " + "9" * 400]),
    ("wraps to 5 in 32 bits, twice", ["Content-Length: 5",
                                      "Content-Length: 4294967301"]),
    ("a list of two that agree", ["Content-Length: 5, 5"]),
    ("a list of two that differ", ["Content-Length: 5, 6"]),
    ("a list with an empty member", ["Content-Length: 5,"]),
    ("a semicolon", ["Content-Length: 5;"]),
    ("two lines that agree", ["Content-Length: 5", "Content-Length: 5"]),
    ("two lines that differ", ["Content-Length: 5", "Content-Length: 6"]),
    ("two lines, the first zero", ["Content-Length: 0",
                                   "Content-Length: 5"]),
    ("two lines in different case", ["Content-Length: 5",
                                     "content-length: 6"]),
    ("a high byte", [b"Content-Length: 5\xb2"]),
    ("Arabic digits in UTF-8", [b"Content-Length: \xd9\xa5"]),
]

LENGTH = "Content-Length: 5"
CHUNKED = "Transfer-Encoding: chunked"
CODINGS = [
    (400, "with Content-Length before it", [LENGTH, CHUNKED]),
    (400, "with Content-Length behind it", [CHUNKED, LENGTH]),
    (400, "with Content-Length: 0", ["Content-Length: 0", CHUNKED]),
    (400, "with a bad Content-Length", ["Content-Length: x", CHUNKED]),
    (400, "empty", ["Transfer-Encoding: "]),
    (400, "only a comma", ["Transfer-Encoding: ,"]),
    (400, "quoted", ["Transfer-Encoding: \"chunked\""]),
    (400, "a high byte before", [b"Transfer-Encoding: \xa0chunked"]),
    (400, "VT before", [b"Transfer-Encoding: \x0bchunked"]),
    (400, "NUL behind", [b"Transfer-Encoding: chunked\x00"]),
    (400, "a space inside", ["Transfer-Encoding: chun ked"]),
    (400, "two words", ["Transfer-Encoding: chunked x"]),
    (501, "identity", ["Transfer-Encoding: identity"]),
    (501, "gzip", ["Transfer-Encoding: gzip"]),
    (501, "xchunked", ["Transfer-Encoding: xchunked"]),
    (501, "chunkedx", ["Transfer-Encoding: chunkedx"]),
    (501, "chunk", ["Transfer-Encoding: chunk"]),
    (501, "cow", ["Transfer-Encoding: cow"]),
    (501, "gzip, chunked", ["Transfer-Encoding: gzip, chunked"]),
    (501, "chunked, gzip", ["Transfer-Encoding: chunked, gzip"]),
    (501, "chunked, chunked", ["Transfer-Encoding: chunked, chunked"]),
    (501, "chunked, identity", ["Transfer-Encoding: chunked, identity"]),
    (501, "identity, chunked", ["Transfer-Encoding: identity, chunked"]),
    (501, "a comma before", ["Transfer-Encoding: ,chunked"]),
    (501, "a comma behind", ["Transfer-Encoding: chunked,"]),
    (501, "a parameter", ["Transfer-Encoding: chunked;q=1"]),
    (501, "two lines", [CHUNKED, CHUNKED]),
    (501, "two lines, one of them identity",
     [CHUNKED, "Transfer-Encoding: identity"]),
    (501, "two lines, identity first",
     ["Transfer-Encoding: identity", CHUNKED]),
]

BAD_CHUNKS = [
    ("no size", b"\r\nhello\r\n0\r\n\r\n"),
    ("a size that is no number", b"xyz\r\nhello\r\n0\r\n\r\n"),
    ("a plus sign", b"+5\r\nhello\r\n0\r\n\r\n"),
    ("a minus sign", b"-5\r\nhello\r\n0\r\n\r\n"),
    ("0x", b"0x5\r\nhello\r\n0\r\n\r\n"),
    ("a space before the size", b" 5\r\nhello\r\n0\r\n\r\n"),
    ("a tab before the size", b"\t5\r\nhello\r\n0\r\n\r\n"),
    ("a space behind the size", b"5 \r\nhello\r\n0\r\n\r\n"),
    ("a space behind the last size", b"5\r\nhello\r\n0 \r\n\r\n"),
    ("a space inside the size", b"0 5\r\nhello\r\n0\r\n\r\n"),
    ("an underscore in the size", b"0_5\r\nhello\r\n0\r\n\r\n"),
    ("a size above 63 bits", b"8000000000000000\r\nhello"),
    ("a size above 64 bits", b"10000000000000005\r\nhello\r\n0\r\n\r\n"),
    ("a size that would wrap",
     b"fffffffffffffffffffffffffffff5\r\nhello\r\n0\r\n\r\n"),
    ("a bare LF behind the size", b"5\nhello\r\n0\r\n\r\n"),
    ("a bare CR behind the size", b"5\rhello\r\n0\r\n\r\n"),
    ("CR and another byte behind the size", b"5\rX\nhello\r\n0\r\n\r\n"),
    ("NUL in the size", b"5\x00\r\nhello\r\n0\r\n\r\n"),
    ("data longer than the size", b"5\r\nhelloX\r\n0\r\n\r\n"),
    ("data shorter than the size", b"6\r\nhello\r\n0\r\n\r\n"),
    ("no CR LF behind the data", b"5\r\nhello0\r\n\r\n"),
    ("a bare LF behind the data", b"5\r\nhello\n0\r\n\r\n"),
    ("a bare CR behind the data", b"5\r\nhello\r0\r\n\r\n"),
    ("two bytes for CR LF", b"5\r\nhelloXX0\r\n\r\n"),
    ("LF CR behind the data", b"5\r\nhello\n\r0\r\n\r\n"),
    ("an extension without a name", b"5;\r\nhello\r\n0\r\n\r\n"),
    ("an extension with a bad name", b"5;a(=b\r\nhello\r\n0\r\n\r\n"),
    ("an extension without its value", b"5;a=\r\nhello\r\n0\r\n\r\n"),
    ("an open quote in an extension",
     b"5;a=\"b\r\nhello\r\n0\r\n\r\n"),
    ("a bare LF in an extension", b"5;a\nb\r\nhello\r\n0\r\n\r\n"),
    ("a bare LF ends an extension", b"5;a\nhello\r\n0\r\n\r\n"),
    ("a bare CR in an extension", b"5;a\rb\r\nhello\r\n0\r\n\r\n"),
    ("NUL in an extension", b"5;a=\"\x00\"\r\nhello\r\n0\r\n\r\n"),
    ("a very long extension",
     b"5;" + b"a" * 8192 + b"\r\nhello\r\n0\r\n\r\n"),
    ("a very long size", b"0" * 8192 + b"5\r\nhello\r\n0\r\n\r\n"),
    ("many extensions", b"1;a=aaaaaaaaaaaaaaaa\r\nx\r\n" * 2000),
    ("a trailer without a colon", b"5\r\nhello\r\n0\r\nbad\r\n\r\n"),
    ("a trailer with a space before the colon",
     b"5\r\nhello\r\n0\r\nX-A : b\r\n\r\n"),
    ("a folded trailer", b"5\r\nhello\r\n0\r\nX-A: b\r\n c\r\n\r\n"),
    ("a bare LF in the trailer", b"5\r\nhello\r\n0\r\nX-A: b\n\r\n"),
    ("a bare LF for the end", b"5\r\nhello\r\n0\r\n\n"),
    ("a bare LF behind the last size", b"5\r\nhello\r\n0\n\r\n"),
    ("NUL in the trailer", b"5\r\nhello\r\n0\r\nX-A: \x00\r\n\r\n"),
    ("a trailer too long",
     b"5\r\nhello\r\n0\r\nX-A: " + b"a" * 9000 + b"\r\n\r\n"),
    ("too many trailers",
     b"5\r\nhello\r\n0\r\n" + b"X-A: b\r\n" * 30 + b"\r\n"),
]

GOOD_CHUNKS = [
    ("one chunk", b"5\r\nhello\r\n0\r\n\r\n"),
    ("two chunks", b"2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"),
    ("leading zeros", b"0000000000000000000005\r\nhello\r\n000\r\n\r\n"),
    ("an extension", b"5;a=b\r\nhello\r\n0\r\n\r\n"),
    ("an extension without a value", b"5;a\r\nhello\r\n0;b\r\n\r\n"),
    ("a quoted extension", b"5;a=\"b;\\\"c\"\r\nhello\r\n0\r\n\r\n"),
    ("white space around an extension",
     b"5 ; a = b\r\nhello\r\n0\r\n\r\n"),
    ("two extensions", b"5;a;b=c\r\nhello\r\n0\r\n\r\n"),
    ("a trailer", b"5\r\nhello\r\n0\r\nX-A: b\r\n\r\n"),
    ("a trailer that would change the framing",
     b"5\r\nhello\r\n0\r\nContent-Length: 50\r\n"
     b"Transfer-Encoding: chunked\r\nHost: y\r\n\r\n"),
]

BAD_HOSTS = [
    ("none", []),
    ("two", ["Host: x", "Host: y"]),
    ("two that agree", ["Host: x", "Host: x"]),
    ("two, one in another case", ["Host: x", "HOST: y"]),
    ("empty", ["Host: "]),
    ("a space inside", ["Host: x y"]),
    ("two in a list", ["Host: x, y"]),
    ("two in a list without a space", ["Host: x,y"]),
    ("a scheme", ["Host: http://x"]),
    ("a path", ["Host: x/"]),
    ("a query", ["Host: x?y"]),
    ("a fragment", ["Host: x#y"]),
    ("userinfo", ["Host: me@x"]),
    ("a backslash", ["Host: x\\y"]),
    ("quotes", ["Host: \"x\""]),
    ("angle brackets", ["Host: <x>"]),
    ("a percent sign", ["Host: x%00"]),
    ("an apostrophe", ["Host: x'y"]),
    ("a port that is no number", ["Host: x:y"]),
    ("a negative port", ["Host: x:-1"]),
    ("a port with a sign", ["Host: x:+80"]),
    ("a port above 65535", ["Host: x:65536"]),
    ("two ports", ["Host: x:80:80"]),
    ("only a port", ["Host: :80"]),
    ("an open bracket", ["Host: [::1"]),
    ("no address in brackets", ["Host: []"]),
    ("a name in brackets", ["Host: [x]"]),
    ("a zone", ["Host: [fe80::1%25eth0]"]),
    ("something behind the bracket", ["Host: [::1]x"]),
    ("an address without brackets", ["Host: ::1"]),
    ("NUL", [b"Host: x\x00"]),
    ("a high byte", [b"Host: \xe0\xb8\x81"]),
    ("a folded one", ["Host: x\r\n y"]),
    ("a space before the colon", ["Host : x"]),
]

GOOD_HOSTS = ["x", "example.com", "example.com:8080", "example.com:",
              "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:8080",
              "[2001:db8::1]:65535", "my_host", "xn--12c1f.example", "EXAMPLE"]


def test_heads(probe):
    for name, line in BAD_LINES:
        refused(probe, f"request line: {name}", request(line, "Host: x"))
    for name, field in BAD_FIELDS:
        refused(probe, f"field: {name}",
                request("GET / HTTP/1.1", "Host: x", field, "X-Z: z"))
        refused(probe, f"first field: {name}",
                request("GET / HTTP/1.1", field, "Host: x"))
    for first in (" X-A: b", "\tX-A: b", " ", " Host: x"):
        refused(probe, "white space before the first field",
                request("GET / HTTP/1.1", first, "Host: x"))


def test_line_ends(probe):
    sound = get("/")
    refused(probe, "bare LF everywhere", sound.replace(b"\r\n", b"\n"))
    refused(probe, "bare CR everywhere", sound.replace(b"\r\n", b"\r"))
    refused(probe, "bare LF behind the request line",
            sound.replace(b"\r\n", b"\n", 1))
    refused(probe, "bare LF for the empty line", sound[:-2] + b"\n")
    refused(probe, "CR CR LF", sound.replace(b"\r\n", b"\r\r\n", 1))
    refused(probe, "CR CR LF for the empty line", sound[:-2] + b"\r\r\n")
    refused(probe, "LF before the request", b"\n" + sound)
    refused(probe, "CR before the request", b"\r" + sound)
    refused(probe, "NUL before the request", b"\x00" + sound)
    refused(probe, "two empty lines before the request",
            b"\r\n\r\n" + sound)
    refused(probe, "TLS to the plain port",
            b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50)
    accepted(probe, "one empty line before the request",
             b"\r\n" + sound, b"hello\n")
    with probe.wire() as wire:
        wire.send(sound + b"\r\n" + get("/any/b"))
        is_((wire.read().status, wire.read().status), (200, 200),
            "an empty line between two requests is forgiven")


def test_lengths(probe):
    for name, fields in BAD_LENGTHS:
        refused(probe, f"Content-Length: {name}",
                request("POST /echo HTTP/1.1", "Host: x", *fields,
                        body=b"hello"))
        refused(probe, f"Content-Length of a GET: {name}",
                request("GET / HTTP/1.1", "Host: x", *fields,
                        body=b"hello"))
    for status, name, fields in CODINGS:
        body = b"5\r\nhello\r\n0\r\n\r\n"
        refused(probe, f"Transfer-Encoding: {name}", request(
            "POST /echo HTTP/1.1", "Host: x", *fields, body=body), status)
        refused(probe, f"Transfer-Encoding of a GET: {name}", request(
            "GET / HTTP/1.1", "Host: x", *fields, body=body), status)
    refused(probe, "Transfer-Encoding in HTTP/1.0",
            request("POST /echo HTTP/1.0", "Host: x", CHUNKED,
                    body=b"5\r\nhello\r\n0\r\n\r\n"))
    refused(probe, "Transfer-Encoding in a persistent HTTP/1.0",
            request("POST /echo HTTP/1.0", "Host: x", CHUNKED,
                    "Connection: keep-alive",
                    body=b"5\r\nhello\r\n0\r\n\r\n"))
    refused(probe, "HEAD with both", request(
        "HEAD / HTTP/1.1", "Host: x", LENGTH, CHUNKED))
    for value in ("5", "005", " \t 5 \t", "0000000000000000000000000005"):
        accepted(probe, f"Content-Length {value!r}",
                 request("POST /echo HTTP/1.1", "Host: x",
                         f"Content-Length:{value}", body=b"hello"), b"hello")
    accepted(probe, "no length means no body",
             request("POST /echo HTTP/1.1", "Host: x"), b"")
    accepted(probe, "Content-Length: 0",
             request("POST /echo HTTP/1.1", "Host: x", "Content-Length: 0"),
             b"")
    accepted(probe, "a length in lower case",
             request("POST /echo HTTP/1.1", "host: x", "content-length: 5",
                     body=b"hello"), b"hello")
    for name in ("Content_Length", "Content-Length-", "XContent-Length"):
        accepted(probe, f"{name} is another field",
                 request("GET / HTTP/1.1", "Host: x", f"{name}: 50"),
                 b"hello\n")
    accepted(probe, "a body with a request inside it is a body",
             post("/echo", NEXT), NEXT)
    accepted(probe, "a GET's body is not a request",
             request("GET / HTTP/1.1", "Host: x",
                     f"Content-Length: {len(NEXT)}", body=NEXT), b"hello\n")
    for path, status in (("/nothing", 404), ("/echo", 405)):
        accepted(probe, "nor is the body of what is refused",
                 request(f"GET {path} HTTP/1.1", "Host: x",
                         f"Content-Length: {len(NEXT)}", body=NEXT),
                 None, status)
    accepted(probe, "nor of an unknown method",
             request("BREW / HTTP/1.1", "Host: x",
                     f"Content-Length: {len(NEXT)}", body=NEXT), None, 501)


def test_chunks(probe):
    head = request("POST /echo HTTP/1.1", "Host: x", CHUNKED)
    for name, body in BAD_CHUNKS:
        refused(probe, f"chunk: {name}", head + body)
    for path, what in (("/", "GET"), ("/nothing", "GET"), ("/", "BREW")):
        refused(probe, f"a bad chunk of {what} {path}", request(
            f"{what} {path} HTTP/1.1", "Host: x", CHUNKED,
            body=b"x\r\nhello"))
    for name, body in GOOD_CHUNKS:
        accepted(probe, f"chunks: {name}", head + body, b"hello")
    accepted(probe, "chunks: an empty body", head + b"0\r\n\r\n", b"")
    accepted(probe, "chunks: hexadecimal in both cases",
             head + b"A\r\n0123456789\r\na\r\nabcdefghij\r\n0\r\n\r\n",
             b"0123456789abcdefghij")
    for value in ("chunked", "Chunked", "CHUNKED", " \tchunked\t "):
        accepted(probe, f"Transfer-Encoding:{value!r}",
                 request("POST /echo HTTP/1.1", "Host: x",
                         f"Transfer-Encoding:{value}",
                         body=b"5\r\nhello\r\n0\r\n\r\n"), b"hello")
    accepted(probe, "a GET's chunks are not a request",
             request("GET / HTTP/1.1", "Host: x", CHUNKED,
                     body=b"5\r\nhello\r\n0\r\n\r\n"), b"hello\n")
    with probe.wire() as wire:
        data = head + b"2;a=b\r\nhe\r\n3\r\nllo\r\n0\r\nX-A: b\r\n\r\n" + NEXT
        for byte in data:
            wire.send(bytes([byte]))
        is_((wire.read().body, wire.read().status), (b"hello", 200),
            "byte by byte it is the same")


def test_hosts(probe):
    for name, fields in BAD_HOSTS:
        refused(probe, f"Host: {name}", request("GET / HTTP/1.1", *fields))
    refused(probe, "Host: two, in HTTP/1.0",
            request("GET / HTTP/1.0", "Host: x", "Host: y"))
    refused(probe, "Host: a bad one in HTTP/1.0",
            request("GET / HTTP/1.0", "Host: x y"))
    for host in GOOD_HOSTS:
        accepted(probe, f"Host: {host}",
                 request("GET / HTTP/1.1", f"Host: {host}"), b"hello\n")
    is_(probe.ask(request("GET / HTTP/1.0")).status, 200,
        "HTTP/1.0 may come without a Host")


def test_fields(probe):
    def field(line, value):
        accepted(probe, f"field {line!r}", request(
            "GET /request HTTP/1.1", "Host: x", line), None)
        answer = probe.ask(request("GET /request HTTP/1.1", "Host: x", line))
        ok(f"\nlist={value}\n" in answer.body.decode("latin-1"),
           f"its value is {value!r}")

    field("X-List: a", "a")
    field("X-List:a", "a")
    field("X-List:  \t a b\t ", "a b")
    field("X-List:", "")
    field("X-List:   ", "")
    field("x-LIST: \"a\tb\"", "\"a\tb\"")
    field(b"X-List: caf\xe9", "caf\xe9")
    field("X-List: a:b: c", "a:b: c")
    accepted(probe, "every character of a token in a name", request(
        "GET / HTTP/1.1", "Host: x", "!#$%&'*+-.^_`|~09azAZ: v"), b"hello\n")


with Probe() as the_probe:
    test_heads(the_probe)
    test_line_ends(the_probe)
    test_lengths(the_probe)
    test_chunks(the_probe)
    test_hosts(the_probe)
    test_fields(the_probe)
done_testing()
