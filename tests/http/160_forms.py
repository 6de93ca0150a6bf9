#!/usr/bin/python3
"""Forms: urlencoded and multipart, what is refused at the door, and what
comes back with a mistake beside its field (URL Standard, RFC 7578)."""

from urllib.parse import quote_plus

from probe import Probe, post
from tap import done_testing, is_, ok

URLENCODED = "Content-Type: application/x-www-form-urlencoded"
BOUNDARY = "----sala7MA4YWxkTrZu0gW"
MULTIPART = f"Content-Type: multipart/form-data; boundary={BOUNDARY}"


def pairs(probe, body, *fields):
    answer = probe.ask(post("/pairs", body, *(fields or (URLENCODED,))))
    return answer.status, answer.body.decode("utf-8", "replace")


def shown(*of):
    return 200, "".join(f"[{name}]=[{value}]\n" for name, value in of)


def test_urlencoded(probe):
    for body, wanted in (
            (b"a=b", [("a", "b")]), (b"", []), (b"a", [("a", "")]),
            (b"a=", [("a", "")]), (b"=b", [("", "b")]),
            (b"a=b&c=d", [("a", "b"), ("c", "d")]),
            (b"a=1&a=2", [("a", "1"), ("a", "2")]),
            (b"&&a=b&", [("a", "b")]), (b"a=b=c", [("a", "b=c")]),
            (b"a+b=c+d", [("a b", "c d")]), (b"a=%2B%26%3D", [("a", "+&=")]),
            (b"a=%E0%B8%81", [("a", "ก")]),
            ("a=ก".encode(), [("a", "ก")]),
            (b"a=x%0D%0Ay%09z", [("a", "x\r\ny\tz")])):
        is_(pairs(probe, body), shown(*wanted), f"{body!r}")
    for body in (b"a=%", b"a=%4", b"a=%4x", b"%=a", b"a=%00", b"a=\x00",
                 b"a=%ff", b"a=\xff", b"%ff=a", b"a=%C0%AF", b"a=%ED%A0%80",
                 b"a=%F5%80%80%80", b"a=%E0%B8", b"a=%1B", b"a=\x1b",
                 b"a=%7F", b"a=%C2%85", b"a=%EF%BF%BE", b"%00=a"):
        is_(pairs(probe, body)[0], 400, f"400: {body!r}")
    is_(pairs(probe, b"a&" * 1000)[0], 400, "1,001 fields are too many")
    is_(pairs(probe, b"a=b", URLENCODED + "; charset=UTF-8")[0], 200,
        "UTF-8 may be said")
    for kind in ("; charset=windows-874", "; charset=", "; charset"):
        is_(pairs(probe, b"a=b", URLENCODED + kind)[0], 415,
            f"415: {kind}")
    for kind in ("text/plain", "application/json", "application/xml", "x",
                 "multipart/mixed; boundary=x", "application/"
                 "x-www-form-urlencodedx", ""):
        is_(pairs(probe, b"a=b", f"Content-Type: {kind}")[0], 415,
            f"415: {kind!r}")
    is_(pairs(probe, b"a=b", "X-A: b")[0], 415, "415: no type")
    is_(pairs(probe, b"a=b", URLENCODED, URLENCODED)[0], 415,
        "415: two types")
    is_(pairs(probe, b"a=b", URLENCODED.upper())[0], 200,
        "types have no case")
    for coding, wanted in (("gzip", 415), ("identity", 200), ("x", 415),
                           ("identity, gzip", 415)):
        is_(pairs(probe, b"a=b", URLENCODED,
                  f"Content-Encoding: {coding}")[0], wanted,
            f"{wanted}: Content-Encoding: {coding}")


def part(head, value):
    return b"--%s\r\n%s\r\n\r\n%s\r\n" % (
        BOUNDARY.encode(), head if isinstance(head, bytes) else
        head.encode(), value)


def field(name, value):
    return part(f'Content-Disposition: form-data; name="{name}"', value)


END = f"--{BOUNDARY}--\r\n".encode()


def test_multipart(probe):
    def good(body, *wanted, kind=MULTIPART):
        is_(pairs(probe, body, kind), shown(*wanted), f"{body[:90]!r}")

    good(field("a", b"b") + END, ("a", "b"))
    good(field("a", b"b") + END[:-2], ("a", "b"))
    good(field("a", b"b") + END + b"what follows", ("a", "b"))
    good(END)
    good(field("a", b"") + END, ("a", ""))
    good(field("a", b"1") + field("b", b"2") + END, ("a", "1"), ("b", "2"))
    good(field("a", "ครู\r\nใหม่".encode()) + END, ("a", "ครู\r\nใหม่"))
    good(field("a", b"\r\n--x\r\n") + END, ("a", "\r\n--x\r\n"))
    good(field("a", b"\r\n-----") + END, ("a", "\r\n-----"))
    good(field("ชื่อ", b"b") + END, ("ชื่อ", "b"))
    good(field("a\\\"b", b"c") + END, ("a\"b", "c"))
    good(field("a%22b", b"c") + END, ("a%22b", "c"))
    good(part("content-disposition:form-data;name=a", b"b") + END,
         ("a", "b"))
    good(part("Content-Disposition: form-data; name=\"a\"\r\n"
              "Content-Type: text/plain", b"b") + END, ("a", "b"))
    good(part("Content-Disposition: form-data; name=\"f\"; "
              "filename=\"x.png\"\r\nContent-Type: image/png",
              b"\x89PNG\x00\xff") + field("a", b"b") + END, ("a", "b"))
    good(field("a", b"b").replace(b"\r\n", b" \t\r\n", 1) + END, ("a", "b"))
    good(field("a", b"b") + END, ("a", "b"),
         kind=MULTIPART.replace(BOUNDARY, f'"{BOUNDARY}"'))
    twenty = b"".join(field(f"f{i}", b"") for i in range(20))
    good(twenty + END, *((f"f{i}", "") for i in range(20)))


