"""A form that is sent twice does its work once, and a text survives the end
of the session in which it was written."""

import threading

import sala
import scene
import stage as stages
import story
from tap import diag, done_testing, is_, ok

TIMES = 5


def count(stage, table):
    return stage.one(f"SELECT count(*) FROM {table}")


def forms(stage):
    """(what it makes, its table, who, path, fields): all forms that make
    something."""
    post = stage.thing("published")
    community = stage.thing("community")
    yield ("a post", "post", "author", "/b/stage-blog/write", {
        "title": "Once", "body": "Once.", "action": "publish"})
    yield ("a draft", "post", "author", "/b/stage-blog/write", {
        "title": "Once", "body": "Once.", "action": "draft"})
    yield ("a comment", "comment", "coauthor", f"/p/{post.id}/comment", {
        "body": "Once."})
    yield ("a guest's comment", "comment", "guest", f"/p/{post.id}/comment", {
        "body": "Once.", "guest_name": "Anybody"})
    yield ("a blog", "blog", "stranger", "/blogs/new", {
        "title": "Once", "slug": "once-blog"})
    yield ("a community", "community", "stranger", "/c/new", {
        "title": "Once", "slug": "once-community", "entry": "open"})
    yield ("an application", "membership", "blogger",
           f"{community.path}/apply", {
               "blog": stage.thing("blog").id, "message": "Please."})
    yield ("an account", "account", "guest", "/signup", {
        "login": "once", "name": "Once", "password": story.PASSWORD})


