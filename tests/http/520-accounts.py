"""Accounts: signing up, logging in and out, sessions, the language."""

import hashlib

import sala
import scene
import story
from tap import done_testing, is_, like, ok

def sign_up(client, login, password=story.PASSWORD, **values):
    page = client.get("/signup")
    return client.submit(page.form(), follow=False, login=login,
                         name=values.pop("name", "Name"), password=password,
                         **values)


def log_in(client, login, password=story.PASSWORD):
    page = client.get("/login")
    return client.submit(page.form(), follow=False, login=login,
                         password=password)


def is_in(client):
    """Whether the browser is logged in."""
    return client.get("/dashboard").status == 200


def check_sign_up(server):
    """Which login names and passwords are taken."""
    for login in ("somsri", "สมศรี", "khammouane", "ສົມສີ", "user_1",
                  "a.b-c", "ab", "x" * 30):
        page = sign_up(server.client(), login)
        is_(page.status, 303, f"the login name {login} is taken")
    for login, why in (
            ("a", "one letter"), ("x" * 31, "31 letters"),
            ("two words", "a blank"), ("a/b", "a slash"), ("a@b", "an at"),
            ("-ab", "a hyphen in front"), ("ab.", "a dot behind"),
            ("s\u043emsak", "a Cyrillic letter among Latin ones"),
            ("สมsak", "two scripts"), ("admin", "a reserved word"),
            ("Admin", "a reserved word in capitals"), ("..", "dots"),
            ("a\u200bb", "an invisible character"), ("", "nothing")):
        page = sign_up(server.client(), login)
        ok(page.status == 422 and page.has("//*[@id='login-error']"),
           f"a login name with {why} is refused")
    for password, why in (
            ("1234567", "7 characters"), ("password123", "a common one"),
            ("Password1!", "a common one, dressed up"),
            ("qwertyuiop", "a walk over the keys"),
            ("fineperson", "the login name"), ("x" * 129, "129 characters"),
            ("aaaaaaaaaa", "one letter again and again")):
        page = sign_up(server.client(), "fineperson", password)
        ok(page.status == 422 and page.has("//*[@id='password-error']"),
           f"a password that is {why} is refused")
    for i, password in enumerate(("ก" * 64 + "ข้าว" * 16, "  two blanks  ",
                                  "kuay teow")):
        login = f"pass{i}"
        sign_up(server.client(), login, password)
        ok(log_in(server.client(), login, password).status == 303,
           f"the password {password[:12]!r} of {len(password)} is fine")
        ok(log_in(server.client(), login, password.strip() + "!").status
           == 422, "and no other is")


def check_look_alikes(server):
    """Nobody can pass for another."""
    sign_up(server.client(), "coca")
    sign_up(server.client(), "paypal10")
    for login in ("Coca", "COCA", "ｃｏｃａ", "\u0441\u043e\u0441\u0430",
                  "paypaI10", "paypallO", "paypa110"):
        page = sign_up(server.client(), login)
        is_(page.status, 422, f"{login} looks like another's login name")
        like(page.text("//*[@id='login-error']"), "taken", "and it says so")
    is_(log_in(server.client(), "COCA").status, 303,
        "capitals do not matter for logging in")
    is_(log_in(server.client(), "\u0441\u043e\u0441\u0430").status, 422,
        "letters that look alike do")


def check_storage(server, stage):
    """What the database holds of passwords and sessions."""
    client = server.client()
    sign_up(client, "stored", email="stored@example.org")
    password = stage.one(
        "SELECT password FROM account WHERE login = 'stored'")
    like(password, r"^\$argon2id\$v=19\$m=(\d{5,}),t=[2-9]",
         "a password is kept as argon2id")
    token = client.cookies["session"]
    ok(len(token) >= 43, "a session's token has 256 bits")
    is_(stage.sql("SELECT a.login FROM session s JOIN account a"
                  " ON a.id = s.account WHERE s.token_hash = %s",
                  hashlib.sha256(token.encode()).digest()), [("stored",)],
        "only its hash is stored")
    for path in "/m/stored", "/", "/dashboard":
        ok(b"stored@example.org" not in client.get(path).body,
           f"{path} does not show the e-mail address")


def check_unknown(server):
    """A login name that nobody has gets the same answer."""
    def words(login):
        page = log_in(server.client(Accept_Language="en"), login, "no way in")
        return page.status, [
            text.replace(login, "LOGIN") for text in page.texts("//main//*")]
    is_(words("nobody-has-this"), words("stored"),
        "an unknown name and a wrong password are answered alike")


