#!/usr/bin/python3
"""Conditional requests and ranges (RFC 9110 §13, §14)."""

import time
from email.utils import parsedate_to_datetime

from probe import Probe, get, post
from tap import done_testing, is_, ok

TAG = '"v1"'
MODIFIED = "Wed, 08 Jun 2005 07:05:09 GMT"
EARLIER = "Wed, 08 Jun 2005 07:05:08 GMT"
LATER = "Wed, 08 Jun 2005 07:05:10 GMT"
ALPHABET = b"abcdefghijklmnopqrstuvwxyz"

CONDITIONS = [
    (304, ['If-None-Match: "v1"']),
    (304, ['If-None-Match: W/"v1"']),
    (304, ["If-None-Match: *"]),
    (304, ['If-None-Match: "v0", "v1"']),
    (304, ['If-None-Match: "v0","v1","v2"']),
    (304, ['If-None-Match: , "v0" ,, W/"v1",']),
    (304, ['If-None-Match: "a,b", "v1"']),
    (304, ['If-None-Match: "v0"', 'If-None-Match: "v1"']),
    (200, ['If-None-Match: "v0"']),
    (200, ['If-None-Match: "V1"']),
    (200, ['If-None-Match: ""']),
    (200, ['If-None-Match: v1']),
    (200, ['If-None-Match: w/"v1"']),
    (200, ['If-None-Match: "v1']),
    (200, ['If-None-Match: "v1" "v2"']),
    (200, ['If-None-Match: "v 1"']),
    (200, ['If-None-Match: "v1", *']),
    (200, ['If-None-Match: ']),
    (304, [f"If-Modified-Since: {MODIFIED}"]),
    (304, [f"If-Modified-Since: {LATER}"]),
    (304, ["If-Modified-Since: Wednesday, 08-Jun-05 07:05:09 GMT"]),
    (304, ["If-Modified-Since: Wed Jun  8 07:05:09 2005"]),
    (304, ["If-Modified-Since: Tue, 19 Jan 2038 03:14:08 GMT"]),
    (304, ["If-Modified-Since: Sun, 07 Feb 2106 06:28:16 GMT"]),
    (304, ["If-Modified-Since: Tue, 29 Feb 2028 00:00:00 GMT"]),
    (200, [f"If-Modified-Since: {EARLIER}"]),
    (200, ["If-Modified-Since: Wednesday, 08-Jun-94 07:05:09 GMT"]),
    (200, ["If-Modified-Since: Wed, 08 Jun 2005 07:05:09"]),
    (200, ["If-Modified-Since: Wed, 08 Jun 2005 07:05:09 UTC"]),
    (200, ["If-Modified-Since: Wed, 8 Jun 2005 07:05:09 GMT"]),
    (200, ["If-Modified-Since: wed, 08 jun 2030 07:05:09 gmt"]),
    (200, ["If-Modified-Since: Wed, 31 Jun 2030 07:05:09 GMT"]),
    (200, ["If-Modified-Since: Wed, 29 Feb 2030 07:05:09 GMT"]),
    (200, ["If-Modified-Since: Wed, 08 Jun 2030 24:05:09 GMT"]),
    (200, ["If-Modified-Since: Wed, 00 Jun 2030 07:05:09 GMT"]),
    (200, ["If-Modified-Since: 1900000000"]),
    (200, ["If-Modified-Since: "]),
    (200, [f"If-Modified-Since: {LATER}", f"If-Modified-Since: {LATER}"]),
    # If-None-Match comes before If-Modified-Since (§13.2.2).
    (200, ['If-None-Match: "v0"', f"If-Modified-Since: {LATER}"]),
    (304, ['If-None-Match: "v1"', f"If-Modified-Since: {EARLIER}"]),
    (200, ["If-Match: *"]),
    (200, ['If-Match: "v1"']),
    (200, ['If-Match: "v0", "v1"']),
    (412, ['If-Match: "v0"']),
    (412, ['If-Match: W/"v1"']),
    (412, ['If-Match: "v0"', 'If-Match: "v2"']),
    (200, ["If-Match: v0"]),
    (200, [f"If-Unmodified-Since: {MODIFIED}"]),
    (200, [f"If-Unmodified-Since: {LATER}"]),
    (412, [f"If-Unmodified-Since: {EARLIER}"]),
    (200, ["If-Unmodified-Since: yesterday"]),
    # If-Match comes before If-Unmodified-Since, and both before the rest.
    (200, ['If-Match: "v1"', f"If-Unmodified-Since: {EARLIER}"]),
    (412, ['If-Match: "v0"', f"If-Unmodified-Since: {LATER}"]),
    (412, ['If-Match: "v0"', 'If-None-Match: "v1"']),
    (304, ['If-Match: "v1"', 'If-None-Match: "v1"']),
    (412, [f"If-Unmodified-Since: {EARLIER}", 'If-None-Match: "v1"']),
]

RANGES = [
    ("bytes=0-4", 0, 4), ("bytes=0-0", 0, 0), ("bytes=25-25", 25, 25),
    ("bytes=5-", 5, 25), ("bytes=0-", 0, 25), ("bytes=-1", 25, 25),
    ("bytes=-5", 21, 25), ("bytes=-26", 0, 25), ("bytes=-100", 0, 25),
    ("bytes=20-100", 20, 25), ("Bytes=0-4", 0, 4), ("bytes=00-04", 0, 4),
    ("bytes=5-99999999999999999999999", 5, 25),
    ("bytes=-99999999999999999999999", 0, 25), ("bytes=0-4,", 0, 4),
]
UNSATISFIABLE = [
    "bytes=26-", "bytes=26-30", "bytes=100-", "bytes=-0",
    "bytes=18446744073709551616-", "bytes=99999999999999999999999-",
]
IGNORED = [
    "bytes=4-0", "bytes=a-b", "bytes=", "bytes=-", "bytes=5", "bytes",
    "bytes=1-2-3", "bytes=+1-2", "bytes=1-+2", "bytes=0x1-2", "=0-4",
    "bytes 0-4", "bytes=0-4;", "items=0-4", "bytes=0-1,3-4",
    "bytes=0-4,-1", "bytes=0-1,2-3,4-5", "", "bytes=--5",
]