def test_bad_multipart(probe):
    whole = field("a", b"b") + END
    edge = BOUNDARY.encode()
    disposition = "Content-Disposition: form-data; name=\"a\""
    for name, body in (
            ("nothing", b""),
            ("no end", field("a", b"b")),
            ("cut in the value", whole[:-len(END) - 4]),
            ("cut in the head", whole[:80]),
            ("a preamble", b"hello\r\n" + whole),
            ("bare LF", whole.replace(b"\r\n", b"\n")),
            ("another boundary", whole.replace(edge, edge + b"x")),
            ("text behind the boundary",
             whole.replace(edge + b"\r\n", edge + b"x\r\n", 1)),
            ("no name", part("Content-Disposition: form-data", b"b") + END),
            ("no disposition", part("Content-Type: text/plain", b"b") + END),
            ("no head", b"--" + edge + b"\r\n\r\nb\r\n" + END),
            ("no empty line", b"--" + edge + b"\r\n" +
             disposition.encode() + b"\r\n" + END),
            ("two dispositions", part(disposition + "\r\n" + disposition,
                                      b"b") + END),
            ("two names", part(disposition + "; name=\"b\"", b"b") + END),
            ("an attachment", part(
                "Content-Disposition: attachment; name=\"a\"", b"b") + END),
            ("base64", part(disposition +
                            "\r\nContent-Transfer-Encoding: base64",
                            b"Yg==") + END),
            ("a folded head", part(disposition + "\r\n x", b"b") + END),
            ("a bad field name", part(disposition + "\r\nX A: b", b"b")
             + END),
            ("an open quote", part(
                "Content-Disposition: form-data; name=\"a", b"b") + END),
            ("a long head", part(disposition + "\r\nX-A: " + "a" * 9000,
                                 b"b") + END),
            ("NUL in the value", field("a", b"b\x00c") + END),
            ("bad UTF-8 in the value", field("a", b"\xff") + END),
            ("bad UTF-8 in the name",
             part(b"Content-Disposition: form-data; name=\"\xff\"", b"b")
             + END),
            ("a tab in the name", field("a\tb", b"") + END),
            ("21 parts", b"".join(field("f", b"") for _ in range(21))
             + END)):
        is_(pairs(probe, body, MULTIPART)[0], 400, f"400: {name}")
    for name, kind in (("no boundary", "multipart/form-data"),
                       ("an empty one", "multipart/form-data; boundary="),
                       ("71 characters", "multipart/form-data; boundary=" +
                        "a" * 71),
                       ("two", MULTIPART + "; boundary=x")):
        ok(pairs(probe, whole, "Content-Type: " + kind if
                 not kind.startswith("Content") else kind)[0] in (400, 415),
           f"a boundary: {name}")


def form(probe, **values):
    body = "&".join(f"{k}={quote_plus(v)}" for k, v in values.items())
    answer = probe.ask(post("/form", body.encode(), URLENCODED))
    return answer.status, answer.text().splitlines()


def test_fields(probe):
    is_(form(probe, title="a", body="b", draft="on"),
        (200, ["title=a", "draft=1", "bytes=1"]), "a good form")
    is_(form(probe, title=" \t a\r\n b ", body="x\r\ny\rz"),
        (200, ["title=a b", "draft=0", "bytes=5"]),
        "a line is trimmed and made one, line ends become LF")
    is_(form(probe, body="b"),
        (422, ["title=", "draft=0", "bytes=1",
               "error title: Please fill this in."]),
        "what is required and missing")
    is_(form(probe, title="   ")[0], 422, "blank is missing too")
    is_(form(probe, title="ก" * 10)[0], 200, "ten characters, not bytes")
    is_(form(probe, title="ก" * 11),
        (422, ["title=" + "ก" * 11, "draft=0", "bytes=0",
               "error title: At most {n} characters, please."]),
        "eleven are too many, and still there")
    is_(form(probe, title="a", body="ก" * 87381)[1][2], "bytes=262143",
        "a long text in Thai, three times as long on its way")
    is_(form(probe, title="a", body="a" * 262145),
        (422, ["title=a", "draft=0", "bytes=262145",
               "error body: This text is too long: it may take {n} KB."]),
        "a byte more says the limit, and keeps the text")
    is_(form(probe, title="a", body="ก" * 600000)[0], 422,
        "5.4 MB are read whole and refused with a message")
    is_(form(probe, title="a", draft="0")[1][1], "draft=0",
        "a flag may be said to be off")
    is_(form(probe, title="a", other="x")[0], 200,
        "what the form has not is ignored")


with Probe() as the_probe:
    test_urlencoded(the_probe)
    test_multipart(the_probe)
    test_bad_multipart(the_probe)
    test_fields(the_probe)
done_testing()
