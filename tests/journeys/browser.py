"""A real headless browser, driven by the W3C WebDriver protocol of chromedriver, standard library only."""
import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Browser:
    def __init__(self, size=(1366, 768), folder=None, trusted_key=None):
        self.size = size
        self.trusted_key = trusted_key
        self.folder = folder or tempfile.mkdtemp(prefix="jiujin-browser-")
        self.profile = tempfile.mkdtemp(prefix="jiujin-profile-")
        self.processes = []

    def __enter__(self):
        try:
            self.open()
        except Exception:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            self.call("DELETE", "")
        except Exception:
            pass
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.profile, ignore_errors=True)

    def open(self):
        """Starts the browser itself and a driver that is told its address: a driver that starts one
        asks the machine who `localhost` is, and a bare file system has no answer."""
        self.start("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                   "--disable-background-networking", "--disable-component-update", "--disable-sync",
                   "--disable-dev-shm-usage", "--password-store=basic", "--enable-automation",
                   "--test-type=webdriver", "--lang=zh-CN", f"--user-data-dir={self.profile}",
                   f"--window-size={self.size[0]},{self.size[1]}", "--remote-debugging-port=0",
                   *([f"--ignore-certificate-errors-spki-list={self.trusted_key}"] if self.trusted_key else []),
                   "about:blank")
        told = os.path.join(self.profile, "DevToolsActivePort")
        self.wait(lambda: os.path.exists(told) and "\n" in self.read(told), "the browser's port")
        address = "127.0.0.1:" + self.read(told).split("\n")[0]
        self.port = free_port()
        self.start("chromedriver", f"--port={self.port}")
        self.wait(self.driver_answers, "the browser's driver")
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"debuggerAddress": address},
            "unhandledPromptBehavior": "accept"}}}, session=False)
        self.session = answer["sessionId"]

    def start(self, program, *arguments):
        with open(os.path.join(self.folder, program + ".log"), "ab") as log:
            self.processes.append(subprocess.Popen(["/usr/bin/" + program, *arguments], stdout=log,
                                                   stderr=log, stdin=subprocess.DEVNULL))

    def driver_answers(self):
        try:
            self.call("GET", "/status", session=False)
            return True
        except (urllib.error.URLError, ConnectionError):
            return False

    def read(self, path):
        with open(path, encoding="utf-8") as lines:
            return lines.read()

    def wait(self, question, what, seconds=40):
        end = time.monotonic() + seconds
        while not question():
            if time.monotonic() > end or self.processes[-1].poll() is not None:
                raise AssertionError(f"browser: {what} did not come; see {self.folder}")
            time.sleep(0.05)

    def call(self, method, path, body=None, session=True):
        base = f"http://127.0.0.1:{self.port}" + (f"/session/{self.session}" if session else "")
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(base + path, data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise AssertionError(f"browser: {value.get('error')}: {value.get('message', '')[:400]}") from None

    def go(self, url):
        self.call("POST", "/url", {"url": url})

    def url(self):
        return self.call("GET", "/url")

    def all(self, css):
        return [e[ELEMENT] for e in self.call("POST", "/elements", {"using": "css selector", "value": css})]

    def see(self, css, seconds=20):
        """The first element that matches, as soon as it is there."""
        end = time.monotonic() + seconds
        while True:
            found = self.all(css)
            if found:
                return found[0]
            if time.monotonic() > end:
                raise AssertionError(f"browser: not seen within {seconds} s: {css} at {self.url()}")
            time.sleep(0.05)

    def see_text(self, words, seconds=20):
        end = time.monotonic() + seconds
        while True:
            try:
                if words in self.text("body"):
                    return
            except AssertionError:
                pass  # the page changed under our hands; look again
            if time.monotonic() > end:
                raise AssertionError(f"browser: not seen within {seconds} s: {words!r} at {self.url()}")
            time.sleep(0.05)

    def text(self, css):
        return self.call("GET", f"/element/{self.see(css)}/text")

    def click(self, css):
        self.call("POST", f"/element/{self.see(css)}/click")

    def fill(self, css, words):
        element = self.see(css)
        self.call("POST", f"/element/{element}/clear")
        self.call("POST", f"/element/{element}/value", {"text": words})

    def set_value(self, css, words):
        """Fills a field as `fill` does; a date's, whose typing depends on the language, directly."""
        if self.run("return document.querySelector(arguments[0]).type", css) == "date":
            self.run("document.querySelector(arguments[0]).value = arguments[1]", css, words)
        else:
            self.fill(css, words)

    def run(self, script, *arguments):
        return self.call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def attach(self, css, path):
        self.call("POST", f"/element/{self.see(css)}/value", {"text": path})

    def choose(self, css, value):
        self.click(f'{css} option[value="{value}"]')

    def screenshot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self.call("GET", "/screenshot")))
        return path
