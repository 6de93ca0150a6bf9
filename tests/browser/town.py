"""A site full of people, texts and states, and the way to every page of it.

    town = Town(server)
    for visit in town.visits():
        town.show(browser, visit, "th")

The texts are what breaks layouts: a note as Word leaves it, the longest
title, a tag as long as they get, a name in three scripts, wide tables. All
of it goes through the site's own forms. Every GET route that answers with a
page has a visit or more; untold(routes) says which has none.
"""

import collections
import glob
import os
import re

import sala
import story

HERE = os.path.dirname(os.path.abspath(__file__))
with open(f"{HERE}/fixtures/word-note.txt", encoding="utf-8") as file:
    NOTE = file.read()

LONG_TITLE = (
    "สรุปการประชุมเชิงปฏิบัติการแลกเปลี่ยนเรียนรู้การจัดการน้ำในสวนผสม"
    "ของเครือข่ายเกษตรกรอาสาสมัครลุ่มน้ำภาคใต้ตอนบนครั้งที่๓")
LONG_TAG = "การจัดการน้ำในสวนผสมของเครือข่ายเกษตรกรอาสาสมัครภาคใต้ตอนบน"[:58]
SCRIPTS_NAME = "สมศรี Somsri Phongphan ສົມສີ ພົງພັນ"
LONG_LINE = "กรมส่งเสริมการเกษตร กระทรวงเกษตรและสหกรณ์ ราชอาณาจักรไทย"
CODE = "```\n" + "SELECT " + "x" * 120 + ";\n```\n"
ADDRESS = "https://example.org/" + "very-long-path-" * 8

# Routes whose answers are not pages.
NOT_PAGES = ("/assets/{file}", "/favicon.ico", "/robots.txt", "/healthz",
             "/readyz", "/metrics", "/p/{id:int}")

Visit = collections.namedtuple("Visit", "route who path empty", defaults=(
    False,))
ROUTE = re.compile(r'\{\s*METHOD_GET,\s*"([^"]+)"')


def routes():
    """Every GET route whose answer is a page."""
    found = set()
    for path in glob.glob(f"{sala.SRCDIR}/server/*/*.c"):
        with open(path, encoding="utf-8") as source:
            found.update(ROUTE.findall(source.read()))
    return sorted(route for route in found if route not in NOT_PAGES
                  and not route.endswith(".rss"))


