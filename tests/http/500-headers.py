"""The header fields of every answer, cookies, and what pages may load."""

import re

import probe
import sala
import scene
import stage as stages
import story
from standing import STANDING, standing_faults
from tap import diag, done_testing, is_, ok

PAGE_LIMIT_BYTES = 30 * 1024

# What a browser would load, send or run by itself.
LOADS = "//@src | //@srcset | //@poster | //@data | //@action" \
        " | //@formaction | //link[@rel != 'canonical']/@href | //use/@href"
INLINE = "//style | //@style | //script[text()] | //script[not(@src)]" \
         " | //@*[starts-with(name(), 'on')] | //base | //iframe | //object" \
         " | //embed | //meta[@http-equiv]"


def markup_faults(page):
    """What a page holds that it must not."""
    faults = [f"inline: {x}" for x in page.xpath(INLINE)]
    for address in page.xpath(LOADS):
        if not re.match(r"/([^/\\]|$)", address):
            faults.append(f"loads {address}")
    for address in page.xpath("//a/@href"):
        if not re.match(r"(/([^/\\]|$)|#|https?://|mailto:)", address):
            faults.append(f"leads to {address}")
    return faults


def check_pages(stage):
    """Every GET route, for a guest and for people with something to do."""
    for method, route in stages.routes():
        if method != "GET":
            continue
        faults = []
        for who in "guest", "author", "owner":
            page = stage.client(who).get(
                stage.path(route, stages.sample(route)))
            faults += standing_faults(page.headers)
            if page.headers.get_content_type() == "text/html":
                faults += markup_faults(page)
                if page.headers["Content-Language"] != page.text(
                        "/html/@lang"):
                    faults.append("Content-Language is not the page's")
        if not ok(not faults, f"GET {route}: header fields and markup"):
            diag("\n".join(map(str, faults)))


def check_caching(stage):
    """Who may keep what: nothing of a member's; a guest's page only asks
    again; feeds a little; assets for ever."""
    cached = stages.cached_routes()
    for method, route in stages.routes():
        if method != "GET":
            continue
        path = stage.path(route, stages.sample(route))
        guest = stage.server.client().get(path)
        member = stage.client("author").get(path)
        rule = guest.headers["Cache-Control"]
        if route.endswith(".rss"):
            is_(rule, "public, max-age=900", f"{path} is kept a little")
        elif route.startswith(("/assets", "/favicon", "/robots")):
            continue
        elif route in cached and guest.status == 200:
            is_(rule, "no-cache", f"{path} may be kept for guests")
            is_(guest.headers["Vary"],
                "Accept-Encoding, Accept-Language, Cookie",
                f"{path} says what it depends on")
        else:
            is_(rule, "no-store", f"{path} may not be kept")
        if route in cached:
            is_(guest.headers.get_all("Set-Cookie"), None,
                f"{path} gives a guest no cookie")
        if not route.endswith(".rss") and not route.startswith("/assets"):
            is_(member.headers["Cache-Control"], "no-store",
                f"{path} of a member is not kept")
    asset = stage.client("guest").get(stage.path("/assets/{file}", "asset"))
    is_(asset.headers["Cache-Control"], "public, max-age=31536000, immutable",
        "an asset is kept for ever")
    is_(asset.headers.get_all("Set-Cookie"), None, "and gives no cookie")


def check_flash(stage):
    """A message that is shown once is not part of a page to be kept."""
    post = stage.thing("published")
    guest = stage.server.client()
    page = guest.get(f"/p/{post.id}/comment")
    page = guest.submit(page.form(), follow=False, body="Hello.",
                        guest_name="Anybody")
    page = guest.get(page.headers["Location"])
    ok(page.has("//*[@role='status' and contains(@class, 'flash')]"),
       "a guest is told that the comment is held")
    is_(page.headers["Cache-Control"], "no-store",
        "a page with a message is not kept")
    ok(not guest.get(page.path).has("//*[contains(@class, 'flash')]"),
       "the message is shown once")
    is_(guest.get(page.path).headers["Cache-Control"], "no-cache",
        "then the page may be kept again")


def refusals(stage):
    """(status, what was asked, the answer): each error there is."""
    guest, member = stage.server.client(), stage.client("stranger")
    token = stage.token("stranger")
    post = stage.thing("published")
    yield 400, "bytes that are no text", guest.get("/%ff")
    yield 403, "another's blog", member.get(
        stage.path("/b/{blog}/settings", "blog"))
    yield 403, "a form from elsewhere", member.post(
        "/logout", {"csrf": token}, Origin="https://evil.example")
    yield 404, "no such route", guest.get("/nothing/here")
    yield 404, "no such post", guest.get("/p/987654321")
    yield 404, "an id that is no number", guest.get("/p/x1/comment")
    yield 405, "a form sent to a page", guest.post("/about")
    yield 501, "a method that nothing uses", guest.request("DELETE", "/c")
    yield 409, "a step too late", stage.client("moderator").post(
        stage.path("/membership/{id:int}", "refused"), {
            "csrf": stage.token("moderator"), "action": "approve",
            "nonce": scene.nonce()})
    yield 410, "a deleted post", guest.get(
        stage.path("/p/{id:int}", "deleted"))
    yield 414, "a long address", guest.get("/" + "a" * 9000)
    yield 415, "a form of another type", member.request(
        "POST", f"/p/{post.id}/comment", b"body=x",
        {"Content-Type": "text/plain"})
    yield 422, "a form with a mistake", member.post(
        f"/p/{post.id}/comment", {"csrf": token, "body": ""})
    yield 422, "a form without its token", member.post("/logout")
    yield 431, "a long header", guest.get("/", X_Long="a" * 40000)
    yield 501, "an unknown method", guest.request("BREW", "/")


