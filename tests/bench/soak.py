#!/usr/bin/python3
"""Many minutes of readers and writers while everything is killed, reloaded
and exchanged under them; then every promise is checked.

    make soak                         tests/bench/soak.py --minutes 10

A private PostgreSQL (durable, as it comes) and two workers. Every few seconds
one of: kill -9 of a worker, a scribe, the keeper, a backend or the postmaster;
SIGHUP; another program in the place of the one that runs. Promised is:

  * what was acknowledged is there, once; what was refused is not; what was
    never answered is there once or not at all
  * who has been told that a comment or a post is there sees it at once, on
    another connection, whoever asks
  * nobody is shown another's name as theirs
  * each answer is whole; a 503 or a cut connection has its cause
"""

import argparse
import collections
import contextlib
import hashlib
import hmac
import http.client
import os
import pwd
import random
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import story

READERS, WRITERS, PUBLISHERS, STRANGERS = 4, 3, 2, 4
ACCOUNTS = 400          # each may write thirty comments at once
COMMENTS_ON_ONE = 15    # so that all are on the post's first page
MAY_BE_AWAY = 45        # seconds in which a kill explains a 503
MAY_BE_YOUNG = 15       # seconds in which a worker may not be ready yet
TAKES_LONG = 60         # seconds in which a write must come to an end


class Cut(Exception):
    """The connection ended before the answer did."""


class Ledger:
    """What happened; faults end the soak badly."""

    def __init__(self):
        self.lock = threading.Lock()
        self.counts = collections.Counter()
        self.faults = []
        self.sent = {}          # text -> "acknowledged", "refused", "unknown"
        self.killed = {}        # what -> when it was last

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def fault(self, what):
        with self.lock:
            self.faults.append(f"{time.strftime('%H:%M:%S')} {what}")
            print(f"FAULT: {what}", flush=True)

    def note(self, what):
        now = time.monotonic()
        if now - self.killed.get(what, -1000) < MAY_BE_YOUNG:
            self.killed[f"{what} twice"] = now
        self.killed[what] = now
        self.count(what)

    def explains(self, *causes):
        """Whether one of them was lately."""
        now = time.monotonic()
        return any(now - self.killed.get(cause, -1000) < MAY_BE_AWAY
                   for cause in causes)


class Asker:
    """One person's requests; each connection is used a few times."""

    def __init__(self, soak, cookie=None):
        self.soak, self.cookie = soak, cookie
        self.connection = None

    def token(self):
        key = hashlib.sha256(self.cookie.encode()).digest()
        return hmac.new(key, b"sala form token 1", "sha256").hexdigest()

    def ask(self, method, path, fields=None, fresh=False):
        """(status, text, headers) of a whole answer, or Cut."""
        if fresh or (self.connection and random.random() < 0.1):
            self.close()
        headers = {"Accept-Language": "en"}
        if self.cookie:
            headers["Cookie"] = f"session={self.cookie}"
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = self.soak.server.url
        if self.connection is None:
            self.connection = http.client.HTTPConnection(
                "127.0.0.1", self.soak.server.port, timeout=90)
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            self._cut(method, path, error)
        if answer.will_close:
            self.close()
        self._judge(method, path, answer, text)
        return answer.status, text, answer.headers

    def _cut(self, method, path, error):
        ledger = self.soak.ledger
        ledger.count("cut connections")
        if not ledger.explains("kill worker") and not self.soak.ended:
            ledger.fault(f"{method} {path}: {error!r} without a cause")
        raise Cut from error

    def _judge(self, method, path, answer, text):
        ledger = self.soak.ledger
        ledger.count(f"{method} {answer.status}")
        kind = answer.headers.get("Content-Type", "")
        if kind.startswith("text/html") and answer.status != 303 and \
                not text.rstrip().endswith("</html>"):
            ledger.fault(f"{method} {path}: no whole page: {text[-80:]!r}")
        if answer.status == 503 and not ledger.explains(
                "kill postmaster", "kill backend", "kill scribe",
                "kill keeper", "kill worker twice"):
            ledger.fault(f"{method} {path}: 503 without a cause: "
                         + " ".join(re.findall(r"<p>(.*?)</p>", text)))
        if answer.status in (500, 400, 403, 404):
            ledger.fault(f"{method} {path}: {answer.status}")

    def get(self, path, fresh=False):
        """The page, however long that takes; None when it is too late."""
        def answer():
            with contextlib.suppress(Cut):
                status, text, _ = self.ask("GET", path, fresh=fresh)
                if status == 200:
                    return text
            return None
        try:
            return sala.wait_for(answer, f"GET {path}", TAKES_LONG)
        except TimeoutError as error:
            self.soak.ledger.fault(str(error))
            return None

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None


