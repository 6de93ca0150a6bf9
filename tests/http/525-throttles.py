"""Throttles: a class signs up, guessing passwords is slow, and nobody floods
others with comments. What was written is given back."""

from concurrent.futures import ThreadPoolExecutor

import sala
import scene
import story
from standing import standing_faults
from tap import done_testing, is_, like, ok


def sign_up(client, login):
    page = client.get("/signup")
    return client.submit(page.form(), follow=False, login=login, name="Name",
                         password=story.PASSWORD)


def log_in(client, login, password=story.PASSWORD):
    page = client.get("/login")
    return client.submit(page.form(), follow=False, login=login,
                         password=password)


def check_class(server):
    """A class of sixty behind one address, then too many."""
    def one(i):
        client = server.client(X_Forwarded_For="192.0.2.60",
                               Accept_Language="en")
        return sign_up(client, f"pupil{i}")

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(one, range(60)))
        is_([page.status for page in pages], [303] * 60,
            "sixty people behind one address sign up")
        more = list(pool.map(one, range(60, 110)))
    page = [page for page in more if page.status == 429]
    ok(page, "hundreds do not")
    page = page[0]
    like(page.headers["Retry-After"], r"^[1-9]\d*$",
         "they are told when to come again")
    like(page.form().value("login"), "pupil",
         "and what they typed is given back")
    ok(not page.has("//main//form//input[@name='password']"),
       "but the password")
    other = server.client(X_Forwarded_For="192.0.2.61")
    is_(sign_up(other, "elsewhere").status, 303,
        "from another address it goes on")


def check_guessing(server):
    """Guesses are slowed down for an account, wherever they come from."""
    for login in "victim", "bystander":
        sign_up(server.client(X_Forwarded_For="198.51.100.1"), login)
    def guess(i, login="victim", password="guess guess"):
        return log_in(server.client(X_Forwarded_For=f"198.51.100.{i}",
                                    Accept_Language="en"), login, password)
    statuses = [guess(i).status for i in range(10, 20)]
    is_(statuses, [422] * 10, "ten guesses are answered")
    page = guess(20)
    is_(page.status, 429, "the eleventh is not, from any address")
    ok(0 < int(page.headers["Retry-After"]) <= 60, "for a minute")
    is_(standing_faults(page.headers), [], "with the header fields of all")
    is_(guess(21, password=story.PASSWORD).status, 429,
        "the right password would not tell, either")
    is_(guess(22, "VICTIM").status, 429, "nor another spelling of the name")
    is_(guess(20, "bystander", story.PASSWORD).status, 303,
        "others can log in")


def check_guessing_many(server):
    """Guesses at many accounts are slowed down for an address."""
    def guess(i):
        return log_in(server.client(X_Forwarded_For="203.0.113.9"),
                      f"somebody{i}").status
    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(guess, range(210)))
    is_(set(statuses[:190]), {422}, "many are answered")
    ok(429 in statuses[190:], "too many are not")


def check_trap(server, stage, post):
    """A program fills in every field; a person's browser may, too."""
    def count():
        return stage.one("SELECT count(*) FROM comment")

    guest = server.client(X_Forwarded_For="198.51.100.77",
                          Accept_Language="en")
    before = count()
    form = guest.get(f"/p/{post.id}/comment").form()
    page = guest.submit(form, guest_name="Bot", body="Buy!",
                        website="https://spam.example")
    is_((page.status, count()), (422, before),
        "what fills in the field that nobody sees is not taken")
    is_((page.form().value("guest_name"), page.form().value("body").strip(),
         page.form().value("website")), ("Bot", "Buy!", ""),
        "the text is given back with that field empty")
    like(page.text("//*[@id='errors']"), "once more", "and a person is told")
    page = guest.submit(page.form(), follow=False)
    is_((page.status, count()), (303, before + 1),
        "who sends it again is a person")
    field = guest.get(f"/p/{post.id}/comment").xpath(
        "//main//*[@name='website']")[0]
    is_((field.get("tabindex"), field.get("autocomplete"),
         field.getparent().get("aria-hidden")), ("-1", "off", "true"),
        "keyboards, browsers and screen readers pass it by")
    member = stage.member().client()
    ok(not member.get(f"/p/{post.id}/comment").has("//*[@name='website']"),
       "members have no such field")


def check_flood(client, form, what):
    """Comments come in faster than anybody writes."""
    for i in range(100):
        page = client.submit(form.fill(body=f"Flood {i}"), follow=False)
        form.fields = [field for field in form.fields if field[0] != "nonce"]
        if page.status != 303:
            break
    is_(page.status, 429, f"{what} cannot flood a post with comments")
    ok(i >= 15, "but can say much")
    is_(page.form().value("body"), f"Flood {i}", "the last one is given back")
    is_(standing_faults(page.headers), [], "with the header fields of all")


def check_comments(server, stage):
    author = stage.member("author")
    post = stage.post(author, stage.blog(author))
    check_trap(server, stage, post)
    guest = server.client(X_Forwarded_For="192.0.2.70")
    form = guest.get(f"/p/{post.id}/comment").form()
    check_flood(guest, form.fill(guest_name="Anybody"), "a guest")
    other = server.client(X_Forwarded_For="192.0.2.71")
    page = other.get(f"/p/{post.id}/comment")
    page = other.submit(page.form(), follow=False, body="Hello.",
                        guest_name="Somebody")
    is_(page.status, 303, "another guest is heard")
    member = stage.member().client()
    check_flood(member, member.get(f"/p/{post.id}/comment").form(),
                "a member")


def check_old_password(stage):
    """Who has got hold of a session does not get hold of the password."""
    client = stage.member().client()
    statuses = []
    for _ in range(11):
        page = client.get("/settings/password")
        page = client.submit(page.form(), follow=False,
                             old_password="guess guess",
                             password="quite another 1")
        statuses.append(page.status)
    is_(statuses, [422] * 10 + [429], "the old password cannot be guessed")


with sala.Server(trusted_proxies="127.0.0.1") as server:
    check_class(server)
    check_guessing(server)
    check_guessing_many(server)
    stage = scene.Scene(server)
    stage.use_password_of("victim")
    check_comments(server, stage)
    check_old_password(stage)

done_testing()
