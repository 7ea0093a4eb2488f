#!/usr/bin/env python3
"""Payloads in every field that ends on a page of the county, and a real browser that walks all pages
which show them: no script runs, no dialog opens, no element comes out of a text, no request leaves
for elsewhere. First the same payloads in a page that does not escape them show that the probe sees
what it looks for.                                                in_browser.py BIN_FOLDER [FIRST]
"""
import http.server
import json
import os
import re
import sys
import tempfile
import threading
import time

import payloads
from target import Browser, Target, demo_person, package, programs, quoted

# Runs before anything else in every page and frame.
PROBE = """
window.__seen = [];
const note = (what) => window.__seen.push(what);
window.pwned = () => note("script");
for (const name of ["alert", "confirm", "prompt", "print", "open"]) window[name] = () => note(name);
document.addEventListener("securitypolicyviolation",
    (e) => note("blocked " + e.violatedDirective + " " + e.blockedURI + " " + e.sample));
"""
# What stands on the page that its templates do not hold; and all the words on it, values included.
LOOK = """
const strange = [];
const add = (what, element) => strange.push(what + " " + element.outerHTML.slice(0, 160));
for (const element of document.querySelectorAll("*")) {
  const name = element.localName;
  if (name.includes("-") || ["iframe", "object", "embed", "base", "style", "video", "audio", "math",
      "animate", "set", "frame", "applet", "foreignobject"].includes(name))
    add("element", element);
  // The desk's own are of one kind.
  if (name === "details" && element.cloneNode(false).outerHTML !== '<details class="apart"></details>')
    add("element", element);
  if (name === "script" && element.getAttribute("src") !== "/static/console.js") add("script", element);
  if (name === "link" && !element.getAttribute("href").startsWith("/static/")) add("link", element);
  for (const attribute of element.attributes) {
    const value = attribute.value.trim().toLowerCase();
    if (attribute.name.startsWith("on") || attribute.name === "style" || attribute.name === "srcdoc")
      add("attribute", element);
    if (["href", "src", "action", "data", "xlink:href", "formaction"].includes(attribute.name) &&
        value !== "" && new URL(value, location.href).origin !== location.origin)
      add("address", element);
  }
}
const words = [document.documentElement.textContent];
for (const field of document.querySelectorAll("input, textarea, option")) words.push(field.value);
for (const image of document.querySelectorAll("img")) words.push(image.alt);
return {strange, seen: window.__seen, words: words.join("\\n")};
"""

PUT_INTO_FRAMES = """
document.body.replaceChildren(...arguments[0].map((page) => {
  const frame = document.createElement("iframe");
  frame.srcdoc = page;
  return frame;
}));
"""
LOOK_INTO_FRAMES = """
const frames = [...document.querySelectorAll("iframe")];
return window.__seen.splice(0).length > 0 || frames.some((frame) => {
  try {
    const inside = frame.contentWindow;
    return inside.__seen?.length || inside.document.querySelector("x-pwned");
  } catch { return false; }
});
"""


class Elsewhere:
    """The attacker's own server, and a list of everything that anybody asked of it."""

    def __init__(self):
        self.asked = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                if self.path not in ("/blank", "/favicon.ico"):
                    outer.asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_POST = do_GET

            def log_message(self, *_):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


# Where a careless page would put a text: between tags, quoted, in a field, in a script, as an address.
CARELESS = ["<p>{}</p>", '<input value="{}">', "<input value='{}'>", "<title>{}</title>",
            "<textarea>{}</textarea>", "<script>var a = '{}';</script>",
            '<script>var a = "{}";</script>', "<select><option>{}</option></select>", "<!-- {} -->",
            '<iframe src="{}"></iframe>', '<a id=go href="{}">x</a><script>document.getElementById("go").click()</script>',
            "<p style=\"background:{}\">x</p>", "<p style=\"background:url('{}')\">x</p>"]


