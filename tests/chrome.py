"""Debian's Chromium, without a window, for tests that need a real browser.

    with sala.Server() as server, chrome.Browser(server.url) as browser:
        browser.go("/signup")
        browser.fill("login", "somsri")
        browser.press("//main//button")
        is_(browser.text("//h1"), "Welcome", "she is in")
        browser.screenshot("/tmp/welcome.png")

browser.driver is selenium's WebDriver, for all else. Waiting is done by
browser.wait(condition), never by sleeping. A browser is a profile: two
people are two browsers.
"""

import contextlib
import os
import shutil
import subprocess
import tempfile

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

FLAGS = [
    "--headless=new", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-default-apps", "--disable-extensions",
    "--disable-dev-shm-usage", "--hide-scrollbars",
    "--force-device-scale-factor=1", "--font-render-hinting=none",
    # No name is looked up: what is not ours is not loaded.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"
    " , EXCLUDE localhost",
]



def can_sandbox():
    """Chromium's own sandbox refuses root, and wants user namespaces, which
    containers often withhold. Tests look at their own pages only."""
    return os.geteuid() != 0 and subprocess.run(
        ["unshare", "--user", "true"], stderr=subprocess.DEVNULL,
        check=False).returncode == 0


if not can_sandbox():
    FLAGS.append("--no-sandbox")


class Browser:
    """One browser with a profile of its own."""

    def __init__(self, url, width=1280, height=900, language="th"):
        self.url = url
        self.profile = tempfile.mkdtemp(prefix="sala-chrome-")
        options = Options()
        for flag in FLAGS:
            options.add_argument(flag)
        options.add_argument(f"--user-data-dir={self.profile}")
        options.add_argument(f"--window-size={width},{height}")
        options.add_argument(f"--lang={language}")
        options.add_experimental_option(
            "prefs", {"intl.accept_languages": language})
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.binary_location = "/usr/bin/chromium"
        self.driver = webdriver.Chrome(
            service=Service("/usr/bin/chromedriver"), options=options)
        self.media = {}
        self.resize(width, height)

    # -- what the page is shown on

    def command(self, name, /, **parameters):
        """A command of the DevTools protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def resize(self, width, height=900):
        """The size of the page's area, also below a window's smallest."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600)

    def show_as(self, **media):
        """scheme="dark" or "light", type="print" or "screen"; what is not
        named stays as it was."""
        self.media.update(media)
        self.command("Emulation.setEmulatedMedia",
                     media=self.media.get("type", ""),
                     features=[{"name": "prefers-color-scheme",
                                "value": self.media.get("scheme", "")}])

    def run_scripts(self, wanted):
        """Whether the pages that come have their script. The test's own
        (browser.script) run in any case."""
        self.command("Emulation.setScriptExecutionDisabled",
                     value=not wanted)

    # -- where it is

    def go(self, path):
        """Opens a page of the site."""
        self.driver.get(self.url + path)
        return self

    @property
    def path(self):
        """Where the browser is, without the host."""
        return self.driver.current_url.removeprefix(self.url)

    def find(self, xpath):
        """The first element; an error when there is none."""
        return self.driver.find_element(By.XPATH, xpath)

    def find_all(self, xpath):
        return self.driver.find_elements(By.XPATH, xpath)

    def text(self, xpath):
        """Its words as they are seen, or None."""
        found = self.find_all(xpath)
        return " ".join(found[0].text.split()) if found else None

    def fill(self, name, value):
        """Types into the field of that name, in place of what is there."""
        field = self.find(f"//main//*[@name='{name}'][not(@type='hidden')]")
        field.clear()
        field.send_keys(value)

    def paste(self, text):
        """Puts the text on the clipboard and presses Ctrl+V."""
        self.command("Browser.grantPermissions", origin=self.url, permissions=[
            "clipboardReadWrite", "clipboardSanitizedWrite"])
        said = self.driver.execute_async_script(
            "const [text, done] = arguments;"
            "navigator.clipboard.writeText(text)"
            "    .then(() => done(''), error => done(String(error)))", text)
        if said:
            raise RuntimeError(f"nothing is on the clipboard: {said}")
        webdriver.ActionChains(self.driver).key_down(Keys.CONTROL).send_keys(
            "v").key_up(Keys.CONTROL).perform()

    def press(self, xpath):
        """Clicks, and waits for the page that follows."""
        with self.leaving():
            self.find(xpath).click()

    @contextlib.contextmanager
    def leaving(self):
        """What is done inside leads to another page; waits for that."""
        old = self.find("/html")
        yield

        def is_gone():
            try:
                old.is_enabled()
                return False
            except WebDriverException:
                return True
        self.wait(is_gone)
        self.wait(lambda: self.script("return document.readyState")
                  == "complete")

    def wait(self, condition, seconds=30):
        """Until condition() is true; its value."""
        return WebDriverWait(self.driver, seconds, 0.05).until(
            lambda _driver: condition())

    def script(self, text, *arguments):
        """What a script in the page returns."""
        return self.driver.execute_script(text, *arguments)

    def keys(self, *keys):
        """Presses keys wherever the focus is."""
        webdriver.ActionChains(self.driver).send_keys(*keys).perform()

    def complaints(self):
        """What the page's console holds: errors, blocked loads."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]

    def screenshot(self, path, full=True):
        """A picture of the whole page, as long as it is."""
        if not full:
            self.driver.save_screenshot(path)
            return
        width = self.script("return window.innerWidth")
        height = self.script("return window.innerHeight")
        whole = self.script("return document.documentElement.scrollHeight")
        self.resize(width, max(height, min(whole, 16000)))
        self.driver.save_screenshot(path)
        self.resize(width, height)

    def close(self):
        with contextlib.suppress(WebDriverException):
            self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
