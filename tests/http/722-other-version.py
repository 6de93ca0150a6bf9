#!/usr/bin/python3
"""A new version whose table in shared memory is another one: the two
generations do not hear of each other's writes, and nobody reads a stale page.

That the running table is another version's is made so from outside: its
number is changed in memory, which only who adopts it looks at.
"""

import glob
import os
import shutil
import signal
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import sala
import story
from sala import Server, wait_for
from tap import done_testing, is_, ok

# Its magic number comes first, then which layout it has (base/shared.c).
LAYOUT_AT = 8
OTHER = 1


def layouts(server):
    """{file: layout} of the tables that the master has."""
    found = {}
    for fd in glob.glob(f"/proc/{server.process.pid}/fd/*"):
        if "memfd:sala-shared" in os.readlink(fd):
            with open(fd, "rb") as file:
                file.seek(LAYOUT_AT)
                [found[fd]] = struct.unpack("Q", file.read(8))
    return found


def age(server):
    """Makes another version's of the one there is; its layout before."""
    [(name, layout)] = layouts(server).items()
    with open(name, "r+b", buffering=0) as file:
        file.seek(LAYOUT_AT)
        file.write(struct.pack("Q", OTHER))
    return layout


def install(program):
    shutil.copy(sala.SALA, f"{program}.new")
    os.replace(f"{program}.new", program)


def readers(server, path):
    """Each has read the page twice, so that its worker would keep it."""
    clients = [server.client() for _ in range(8)]
    for client in clients:
        client.get(path)
        client.get(path)
    return clients


def see(clients, path, text, what):
    pages = [client.get(path) for client in clients]
    is_([page.has("//article//p[.=$text]", text=text) for page in pages],
        [True] * len(pages), what)


def check(server, program):
    author = story.sign_up(server, "anna")
    blog = story.open_blog(author, "Notes", "notes")
    path = story.publish(author, blog, "A workshop", "Words.")
    # Whose worker will be an old one; the form is sent later.
    old_writer = server.client()
    old_writer.cookies.update(author.cookies)
    form = old_writer.get(f"/p/{story.post_id(path)}/comment").form()
    old = readers(server, path)
    layout = age(server)
    install(program)
    done = server.reloads()
    served = server.log().count("the new generation serves")
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: server.log().count("the new generation serves") > served,
             "the new generation", 60)
    is_(sorted(layouts(server).values()), [OTHER, layout],
        "the new version has a table of its own")
    writer = server.client()
    writer.cookies.update(author.cookies)
    story.comment(writer, path, "From the new one.")
    see(old, path, "From the new one.", "the old one's readers see the new's")
    new = readers(server, path)
    page = old_writer.submit(form, follow=False, body="From the old one.")
    is_(page.status, 303, "the old version writes")
    see(new, path, "From the old one.", "the new one's readers see it at once")
    wait_for(lambda: server.reloads() > done, "the old version's end", 60)
    later = readers(server, path)
    story.comment(writer, path, "Afterwards.")
    see(later, path, "Afterwards.", "afterwards all is as before")


def main():
    folder = tempfile.mkdtemp(prefix="sala-version-")
    os.chmod(folder, 0o755)
    program = f"{folder}/sala"
    install(program)
    with Server(program=program, workers=2) as server:
        wait_for(lambda: all(server.client().get("/readyz").status == 200
                             for _ in range(20)), "both workers to be ready")
        check(server, program)
    shutil.rmtree(folder)
    done_testing()


main()