class Walk:
    def __init__(self, browser, elsewhere, origin):
        self.browser, self.elsewhere, self.origin = browser, elsewhere, origin
        self.shown = set()  # payloads that a page has shown as the text that they are
        self.pages = 0
        browser.call("POST", "/goog/cdp/execute", {
            "cmd": "Page.addScriptToEvaluateOnNewDocument", "params": {"source": PROBE}})

    def prove_the_probe(self):
        """Every live payload does something somewhere, and the probe or the attacker notices."""
        self.browser.go(self.elsewhere.origin + "/blank")
        for payload in payloads.LIVE:
            self.elsewhere.asked.clear()
            text = payloads.typed(payload, self.elsewhere.origin)
            self.browser.run(PUT_INTO_FRAMES, [page.replace("{}", text) for page in CARELESS])
            assert self.noticed(), f"the probe does not see this at work: {payload}"
        self.browser.go("about:blank")
        self.elsewhere.asked.clear()

    def noticed(self):
        end = time.monotonic() + 5
        while time.monotonic() < end:
            if self.elsewhere.asked or self.browser.run(LOOK_INTO_FRAMES):
                return True
            time.sleep(0.02)
        return False

    def look(self, path, typed=()):
        self.browser.go(self.origin + path)
        self.inspect(path, typed)

    def look_at_scan(self, path):
        """By itself: the browser makes a page around the picture, and nothing of what it says runs."""
        self.browser.go(self.origin + path)
        found = self.browser.run(LOOK)
        assert not found["seen"] and not self.elsewhere.asked, (path, found["seen"])
        assert self.browser.all("body > img") and not self.browser.all("svg, script"), path

    def inspect(self, path, typed=()):
        found = self.browser.run(LOOK)
        assert not found["strange"], (path, found["strange"])
        assert not found["seen"], (path, found["seen"])
        assert not self.elsewhere.asked, (path, self.elsewhere.asked)
        assert self.browser.url().startswith(self.origin + "/"), (path, self.browser.url())
        words = " ".join(found["words"].split())
        for text in typed:
            if " ".join(text.split()) in words:
                self.shown.add(text)
        self.pages += 1


