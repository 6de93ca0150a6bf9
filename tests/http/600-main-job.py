"""The main job: one member's note reaches readers through a community."""

import feedparser

import sala
import story
from tap import done_testing, is_, like, ok

TITLE = "บันทึกการจัดเวทีแลกเปลี่ยนเรียนรู้ ครั้งที่ 3"
BODY = """เมื่อวันที่ 7 มิถุนายน เราได้จัดเวทีที่ศาลากลางจังหวัด

| เรื่อง | จำนวน |
|---|---:|
| ผู้เข้าร่วม | 60 |

ดูเพิ่มที่ https://example.org/km ครับ
"""

with sala.Server() as server:
    thai = {"Accept_Language": "th"}
    writer = story.sign_up(server, "phornsakol", name="พรสกล", **thai)
    blog = story.open_blog(writer, "Chumphon KM memory", "chumphon-km")
    is_(blog, "/b/chumphon-km", "a blog is opened under the chosen address")
    post = story.publish(writer, blog, TITLE, BODY, tags="KM, ชุมพร")
    like(post, r"^/p/\d+-บันทึกการจัด", "the address of the post is in Thai")

    moderator = story.sign_up(server, "chum", name="ผู้ดูแลชุมพร")
    community = story.open_community(
        moderator, "Chumphon-KM-Station", "chumphon-km-station")
    reader = server.client()
    ok(not reader.get(community).has("//main//a[text()=$t]", t=TITLE),
       "the community does not show the post of a stranger's blog")

    application = story.apply(writer, community, "ขอเข้าร่วมครับ")
    queue = moderator.get(f"{community}/queue")
    ok(queue.has("//main//blockquote[contains(., 'ขอเข้าร่วมครับ')]"),
       "the moderators' queue shows the message")
    ok(queue.has("//main//a[text()=$t]", t=TITLE),
       "the queue shows the blog's latest posts")
    done = moderator.submit(queue.form().press("action", "approve"))
    is_(done.path, f"{community}/queue", "approving leads back to the queue")
    ok(not done.has("//main//form[starts-with(@action, '/membership/')]"),
       "nothing waits any more")
    second = story.publish(writer, blog, "Second note", "After approval.")

    for where in "/", blog, community, "/t/KM", "/m/phornsakol":
        page = reader.get(where)
        is_(page.status, 200, f"{where} is there for a reader")
        ok(page.has("//main//a[text()=$t]", t=TITLE),
           f"{where} shows the post")
    page = reader.get(post)
    is_(page.text("//main//h1"), TITLE, "the post has its title")
    ok(page.has("//main//table//td[text()='60']"), "the table is a table")
    ok(page.has("//main//a[@href='https://example.org/km']"),
       "the bare address is a link")

    page = story.comment(reader, post, "ขอบคุณครับ", guest_name="ผู้อ่าน")
    ok(not reader.get(post).has("//main//*[contains(text(), 'ขอบคุณครับ')]"),
       "a guest's comment is held")
    held = writer.get("/held")
    writer.submit(held.form("//form[.//button[@value='approve']]")
                  .press("action", "approve"))
    ok(reader.get(post).has("//main//*[contains(text(), 'ขอบคุณครับ')]"),
       "the author lets it through")
    story.comment(moderator, post, "ยินดีต้อนรับ")
    ok(reader.get(post).has("//main//*[contains(text(), 'ยินดีต้อนรับ')]"),
       "a member's comment is there at once")

    for path in ("/feed.rss", f"{blog}/feed.rss", "/t/KM/feed.rss",
                 f"{community}/feed.rss"):
        answer = reader.get(path)
        feed = feedparser.parse(answer.body)
        is_(answer.status, 200, f"{path} is there")
        ok(not feed.bozo, f"{path} parses without complaint")
        titles = [entry.title for entry in feed.entries]
        if path.startswith(community):
            is_(titles, ["Second note", TITLE], "the community's feed announces"
                " the newest post and what came after the approval")
        else:
            ok(TITLE in titles, f"{path} has the post")
        again = reader.get(path, If_None_Match=answer.headers["ETag"])
        is_(again.status, 304, f"{path} is not sent again")
    feed = feedparser.parse(reader.get(
        f"/p/{story.post_id(post)}/comments.rss").body)
    is_(len(feed.entries), 2, "the comments' feed has both comments")

done_testing()
