"""What people do on a Sala, step by step through its own pages and forms.

    somsri = story.sign_up(server, "somsri", name="สมศรี")
    blog = story.open_blog(somsri, "Notes from Chumphon")
    post = story.publish(somsri, blog, "Workshop 3", "We met today.")

Each function goes the way a member goes, and gives back the path of what it
made. A step that fails raises an error with what the page said.
"""

import urllib.parse

PASSWORD = "correct horse 9 staple"


class StepFailed(Exception):
    """A page said no."""


def _expect(page, where, status=200):
    if page.status != status or not page.path.startswith(where):
        says = page.texts("//*[contains(@class, 'error')]") or page.text(
            "//main")
        raise StepFailed(f"{page.path}: {page.status}: {says}")
    page.path = urllib.parse.unquote(page.path)
    return page


def sign_up(server, login, name=None, password=PASSWORD, **headers):
    """A new member's client, logged in."""
    client = server.client(**headers)
    page = client.get("/signup")
    page = client.submit(page.form(), login=login, name=name or login,
                         password=password)
    _expect(page, "/dashboard")
    return client


def log_in(server, login, password=PASSWORD, **headers):
    """Another client of the same member."""
    client = server.client(**headers)
    page = client.get("/login")
    page = client.submit(page.form(), login=login, password=password)
    _expect(page, "/dashboard")
    return client


def open_blog(client, title, slug="", about=""):
    """The path of a new blog, "/b/SLUG"."""
    page = client.get("/blogs/new")
    page = client.submit(page.form(), title=title, slug=slug, about=about)
    return _expect(page, "/b/").path


def write(client, blog, button, title, body, **fields):
    """Fills the writing form in and presses one of its buttons."""
    page = client.get(f"{blog}/write")
    form = page.form().fill(title=title, body=body, **fields)
    return client.submit(form.press("action", button))


def publish(client, blog, title, body, **fields):
    """The path of a new post, "/p/ID-SLUG"."""
    page = write(client, blog, "publish", title, body, **fields)
    return _expect(page, "/p/").path


def open_community(client, title, slug="", **fields):
    """The path of a new community, "/c/SLUG"."""
    page = client.get("/c/new")
    page = client.submit(page.form(), title=title, slug=slug, **fields)
    return _expect(page, "/c/").path


def apply(client, community, message="", blog=None):
    """The path of the application, "/membership/ID"."""
    page = client.get(f"{community}/apply")
    form = page.form().fill(message=message)
    if blog:
        form.fill(blog=blog)
    return _expect(client.submit(form), "/membership/").path


def decide(client, membership, action, reason="", **fields):
    """A step of either side on the membership's page; that page again."""
    page = client.get(membership)
    form = page.form().fill(reason=reason, **fields)
    return client.submit(form.press("action", action))


def comment(client, post, body, **fields):
    """The page after a comment was sent from the comment's own page."""
    page = client.get(f"/p/{post_id(post)}/comment")
    return client.submit(page.form(), body=body, **fields)


def post_id(path):
    """123 of "/p/123-slug"."""
    return int(path.split("/")[2].split("-")[0])