def picture_with(text):
    """Looks like a photograph by its first bytes, and is a page and a drawing behind them."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0" + text.encode() * 4 + b"\xff\xd9"


def paper_with_script():
    return (b"%PDF-1.5\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1);"
            b"this.submitForm('http://127.0.0.1/'))>>>>endobj\n<script>pwned()</script>"
            b"<svg onload=pwned()>\ntrailer<</Root 1 0 R>>")


class Plant:
    """One payload after the other, in turn, for every field there is."""

    def __init__(self, origin, begin):
        self.all = [payloads.typed(each, origin) for each in payloads.ALL]
        self.next, self.typed = begin, set()

    def take(self, most=200):
        while True:
            text = self.all[self.next % len(self.all)]
            self.next += 1
            if len(text.encode()) <= most:
                self.typed.add(text)
                return text


def plant_packages(plant, inbox, count):
    def evil(data, place):
        for field in ("live_address", "bank_name", "recv_address", "recv_name"):
            data["answers"][field] = plant.take()
        data["applicant"]["name"] = data["answers"]["applicant_name"] = plant.take()
        data["delivery"] |= {"name": plant.take(), "address": plant.take()}
        name = plant.take().replace("/", "／").replace("\\", "＼").replace("..", "．．")[:60]
        for slot, file, content in (("M02", f"{name}.jpg", picture_with("<svg onload=pwned()>")),
                                    ("M03", "paper.pdf", paper_with_script())):
            data["materials"][slot] = {"mode": "files", "files": [file]}
            with open(os.path.join(place, file), "wb") as out:
                out.write(content)
        for slot in ("M01", "M04", "M05"):
            data["materials"][slot]["note"] = plant.take()
    for number in range(count):
        package(inbox, f"{number:02}", evil)


def act(web, case, action, plant, names, **more):
    page = web.get(f"/case/{case}?do={action}")
    form = {"csrf": page.csrf(), "once": page.once()} | {n: plant.take() for n in names} | more
    answer = web.post(f"/case/{case}/{action}", form)
    assert answer.status == 303, (action, answer.status, answer.text[-3000:])


def plant_at_the_desk(plant, reviewer, decider, cases):
    """Every action of the desk, in the states in which it is allowed."""
    one, two, three, four = (case["id"] for case in cases[:4])
    act(reviewer, one, "note", plant, ["text"])
    act(reviewer, one, "start", plant, [])
    act(reviewer, one, "correct", plant, ["reason", "place:M01", "place:/data/live_address"],
        due="2099-01-05")
    act(reviewer, two, "refuse", plant, ["reason", "basis", "remedy"])
    act(reviewer, three, "accept", plant, ["reason"])
    act(decider, three, "start", plant, [])
    act(decider, three, "special-start", plant, ["name", "reason", "basis"], days="3")
    act(decider, three, "special-end", plant, ["result"])
    act(decider, three, "extend", plant, ["reason", "approver"], days="5")
    act(decider, three, "deny", plant, ["opinion", "reason", "basis"])
    act(reviewer, four, "accept", plant, ["reason"])
    page = decider.get(f"/case/{four}?do=grant")
    form = {name: plant.take() for name in ("opinion", "result_name", "licence_no")}
    name = "a\\\"><img src=x onerror=pwned()>.png"
    refused = decider.upload(f"/case/{four}/grant", form | {"csrf": page.csrf(), "once": "f" * 64},
                             "file", "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='pwned()'/>")
    assert refused.status == 400, refused.status
    done = decider.upload(f"/case/{four}/grant", form | {"csrf": page.csrf(), "once": page.once()},
                          "file", name, picture_with("<script>pwned()</script>"))
    assert done.status == 303, (done.status, done.text[-3000:])


def plant_events(plant, target, folder, cases):
    lines = [{"id": f"evil-{n}", "case": case["id"], "status": plant.take(), "who": plant.take(),
              "text": plant.take(), "at": "2026-11-22T08:00:00"} for n, case in enumerate(cases)]
    path = os.path.join(folder, "events.jsonl")
    with open(path, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    programs.ctl("events", "import", path, "--data", target.county)


def plant_office(plant, admin, count):
    for number in range(count):
        for path, more in (("/staff", {"id": plant.take(64), "unit": plant.take(), "active": "1",
                                       "role": "exit"}), ("/stations", {})):
            form = {"csrf": admin.csrf(), "division": "430190000000", "name": plant.take(150)} | more
            answer = admin.post(path, form)
            assert answer.status in (200, 303), (path, form, answer.status)
    station = re.search(r'action="/stations/wipe".*?name="station" value="(\w+)"',
                        admin.get("/stations").text).group(1)
    answer = admin.post("/stations/wipe", {"csrf": admin.csrf(), "station": station,
                                           "reason": plant.take(120)})
    assert answer.status == 303, answer.status


def scans_are_no_pages(reviewer, decider, cases):
    """However a file is asked for: a picture at most, else a download, and a sandbox in any case."""
    kinds = set()
    for case in cases[:4]:
        for number in range(6):
            for web, query in ((reviewer, ""), (reviewer, "?download=1"), (decider, "?preview=1")):
                answer = web.get(f"/case/{case['id']}/file/{number}{query}")
                if answer.status == 404:
                    continue
                kind, shown = answer.one("content-type"), answer.one("content-disposition")
                kinds.add(kind)
                assert kind in ("image/jpeg", "image/png", "application/pdf"), kind
                assert "sandbox" in answer.one("content-security-policy")
                inline = kind.startswith("image/") and query != "?download=1"
                assert shown.startswith("inline;" if inline else "attachment;"), (kind, shown)
                assert all(c not in shown for c in "<>\"\r\n/\\"), shown
    assert {"image/jpeg", "application/pdf"} <= kinds, kinds


def walk_the_desk(walk, plant, cases):
    for tab in ("prereview", "correction", "handling", "delivery", "closed", "all"):
        walk.look(f"/?tab={tab}", plant.typed)
    for number, case in enumerate(cases):
        for query in ("?tab=all", "?tab=all&do=correct", "?tab=all&do=grant"):
            walk.look(f"/case/{case['id']}{query}", plant.typed)
        if walk.browser.all("form.reveal button"):
            walk.browser.click("form.reveal button")
            walk.browser.see(".panes")
            walk.inspect("reveal", plant.typed)
        if number < 2:  # the viewer, which draws a scan once more
            walk.browser.run("document.querySelector('.scan-link')?.click()")
            walk.inspect("viewer", plant.typed)
            walk.look_at_scan(f"/case/{case['id']}/file/0")


def walk_what_is_typed(walk, plant, case):
    """Texts that come back at once: searches, addresses, forms with a mistake in them."""
    for text in plant.all:
        if any(mark in text for mark in ("\x7f", "\x00")):
            continue
        walk.look("/?tab=all&q=" + quoted(text), [text])
        assert text.split()[0] in walk.browser.run(
            "return document.querySelector('input[type=search]').value"), text
    for text in plant.all[::13]:
        for query in ("tab", "item", "town", "lamp", "after"):
            walk.look(f"/?{query}={quoted(text)}")
        for query in ("tab", "do", "done"):
            walk.look(f"/case/{case}?{query}={quoted(text)}")
        walk.look("/" + quoted(text))


def sign_in(browser, origin, person):
    browser.go(origin + "/login")
    browser.fill("#id", person.id)
    browser.fill("#password", person.password)
    browser.click("form.stack button.primary")
    browser.fill("#code", person.app.code())
    browser.click("form.stack button.primary")
    browser.see("nav.places")


def walk_strangers_pages(walk, plant):
    for text in plant.all[::7]:
        walk.look("/login?back=" + quoted(text))
        walk.look(f"/q?r={quoted(text)}&c={quoted(text)}")
        walk.look(f"/language?to={quoted(text)}&back={quoted('/q?r=' + text)}")
        walk.browser.go(walk.origin + "/login")
        walk.browser.run("document.querySelector('#id').removeAttribute('maxlength');"
                         "document.querySelector('#id').value = arguments[0];"
                         "document.querySelector('#password').value = arguments[0]", text)
        walk.browser.click("form.stack button.primary")
        walk.inspect("login", [text])


def play(folder, target, browser, begin):
    elsewhere = Elsewhere()
    plant = Plant(elsewhere.origin, begin)
    origin = f"https://127.0.0.1:{target.port}"
    walk = Walk(browser, elsewhere, origin)
    walk.prove_the_probe()
    print("the probe sees", flush=True)
    plant_packages(plant, f"{folder}/inbox", 6)
    cases = target.hand_in(f"{folder}/inbox")
    assert len(cases) == 6, cases
    people = {name: demo_person(number) for name, number in
              (("admin", "gly001"), ("reviewer", "xj301"), ("decider", "xj302"))}
    admin, reviewer, decider = (target.web().sign_in(people[name]) for name in people)
    plant_at_the_desk(plant, reviewer, decider, cases)
    plant_events(plant, target, folder, cases)
    plant_office(plant, admin, 6)
    scans_are_no_pages(reviewer, decider, cases)
    walk_strangers_pages(walk, plant)
    sign_in(browser, origin, target.add_person("eyes", ["review", "decide", "supervise",
                                                        "administer"]))
    walk_the_desk(walk, plant, cases)
    walk_what_is_typed(walk, plant, cases[0]["id"])
    for path in ("/staff", "/stations", "/password", "/catalogue", "/audit", "/language?to=en&back=/audit",
                 "/staff", "/stations", f"/case/{cases[2]['id']}"):
        walk.look(path, plant.typed)
    for text in sorted(plant.typed)[::5]:
        walk.look("/staff?id=" + quoted(text), plant.typed)
    lost = [text for text in plant.all if text not in walk.shown]
    assert not lost, ("these were shown nowhere as they were typed", lost)
    print(f"{walk.pages} pages, {len(plant.all)} payloads, begun with {begin}")


def main():
    begin = int(sys.argv[2]) if len(sys.argv) > 2 else int(time.time()) % len(payloads.ALL)
    with tempfile.TemporaryDirectory() as folder, Target(f"{folder}/home") as target:
        target.begin_station()
        with Browser(folder=folder, trusted_key=target.key_of_server()) as browser:
            play(folder, target, browser, begin)


if __name__ == "__main__":
    main()
