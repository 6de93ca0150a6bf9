"""Who wrote a post is told on the dashboard what others have said of it."""

import sala
import scene
import story
from tap import done_testing, is_, like, ok

HEADING = "New comments on your posts"


def told(client):
    """(post, who, words) of each new comment, as the dashboard shows them."""
    page = client.get("/dashboard")
    items = page.xpath("//h2[.=$h]/following-sibling::ol[1]/li", h=HEADING)
    return [tuple(" ".join(part.xpath("string()").split()) for part in (
        item.find("h3"), item.find("ul/li[1]"), item.find("p")))
        for item in items]


def check_told(server, author, reader, post):
    page = author.get("/dashboard")
    is_(told(author), [], "nothing is new")
    ok(page.has("//h2[.=$h]/following-sibling::p[contains(., 'No new')]",
                h=HEADING), "and the page says what will be here")
    ok(not page.has("//main//form[@action='/dashboard']"),
       "with nothing to mark as read")
    story.comment(reader, post, "Thank you, we do the same.")
    is_(told(author), [("Workshop", "Reader", "Thank you, we do the same.")],
        "a comment is told with its post, its writer and its words")
    is_(told(author), told(author), "looking marks nothing as read")
    is_(told(reader), [], "the reader is not told of it")
    page = author.get("/dashboard")
    link = page.xpath("string(//h2[.=$h]/following-sibling::ol[1]//h3/a/@href)",
                      h=HEADING)
    like(link, r"^/p/\d+-workshop#c\d+$", "the link leads to the comment")
    there = author.get(link.split("#")[0])
    ok(there.has("//*[@id=$id]", id=link.split("#")[1]), "which is there")
    return page.form("//main//form[@action='/dashboard']")


def check_mark(author, reader, post, form):
    story.comment(reader, post, "One more thing.")
    page = author.submit(form)
    is_((page.status, page.path), (200, "/dashboard"), "marked as read")
    is_(told(author), [("Workshop", "Reader", "One more thing.")],
        "what came since the page was opened is still new")
    author.submit(author.get("/dashboard").form(
        "//main//form[@action='/dashboard']"))
    is_(told(author), [], "until that is marked, too")
    page = author.post("/dashboard", {"csrf": scene.token_of(author),
                                      "up_to": "soon"})
    is_(page.status, 400, "a time that is none is refused")


def check_many(author, reader):
    for n in range(12):
        story.comment(reader, story.publish(author, "/b/notes", f"Day {n}",
                                            "Text."), f"Comment {n}")
    is_([post for post, _, _ in told(author)],
        [f"Day {n}" for n in range(11, 1, -1)], "ten are shown, newest first")
    ok(author.get("/dashboard").has("//p[contains(., 'The newest ten')]"),
       "and it is said that there are more")


with sala.Server() as server:
    english = {"Accept_Language": "en"}
    author = story.sign_up(server, "author", "Author", **english)
    reader = story.sign_up(server, "reader", "Reader", **english)
    story.open_blog(author, "Notes", "notes")
    post = story.publish(author, "/b/notes", "Workshop", "We met today.")
    form = check_told(server, author, reader, post)
    check_mark(author, reader, post, form)
    check_many(author, reader)

done_testing()
