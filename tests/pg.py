#!/usr/bin/python3
"""A throw-away PostgreSQL for tests.

    with pg.Cluster() as cluster:
        name = cluster.fresh()              # an empty database of our own
        server = start(cluster.url(name))

A cluster that stands already is used when SALA_TEST_PGURL names it, so that
a whole run needs one; a test that stops, kills or fills its server asks for
one of its own: Cluster(own=True). PostgreSQL refuses to run as root, so root
starts it as the user postgres (or nobody). It listens on a Unix socket and
on a port of 127.0.0.1, trusts everybody, keeps nothing (fsync is off), and
ends with the process that started it.

    tests/pg.py run -- COMMAND ...    runs a command with SALA_TEST_PGURL set
"""

import contextlib
import ctypes
import glob
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse

import psycopg2

from port import free_port

SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "jit": "off",
    "deadlock_timeout": "50ms",
    "log_min_messages": "warning",
    "log_line_prefix": "%m [%p] %a %d ",
    "autovacuum": "off",
    "timezone": "UTC",
}


def bin_dir():
    """Where initdb and postgres are; Debian keeps them out of PATH."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    found += [p for p in [shutil.which("initdb")] if p]
    if not found:
        raise RuntimeError("no PostgreSQL server programs found")

    def version(path):
        part = path.split("/")[-3]
        return int(part) if part.isdigit() else 0
    return os.path.dirname(max(found, key=version))


def _die_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGQUIT)


class Cluster:
    """A cluster, ours or the one of SALA_TEST_PGURL."""

    def __init__(self, own=False, **settings):
        self.settings = {**SETTINGS, **settings}
        self.given = not own and os.environ.get("SALA_TEST_PGURL")
        self.process = None
        self.directory = None
        self.made = []
        if self.given:
            parts = urllib.parse.urlsplit(self.given)
            query = dict(urllib.parse.parse_qsl(parts.query))
            self.host, self.port = query["host"], int(query["port"])
            return
        self._init()
        self.start()

    # -- what tests use

    def url(self, database="postgres", user="postgres", tcp=False):
        """A connection URL, by the Unix socket or by TCP."""
        host = "127.0.0.1" if tcp else self.host
        return (f"postgresql://{user}@/{database}"
                f"?host={urllib.parse.quote(host, safe='')}&port={self.port}")

    def connect(self, database="postgres", user="postgres"):
        """A psycopg2 connection in autocommit mode."""
        connection = psycopg2.connect(self.url(database, user))
        connection.autocommit = True
        return connection

    def query(self, sql, args=None, database="postgres"):
        """Runs one statement; returns its rows, if it has any."""
        with contextlib.closing(self.connect(database)) as connection:
            cursor = connection.cursor()
            cursor.execute(sql, args)
            return cursor.fetchall() if cursor.description else []

    def fresh(self, key=None, prepare=None):
        """The name of a new database, dropped when the cluster is left.

        With a key it is a copy of a template that prepare(url) fills the
        first time that anybody asks this cluster for that key.
        """
        name = f"t_{os.getpid()}_{secrets.token_hex(4)}"
        with contextlib.closing(self.connect()) as connection:
            cursor = connection.cursor()
            if key is None:
                cursor.execute(f'CREATE DATABASE "{name}"')
            else:
                cursor.execute("SELECT pg_advisory_lock(7252)")
                self._template(cursor, key, prepare)
                cursor.execute(
                    f'CREATE DATABASE "{name}" TEMPLATE "template_{key}"')
        self.made.append(name)
        return name

    def stop(self, how=signal.SIGINT):
        """SIGINT: fast; SIGQUIT: immediate; SIGKILL: as if it had crashed."""
        self.process.send_signal(how)
        self.process.wait(60)

    def start(self):
        """Starts, or starts again after stop(), on the same port."""
        self._launch()
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
                return
            except psycopg2.OperationalError:
                if time.monotonic() > deadline:
                    raise RuntimeError(self.log()) from None
            # After a SIGKILL the backends take a moment to notice, and
            # until then no new server can start.
            if self.process.poll() is not None:
                self._launch()
            time.sleep(0.02)

    def log(self):
        """What the server has logged."""
        with open(f"{self.directory}/log", errors="replace") as file:
            return file.read()

    def close(self):
        """Drops our databases; stops the cluster when it is ours."""
        if self.process:
            if self.process.poll() is None:
                self.stop(signal.SIGQUIT)
            shutil.rmtree(self.directory, ignore_errors=True)
            self.process = None
        elif self.given:
            for name in self.made:
                self.query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.made = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # -- how it is done

    def _identity(self):
        """Arguments of Popen: who the server runs as."""
        if os.geteuid() != 0:
            return {}
        for name in "postgres", "nobody":
            try:
                who = pwd.getpwnam(name)
                return {"user": who.pw_uid, "group": who.pw_gid,
                        "extra_groups": []}
            except KeyError:
                pass
        raise RuntimeError("no user to run PostgreSQL as")

    def _init(self):
        base = tempfile.gettempdir()
        self.directory = tempfile.mkdtemp(
            prefix="sala-pg-", dir=base if len(base) < 60 else "/tmp")
        identity = self._identity()
        if identity:
            os.chown(self.directory, identity["user"], identity["group"])
        os.chmod(self.directory, 0o755)
        self.host = self.directory
        subprocess.run(
            [f"{bin_dir()}/initdb", "-D", f"{self.directory}/data",
             "-U", "postgres", "-A", "trust", "-E", "UTF8",
             "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **identity)
        self.port = free_port()

    def _launch(self):
        command = [f"{bin_dir()}/postgres", "-D", f"{self.directory}/data",
                   "-k", self.directory, "-p", str(self.port),
                   "-h", "127.0.0.1"]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        with open(f"{self.directory}/log", "ab") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                cwd="/", preexec_fn=_die_with_parent, **self._identity())

    def _template(self, cursor, key, prepare):
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s",
                       (f"template_{key}",))
        if cursor.fetchone():
            return
        half_made = f"making_{key}"
        cursor.execute(f'DROP DATABASE IF EXISTS "{half_made}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{half_made}"')
        prepare(self.url(half_made))
        cursor.execute(
            f'ALTER DATABASE "{half_made}" RENAME TO "template_{key}"')


def main(arguments):
    if arguments[:2] != ["run", "--"] or len(arguments) < 3:
        sys.exit(__doc__)
    with Cluster() as cluster:
        environment = {**os.environ, "SALA_TEST_PGURL": cluster.url()}
        # A Ctrl-C is the command's to answer.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        process = subprocess.Popen(
            arguments[2:], env=environment,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        status = process.wait()
    return status if status >= 0 else 128 - status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