def check_refusals(stage):
    for status, what, page in refusals(stage):
        is_(page.status, status, f"{what}: {status}")
        faults = standing_faults(page.headers) + markup_faults(page)
        if page.headers["Cache-Control"] not in ("no-store", "no-cache"):
            faults.append("it may be kept without asking")
        if not ok(not faults, f"{what}: header fields and markup"):
            diag("\n".join(faults))
        ok(page.text("//main//h1"), f"{what}: a page says what happened")
    with probe.Wire(stage.server.port) as wire:
        wire.send(b"POST /login HTTP/1.1\r\nHost: x\r\n"
                  b"Content-Length: 7000000\r\n"
                  b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
        answer = wire.read()
        is_(answer.status, 413, "a body over the limit: 413")
        ok(all(answer.header(name) == value
               for name, value in STANDING.items()),
           "with the same header fields")


def check_sizes(stage):
    """A post's page and its style are small before any compression."""
    text = "เมื่อวันที่ 7 มิถุนายน เราได้จัดเวทีแลกเปลี่ยนเรียนรู้ " * 42
    post = stage.post(stage.members["author"], stage.main_blog,
                      title="บันทึกการจัดเวที", body=text[:2083])
    for i in range(5):
        stage.comment(stage.members["coauthor"], post, body="ขอบคุณครับ " * 9)
    for who in "guest", "author":
        page = stage.client(who).get(post.path)
        is_(page.status, 200, "the post is there")
        css = stage.client(who).get(
            page.xpath("string(//link[@rel='stylesheet']/@href)"))
        size = len(page.body) + len(css.body)
        if not ok(size < PAGE_LIMIT_BYTES,
                  f"the post's page for the {who} has its size"):
            diag(f"{len(page.body)} + {len(css.body)} bytes")
    ok(not re.search(rb"@import|url\(\s*['\"]?(?!/[^/]|data:image/svg)",
                     css.body), "the style loads nothing from elsewhere")


def cookie(page, name):
    """Its attributes as they were set, without Max-Age's number."""
    for line in page.headers.get_all("Set-Cookie") or []:
        if line.startswith(name + "="):
            return {part.split("=")[0] if "Max-Age" in part else part
                    for part in line.split("; ")[1:]}
    return None


def check_cookies(server, prefix, attributes, **headers):
    """A guest's, a member's, the language's and a message's cookie."""
    client = server.client(**headers)
    origin = {"Origin": server.options.get("base_url", server.url)}
    page = client.get("/signup")
    is_(cookie(page, f"{prefix}guest"), attributes,
        f"the cookie {prefix}guest")
    form = page.form().fill(login="cookie", name="Cookie",
                            password=story.PASSWORD)
    page = client.post("/signup", form.fields, **origin)
    is_(page.status, 303, "somebody signs up")
    is_(cookie(page, f"{prefix}session"), attributes,
        f"the cookie {prefix}session")
    is_(cookie(page, "flash"), attributes, "the cookie flash")
    page = client.post("/language", {
        "csrf": scene.token_of(client), "lang": "en", "next": "/"}, **origin)
    is_(cookie(page, "lang"), attributes, "the cookie lang")
    page = client.post("/logout", {"csrf": scene.token_of(client)}, **origin)
    is_(cookie(page, f"{prefix}session"), attributes,
        "the session's cookie is taken away the way it was set")
    ok(f"{prefix}session" not in client.cookies, "and is gone")
    return page


with sala.Server() as server:
    stage = stages.Stage(server)
    check_pages(stage)
    check_caching(stage)
    check_flash(stage)
    check_refusals(stage)
    check_sizes(stage)
    page = check_cookies(
        server, "", {"Path=/", "Max-Age", "HttpOnly", "SameSite=Lax"})
    ok("Strict-Transport-Security" not in page.headers,
       "without https nothing is said about it")

# Behind a proxy that speaks https for it.
with sala.Server(base_url="https://sala.example",
                 trusted_proxies="127.0.0.1") as server:
    page = check_cookies(
        server, "__Host-",
        {"Path=/", "Max-Age", "HttpOnly", "SameSite=Lax", "Secure"},
        X_Forwarded_Proto="https", Host="sala.example")
    is_(page.headers["Strict-Transport-Security"], "max-age=31536000",
        "browsers are told to stay with https")
    client = server.client()
    client.cookies["session"] = "x" * 43
    client.get("/about")
    is_(client.get("/dashboard").status, 303,
        "a session's cookie without the prefix is nobody's")

done_testing()