def check_sessions(server, stage):
    """The list of one's sessions, and ending them."""
    mine = stage.member("devices", pen_name="Devices")
    here = mine.client(User_Agent="Old <b>PC</b>")
    phone = server.client(User_Agent="A phone")
    log_in(phone, "devices")
    tablet = server.client(User_Agent="A tablet")
    log_in(tablet, "devices")
    page = phone.get("/settings/sessions")
    is_(len(page.xpath("//main//li[.//time]//strong | //main//ul[1]/li")) > 2,
        True, "all devices are listed")
    ok(page.has("//main//li[contains(., 'A tablet')]//form"),
       "another device can be logged out")
    ok(not page.has("//main//li[contains(p, 'A phone')]//form"),
       "this one is not among those")
    ok(page.has("//main//li[contains(., 'A phone')]"
                "//*[contains(@class, 'good')]"), "it is marked")
    phone.submit(page.form("//main//li[contains(., 'A tablet')]//form"))
    is_((is_in(tablet), is_in(phone), is_in(here)), (False, True, True),
        "only that device is logged out")

    stranger = stage.member()
    number = stage.one("SELECT max(s.id) FROM session s JOIN account a"
                       " ON a.id = s.account WHERE a.login = 'devices'")
    client = stranger.client()
    client.post("/settings/sessions", {"csrf": scene.token_of(client),
                                       "session": number})
    ok(is_in(phone), "nobody ends the session of another")

    page = phone.get("/settings/sessions")
    phone.submit(page.form("//main//form[.//button[@name='others']]")
                 .press("others"))
    is_((is_in(phone), is_in(here)), (True, False),
        "all others can be logged out at once")


def check_password_change(server, stage):
    """A new password ends all sessions, this one begins anew."""
    stage.member("changer")
    here, there = server.client(), server.client()
    log_in(here, "changer")
    log_in(there, "changer")
    old = here.cookies["session"]
    page = here.get("/settings/password")
    page = here.submit(page.form(), old_password=story.PASSWORD,
                       password="quite another 1")
    is_(page.status, 200, "the password is changed")
    ok(is_in(here), "one stays logged in")
    ok(here.cookies["session"] != old, "with a new token")
    ok(not is_in(there), "the other device is logged out")
    stolen = server.client()
    stolen.cookies["session"] = old
    ok(not is_in(stolen), "the old token is worth nothing")
    is_(log_in(server.client(), "changer").status, 422,
        "nor is the old password")
    is_(log_in(server.client(), "changer", "quite another 1").status, 303,
        "the new one is right")


def check_log_out(server, stage):
    stage.member("leaver")
    client = server.client()
    log_in(client, "leaver")
    copy = server.client()
    copy.cookies.update(client.cookies)
    page = client.get("/dashboard")
    page = client.submit(page.form("//header//form"))
    is_(page.path, "/", "logging out leads home")
    ok("session" not in client.cookies, "the cookie is gone")
    ok(not is_in(copy), "a copy of it is worth nothing")
    is_(client.get("/logout").status, 405, "no link logs anybody out")


def check_fixation(server, stage):
    """A session's token is always the server's own, and a new one."""
    stage.member("fixed")
    planted = "P" * 43
    client = server.client()
    client.cookies["session"] = planted
    for path in "/", "/login", "/dashboard":
        page = client.get(path)
        ok(not any(line.startswith("session=") and "Max-Age=0" not in line
                   for line in page.headers.get_all("Set-Cookie") or []),
           f"{path} does not take up an unknown session")
    log_in(client, "fixed")
    first = client.cookies["session"]
    ok(first != planted, "logging in gives a token of the server's")
    is_(stage.one("SELECT count(*) FROM session WHERE token_hash = %s",
                  hashlib.sha256(planted.encode()).digest()), 0,
        "the planted one is no session")
    log_in(client, "fixed")
    ok(client.cookies["session"] != first, "each log-in gives another")
    copy = server.client()
    copy.cookies["session"] = first
    ok(not is_in(copy), "and ends the one before")


def check_ends(server, stage):
    """Sessions end by themselves, and with the account."""
    for what, change, left in (
            ("unused for 13 days", "seen_at = now() - interval '13 days'", 1),
            ("unused for 15 days", "seen_at = now() - interval '15 days'", 0),
            ("91 days old", "created_at = now() - interval '91 days'", 0)):
        member = stage.member()
        client = member.client()
        stage.sql(f"UPDATE session SET {change} WHERE account = %s",
                  member.id)
        is_(is_in(client), bool(left), f"a session {what}")
    member = stage.member()
    client = member.client()
    stage.sql("UPDATE session SET seen_at = now() - interval '13 days'"
              " WHERE account = %s", member.id)
    is_in(client)
    ok(stage.one("SELECT seen_at > now() - interval '1 hour' FROM session"
                 " WHERE account = %s", member.id),
       "using a session keeps it alive")

    member = stage.member("disabled")
    client = member.client()
    stage.sql("UPDATE account SET state = 'disabled' WHERE id = %s",
              member.id)
    ok(not is_in(client), "a disabled member is out at once")
    page = log_in(server.client(Accept_Language="en"), "disabled")
    is_(page.status, 422, "and does not get in again")
    is_(page.text("//*[@id='login-error']"), log_in(
        server.client(Accept_Language="en"), "fixed", "wrong").text(
            "//*[@id='login-error']"), "the answer does not tell why")