class Soak:
    """The site, its people, and what befalls them."""

    def __init__(self, minutes):
        self.seconds, self.until = minutes * 60, 0
        self.ledger = Ledger()
        self.folder = tempfile.mkdtemp(prefix="sala-soak-")
        os.chmod(self.folder, 0o755)
        self.program = f"{self.folder}/sala"
        self.install()
        self.state = sala.StateDirectory()
        self.server = sala.Server(
            private=self.state, program=self.program, workers=2)
        self.posts = []
        self.ended = False
        self.cookies = [secrets.token_hex(16)
                        for _ in range(ACCOUNTS + READERS)]
        self.next_account = iter(range(ACCOUNTS))

    # -- the stage

    def install(self):
        shutil.copy(sala.SALA, f"{self.program}.new")
        os.replace(f"{self.program}.new", self.program)

    def psql(self, sql):
        """Rows of a statement, as the owner of the private database."""
        who = {}
        if os.geteuid() == 0:
            user = pwd.getpwnam(sala.unprivileged_user())
            who = {"user": user.pw_uid, "group": user.pw_gid,
                   "extra_groups": []}
        done = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-h",
             f"{self.state.runtime}/postgres", "-U", "sala_owner", "sala"],
            input=sql, cwd="/", capture_output=True, text=True, check=True,
            timeout=60, **who)
        return done.stdout.splitlines()

    def has_database(self):
        """Whether its PostgreSQL lets one in."""
        with contextlib.suppress(subprocess.CalledProcessError):
            return self.psql("SELECT 1") == ["1"]
        return False

    def all_ready(self):
        """So many connections reach each worker."""
        return all(self.server.client().get("/readyz").status == 200
                   for _ in range(30))

    def people(self):
        """Accounts with a session each; the last are the readers, whose
        names stand nowhere but on their own pages."""
        sala.wait_for(self.all_ready, "every worker to be ready", 120)
        rows = ", ".join(
            f"('s{n}', '{'Reader' if n >= ACCOUNTS else 'Writer'}-{n:03d}-',"
            f" '{cookie}')" for n, cookie in enumerate(self.cookies))
        self.psql(f"""
            WITH new (login, name, cookie) AS (VALUES {rows}), a AS (
                INSERT INTO account (login, login_key, login_skeleton,
                    pen_name, password)
                SELECT login, login, login, name, 'x' FROM new
                RETURNING id, login)
            INSERT INTO session (token_hash, account)
            SELECT sha256(convert_to(cookie, 'UTF8')), a.id
            FROM new JOIN a USING (login);
            NOTIFY sala_moved""")
        for n in range(PUBLISHERS):
            client = self.server.client()
            client.cookies["session"] = self.cookies[n]
            blog = story.open_blog(client, f"Blog {n}", f"blog-{n}")
            for i in range(WRITERS):
                self.posts.append(story.post_id(story.publish(
                    client, blog, f"Post {n} {i}", "Words.")))

    # -- people, each a thread

    def lives(self):
        return not self.ended and time.monotonic() < self.until

    def is_ready(self):
        """Whether the site says so; a worker may die over the question."""
        with contextlib.suppress(http.client.HTTPException):
            return self.server._answers()
        return False

    def wait_until_ready(self):
        """Until the site is, or it is all over."""
        try:
            sala.wait_for(lambda: self.ended or self.is_ready(),
                          "the site to be ready", TAKES_LONG)
        except TimeoutError as error:
            self.ledger.fault(str(error))

    def stranger(self, _):
        me = Asker(self)
        while self.lives():
            path = random.choice(["/", "/latest", "/feed.rss", "/about",
                                  f"/p/{random.choice(self.posts)}"])
            with contextlib.suppress(Cut):
                status, text, headers = me.ask("GET", path)
                if "Location" in headers:
                    me.ask("GET", urllib.parse.quote(
                        headers["Location"], safe="/:%#?=&-"))
                if status == 503:
                    self.wait_until_ready()
                if "Reader-" in text:
                    self.ledger.fault(f"{path}: a reader's name for strangers")

    def reader(self, n):
        me = Asker(self, self.cookies[ACCOUNTS + n])
        mine = f"Reader-{ACCOUNTS + n:03d}-"
        while self.lives():
            path = random.choice(["/", "/dashboard", "/latest", "/settings"])
            with contextlib.suppress(Cut):
                status, text, _ = me.ask("GET", path)
                if status == 503:
                    self.wait_until_ready()
                names = set(re.findall(r"Reader-\d+-", text))
                if names - {mine}:
                    self.ledger.fault(f"{path}: {names} shown to {mine}")
                # Each form holds the token of its reader's session.
                if status == 200 and (me.token() not in text or (
                        path == "/settings" and not names)):
                    self.ledger.fault(f"{path}: not {mine}'s")

    def send(self, me, path, fields, text):
        """Until it is answered: the page that it led to, or None."""
        fields = {"csrf": me.token(), "nonce": secrets.token_urlsafe(16),
                  **fields}
        until = time.monotonic() + TAKES_LONG
        tried = False
        self.ledger.sent[text] = "unknown"
        while time.monotonic() < until and not self.ended:
            with contextlib.suppress(Cut):
                status, page, headers = me.ask("POST", path, fields)
                if status == 303:
                    self.ledger.sent[text] = "acknowledged"
                    return headers["Location"]
                if status != 503:
                    self.ledger.count(f"refused: {status}")
                    if status not in (422, 429) or (
                            status == 422 and not self.ledger.explains(
                                "kill scribe", "kill keeper", "kill worker")):
                        self.ledger.fault(f"POST {path}: {status}: " + " ".join(
                            re.findall(r'class="error[^>]*>(.*?)<', page)))
                    if not tried:
                        self.ledger.sent[text] = "refused"
                    return None
            tried = True
            self.wait_until_ready()
        return None

    def sees(self, path, text, what):
        """Strangers see it, on a connection of their own."""
        page = Asker(self).get(path, fresh=True)
        if page is not None and text not in page:
            self.ledger.fault(f"{what} {text} was acknowledged, and {path} "
                              "does not show it")
        self.ledger.count(f"looked for a {what}")

    def writer(self, n):
        while self.lives():
            account = next(self.next_account, None)
            if account is None:
                return
            me = Asker(self, self.cookies[account])
            for _ in range(2):
                post = random.choice(self.posts[-3:])
                for _ in range(COMMENTS_ON_ONE - 1):
                    if self.lives():
                        self.comment(me, post)

    def comment(self, me, post):
        text = f"soak-{secrets.token_hex(8)}"
        where = self.send(me, f"/p/{post}/comment", {"body": text}, text)
        if where is not None:
            path = urllib.parse.urldefrag(where)[0]
            self.sees(urllib.parse.quote(path, safe="/:%?=&-"), text, "comment")
        time.sleep(0.05)

    def publisher(self, n):
        me = Asker(self, self.cookies[n])
        while self.lives():
            text = f"soak-{secrets.token_hex(8)}"
            where = self.send(me, f"/b/blog-{n}/write", {
                "title": text, "body": "Some *words*.",
                "action": "publish"}, text)
            if where is not None:
                self.posts.append(int(re.search(r"/p/(\d+)", where).group(1)))
                self.sees("/latest", text, "post")
                self.sees(f"/b/blog-{n}", text, "post")
            time.sleep(0.3)

    # -- what befalls them

    def named(self, name):
        """Process ids of that name that belong to this server."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                with open(f"/proc/{pid}/comm") as file:
                    comm = file.read().strip()
                exe = os.readlink(f"/proc/{pid}/exe")
                if comm.startswith(name) and exe.startswith(self.folder):
                    found.append(int(pid))
        return found

    def postmaster(self):
        with open(f"{self.state.state}/postgres/postmaster.pid") as file:
            return int(file.readline())

    def backends(self):
        found = []
        parent = self.postmaster()
        with open(f"/proc/{parent}/task/{parent}/children") as file:
            for pid in file.read().split():
                with contextlib.suppress(OSError):
                    with open(f"/proc/{pid}/cmdline") as words:
                        if words.read().startswith("postgres: sala: sala "):
                            found.append(int(pid))
        return found

    def kill(self, what, pids):
        if pids:
            self.ledger.note(f"kill {what}")
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(pids), signal.SIGKILL)

    def reload(self):
        self.ledger.note("SIGHUP")
        self.server.process.send_signal(signal.SIGHUP)

    def exchange(self):
        self.install()
        self.ledger.note("another program")
        self.server.process.send_signal(signal.SIGHUP)

    def misfortune(self):
        deeds = [
            lambda: self.kill("worker", self.named("worker")),
            lambda: self.kill("scribe", self.named("sala-scribe")),
            lambda: self.kill("keeper", self.named("sala-keeper")),
            lambda: self.kill("backend", self.backends()),
            lambda: self.kill("postmaster", [self.postmaster()]),
            self.reload, self.reload, self.exchange, self.exchange,
        ]
        while self.lives():
            time.sleep(random.uniform(1, 6))
            with contextlib.suppress(FileNotFoundError, ValueError):
                random.choice(deeds)()
            if self.server.process.poll() is not None:
                self.ledger.fault("the master is gone")
                self.ended = True

    # -- the end

    def run(self):
        self.people()
        self.until = time.monotonic() + self.seconds
        kinds = [(self.stranger, STRANGERS), (self.reader, READERS),
                 (self.writer, WRITERS), (self.publisher, PUBLISHERS)]
        threads = [threading.Thread(target=self.guarded, args=(kind, n))
                   for kind, many in kinds for n in range(many)]
        for thread in threads:
            thread.start()
        self.misfortune()
        for thread in threads:
            thread.join()
        # A postmaster that was killed last may not be missed yet.
        sala.wait_for(lambda: self.is_ready() and self.has_database(),
                      "the site after all that", 120)
        self.verify()
        if self.server.stop() != 0:
            self.ledger.count("ended with status 1")
        left = self.named("")
        if left:
            self.ledger.fault(f"processes are left: {left}")
        if re.search(r"AddressSanitizer|runtime error:|Assertion .* failed"
                     r"|LeakSanitizer", self.server.log()):
            self.ledger.fault("the log has a report of a sanitizer")

    def guarded(self, kind, n):
        try:
            kind(n)
        except Exception as error:  # noqa: BLE001 -- a thread's last word
            self.ledger.fault(f"{kind.__name__} {n}: {error!r}")

    def verify(self):
        rows = self.psql("SELECT trim(source) FROM comment"
                         " UNION ALL SELECT title FROM post")
        there = collections.Counter(row for row in rows
                                    if row.startswith("soak-"))
        for text, state in self.ledger.sent.items():
            self.ledger.count(f"writes {state}")
            wanted = {"acknowledged": (1,), "refused": (0,),
                      "unknown": (0, 1)}[state]
            if there[text] not in wanted:
                self.ledger.fault(f"{text}, {state}, is there {there[text]}"
                                  " times")
        for text in there.keys() - self.ledger.sent.keys():
            self.ledger.fault(f"{text} was never sent")

    def close(self):
        if self.server.process.poll() is None:
            self.server.stop()
        if self.ledger.faults:
            log = f"{tempfile.gettempdir()}/sala-soak.log"
            shutil.copy(self.server.log_file.name, log)
            print(f"The server's log is {log}")
        os.unlink(self.server.log_file.name)
        shutil.rmtree(self.state.path, ignore_errors=True)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    words = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    words.add_argument("--minutes", type=float, default=10)
    soak = Soak(words.parse_args().minutes)
    try:
        soak.run()
    finally:
        soak.close()
    for what, n in sorted(soak.ledger.counts.items()):
        print(f"{n:8} {what}")
    print(f"{len(soak.ledger.faults)} faults")
    sys.exit(1 if soak.ledger.faults else 0)


main()
