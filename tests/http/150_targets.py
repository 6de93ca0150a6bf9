#!/usr/bin/python3
"""Request targets, paths, queries, routes, redirects, headers of replies,
and who the client is (RFC 9112 §3.2, RFC 9110 §7)."""

from probe import Probe, get
from tap import done_testing, is_, ok


def shown(answer):
    """What /request tells, as a dictionary."""
    return dict(line.split("=", 1) for line in
                answer.body.decode("utf-8").splitlines() if "=" in line)


def line(target, *fields, host="Host: x"):
    return ("\r\n".join([f"GET {target} HTTP/1.1", host, *fields])
            + "\r\n\r\n").encode()


def test_forms(probe):
    for target, host in (
            ("http://example.com/request", "example.com"),
            ("HTTP://example.com/request", "example.com"),
            ("http://example.com:8080/request", "example.com:8080"),
            ("http://127.0.0.1/request", "127.0.0.1"),
            ("http://[::1]:80/request", "[::1]:80"),
            ("http://example.com/request?q=1", "example.com")):
        answer = probe.ask(line(target))
        is_((answer.status, shown(answer).get("host"),
             shown(answer).get("path")), (200, host, "/request"),
            f"absolute form: {target}; Host does not count")
    is_(probe.ask(line("http://example.com")).body, b"hello\n",
        "absolute form without a path")
    is_(probe.ask(line("http://example.com?q=1")).body, b"hello\n",
        "absolute form with a query and no path")
    for target in ("http://", "http:///", "http://me@x/", "http://x y/",
                   "http://x:y/", "http://x:99999/", "http:/x", "http:x",
                   "ftp://x/", "javascript://x/", "x", "x/y", "*", "x:80",
                   "?q", "http//x", "://x/", "http://[::1/", "\\x",
                   "http://x\\y/", "http://x#y", "http://a,b/"):
        answer = probe.ask(line(target))
        is_((answer.status, answer.closed), (400, True), f"400: {target}")
    is_(probe.ask(line("https://x/")).status, 421,
        "https is not this connection's scheme")
    is_(probe.ask(b"GET http://x/ HTTP/1.1\r\n\r\n").status, 400,
        "absolute form needs a Host all the same")
    is_(probe.ask(b"GET http://x/ HTTP/1.1\r\nHost: a b\r\n\r\n").status,
        400, "and a valid one")


def test_paths(probe):
    for path, wanted in (
            ("/any/abc", "/any/abc"), ("/any/%61bc", "/any/abc"),
            ("/any/%E0%B8%84%E0%B8%A3%E0%B8%B9", "/any/ครู"),
            ("/any/%e0%b8%84", "/any/ค"), ("/any/a%20b", "/any/a b"),
            ("/any/a+b", "/any/a+b"), ("/any/a%2Bb", "/any/a+b"),
            ("/any/%25", "/any/%"), ("/any/%3F", "/any/?"),
            ("/any/a:b@c;d=e,f!$&'()*", "/any/a:b@c;d=e,f!$&'()*"),
            ("/any/[x]^|", "/any/[x]^|"), ("/%61ny/x", "/any/x"),
            ("/any/..a", "/any/..a"), ("/any/a..", "/any/a.."),
            ("/any/...", "/any/...")):
        is_(shown(probe.ask(get(path))).get("path"), wanted, path)
    for path in ("/any/%", "/any/%4", "/any/%4x", "/any/%x4", "/any/%%20",
                 "/any/%u0e01", "/any/%00", "/any/a%00b", "/any/%0a",
                 "/any/%0d%0aX:y", "/any/%09", "/any/%1b", "/any/%7f",
                 "/any/%80", "/any/%ff", "/any/%c0%af", "/any/%c0%80",
                 "/any/%e0%80%af", "/any/%ed%a0%80", "/any/%f5%80%80%80",
                 "/any/%e0%b8", "/any/%c2%85", "/any/%ef%bf%bf"):
        is_(probe.ask(get(path)).status, 400, f"400: {path}")
    for path in ("/nothing", "/any", "/any/a/b", "//", "//any/x", "/any//x",
                 "/any/x//", "/./any/x", "/any/.", "/any/..", "/any/../any/x",
                 "/any/%2e%2e", "/any/%2e", "/any/a%2fb", "/%2fany/x",
                 "/any/..%2f..%2fetc%2fpasswd", "/../../etc/passwd",
                 "/any/%5c", "/ANY/x", "/a/b/c/d/e/f/g/h/i/j/k",
                 "/" * 4000, "/p" * 4000):
        wanted = 200 if path == "/any/%5c" else 404
        is_(probe.ask(get(path)).status, wanted, f"{wanted}: {path[:40]}")


