"""Forms: what is refused, what comes back, and that nothing typed is lost."""

import re
import unicodedata

import sala
import scene
import stage as stages
import story
from probe import Wire
from tap import diag, done_testing, is_, like, ok

LONG = "ก" * 40000           # 120 KB
EVIL = "https://evil.example"

# Who opens which page and sends what; the field that is wrong, and words of
# the error: the limit, where there is one. A "?" is a form of that page.
MISTAKES = (
    ("guest", "/signup", {"login": "two words"}, "login", ""),
    ("guest", "/signup", {"login": "author"}, "login", "taken"),
    ("guest", "/signup", {"name": ""}, "name", ""),
    ("guest", "/signup", {"name": "x" * 61}, "name", "60"),
    ("guest", "/signup", {"name": "\u202e\u200b"}, "name", ""),
    ("guest", "/signup", {"email": "x" * 255}, "email", "254"),
    ("guest", "/signup", {"password": "short"}, "password", "8"),
    ("guest", "/login", {"login": "author", "password": "no"}, "login", ""),
    ("author", "/settings", {"pen_name": " "}, "pen_name", ""),
    ("author", "/settings", {"pen_name": "x" * 61}, "pen_name", "60"),
    ("author", "/settings", {"position": "x" * 101}, "position", "100"),
    ("author", "/settings", {"about": LONG}, "about", "32"),
    ("author", "/settings", {"tags": "t" * 61}, "tags", "60"),
    ("author", "/settings/password", {"old_password": "not it"},
     "old_password", ""),
    ("author", "/settings/password", {"password": "x" * 129}, "password",
     "128"),
    ("author", "/blogs/new", {"title": ""}, "title", ""),
    ("author", "/blogs/new", {"title": "x" * 121}, "title", "120"),
    ("author", "/blogs/new", {"slug": "stage-blog"}, "slug", "taken"),
    ("author", "/blogs/new", {"slug": "a/b"}, "slug", ""),
    ("author", "/blogs/new", {"about": LONG}, "about", "32"),
    ("blogger", "/b/stage-blog/settings", {"title": ""}, "title", ""),
    ("blogger", "/b/stage-blog/settings", {"slug": ".x"}, "slug", ""),
    ("blogger", "/b/stage-blog/authors", {"!": "add_author",
                                          "login": "nobody-here"},
     "login", "Nobody"),
    ("author", "/c/new", {"title": ""}, "title", ""),
    ("author", "/c/new", {"slug": "stage-community"}, "slug", "taken"),
    ("author", "/c/new", {"rules": LONG}, "rules", "32"),
    ("owner", "/c/stage-community/settings", {"title": ""}, "title", ""),
    ("owner", "/c/stage-community/settings", {"about": LONG}, "about", "32"),
    ("owner", "/c/stage-community/moderators", {"!": "add", "login": "nobody-here"},
     "login", "Nobody"),
    ("owner", "/c/stage-community/hand-over", {}, "account", ""),
    ("moderator", "/c/stage-community/invite", {"blog": ""}, "blog", ""),
    ("moderator", "/c/stage-community/invite", {"blog": "nowhere"}, "blog",
     "no blog"),
    ("moderator", "/c/stage-community/invite", {"message": LONG}, "message",
     "8"),
    ("blogger", "{community}/apply", {"blog": None}, "blog", ""),
    ("blogger", "{community}/apply", {"message": LONG}, "message", "8"),
    ("moderator", "{applied}", {"!": "refuse"}, "reason", ""),
    ("moderator", "{applied}", {"!": "refuse", "reason": LONG}, "reason",
     "8"),
    ("author", "/b/stage-blog/write", {"!": "publish", "title": ""}, "title",
     ""),
    ("author", "/b/stage-blog/write", {"!": "publish", "body": " \n"},
     "body", ""),
    ("author", "/b/stage-blog/write", {"!": "draft", "title": "x" * 201},
     "title", "200"),
    ("author", "/b/stage-blog/write", {"!": "draft", "summary": "x" * 501},
     "summary", "500"),
    ("author", "/b/stage-blog/write", {"!": "draft", "body": LONG * 3},
     "body", "256"),
    ("author", "/b/stage-blog/write", {"!": "draft", "tags": "t" * 61},
     "tags", "60"),
    ("author", "/b/stage-blog/write", {"!": "draft", "tags": ",".join(
        f"t{i}" for i in range(21))}, "tags", "20"),
    ("author", "/b/stage-blog/write",
     {"!": "preview", "body": "> " * 300 + "x"}, "body", ""),
    ("author", "{draft}", {"!": "publish", "title": ""}, "title", ""),
    ("coauthor", "{comment}", {"body": ""}, "body", ""),
    ("coauthor", "{comment}", {"body": LONG}, "body", "32"),
    ("guest", "{comment}", {"guest_name": " "}, "guest_name", ""),
    ("guest", "{comment}", {"guest_name": "x" * 61}, "guest_name", "60"),
)

