"""Start a Sala, and read its pages as a reader would.

    import sala
    from tap import is_, done_testing

    with sala.Server() as server:
        reader = server.client()
        page = reader.get("/")
        is_(page.text("//h1"), "Sala", "the title is there")
    done_testing()

Each Server has a free port and a database of its own, copied from a template
that was migrated once. Leaving the `with` stops it and is a test result: it
must end well, and its log must hold no report of a sanitizer and no process
that died.
"""

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.parse

import psycopg2

import pg
import tap
from client import Client
from port import free_port

SALA = os.environ.get("SALA", "./sala")
SRCDIR = os.environ.get("SALA_SRCDIR", os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))

# What must never be in a log; a test that provokes one says so (expects=).
ALARMS = re.compile(
    r"AddressSanitizer|LeakSanitizer|runtime error:|UndefinedBehavior"
    r"|Assertion .* failed|did not end well|ended: |a scribe is lost")


def wait_for(condition, what, seconds=30):
    """Waits until condition() is true and returns its value."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited {seconds} s for {what}")
        time.sleep(0.01)


def unprivileged_user():
    """Whom a Sala that is started by root becomes in tests."""
    return "nobody"


def user_options():
    """Flags for a command that may be started by root."""
    return [f"--user={unprivileged_user()}"] if os.geteuid() == 0 else []


def command(*words, stdin="", **options):
    """Runs a sala command to its end; returns the CompletedProcess."""
    flags = [f"--{name.replace('_', '-')}={value}"
             for name, value in options.items()]
    return subprocess.run(
        [SALA, "--config=/dev/null", *user_options(), *flags, *words],
        input=stdin, capture_output=True, text=True, timeout=120,
        check=False)


class StateDirectory:
    """A directory for a private cluster, removed at the end."""

    def __init__(self):
        self.path = tempfile.mkdtemp(prefix="sala-test-")
        os.mkdir(self.state, 0o700)
        os.mkdir(self.runtime, 0o700)
        if os.geteuid() == 0:
            who = pwd.getpwnam(unprivileged_user())
            for path in self.path, self.state, self.runtime:
                os.chown(path, who.pw_uid, who.pw_gid)

    @property
    def state(self):
        return f"{self.path}/state"

    @property
    def runtime(self):
        return f"{self.path}/run"

    def options(self):
        return {"state_dir": self.state, "runtime_dir": self.runtime}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


# -- the databases of servers that run on the tests' own cluster

_cluster = None


def cluster():
    """The tests' PostgreSQL, with the roles that Sala wants."""
    global _cluster
    if _cluster is None:
        _cluster = pg.Cluster()
        make_roles(_cluster)
    return _cluster


def use_cluster(some_cluster):
    """Lets this program's servers use a cluster that it may stop."""
    global _cluster
    make_roles(some_cluster)
    _cluster = some_cluster


def make_roles(some_cluster):
    """sala_owner and sala, made by whoever comes first."""
    for role in "sala_owner", "sala":
        some_cluster.query(
            "DO $$ BEGIN"
            f" CREATE ROLE {role} LOGIN;"
            " EXCEPTION WHEN duplicate_object OR unique_violation"
            " THEN NULL; END $$")


def _as_role(url, role):
    return re.sub(r"//[^@/]*@", f"//{role}@", url)


def migrate(url):
    """Gives a new database to sala_owner and brings its schema about."""
    name = urllib.parse.urlsplit(url).path[1:]
    cluster().query(f'ALTER DATABASE "{name}" OWNER TO sala_owner')
    done = command("migrate", database=_as_role(url, "sala"),
                   database_owner=_as_role(url, "sala_owner"))
    if done.returncode != 0:
        raise RuntimeError(f"sala migrate failed:\n{done.stderr}")


def fresh_database():
    """The name of a migrated database of our own."""
    return cluster().fresh(key="sala", prepare=migrate)