def test_routes(probe):
    for path, wanted in (
            ("/p/1", b"id=1\n"), ("/p/9223372036854775807",
                                  b"id=9223372036854775807\n"),
            ("/p/12-a", b"id=12 slug=a\n"),
            ("/p/12-a-b", b"id=12 slug=a-b\n"),
            ("/p/12--", b"id=12 slug=-\n"),
            ("/p/12-%E0%B8%84", "id=12 slug=ค\n".encode()),
            ("/any/static", b"abcdefghijklmnopqrstuvwxyz")):
        is_(probe.ask(get(path)).body, wanted, path)
    for path in ("/p/0", "/p/-1", "/p/+1", "/p/01", "/p/1x", "/p/x",
                 "/p/9223372036854775808", "/p/1.0", "/p/1e3", "/p/0x1",
                 "/p/%20", "/p/1%20", "/p/12-", "/p/-a", "/p/a-1",
                 "/p/%D9%A1", "/p/99999999999999999999999999"):
        is_(probe.ask(get(path)).status, 404, f"404: {path}")
    for path, wanted in (("/p/1/", "/p/1"), ("/p/1/?a=b", "/p/1?a=b"),
                         ("/any/%E0%B8%84/", "/any/%E0%B8%84"),
                         ("/static/", "/static")):
        answer = probe.ask(get(path))
        is_((answer.status, answer.header("Location")), (301, wanted),
            f"one slash too many: {path}")
    for path in ("/nothing/", "/echo/", "//example.com/", "/p/x/",
                 "/p/1//"):
        is_(probe.ask(get(path)).status, 404, f"not redirected: {path}")


def test_queries(probe):
    for query, wanted in (
            ("q=a", "a"), ("q=", ""), ("q", ""), ("q=a+b", "a b"),
            ("q=a%20b", "a b"), ("q=a%2Bb", "a+b"), ("q=a%26b%3Dc", "a&b=c"),
            ("x=1&q=2", "2"), ("q=1&q=2", "1"), ("&&q=1&", "1"),
            ("q=a=b", "a=b"), ("%71=1", "1"), ("q=%E0%B8%81", "ก"),
            ("q=a?b/c", "a?b/c"), ("q={a}", "{a}"), ("q=a\\b", "a\\b"),
            ("Q=1", ""), ("", "")):
        answer = probe.ask(get(f"/request?{query}"))
        is_((answer.status, shown(answer).get("q")), (200, wanted),
            f"?{query}")
    for query in ("q=%", "q=%4", "q=%zz", "%=1", "q=%00", "q=%ff", "x=%c0%af",
                  "q=%1b", "q=%ed%a0%80", "q=\"", "q=<", "q=a#b"):
        is_(probe.ask(get(f"/request?{query}")).status, 400,
            f"400: ?{query}")
    is_(probe.ask(get("/?" + "a&" * 900)).status, 200, "900 parameters")
    is_(probe.ask(get("/?" + "a&" * 1001)).status, 400,
        "1,001 parameters are too many")


def test_cookies(probe):
    for value, wanted in (
            ("c=1", "1"), ("a=0; c=1", "1"), ("a=0;c=1", "1"),
            ("c=1; c=2", "1"), ("c=", ""), ("C=1", ""), ("xc=1", ""),
            ("c = 1", ""), ("c=a b", ""), ("c=\"1\"", "1"), ("c=a=b", "a=b"),
            ("; ;c=1", "1"), ("c", ""), ("=1", ""), ("a=c=1", ""),
            ("c=\"", ""), ("a=\"x; c=1", "1"), ("c=a,b", ""),
            ("$Version=1; c=1", "1"), ("c=a\\b; c=2", "2")):
        is_(shown(probe.ask(get("/request", f"Cookie: {value}")))["cookie"],
            wanted, f"Cookie: {value}")
    is_(shown(probe.ask(get("/request", "Cookie: a=1", "Cookie: c=2")))
        ["cookie"], "2", "two Cookie lines")
    is_(probe.ask(get("/request", "Cookie: c=" + "a" * 4000)).status, 200,
        "a long one")


def test_redirects(probe):
    for to, wanted in (
            ("/p/1", "/p/1"), ("/", "/"), ("/p/1?a=b%23c", "/p/1?a=b#c"),
            ("/%E0%B8%84", "/%E0%B8%84"), ("/a%20b", "/a%20b"),
            ("/a%22b%3Cc%3E", "/a%22b%3Cc%3E"), ("/a%5Cb", "/a%5Cb"),
            ("/a%2525", "/a%25"),
            # Anywhere else leads home.
            ("", "/"), ("p", "/"), ("//example.com", "/"),
            ("/%5Cexample.com", "/"), ("%5C%5Cexample.com", "/"),
            ("http://example.com/", "/"), ("javascript:alert(1)", "/"),
            ("%09//example.com", "/"), ("/%09/example.com", "/"),
            ("/%0D%0AX:y", "/"), ("/a%0Ab", "/"), ("%20/", "/"),
            ("///example.com", "/"), ("/%2F/example.com", "/")):
        answer = probe.ask(get(f"/redirect?to={to}"))
        is_((answer.status, answer.header("Location")), (303, wanted),
            f"to={to}")