# What stands in the other fields.
FILLED = {
    "login": "somebody", "name": "สมศรี ใจดี", "password": story.PASSWORD,
    "old_password": story.PASSWORD, "email": "a@example.org",
    "title": "ชื่อเรื่อง <b>&amp;\"", "about": "บรรทัด 1\n\n  บรรทัด 2\n",
    "rules": "Be kind.", "body": "\nข้อความ\n| a | b |\n", "summary": "สรุป",
    "tags": "ก, ข", "message": "ขอเข้าร่วม\nครับ", "guest_name": "ผู้อ่าน",
    "position": "นักวิชาการ", "organisation": "สำนักงาน",
}
SECRET = ("password", "old_password", "csrf", "nonce")


def address(stage, page):
    """The page's path, with things for names in braces."""
    return {"{applied}": lambda: stage.thing("applied").path,
            "{draft}": lambda: f"/p/{stage.thing('draft').id}/edit",
            "{comment}": lambda: f"/p/{stage.thing('published').id}/comment",
            "{community}/apply":
                lambda: stage.thing("community").path + "/apply",
            }.get(page, lambda: page)()


def writing_form(page):
    """The form that a person types into: the last one with such a field."""
    return page.form("(//main//form[.//textarea or .//input[not(@type)"
                     " or @type='text' or @type='password'"
                     " or @type='radio']])[last()]")


def fill(form, values):
    """Types the values, and something sound into all other fields."""
    for name, value in FILLED.items():
        if name in form.names and not form.value(name):
            form.fill(**{name: value})
    form.fill(**{n: v for n, v in values.items() if n != "!"})
    if "!" in values:
        form.press("action", values["!"])
    return form


def visible(value):
    """What can be seen of it: the server takes invisible letters away."""
    return value and "".join(
        c for c in value if unicodedata.category(c) != "Cf").strip()


def check_mistake(stage, who, page, values, field, words):
    client = stage.client(who)
    where = address(stage, page)
    form = fill(writing_form(client.get(where)), values)
    answer = client.submit(form, follow=False)
    what = f"{page}: a mistake in {field} ({str(values)[:50]})"
    if not is_(answer.status, 422, what):
        return
    faults = []
    error = answer.text(f"//main//*[@id='{field}-error'] | //main//*[@id="
                        f"'{field}']//p[contains(@class, 'error')]") or ""
    if not error or words not in error:
        faults.append(f"beside the field stands: {error!r}")
    if not answer.has(f"//*[@id='errors']//a[@href='#{field}']") or \
            not answer.has(f"//main//*[@id='{field}']"):
        faults.append("the list of errors does not lead to the field")
    again = writing_form(answer)
    # A choice that was not made is made when there is but one.
    for name in sorted(form.names - set(SECRET) - {
            name for name, value in values.items() if value is None}):
        if visible(again.value(name)) != visible(form.value(name)):
            faults.append(f"{name} has become {again.value(name)!r:.60}")
    if any(again.value(name) for name in SECRET[:2]):
        faults.append("a password was sent back")
    if not ok(not faults, f"{what}: comes back filled in"):
        diag("\n".join(faults))


def check_all_forms(stage):
    """Every page with a form to type in has its mistakes in the table."""
    def route_of(page):
        names = {"{applied}": "/membership/{id:int}",
                 "{draft}": "/p/{id:int}/edit",
                 "{comment}": "/p/{id:int}/comment"}
        page = page.replace("{community}", "/c/stage-community")
        page = names.get(page, page).replace("stage-blog", "{blog}")
        return page.replace("stage-community", "{community}")
    covered = {route_of(page) for _, page, *_ in MISTAKES}
    typed = set()
    for method, route in stages.routes():
        if ("GET", route) not in stages.routes() or method != "POST":
            continue
        for who in "guest", "author", "blogger", "owner":
            page = stage.client(who).get(
                stage.path(route, stages.sample(route)))
            action = page.path
            if page.status == 200 and page.has(
                    "//main//form[@action=$a]//textarea | //main//form"
                    "[@action=$a]//input[@type='text' or @type='password']",
                    a=action):
                typed.add(route)
    is_(sorted(typed - covered), [], "every form has mistakes in the table")
    ok(len(typed) > 12, "there are many")