def test_conditions(probe):
    for status, fields in CONDITIONS:
        answer = probe.ask(get("/static", *fields))
        is_(answer.status, status, f"{status}: {fields}")
        head = probe.ask(get("/static", *fields).replace(b"GET", b"HEAD", 1),
                         to_head=True)
        is_(head.status, status, "the same for HEAD")
    answer = probe.ask(get("/static", f"If-None-Match: {TAG}"))
    is_((answer.header("ETag"), answer.header("Last-Modified"),
         answer.header("Cache-Control"), answer.header("X-Standing"),
         answer.header("Content-Length"), answer.header("Content-Type")),
        (TAG, MODIFIED, "no-cache", "yes", None, None),
        "a 304 carries validators and cache fields, and no content's")
    ok(answer.header("Date"), "and a date")
    with probe.wire() as wire:
        wire.send(get("/static", f"If-None-Match: {TAG}") + get("/p/1"))
        is_((wire.read().status, wire.read().body), (304, b"id=1\n"),
            "nothing follows a 304 but the next answer")
    for field in ('If-Match: "x"', "If-None-Match: *",
                  f"If-Modified-Since: {LATER}"):
        is_(probe.ask(get("/", field)).status, 200,
            f"{field} is nothing to a page without validators")
        is_(probe.ask(get("/nothing", field)).status, 404,
            "nor to what is not there")
        is_(probe.ask(post("/echo", b"x", field)).status, 200,
            "nor to a POST")


def test_ranges(probe):
    whole = probe.ask(get("/static"))
    is_((whole.header("Accept-Ranges"), whole.body), ("bytes", ALPHABET),
        "ranges are offered")
    for value, first, last in RANGES:
        answer = probe.ask(get("/static", f"Range: {value}"))
        is_((answer.status, answer.header("Content-Range"), answer.body),
            (206, f"bytes {first}-{last}/26", ALPHABET[first:last + 1]),
            f"206: {value}")
    for value in UNSATISFIABLE:
        answer = probe.ask(get("/static", f"Range: {value}"))
        is_((answer.status, answer.header("Content-Range")),
            (416, "bytes */26"), f"416: {value}")
    for value in IGNORED:
        answer = probe.ask(get("/static", f"Range: {value}"))
        is_((answer.status, answer.header("Content-Range"), answer.body),
            (200, None, ALPHABET), f"ignored: {value!r}")
    answer = probe.ask(get("/static", "Range: bytes=0-1", "Range: bytes=2-3"))
    is_(answer.status, 200, "two Range lines are ignored")
    answer = probe.ask(get("/static", "Range: bytes=0-4"))
    is_((answer.header("ETag"), answer.header("Cache-Control"),
         answer.header("Content-Type")),
        (TAG, "no-cache", "text/plain; charset=utf-8"),
        "a 206 has the fields of the 200")
    head = probe.ask(
        get("/static", "Range: bytes=0-4").replace(b"GET", b"HEAD", 1),
        to_head=True)
    is_((head.status, head.header("Content-Length")), (200, "26"),
        "HEAD knows no ranges")
    is_(probe.ask(post("/echo", b"x" * 9, "Range: bytes=0-4")).body,
        b"x" * 9, "nor does POST")
    is_(probe.ask(get("/", "Range: bytes=0-1")).status, 200,
        "nor a page without validators")
    is_(probe.ask(get("/nothing", "Range: bytes=0-1")).status, 404,
        "nor what is not there")


def test_if_range(probe):
    cases = [
        (206, TAG), (206, MODIFIED),
        (206, "Wednesday, 08-Jun-05 07:05:09 GMT"),
        (200, '"v0"'), (200, 'W/"v1"'), (200, EARLIER), (200, LATER),
        (200, "v1"), (200, '"v1", "v2"'), (200, "*"), (200, ""),
    ]
    for status, value in cases:
        is_(probe.ask(get("/static", "Range: bytes=0-4",
                          f"If-Range: {value}")).status,
            status, f"{status}: If-Range: {value}")
    is_(probe.ask(get("/static", "If-Range: " + TAG)).status, 200,
        "If-Range without Range is ignored")
    is_(probe.ask(get("/static", "Range: bytes=50-",
                      'If-Range: "v0"')).status, 200,
        "a range that does not apply cannot fail")
    is_(probe.ask(get("/static", "Range: bytes=0-4",
                      f"If-None-Match: {TAG}")).status, 304,
        "conditions come before ranges")
    is_(probe.ask(get("/static", "Range: bytes=0-4",
                      'If-Match: "v0"')).status, 412, "both ways")


def test_date(probe):
    answer = probe.ask(get("/"))
    date = answer.header("Date")
    ok(abs(parsedate_to_datetime(date).timestamp() - time.time()) < 5,
       f"Date is now: {date}")
    ok(len(date) == 29 and date.endswith(" GMT"), "in the one form")
    for path in ("/nothing", "/static", "/empty", "/redirect?to=/"):
        ok(probe.ask(get(path)).header("Date"), f"{path} has one too")


with Probe() as the_probe:
    test_conditions(the_probe)
    test_ranges(the_probe)
    test_if_range(the_probe)
    test_date(the_probe)
done_testing()