def send_at_once(stage, who, path, fields):
    """The same form from several connections of one browser, together."""
    answers = []
    start = threading.Barrier(TIMES)
    token = stage.token(who)

    def send():
        client = stage.server.client()
        client.cookies.update(stage.client(who).cookies)
        start.wait()
        answers.append(client.post(path, {"csrf": token, **fields}))

    threads = [threading.Thread(target=send) for _ in range(TIMES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def check_twice(stage, what, table, who, path, fields):
    fields = {**fields, "nonce": scene.nonce()}
    before = count(stage, table)
    answers = send_at_once(stage, who, path, fields)
    answers.append(stage.client(who).post(
        path, {"csrf": stage.token(who), **fields}))
    if not is_({page.status for page in answers}, {303},
               f"{what}: all {TIMES + 1} sendings are answered"):
        diag([page.text("//main") for page in answers
              if page.status != 303][0])
    is_(len({page.headers["Location"] for page in answers}), 1,
        f"{what}: all lead to the same place")
    is_(count(stage, table), before + 1, f"{what} is made once")


def check_without(stage):
    """A form without a nonce, which no page of ours sends, is no second
    sending of anybody's."""
    before = count(stage, "post")
    for who in "author", "author", "coauthor":
        stage.client(who).post("/b/stage-blog/write", {
            "csrf": stage.token(who), "title": "Without", "action": "publish",
            "body": scene.nonce()})
    is_(count(stage, "post"), before + 3, "forms without a nonce are new")


def check_back_button(stage):
    """Back from a new post the form is there anew, with its text."""
    client = stage.client("author")
    text = {"title": "Back and again", "body": "One\r\ntwo.", "tags": "back",
            "summary": ""}

    def send(button="publish", **changes):
        form = client.get("/b/stage-blog/write").form()
        page = client.submit(form.fill(**{**text, **changes}).press(
            "action", button), follow=False)
        return page.status, page.headers["Location"]

    for button in "publish", "draft":
        first = send(button)
        before = count(stage, "post")
        is_(send(button), first, f"{button}: the same text leads to the post")
        is_(count(stage, "post"), before, f"{button}: which is made once")
        for name in text:
            ok(send(button, **{name: "Another"}) != first,
               f"{button}: with another {name} it is another post")
        is_(count(stage, "post"), before + len(text),
            f"{button}: and none is lost")
    first = send(body="Late")
    stage.sql("UPDATE post SET published_at = now() - interval '1 hour'"
              " WHERE title = %s", text["title"])
    ok(send(body="Late") != first, "an hour later it is another post")
    last = send(body="Late")
    stage.sql("UPDATE post SET state = 'deleted' WHERE title = %s",
              text["title"])
    ok(send(body="Late") != last, "as it is once the first was deleted")
    other = stage.client("coauthor").get("/b/stage-blog/write").form()
    before = count(stage, "post")
    stage.client("coauthor").submit(other.fill(**{**text, "body": "Late"})
                                    .press("action", "publish"))
    is_(count(stage, "post"), before + 1, "and another's is always another")


def check_others_nonce(stage):
    """A nonce is worth nothing to anybody else."""
    for what, table, who, path, fields in forms(stage):
        nonce = scene.nonce()
        fields = {**fields, "nonce": nonce}
        for name in "slug", "login":
            if name in fields:
                fields[name] += "-2"
        if what == "an application":
            fields["blog"] = stage.thing("blog", anew=True).id
        first = stage.client(who).post(
            path, {"csrf": stage.token(who), **fields})
        is_(first.status, 303, f"{what} is made")
        before = count(stage, table)
        for name in "slug", "login":
            if name in fields:
                fields[name] += "-3"
        other = "coauthor" if table == "post" else "owner"
        page = stage.client(other).post(
            path, {"csrf": stage.token(other), **fields})
        ok(page.headers.get("Location", "") != first.headers["Location"],
           f"{what}: another's form is not answered with it")
        ok(page.status in (303, 403, 422), f"{what}: but is answered")
        ok(page.status == 303 or count(stage, table) == before,
           f"{what}: refused is refused")
        stage.forget_clients()


def end_session(stage, client):
    stage.sql("DELETE FROM session WHERE token_hash = sha256(%s)",
              client.cookies["session"].encode())


def log_in(client, page, login, password=story.PASSWORD):
    """Fills in the log-in form that came instead of an answer."""
    form = page.form("//main//form[@action='/login']")
    return client.submit(form, login=login, password=password)


def check_text_survives(stage, cookie_too):
    """Somebody writes for hours; the session ends meanwhile."""
    how = "and its cookie is gone" if cookie_too else "on the server"
    client = stage.members["author"].client_anew(Accept_Language="en")
    title, body = f"Hours of work {how}", "ชั่วโมงหนึ่ง\n\n* สอง <b>\n"
    form = client.get("/b/stage-blog/write").form().fill(
        title=title, body=body, tags="งาน", summary="สรุป")
    form.press("action", "publish")
    end_session(stage, client)
    if cookie_too:
        client.cookies.pop("session")
    page = client.submit(form)
    is_(page.status, 422, f"the session ended {how}: nothing is published")
    ok(page.has("//main//dd[.=$t]", t=title), "the title is shown")
    if cookie_too:
        page = client.submit(page.form())
    ok(page.has("//main//form[@action='/login']"), "one is asked to log in")
    page = log_in(client, page, "author", "wrong password")
    is_(page.status, 422, "a wrong password leads back to the log-in page")
    ok(page.has("//main//dd[.=$t]", t=title), "which still has the title")
    page = log_in(client, page, "author")
    is_(page.status, 200, "after the log-in comes a page")
    ok(page.has("//main//dd[.=$t]", t=title), "that shows the title")
    is_(page.form().value("body"), body, "and has every letter of the text")
    ok(page.has("//header//form[@action='/logout']"),
       "and knows who is logged in")
    before = count(stage, "post")
    confirmed = page.form()
    page = client.submit(confirmed)
    is_(page.text("//main//h1"), title, "sending it publishes it")
    is_(page.texts("//main//a[starts-with(@href, '/t/')]"), ["งาน"],
        "with its tag")
    again = client.submit(confirmed)
    is_(again.path, page.path, "sending it once more leads to the same post")
    is_(count(stage, "post"), before + 1, "it is published once")


def check_comment_survives(stage):
    client = stage.members["coauthor"].client_anew(Accept_Language="en")
    post = stage.thing("published")
    form = client.get(post.path).form("//main//form[.//textarea]")
    form.fill(body="ความเห็นยาว ๆ")
    end_session(stage, client)
    page = client.submit(form)
    page = log_in(client, page, "coauthor")
    page = client.submit(page.form("//main//form"))
    ok(page.path.startswith(post.path), "the comment leads to its post")
    is_(stage.sql("SELECT a.login FROM comment c JOIN account a"
                  " ON a.id = c.author WHERE c.source = %s",
                  "ความเห็นยาว ๆ"), [("coauthor",)],
        "it is there once, and the member's own")


def check_guest_after_all(stage):
    """A session that ended long ago is no reason to refuse a guest."""
    client = stage.server.client()
    client.cookies["session"] = "A" * 43
    page = client.get(f"/p/{stage.thing('published').id}/comment")
    page = client.submit(page.form(), follow=False, body="As a guest.",
                         guest_name="Anybody")
    is_(page.status, 303, "an old cookie does not keep a guest from writing")


def check_two_windows(stage):
    """Of two windows with one post the older text does not win unseen."""
    client = stage.client("author")
    post = stage.thing("draft", anew=True)
    first = client.get(f"/p/{post.id}/edit").form()
    second = client.get(f"/p/{post.id}/edit").form()
    client.submit(first.fill(body="First window.").press("action", "draft"))
    page = client.submit(
        second.fill(body="Second window.").press("action", "draft"),
        follow=False)
    is_(page.status, 422, "the second window is told of the first")
    is_(page.form().value("body").strip(), "Second window.",
        "and still has its text")
    page = client.submit(page.form().press("action", "draft"), follow=False)
    is_(page.status, 303, "sending it again replaces the other text")
    is_(stage.one("SELECT source FROM post_text WHERE post = %s", post.id)
        .strip(), "Second window.", "so the last word is the writer's")


with sala.Server() as server:
    story.sign_up(server, "first")
    stage = stages.Stage(server, password_of="first")
    for form in forms(stage):
        check_twice(stage, *form)
    stage.forget_clients()
    check_without(stage)
    check_back_button(stage)
    check_others_nonce(stage)
    check_text_survives(stage, cookie_too=False)
    check_text_survives(stage, cookie_too=True)
    check_comment_survives(stage)
    check_guest_after_all(stage)
    check_two_windows(stage)

done_testing()