def check_correcting(stage):
    """A form that came back can be mended and sent again."""
    client = stage.server.client(Accept_Language="en")
    form = client.get("/signup").form().fill(
        login="author", name="New", password=story.PASSWORD)
    page = client.submit(form)
    is_(page.status, 422, "a login name that is taken is refused")
    page = client.submit(page.form(), login="another-author",
                         password=story.PASSWORD)
    is_(page.path, "/dashboard", "with another one the sign-up succeeds")


def posts_without_token(stage):
    """No POST does anything for a page of another site."""
    for method, route in stages.routes():
        if method != "POST":
            continue
        path = stage.path(route, stages.sample(route))
        owner = stage.client("owner")
        is_(owner.post(path, {"action": "approve"}).status, 422,
            f"POST {route} without a token only asks")
        is_(owner.post(path, {"csrf": stage.token("owner")},
                       Origin=EVIL).status, 403,
            f"POST {route} from another site is refused")


def check_csrf(stage):
    """Which forms are taken for our own."""
    author = stage.client("author")
    token = stage.token("author")
    guest = scene.token_of(stage.server.client())
    site = stage.server.url
    cases = (
        ("without a token", "", {}, 422),
        ("with a wrong token", "0" * 64, {}, 422),
        ("with the token of another member", stage.token("owner"), {}, 422),
        ("with a guest's token", guest, {}, 422),
        ("with the token and text behind", token + "0", {}, 422),
        ("of another origin", token, {"Origin": EVIL}, 403),
        ("of no origin", token, {"Origin": "null"}, 403),
        ("of our host by another scheme", token,
         {"Origin": site.replace("http:", "https:")}, 403),
        ("of our origin with text behind", token,
         {"Origin": site + ".evil.example"}, 403),
        ("of another site", token, {"Sec_Fetch_Site": "cross-site"}, 403),
        ("of a neighbour", token, {"Sec_Fetch_Site": "same-site"}, 403),
        ("of an old browser, which tells nothing", token, {}, 303),
        ("of a page of ours", token, {
            "Origin": site, "Sec_Fetch_Site": "same-origin"}, 303),
    )
    for what, sent, headers, status in cases:
        name = f"Name {what}"[:60]
        page = author.post("/settings", {"csrf": sent, "pen_name": name},
                           origin=False, **headers)
        is_(page.status, status, f"a form {what}: {status}")
        is_(stage.one("SELECT pen_name FROM account WHERE login = 'author'")
            == name, status == 303, "and it did as it should")
    page = author.post("/settings/password", {
        "old_password": story.PASSWORD, "password": "typed secret"})
    ok(b"typed secret" not in page.body and
       story.PASSWORD.encode() not in page.body,
       "a form to be confirmed holds no password")


def check_log_in_csrf(stage):
    """Another site logs nobody in to an account of its own."""
    victim = stage.server.client()
    page = victim.post("/login", {"login": "stranger",
                                  "password": story.PASSWORD}, origin=False)
    is_(page.status, 422, "a log-in without a token is not done")
    attacker = scene.token_of(stage.server.client())
    page = victim.post("/login", {"csrf": attacker, "login": "stranger",
                                  "password": story.PASSWORD}, origin=False)
    is_(page.status, 422, "nor with the token of another guest")
    ok("session" not in victim.cookies, "nobody is logged in")


def leaves(location):
    """Whether a browser would leave the site for this Location."""
    bare = re.sub(r"[\t\r\n]", "", location).strip()
    return not re.match(r"/([^/\\]|$)", bare)


def check_redirects(stage):
    """No form leads out of the site, and none adds a header field."""
    for target in ("//evil.example", "/\\evil.example", "\\\\evil.example",
                   "https://evil.example/", "javascript:alert(1)",
                   "/\t/evil.example", "/\r\n/evil.example", "", "evil",
                   "/x\r\nSet-Cookie: split=1", "https:evil.example",
                   "///evil.example", "/%0d%0aSet-Cookie: split=1"):
        client = stage.server.client()
        login = stage.member().login
        token = scene.token_of(client)
        page = client.post("/language", {"csrf": token, "lang": "en",
                                         "next": target})
        answers = [page]
        answers.append(client.post("/login", {
            "csrf": token, "login": login, "password": story.PASSWORD,
            "next": target}))
        client = stage.server.client()
        token = scene.token_of(client)
        answers.append(client.post("/login", {
            "csrf": token, "login": login, "password": story.PASSWORD,
            "next": "", "carry_action": target, "carried.title": "T"}))
        faults = [f"to {page.headers['Location']}" for page in answers
                  if page.status == 303 and leaves(page.headers["Location"])]
        faults += [f"a form for {action}" for page in answers
                   if page.status == 200
                   for action in page.xpath("//form/@action")
                   if leaves(action)]
        faults += [str(page.status) for page in answers
                   if page.status not in (200, 303, 400)]
        if "split" in client.cookies:
            faults.append("a cookie was set")
        if not ok(not faults, f"next={target!r} does not leave the site"):
            diag("\n".join(faults))