def check_way_back(server, stage):
    """Who has to log in first comes back exactly there."""
    stage.member("returner")
    post = stage.post(stage.cast.setdefault("writer", stage.member()),
                      stage.blog(stage.cast["writer"], "สมุดบันทึก"))
    for path in ("/dashboard", f"/p/{post.id}/edit?x=y",
                 "/held?before=1200000000000000-7&x=1%26y%3D2",
                 "/b/%E0%B8%AA%E0%B8%A1%E0%B8%B8%E0%B8%94%E0%B8%9A%E0%B8%B1"
                 "%E0%B8%99%E0%B8%97%E0%B8%B6%E0%B8%81/write?a=100%25&b=+"):
        client = server.client()
        page = client.get(path)
        is_(page.status, 303, f"{path} is for members")
        page = client.get(page.headers["Location"])
        page = client.submit(page.form(), follow=False, login="returner",
                             password=story.PASSWORD)
        is_(page.headers["Location"], path, f"one comes back to {path}")
    page = server.client().get("/write?x=" + "y" * 4000)
    is_(page.headers["Location"], "/login?next=%2Fwrite",
        "a query without end is left out")

    for path, back in (
            ("/latest?before=1200000000000000-7", None),
            (f"{post.path}?after=7", None),
            ("/latest?x=1&before=1200000000000000-7&y=2",
             "/latest?before=1200000000000000-7"),
            ("/nothing?x=1&y=2", None)):
        client = server.client()
        for link in "/login", "/language":
            page = client.get(path)
            page = client.get(page.xpath(
                "string(//body/header//a[starts-with(@href, $link)]/@href"
                " | //body/footer//a[starts-with(@href, $link)]/@href)",
                link=f"{link}?"))
            is_(page.form("//main//form").value("next"), back or path,
                f"{link} leads back to {path}")
    page = client.get("/login?next=%2Fheld%3Fa%3D1%26b%3D2")
    page = client.get(page.xpath(
        "string(//main//a[starts-with(@href, '/signup?')]/@href)"))
    is_(page.form().value("next"), "/held?a=1&b=2",
        "signing up instead leads there, too")


def check_languages(server, stage):
    """The account's, else the cookie's, else the browser's, else the site's."""
    def lang(client, path="/about", **headers):
        return client.get(path, **headers).text("/html/@lang")
    reader = server.client()
    is_(lang(reader), "th", "the site's language, for who asks for none")
    for accept, wanted in (("en", "en"), ("en-GB,th;q=0.5", "en"),
                           ("de,fr;q=0.9,en;q=0.1", "en"), ("de", "th"),
                           ("th-TH", "th"), ("en;q=0,th", "th"),
                           ("*;q=0.5", "th"), (";;;=,,", "th")):
        is_(lang(reader, Accept_Language=accept), wanted,
            f"a browser that asks for {accept}")
    page = reader.get("/language?next=/c", Accept_Language="en")
    page = reader.submit(page.form().press("lang", "en"))
    is_(page.path, "/c", "choosing a language leads back")
    is_(lang(reader, Accept_Language="th"), "en",
        "the choice counts more than the browser's")
    member = stage.member()
    client = member.client()
    client.cookies["lang"] = "en"
    stage.sql("UPDATE account SET language = 'th' WHERE id = %s", member.id)
    is_(lang(client, Accept_Language="en"), "th",
        "the account's counts most")
    page = client.get("/language")
    client.submit(page.form().press("lang", "en"))
    is_(stage.one("SELECT language FROM account WHERE id = %s", member.id),
        "en", "choosing one changes the account's")
    is_(lang(member.client()), "en", "so it holds on every device")
    client.cookies["lang"] = "xx"
    stage.sql("UPDATE account SET language = NULL WHERE id = %s", member.id)
    is_(lang(client), "th", "a language that is not there is passed over")
    page = client.post("/language", {"csrf": scene.token_of(client),
                                     "lang": "xx", "next": "/"})
    is_(page.status, 400, "and cannot be chosen")


with sala.Server() as server:
    english = server.client
    server.client = lambda **headers: english(
        **{"Accept_Language": "en", **headers})
    stage = scene.Scene(server)
    check_sign_up(server)
    check_look_alikes(server)
    check_storage(server, stage)
    stage.use_password_of("stored")
    check_unknown(server)
    check_sessions(server, stage)
    check_password_change(server, stage)
    check_log_out(server, stage)
    check_fixation(server, stage)
    check_ends(server, stage)
    check_way_back(server, stage)
    server.client = english
    check_languages(server, stage)

done_testing()
