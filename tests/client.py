"""A reader with cookies: gets pages, fills in their forms.

    page = reader.get("/log-in")
    page = reader.submit(page.form("//form[@id='log-in']"),
                         login="somsri", password="...")
    page.text("//h1")

A form is sent with every field that the page has in it, as a browser would,
so that a test sees whether the page's own form works. Naming a field that
the form has not is an error of the test.
"""

import gzip
import http.client
import urllib.parse

import lxml.html

REDIRECTS = (301, 302, 303, 307, 308)


class Page:
    """An answer, and how to look into it."""

    def __init__(self, path, answer, body):
        self.path = path
        self.status = answer.status
        self.headers = answer.headers
        self.body = body
        if self.headers.get("Content-Encoding") == "gzip":
            self.body = gzip.decompress(body)
        self._tree = None

    @property
    def tree(self):
        """The document, for XPath."""
        if self._tree is None:
            kind = self.headers.get_content_type()
            if kind.endswith("xml") and kind != "application/xhtml+xml":
                self._tree = lxml.etree.fromstring(self.body)
            else:
                parser = lxml.html.HTMLParser(encoding="utf-8")
                self._tree = lxml.html.document_fromstring(
                    self.body, parser=parser)
        return self._tree

    def xpath(self, expression, **variables):
        """All that the expression finds."""
        return self.tree.xpath(expression, **variables)

    def has(self, expression, **variables):
        """Whether the expression finds anything."""
        return bool(self.tree.xpath(expression, **variables))

    def text(self, expression="/*", **variables):
        """The words of the first thing found, blanks made one; or None."""
        found = self.tree.xpath(expression, **variables)
        if not isinstance(found, list):
            return found
        if not found:
            return None
        first = found[0]
        words = first if isinstance(first, str) else first.xpath("string()")
        return " ".join(words.split())

    def texts(self, expression, **variables):
        """The words of everything that is found."""
        return [" ".join((f if isinstance(f, str)
                          else f.xpath("string()")).split())
                for f in self.tree.xpath(expression, **variables)]

    def form(self, expression="//main//form"):
        """The one form that the expression finds."""
        found = self.tree.xpath(expression)
        if len(found) != 1:
            raise LookupError(
                f"{len(found)} forms for {expression} in {self.path}"
                f" (status {self.status})")
        return Form(self, found[0])


class Form:
    """A form of a page: what would be sent if its button were pressed."""

    def __init__(self, page, element):
        self.page = page
        self.method = element.get("method", "get").upper()
        self.action = urllib.parse.urljoin(
            page.path, element.get("action", ""))
        self.fields = []
        self.names = set()
        self.buttons = {}
        for field in element.iter("input", "textarea", "select", "button"):
            self._add(field)

    def _add(self, field):
        name = field.get("name")
        kind = field.get("type", "text").lower()
        if field.tag == "button":
            kind = field.get("type", "submit").lower()
        if not name or field.get("disabled") is not None:
            return
        if kind in ("submit", "image"):
            self.buttons[name, field.get("value", "")] = field
            return
        self.names.add(name)
        if field.tag == "textarea":
            # A browser drops the first line feed of a textarea.
            text = field.text or ""
            self._put(name, text[1:] if text.startswith("\n") else text)
        elif field.tag == "select":
            for option in self._chosen(field):
                self._put(name, option.get("value", option.text or ""))
        elif kind not in ("checkbox", "radio"):
            self._put(name, field.get("value", ""))
        elif field.get("checked") is not None:
            self._put(name, field.get("value", "on"))

    @staticmethod
    def _chosen(select):
        options = list(select.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None]
        if not chosen and select.get("multiple") is None:
            chosen = options[:1]
        return chosen

    def _put(self, name, value):
        # Line ends of text areas travel as CR LF.
        value = value.replace("\r\n", "\n").replace("\n", "\r\n")
        self.fields.append((name, value))

    def value(self, name):
        """What stands in the field; None when nothing would be sent."""
        for key, value in self.fields:
            if key == name:
                return value.replace("\r\n", "\n")
        return None

    def fill(self, **values):
        """Types into fields. None takes a value away (a box unticked)."""
        for name, value in values.items():
            if name not in self.names:
                raise KeyError(f"the form of {self.page.path} has no field"
                               f" {name}, only {sorted(self.names)}")
            self.fields = [f for f in self.fields if f[0] != name]
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    self._put(name, str(one))
        return self

    def press(self, name, value=None):
        """Sends the form by this button rather than the first."""
        for (key, sent), _ in self.buttons.items():
            if key == name and value in (None, sent):
                self.fields.append((key, sent))
                return self
        raise KeyError(f"no button {name}={value} in {self.page.path}")


class Client:
    """One reader's browser, without script."""

    def __init__(self, url, **headers):
        self.url = url
        self.host = urllib.parse.urlsplit(url).netloc
        self.headers = {name.replace("_", "-"): value
                        for name, value in headers.items()}
        self.cookies = {}
        self.connection = None

    def get(self, path, follow=False, **headers):
        """GET; redirects are shown, not followed, unless asked for."""
        page = self.request("GET", path, headers=headers)
        return self._follow(page) if follow else page

    def head(self, path, **headers):
        return self.request("HEAD", path, headers=headers)

    def post(self, path, fields=(), follow=False, origin=True, **headers):
        """POST of a form's fields, as a page of ours would send it."""
        if origin:
            headers.setdefault("Origin", self.url)
        body = urllib.parse.urlencode(
            list(fields.items() if isinstance(fields, dict) else fields))
        headers.setdefault(
            "Content-Type", "application/x-www-form-urlencoded")
        page = self.request("POST", path, body.encode(), headers)
        return self._follow(page) if follow else page

    def submit(self, form, follow=True, **values):
        """Fills the form in, sends it, and shows where that leads."""
        form.fill(**values)
        if form.method == "GET":
            query = urllib.parse.urlencode(form.fields)
            return self.get(f"{form.action}?{query}", follow=follow)
        return self.post(form.action, form.fields, follow=follow)

    def request(self, method, path, body=None, headers=None):
        """One request, with our cookies; another try when the server has
        closed an idle connection."""
        sent = {**self.headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(
                f"{name}={value}" for name, value in self.cookies.items())
        for name, value in (headers or {}).items():
            sent[name.replace("_", "-")] = value
        for last in (False, True):
            fresh = self.connection is None
            if fresh:
                self.connection = http.client.HTTPConnection(
                    self.host, timeout=60)
            try:
                self.connection.request(
                    method, quote(path), body=body, headers=sent)
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError):
                self.close()
                if fresh or last:
                    raise
        if answer.will_close:
            self.close()
        self._remember(answer)
        return Page(path, answer, content)

    def close(self):
        """Closes the connection; cookies stay."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def _remember(self, answer):
        for line in answer.headers.get_all("Set-Cookie") or []:
            pair, *attributes = [part.strip() for part in line.split(";")]
            name, _, value = pair.partition("=")
            if any(a.lower() == "max-age=0" for a in attributes):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def _follow(self, page):
        for _ in range(10):
            if page.status not in REDIRECTS:
                return page
            target = urllib.parse.urljoin(
                self.url + page.path, page.headers["Location"])
            target, _ = urllib.parse.urldefrag(target)
            if not target.startswith(self.url + "/"):
                raise ValueError(f"a redirect out of the site: {target}")
            page = self.request("GET", target[len(self.url):])
        raise ValueError("redirects without end")


def quote(path):
    """Percent-encodes what a browser would, leaving what is encoded."""
    return urllib.parse.quote(path, safe="/?&=%:+,;@!$'()*~#[]")