class Town:
    """Who lives there, and where things are."""

    def __init__(self, server):
        self.server = server
        self.people = {"guest": server.client()}
        self.path = {}
        self.language = None
        self.shown = None

    # -- what is in it

    def settle(self, login, name=None):
        self.people[login] = story.sign_up(self.server, login, name)
        return self.people[login]

    def begin(self):
        """A site with one member and nothing else."""
        self.settle("newcomer")
        return self

    def fill(self):
        """Everything else."""
        self._people()
        self._communities()
        self._posts()
        self._applications()
        self._comments()
        return self

    def _people(self):
        somsri = self.settle("somsri", SCRIPTS_NAME)
        page = somsri.get("/settings")
        somsri.submit(page.form(), real_name="นางสมศรี พงษ์พันธุ์",
                      position="นักวิชาการส่งเสริมการเกษตรชำนาญการ",
                      organisation=LONG_LINE, about=NOTE[:600],
                      tags=f"KM, น้ำ, {LONG_TAG}", email="s@example.org")
        story.log_in(self.server, "somsri")
        for login, name in (("chum", "ผู้ดูแลชุมพร"), ("ann", "Ann"),
                            ("dao", "ดาว"), ("boss", "ผู้ว่า")):
            self.settle(login, name)
        self.server.query(
            "UPDATE account SET role = 'admin' WHERE login = 'boss'")

    def _communities(self):
        chum = self.people["chum"]
        self.path["community"] = story.open_community(
            chum, "Chumphon-KM-Station", about=NOTE[:300],
            rules="1. เล่าเรื่องที่ทำเอง\n2. ให้เกียรติกัน\n\n" + ADDRESS)
        story.open_community(chum, LONG_TITLE, "long")
        self.path["closed"] = story.open_community(
            chum, "By invitation", "closed", entry="closed")
        page = chum.get(f"{self.path['community']}/moderators")
        chum.submit(page.form("//form[.//*[@name='login']]").press(
            "action", "add"), login="ann")
        self.path["bare community"] = story.open_community(
            self.people["dao"], "Bare", "bare")

    def _posts(self):
        somsri = self.people["somsri"]
        blog = self.path["blog"] = story.open_blog(
            somsri, "ความทรงจำบ้านหนองปลาหมอ", "nong-pla-mo",
            about="เรื่องน้ำ เรื่องสวน และเรื่องของเราเอง " + ADDRESS)
        self.path["bare blog"] = story.open_blog(
            self.people["dao"], "บล็อกว่าง", "empty")
        for number in range(1, 20):
            story.publish(somsri, blog, f"บันทึกที่ {number}",
                          "ฝนตกแต่เช้า ต้นกล้าตั้งตัวได้แล้ว " * 4,
                          tags=f"น้ำ, เรื่องที่ {number}")
        self.path["post"] = story.publish(
            somsri, blog, "บันทึกเวทีแลกเปลี่ยนเรียนรู้ ครั้งที่ ๓",
            "## หัวข้อแรก\n\n" + NOTE + CODE + ADDRESS, tags="KM, น้ำ")
        self.path["long post"] = story.publish(
            somsri, blog, LONG_TITLE, "### เริ่มที่หัวข้อย่อย\n\nสั้น ๆ",
            tags=LONG_TAG)
        self.path["gone"] = story.publish(somsri, blog, "ผิด", "ลบแล้ว")
        somsri.submit(somsri.get(
            f"/p/{story.post_id(self.path['gone'])}/delete").form())
        story.write(somsri, blog, "draft", "", "ยังไม่เสร็จ")

    def _applications(self):
        community = self.path["community"]
        chum = self.people["chum"]
        approved = story.apply(self.people["somsri"], community, NOTE[:500])
        for login, action in (("ann", "ask_changes"), ("dao", "refuse"),
                              ("boss", None)):
            client = self.people[login]
            blog = story.open_blog(
                client, f"บล็อกของ {login} " + LONG_TITLE[:60], login)
            story.publish(client, blog, f"{login} " + LONG_TITLE[:110], "…")
            asked = story.apply(client, community, NOTE[:400], self._blog_id(
                login))
            self.path[f"asked {login}"] = asked
            if login == "ann":
                story.open_blog(client, "Second thoughts", "second")
            if action:
                story.decide(chum, asked, action, "โปรดอ่านกติกา " + ADDRESS)
        story.decide(chum, approved, "approve", "ยินดีต้อนรับ")
        self.path["member"] = approved
        invited = chum.get(f"{self.path['closed']}/invite")
        chum.submit(invited.form(), blog="/b/nong-pla-mo", message="เชิญครับ")

    def _blog_id(self, slug):
        return self.server.query("SELECT id FROM blog WHERE slug = %s",
                                 (slug,))[0][0]

    def _comments(self):
        post = self.path["post"]
        story.comment(self.people["ann"], post, NOTE)
        story.comment(self.people["somsri"], post, "ขอบคุณค่ะ " + ADDRESS)
        story.comment(self.server.client(), post, "ผ่านมาอ่าน " + "ๆ" * 90,
                      guest_name="ผู้ผ่านทางที่มีชื่อยาวมากและไม่มีช่องว่าง")
        self.path["held comment"], self.path["comment"] = (
            "/comment/%d" % self.server.query(
                "SELECT min(id) FROM comment WHERE state = %s", (state,)
            )[0][0] for state in ("held", "visible"))

    # -- the way to every page

    def bare_visits(self):
        """Pages of a site without anything."""
        return [Visit(route, who, route, True) for who, route in (
            ("guest", "/"), ("guest", "/latest"), ("guest", "/c"),
            ("guest", "/t"), ("guest", "/subscribe"), ("newcomer", "/write"),
            ("newcomer", "/dashboard"), ("newcomer", "/held"))] + [
            Visit("/m/{member}", "guest", "/m/newcomer", True)]

    def empty_visits(self):
        """Pages of things that nothing has happened to."""
        blog, community = self.path["bare blog"], self.path["bare community"]
        return [
            Visit("/b/{blog}", "dao", blog, True),
            Visit("/b/{blog}/communities", "dao", f"{blog}/communities",
                  True),
            Visit("/c/{community}", "dao", community, True),
            Visit("/c/{community}/members", "guest", f"{community}/members",
                  True),
            Visit("/c/{community}/queue", "dao", f"{community}/queue", True),
            Visit("/c/{community}/log", "dao", f"{community}/log", True),
            Visit("/c/{community}/hand-over", "dao",
                  f"{community}/hand-over", True),
            Visit("/c/{community}/apply", "newcomer", f"{community}/apply",
                  True)]

    def visits(self):
        """Pages with all that can stand on them."""
        at = self.path
        blog, community, post = at["blog"], at["community"], at["post"]
        number = story.post_id(post)
        rows = [
            ("/", "guest", "/"), ("/", "somsri", "/"),
            ("/about", "guest", "/about"),
            ("/accounts", "boss", "/accounts"),
            ("/admin/requests", "boss", "/admin/requests"),
            ("/b/{blog}", "guest", blog), ("/b/{blog}", "somsri", blog),
            ("/b/{blog}/communities", "somsri", f"{blog}/communities"),
            ("/b/{blog}/settings", "somsri", f"{blog}/settings"),
            ("/b/{blog}/authors", "somsri", f"{blog}/authors"),
            ("/b/{blog}/close", "somsri", f"{blog}/close"),
            ("/b/{blog}/write", "somsri", f"{blog}/write"),
            ("/blogs/new", "somsri", "/blogs/new"),
            ("/c", "somsri", "/c"), ("/c/new", "somsri", "/c/new"),
            ("/c/{community}", "guest", community),
            ("/c/{community}", "chum", community),
            ("/c/{community}", "guest", "/c/long"),
            ("/c/{community}/apply", "dao", f"{community}/apply"),
            ("/c/{community}/apply", "ann", f"{community}/apply"),
            ("/c/{community}/members", "chum", f"{community}/members"),
            ("/comment/{id:int}", "somsri", at["held comment"]),
            ("/comment/{id:int}", "boss", at["comment"]),
            ("/dashboard", "somsri", "/dashboard"),
            ("/dashboard", "chum", "/dashboard"),
            ("/held", "somsri", "/held"),
            ("/language", "guest", "/language"),
            ("/latest", "guest", "/latest"), ("/login", "guest", "/login"),
            ("/m/{member}", "guest", "/m/somsri"),
            ("/membership/{id:int}", "chum", at["asked ann"]),
            ("/membership/{id:int}", "dao", at["asked dao"]),
            ("/membership/{id:int}", "chum", at["member"]),
            ("/p/{id:int}-{slug}", "guest", post),
            ("/p/{id:int}-{slug}", "somsri", post),
            ("/p/{id:int}-{slug}", "guest", at["long post"]),
            ("/p/{id:int}-{slug}", "somsri", at["gone"]),
            ("/p/{id:int}/comment", "guest", f"/p/{number}/comment"),
            ("/p/{id:int}/delete", "somsri", f"/p/{number}/delete"),
            ("/p/{id:int}/edit", "somsri", f"/p/{number}/edit"),
            ("/settings", "somsri", "/settings"),
            ("/settings/password", "somsri", "/settings/password"),
            ("/settings/sessions", "somsri", "/settings/sessions"),
            ("/signup", "guest", "/signup"),
            ("/subscribe", "guest", "/subscribe"),
            ("/t", "guest", "/t"), ("/t/{tag}", "guest", "/t/น้ำ"),
            ("/t/{tag}", "guest", f"/t/{LONG_TAG}"),
            ("/write", "ann", "/write"),
            ("not found", "guest", "/nothing-here")]
        rows += [(f"/c/{{community}}/{page}", "chum", f"{community}/{page}")
                 for page in ("close", "hand-over", "invite", "log",
                              "moderators", "queue", "settings")]
        return [Visit(*row) for row in rows]

    def mishaps(self):
        """Pages that only an action leads to: (visit, fields, button)."""
        write = f"{self.path['blog']}/write"
        return [
            (Visit("preview", "somsri", write),
             {"title": LONG_TITLE, "body": NOTE}, "preview"),
            (Visit("mistakes", "somsri", write), {}, "publish"),
            (Visit("mistakes", "guest", "/signup"), {"login": "a b"}, None),
            (Visit("mistakes", "somsri", "/settings"), {"pen_name": ""},
             None),
            (Visit("logged out", "somsri", write),
             {"title": LONG_TITLE, "body": NOTE}, "publish")]

    def untold(self):
        """Routes that no visit shows."""
        told = {visit.route for visit in self.visits()}
        return [route for route in routes() if route not in told]

    # -- looking at a page

    def speak(self, language):
        """The language that members have chosen."""
        if language != self.language:
            self.server.query("UPDATE account SET language = %s", (language,))
            self.language = language

    def show(self, browser, visit, language):
        """Opens the page as that person sees it."""
        self.speak(language)
        self.enter(browser, visit.who, language)
        browser.go(visit.path)

    def go_wrong(self, browser, mishap, language):
        """Does what leads to that page."""
        visit, fields, button = mishap
        self.show(browser, visit, language)
        for name, value in fields.items():
            browser.script("document.querySelector(`main [name=${arguments"
                           "[0]}]`).value = arguments[1]", name, value)
        if visit.route == "logged out":
            self.enter(browser, "guest", language)
        browser.press("//main//form[@method='post']//button[not(@tabindex)"
                      " and not(@type)" + (
                          f" and @value='{button}']" if button else "]"))

    def enter(self, browser, who, language):
        """Makes the browser that person's."""
        if self.shown == (browser, who, language):
            return
        self.shown = (browser, who, language)
        browser.command("Network.clearBrowserCookies")
        cookies = {"lang": language, **self.people[who].cookies}
        for name, value in cookies.items():
            browser.command("Network.setCookie", name=name, value=value,
                            url=self.server.url)