def check_splitting(stage):
    """Header fields cannot be added by names, titles or addresses."""
    author = stage.client("author")
    split = "x\r\nSet-Cookie: split=1"
    for path, values in (
            ("/blogs/new", {"title": split, "slug": "", "about": ""}),
            ("/blogs/new", {"title": "T", "slug": split, "about": ""}),
            ("/c/new", {"title": split, "slug": "", "entry": "open"})):
        author.post(path, {"csrf": stage.token("author"),
                           "nonce": scene.nonce(), **values})
    for path in ("/b/x%0d%0aSet-Cookie:%20split=1", "/t/%0d%0a",
                 "/m/a%0aSet-Cookie:%20split=1"):
        is_(author.get(path).status, 400, f"{path} is no address")
    ok("split" not in author.cookies, "no answer was split")


# Bytes that are no text: a NUL, overlong, a surrogate, too high, cut off.
NO_TEXT = ("%00", "%ff", "%c0%af", "%ed%a0%80", "%f4%90%80%80", "%e0%b8",
           "%1b")
LANGUAGES = {"th": "th,en;q=0.5", "en": "en"}


def check_bytes(stage):
    """What is no text is refused at the door, in the reader's language."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for lang, accept in LANGUAGES.items():
        client = stage.server.client(Accept_Language=accept)
        heading = {
            "th": client.get("/%ff").text("//main//h1"),
            "en": "This request cannot be understood"}[lang]
        for bad in NO_TEXT:
            answers = [
                client.get(f"/b/{bad}"), client.get(f"/?before={bad}"),
                client.get(f"/login?{bad}=1")]
            for body in (f"login={bad}", f"{bad}=1",
                         f"csrf=1&carried.title={bad}"):
                answers.append(client.request(
                    "POST", "/login", body.encode(), headers))
            is_([(page.status, page.text("/html/@lang"),
                  page.text("//main//h1")) for page in answers],
                [(400, lang, heading)] * 6, f"{bad} is no text ({lang})")
    ok(re.search("[ก-๛]", heading if lang == "th" else client.get(
        "/%ff", Accept_Language="th").text("//main//h1")),
       "the heading is in Thai")
    part = ('--b\r\nContent-Disposition: form-data; name="login"\r\n\r\n'
            .encode() + b"\xff\r\n--b--\r\n")
    page = client.request("POST", "/login", part, {
        "Content-Type": "multipart/form-data; boundary=b"})
    is_(page.status, 400, "nor in a form of several parts")
    for raw, status in ((b"session=\xff\xfe\xfd", 200), (b"lang=\xc0\xaf", 200),
                        (b"session=\x00", 400)):
        with Wire(stage.server.port) as wire:
            wire.send(b"GET /about HTTP/1.1\r\nHost: x\r\nCookie: " + raw +
                      b"\r\nConnection: close\r\n\r\n")
            is_(wire.read().status, status,
                f"a cookie {raw!r}: passed over, or refused with its NUL")


def check_numbers(stage):
    """An address whose id is no number leads nowhere."""
    owner = stage.client("owner")
    for number in ("x", "-1", "0", "01", "1e3", "1.0", "+1", "%201", "１",
                   "99999999999999999999", "9223372036854775808", "1-"):
        statuses = {owner.get(f"{path}").status for path in (
            f"/p/{number}", f"/p/{number}/edit", f"/comment/{number}",
            f"/membership/{number}")}
        is_(statuses, {404}, f"the id {number!r} is nobody's")


def check_body_limit(stage):
    """A body over the limit: the limit is said before it is all sent."""
    with Wire(stage.server.port) as wire:
        wire.send(b"POST /settings HTTP/1.1\r\nHost: x\r\n"
                  b"Accept-Language: en\r\nContent-Length: 99000000\r\n"
                  b"Content-Type: application/x-www-form-urlencoded\r\n\r\n")
        answer = wire.read()
        is_(answer.status, 413, "99 MB are too much")
        like(answer.text(), r"6.?144 KB", "the page says how much may be sent")


with sala.Server() as server:
    story.sign_up(server, "first")
    stage = stages.Stage(server, password_of="first")
    for who in stages.WHO:
        stage.client(who).headers["Accept-Language"] = "en"
    for row in MISTAKES:
        check_mistake(stage, *row)
    check_all_forms(stage)
    check_correcting(stage)
    posts_without_token(stage)
    check_csrf(stage)
    check_log_in_csrf(stage)
    check_redirects(stage)
    check_splitting(stage)
    check_bytes(stage)
    check_numbers(stage)
    check_body_limit(stage)

done_testing()
