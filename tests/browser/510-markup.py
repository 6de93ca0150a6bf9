#!/usr/bin/python3
"""What the sanitiser writes, as a browser reads it.

The unit tests keep every rendering of their attacks, tag soups and cases; here
Chromium parses each inside of a page. Nothing may run or break out of its
place, and the tree must be the very one that was written: the same markup is
read as XML too, where no parser closes or moves anything by itself.
"""

import os
import subprocess
import tempfile

import chrome
from tap import diag, done_testing, is_, ok

PROGRAMS = ["test_attack", "test_soup", "test_markdown", "test_sanitise"]
LOT = 2000

# Runs in the page; items → [[index, what is wrong], …]. The HTML parser adds
# a tbody to rows that have none, so sections are taken out of both trees.
JUDGE = r"""
const items = arguments[0];
const page = ['<!DOCTYPE html><body><main><article><div id="box">',
    '</div></article><p id="after">x</p></main></body>'];
const single = /<(br|hr|img|wbr)((?: [a-z]+="[^"]*")*)>/g;
const html = new DOMParser(), faults = [];

function flatten(tree) {
    for (const t of [...tree.querySelectorAll('tbody')])
        t.replaceWith(...t.childNodes);
    tree.normalize();
    return tree;
}

function isWhole(doc, box) {
    const main = doc.querySelector('main');
    return box && doc.body.children.length === 1 &&
        main.children.length === 2 &&
        main.firstChild.localName === 'article' &&
        main.firstChild.childNodes.length === 1 &&
        main.firstChild.firstChild === box &&
        main.lastChild.id === 'after';
}

/* An address that is none leads nowhere. */
function leads(address) {
    try {
        return new URL(address, 'https://x.org/p/1').protocol;
    } catch {
        return 'https:';
    }
}

function isHarmless(box) {
    return [...box.querySelectorAll('*')].every(e =>
        ![...e.attributes].some(a => /^(on|style$|srcset$)/.test(a.name)) &&
        (!e.hasAttribute('href') ||
            /^(https?|mailto):$/.test(leads(e.getAttribute('href')))));
}

items.forEach((text, i) => {
    const doc = html.parseFromString(page.join(text), 'text/html');
    const box = doc.getElementById('box');
    const xml = html.parseFromString(
        '<div xmlns="http://www.w3.org/1999/xhtml" id="box">' +
        text.replace(single, '<$1$2/>') + '</div>', 'application/xhtml+xml');

    if (!isWhole(doc, box))
        faults.push([i, 'it breaks out']);
    else if (!isHarmless(box))
        faults.push([i, 'it is not harmless']);
    else if (xml.querySelector('parsererror'))
        faults.push([i, 'it is not balanced']);
    else {
        xml.documentElement.removeAttribute('xmlns');
        if (!flatten(box).isEqualNode(flatten(xml.documentElement)))
            faults.push([i, 'it is read otherwise: ' + box.innerHTML]);
    }
});
return faults;
"""

# Shown for real, with scripts allowed: does anything run?
SHOW = r"""
window.ran = 0;
window.alert = window.confirm = window.prompt = () => { window.ran++; };
window.onerror = () => { window.ran++; };
const box = document.createElement('div');
document.body.append(box);
for (const text of arguments[0])
    box.innerHTML += text;
const loaded = [...box.querySelectorAll('img')].filter(
    i => !i.getAttribute('src').startsWith('/f/'));
const opened = box.querySelectorAll(
    'script, style, iframe, object, embed, link, meta, base, form');
box.remove();
return window.ran + loaded.length + opened.length;
"""


def renderings(program):
    """What the program's sanitiser gave, without repetitions."""
    path = f"{os.environ['SALA_BUILDDIR']}/tests/unit/markup/{program}"
    with tempfile.TemporaryDirectory() as folder:
        kept = f"{folder}/kept"
        subprocess.run([path], stdout=subprocess.DEVNULL, check=True,
                       env={**os.environ, "SALA_KEEP_MARKUP": kept})
        with open(kept, "rb") as file:
            texts = file.read().decode().split("\1")[:-1]
    return list(dict.fromkeys(texts))


def judge(browser, items):
    """The number of faults; the first few are told."""
    faults = browser.script(JUDGE, items)
    for index, what in faults[:3]:
        diag(f"{what}: {items[index]!r}")
    return len(faults)


def test_judge(browser):
    """The judge would see what it is there for."""
    for text in ("<p>a", "</div>a", "<ul><li><div><li>a</li></div></li></ul>",
                 "<p><p>a</p></p>", "<b><p>a</b></p>", "<td>a</td>",
                 "<table>a</table>", "<p onclick=\"a\">a</p>",
                 "<a href=\"javascript:a\">a</a>",
                 "<a href=\"/a\"><b><a href=\"/b\">a</a></b></a>"):
        is_(len(browser.script(JUDGE, [text])), 1, f"it sees {text}")
    is_(browser.script(JUDGE, ["<p>a<br>&quot;</p>\n"]), [], "it is fair")
    ok(browser.script(SHOW, ["<img src=x onerror=alert(1)>"]) > 0,
       "it sees what is loaded")


def main():
    with chrome.Browser("about:blank") as browser:
        browser.driver.set_script_timeout(300)
        browser.driver.get("data:text/html,<!DOCTYPE html><title>x</title>")
        test_judge(browser)
        for program in PROGRAMS:
            items = renderings(program)
            faults = ran = 0
            for start in range(0, len(items), LOT):
                faults += judge(browser, items[start:start + LOT])
                ran += browser.script(SHOW, items[start:start + 200])
            is_(faults, 0, f"{program}: {len(items)} renderings are read as"
                " they were written")
            is_(ran, 0, f"{program}: nothing runs or loads")
    done_testing()


main()