def test_reply_headers(probe):
    answer = probe.ask(get("/set?value=a%20b&cookie=t-._~!"))
    is_((answer.status, answer.header("X-Value"),
         answer.header("Set-Cookie")),
        (200, "a b",
         "c=t-._~!; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax"),
        "a reply's headers")
    for query in ("value=a%0D%0AX-Evil:b", "value=a%0Ab", "value=a%0Db",
                  "cookie=a%0D%0ASet-Cookie:b", "cookie=a;b", "cookie=a,b",
                  "cookie=a%20b", "cookie=%22", "cookie=%5C"):
        answer = probe.ask(get(f"/set?{query}"))
        is_((answer.status, answer.header("X-Value"),
             answer.header("X-Evil"), answer.header("Set-Cookie")),
            (500, None, None, None), f"not to be split by {query}")


def client(probe, *fields):
    of = shown(probe.ask(get("/request", *fields)))
    return of["client"], of["https"]


def test_proxies():
    with Probe() as probe:
        is_(client(probe, "X-Forwarded-For: 9.9.9.9",
                   "X-Forwarded-Proto: https", "Forwarded: for=9.9.9.9"),
            ("127.0.0.1", "0"), "nobody is trusted unasked")
    with Probe("trusted=127.0.0.1, 10.0.0.0/8 2001:db8::/32") as probe:
        for fields, wanted in (
                ([], "127.0.0.1"),
                (["9.9.9.9"], "9.9.9.9"),
                (["1.1.1.1, 9.9.9.9"], "9.9.9.9"),
                (["1.1.1.1, 9.9.9.9, 10.1.2.3"], "9.9.9.9"),
                (["1.1.1.1,9.9.9.9,10.1.2.3,10.0.0.1"], "9.9.9.9"),
                (["1.1.1.1", "9.9.9.9"], "9.9.9.9"),
                (["9.9.9.9", "10.0.0.1"], "9.9.9.9"),
                (["10.0.0.1"], "10.0.0.1"),
                (["9.9.9.9:1234"], "9.9.9.9"),
                (["2001:DB9::1"], "2001:db9::1"),
                (["[2001:db9::1]:80"], "2001:db9::1"),
                (["9.9.9.9, 2001:db8::5"], "9.9.9.9"),
                (["::ffff:9.9.9.9"], "9.9.9.9"),
                (["evil"], "127.0.0.1"),
                (["9.9.9.9, evil"], "127.0.0.1"),
                (["9.9.9.9, evil, 10.0.0.1"], "10.0.0.1"),
                (["unknown"], "127.0.0.1"),
                ([""], "127.0.0.1"),
                (["9.9.9.9,"], "127.0.0.1"),
                (["999.9.9.9"], "127.0.0.1"),
                (["9.9.9"], "127.0.0.1")):
            is_(client(probe, *[f"X-Forwarded-For: {f}" for f in fields]),
                (wanted, "0"), f"X-Forwarded-For: {fields}")
        for value, wanted in (("https", "1"), ("HTTPS", "1"), ("http", "0"),
                              ("https, http", "0"), ("http, https", "1"),
                              ("", "0"), ("httpsx", "0")):
            is_(client(probe, f"X-Forwarded-Proto: {value}")[1], wanted,
                f"X-Forwarded-Proto: {value}")
        is_(client(probe, "Forwarded: for=9.9.9.9;proto=https"),
            ("127.0.0.1", "0"), "Forwarded is not looked at")
        is_(probe.ask(line("https://x/", "X-Forwarded-Proto: https")).status,
            200, "https in the absolute form, behind a proxy that says so")
    with Probe("trusted=127.0.0.1", "max_connections_per_address=3") as probe:
        wires = [probe.wire() for _ in range(8)]
        for wire in wires:
            wire.send(get("/slow/2000", "X-Forwarded-For: 9.9.9.9"))
        statuses = sorted(wire.read().status for wire in wires)
        is_(statuses, [200] * 3 + [503] * 5,
            "behind a proxy the requests of each client are counted")
        is_(probe.ask(get("/", "X-Forwarded-For: 9.9.9.9")).status, 200,
            "and it may come again when they are done")
        for wire in wires:
            wire.close()
    for bad in ("trusted=x", "trusted=1.2.3.4/33", "trusted=1.2.3.4/x",
                "trusted=::/129"):
        try:
            with Probe(bad):
                ok(False, f"{bad} is taken")
        except (ValueError, AssertionError):
            ok(True, f"{bad} is refused at start")


with Probe() as the_probe:
    test_forms(the_probe)
    test_paths(the_probe)
    test_routes(the_probe)
    test_queries(the_probe)
    test_cookies(the_probe)
    test_redirects(the_probe)
    test_reply_headers(the_probe)
test_proxies()
done_testing()
