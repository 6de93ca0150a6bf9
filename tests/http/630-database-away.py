"""PostgreSQL stops, crashes, cuts connections: pages say so, nothing that
was typed is lost, and all is well again without a restart."""

import signal
import threading

import pg
import sala
import scene
import story
from standing import standing_faults
from tap import done_testing, is_, like, ok

TITLE = "ก่อนที่ฐานข้อมูลจะหยุด"
HEADINGS = {"en": "Sala cannot answer just now"}


def wait_until_back(server, writer=None):
    """Until pages answer, and forms: each has connections of its own."""
    sala.wait_for(lambda: server.client().get("/").status == 200,
                  "the pages to be back")
    if writer:
        sala.wait_for(lambda: takes_forms(writer), "forms to be taken again")


def takes_forms(writer):
    """A page with a form may be away for longer than one that was kept."""
    page = writer.get("/language")
    if page.status != 200:
        return False
    token = page.form("//main//form").value("csrf")
    return writer.post("/language", {"csrf": token, "lang": "en",
                                     "next": "/"}).status == 303


def check_away(server, what):
    """Every page, feed and form answers 503, in the reader's language."""
    for lang in "th", "en":
        client = server.client(Accept_Language=lang)
        for path in "/", "/latest", "/feed.rss", "/p/1", "/m/writer":
            page = sala.wait_for(
                lambda: (p := client.get(path)).status == 503 and p
                or p.headers["Cache-Status"] and p, "a worker to notice")
            if page.status == 200:      # it was kept from before
                is_(page.headers["Cache-Status"],
                    "sala; hit; detail=unconfirmed", f"{path} is marked")
                continue
            is_(page.status, 503, f"{path} says that it cannot answer")
            is_(page.text("/html/@lang"), lang, f"in {lang}")
            like(page.headers["Retry-After"], r"^[1-9]\d*$", "and when to ask")
            is_(standing_faults(page.headers), [],
                "with the header fields of all")
        ok(not any(word in page.body for word in
                   (b"libpq", b"SQL", b"FATAL", b"socket", b"5432")),
           f"what is wrong inside stays inside ({what})")
    is_(page.text("//main//h1"), HEADINGS["en"], "there is a heading")
    is_(client.get("/healthz").status, 200, "the process itself is well")
    is_(client.get("/readyz").status, 503, "but not ready")


def check_text_is_kept(server, writer, form, stop, start):
    """A post is sent while the database is away."""
    stop()
    page = writer.submit(form, title=TITLE, body="ข้อความ\n\n* ก <b>\n",
                         tags="ฐานข้อมูล", summary=form.value("nonce"))
    is_(page.status, 503, "a text sent meanwhile is answered")
    like(page.headers["Retry-After"], r"^[1-9]\d*$", "with when to send it")
    again = page.form()
    is_(again.value("body"), "ข้อความ\n\n* ก <b>\n", "and given back")
    ok(page.has("//main//dd[.=$t]", t=TITLE), "for the eye, too")
    is_(again.value("nonce"), form.value("nonce"), "with the same nonce")
    still = writer.submit(again)
    is_(still.status, 503, "sending it again is no better yet")
    start()
    wait_until_back(server, writer)
    page = writer.submit(still.form())
    is_(page.text("//main//h1"), TITLE, "once it is back, it is published")
    is_(writer.submit(still.form()).path, page.path,
        "and sent once more it is still one post")


def new_form(writer):
    return writer.get("/b/notes/write").form().press("action", "publish")


def posts(stage, title):
    return stage.one("SELECT count(*) FROM post WHERE title = %s", title)


def check_cut(cluster, server, writer, stage):
    """All connections are cut at once, again and again."""
    for _ in range(5):
        cluster.query("SELECT pg_terminate_backend(pid)"
                      " FROM pg_stat_activity WHERE usename = 'sala'")
        statuses = {server.client().get("/").status for _ in range(3)}
        ok(statuses <= {200, 503}, f"pages answer {sorted(statuses)}")
    wait_until_back(server, writer)
    page = writer.submit(new_form(writer), title="After the cuts", body="x")
    is_(page.text("//main//h1"), "After the cuts", "writing works again")