class Server:
    """A `sala serve`.

    By default it has a fresh database in the tests' cluster; private=state
    (a StateDirectory) lets it run a cluster of its own; database="" and
    other options are handed over as they are.
    """

    def __init__(self, private=None, expects=None, wait="/readyz",
                 start=True, own_group=False, program=SALA,
                 config="/dev/null", port=None, env=None, **options):
        self.program = program
        self.env = env                  # beside that of the test
        self.config = config
        self.own_group = own_group      # as a terminal would start it
        self.expects = expects
        self.private = private
        self.wait = wait
        self.options = dict(options)
        self.port = port or free_port()
        self.options.setdefault("listen", f"127.0.0.1:{self.port}")
        if config == "/dev/null":
            self.options.setdefault("workers", 1)   # on every machine
        self.url = f"http://127.0.0.1:{self.port}"
        self.database = None
        if private:
            self.options.update(private.options())
        elif "database" not in options:
            self.database = fresh_database()
            self.options["database"] = cluster().url(self.database, "sala")
        self.log_file = tempfile.NamedTemporaryFile(
            prefix="sala-log-", delete=False)
        self.log_text = None            # when it is all over
        self.process = None
        if start:
            self.start()

    # -- life

    def start(self):
        """Starts it and waits until it is ready (or only listens)."""
        flags = [f"--{name.replace('_', '-')}={value}"
                 for name, value in self.options.items() if value is not None]
        self.process = subprocess.Popen(
            [self.program, f"--config={self.config}", *user_options(),
             *flags, "serve"],
            stdin=subprocess.DEVNULL, stdout=self.log_file,
            stderr=self.log_file, start_new_session=self.own_group,
            env={**os.environ, **(self.env or {})})
        try:
            if self.wait:
                wait_for(self._answers, f"{self.wait} to say yes", 60)
            if self.wait == "/readyz" and self.options.get("workers") != 1:
                wait_for(self._all_ready, "every worker to be ready", 60)
        except (TimeoutError, RuntimeError) as error:
            self.kill()
            tap.diag(self.log())
            raise error

    def stop(self, how=signal.SIGTERM, seconds=60):
        """Asks it to end; returns the exit status."""
        self.process.send_signal(how)
        return self.process.wait(seconds)

    def kill(self):
        """kill -9 of the master, as a power failure would do it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def restart(self):
        """Stops it and starts it with the same database."""
        self.stop()
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        if self.process and self.process.poll() is None:
            status = self.stop()
            tap.is_(status, 0, "the server ends well")
        alarms = self.alarms()
        if not tap.ok(not alarms, "nothing alarming is in its log"):
            tap.diag("\n".join(alarms))
        if kind:
            tap.diag(self.log()[-20000:])
        if self.database:
            # A test that failed may have left its PostgreSQL stopped.
            with contextlib.suppress(psycopg2.OperationalError):
                cluster().query(f'DROP DATABASE IF EXISTS "{self.database}"'
                                ' WITH (FORCE)')
        self.log_text = self.log()
        os.unlink(self.log_file.name)

    # -- what tests look at

    def client(self, **headers):
        """A new reader, with no cookies."""
        return Client(self.url, **headers)

    def log(self):
        """What it has logged so far."""
        if self.log_text is not None:
            return self.log_text
        with open(self.log_file.name, errors="replace") as file:
            return file.read()

    def alarms(self):
        """Lines of the log that no test expects."""
        return [line for line in self.log().splitlines()
                if ALARMS.search(line) and not (
                    self.expects and re.search(self.expects, line))]

    def query(self, sql, args=None):
        """Runs a statement in its database, as a superuser; what it wrote
        is announced to the server, as commands do it."""
        rows = cluster().query(sql, args, self.database)
        if not sql.lstrip().upper().startswith("SELECT"):
            self.announce()
        return rows

    def reload(self):
        """SIGHUP, and waits until it is all done, or refused."""
        before = self.reloads()
        self.process.send_signal(signal.SIGHUP)
        wait_for(lambda: self.reloads() > before, "SIGHUP to be done", 120)

    def reloads(self):
        """How many changes have come to an end."""
        return len(re.findall(r"the old generation is gone"
                              r"|nothing is changed|is given up", self.log()))

    def workers(self):
        """Process ids of its workers, by their names."""
        found = {}
        for pid in self.children():
            with contextlib.suppress(OSError):
                with open(f"/proc/{pid}/comm") as file:
                    found.setdefault(file.read().strip(), []).append(pid)
        return {name: pids for name, pids in found.items()
                if name.startswith("worker")}

    def announce(self):
        """Tells the server that somebody else has written, as commands do,
        and waits until it knows: a page that it keeps has changed, too. A
        server that is not ready keeps none."""
        reader = self.client()
        if self.process.poll() is not None or not self._answers():
            cluster().query("NOTIFY sala_moved", None, self.database)
            return
        login = f"herald{secrets.token_hex(4)}"
        cluster().query(
            "INSERT INTO account (id, login, login_key, login_skeleton,"
            " pen_name, password) VALUES (-1, %s, %s, %s, 'Before', '')",
            (login,) * 3, self.database)
        reader.get(f"/m/{login}")
        cluster().query(
            "UPDATE account SET pen_name = 'After' WHERE id = -1;"
            " NOTIFY sala_moved", None, self.database)
        wait_for(lambda: reader.get(f"/m/{login}").text("//h1") == "After",
                 "the server to know what was written")
        reader.close()
        cluster().query("DELETE FROM account WHERE id = -1", None,
                        self.database)

    def children(self):
        """Process ids of the master's children."""
        pid = self.process.pid
        with open(f"/proc/{pid}/task/{pid}/children") as file:
            return [int(word) for word in file.read().split()]

    def _all_ready(self):
        """Any worker says how many there are and have their database."""
        try:
            page = Client(self.url).get("/metrics")
        except OSError:
            return False
        figures = dict(re.findall(
            rb'^(sala_db_ready_processes|sala_processes_up{role="worker"})'
            rb" (\d+)$", page.body, re.M))
        return len(figures) == 2 and len(set(figures.values())) == 1

    def _answers(self):
        if self.process.poll() is not None:
            raise RuntimeError(
                f"sala serve ended with {self.process.returncode}")
        try:
            return Client(self.url).get(self.wait).status == 200
        except OSError:
            return False