def check_rolled_back(server, writer, stage):
    """The backend dies in the middle of a write: nothing of it is left."""
    stage.sql("CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql"
              " SECURITY DEFINER AS $$ BEGIN"
              " PERFORM pg_terminate_backend(pg_backend_pid());"
              " RETURN NULL; END $$")
    stage.sql("CREATE TRIGGER die AFTER INSERT ON post_text"
              " EXECUTE FUNCTION die()")
    page = writer.submit(new_form(writer), title="Half a write", body="x")
    is_(page.status, 503, "a write that was cut is answered")
    like(page.text("//main"), "not known", "it is not known what became of it")
    is_(posts(stage, "Half a write"), 0, "nothing of it is there")
    stage.sql("DROP FUNCTION die CASCADE")
    wait_until_back(server, writer)
    page = writer.submit(page.form())
    is_(page.text("//main//h1"), "Half a write", "sent again it is published")
    is_(posts(stage, "Half a write"), 1, "once")


def check_committed(cluster, server, writer, stage):
    """The connection is lost after the commit, before the answer: a server
    that waits for a standby that is not there is cut off."""
    form = new_form(writer).fill(title="Was it saved?", body="x")
    set_standby(cluster, "nobody")
    answer = []
    sender = threading.Thread(
        target=lambda: answer.append(writer.submit(form)), daemon=True)
    sender.start()
    sala.wait_for(lambda: cluster.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE wait_event = 'SyncRep'"), "the commit to wait")
    sender.join()
    set_standby(cluster, "")
    page = answer[0]
    is_(page.status, 503, "the write's answer was lost")
    like(page.text("//main"), "not known", "the page says what is not known")
    is_(posts(stage, "Was it saved?"), 1, "it was saved")
    wait_until_back(server, writer)
    page = writer.submit(page.form())
    is_(page.text("//main//h1"), "Was it saved?",
        "sent again it leads to the post")
    is_(posts(stage, "Was it saved?"), 1, "which is still one")


def set_standby(cluster, names):
    cluster.query(f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
    cluster.query("SELECT pg_reload_conf()")
    sala.wait_for(lambda: cluster.query(
        "SELECT setting FROM pg_settings WHERE name ="
        " 'synchronous_standby_names'") == [(names,)], "the setting")


def check_start_before(cluster, name):
    """Sala starts while its database is not there yet."""
    cluster.stop()
    with sala.Server(database=cluster.url(name, "sala"),
                     wait="/healthz") as server:
        is_(server.client().get("/").status, 503,
            "a server that was started first says so")
        cluster.start()
        wait_until_back(server)
        ok(True, "and answers as soon as it can")


with pg.Cluster(own=True, synchronous_commit="on") as cluster:
    sala.use_cluster(cluster)
    with sala.Server() as server:
        stage = scene.Scene(server)
        english = {"Accept_Language": "en"}
        story.sign_up(server, "writer", **english)
        writer = story.log_in(server, "writer", **english)
        story.open_blog(writer, "Notes", "notes")
        story.publish(writer, "/b/notes", "First", "Text.")
        form = new_form(writer)
        stage.connection.close()
        for what, how in (("a stop", signal.SIGINT),
                          ("a crash", signal.SIGKILL)):
            check_text_is_kept(server, writer, new_form(writer),
                               lambda: cluster.stop(how), cluster.start)
            cluster.stop(how)
            check_away(server, what)
            cluster.start()
            wait_until_back(server, writer)
        stage = scene.Scene(server)
        is_(posts(stage, TITLE), 2, "each text was published once")
        check_cut(cluster, server, writer, stage)
        check_rolled_back(server, writer, stage)
        check_committed(cluster, server, writer, stage)
        stage.connection.close()
    name = sala.fresh_database()
    check_start_before(cluster, name)

done_testing()
