"""A browser without a screen: sends exactly what it is told over TLS, keeps cookies, and looks at
every answer for what every answer must have."""
import http.client
import re
import ssl
import urllib.parse

WANTED = {"content-security-policy": lambda v: "default-src 'none'" in v and "unsafe-eval" not in v,
          "x-content-type-options": lambda v: v == "nosniff",
          "x-frame-options": lambda v: v == "DENY",
          "referrer-policy": lambda v: v == "same-origin",
          "cross-origin-opener-policy": lambda v: v == "same-origin",
          "cross-origin-resource-policy": lambda v: v == "same-origin",
          "strict-transport-security": lambda v: v.startswith("max-age="),
          "cache-control": lambda v: "no-store" in v or "no-cache" in v or "must-revalidate" in v}
COOKIE = {"Path=/", "HttpOnly", "SameSite=Strict", "Secure"}


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace")

    def all(self, name):
        return [value for key, value in self.headers if key.lower() == name]

    def one(self, name):
        found = self.all(name)
        assert len(found) <= 1, (name, found)
        return found[0] if found else ""

    def csrf(self):
        found = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.text)
        return found.group(1) if found else ""

    def once(self):
        found = re.search(r'name="once" value="([0-9a-f]{64})"', self.text)
        return found.group(1) if found else ""


def look_at_headers(place, answer):
    for name, fits in WANTED.items():
        value = answer.one(name)
        assert fits(value), (place, answer.status, name, value)
    policy = answer.one("content-security-policy")
    if "sandbox" not in policy:
        assert "script-src 'self';" in policy and "unsafe" not in policy, (place, policy)
    for cookie in answer.all("set-cookie"):
        flags = {part.strip() for part in cookie.split(";")[1:]}
        assert COOKIE <= flags, (place, cookie)
        assert "pwned" not in cookie, (place, cookie)
    for name, value in answer.headers:
        assert "pwned" not in name.lower(), (place, name, value)


class Web:
    """`source`: from which address of this machine."""

    def __init__(self, port, authority, source="127.0.0.1"):
        self.port, self.authority, self.source = port, authority, source
        self.context = ssl.create_default_context(cafile=authority)
        self.cookies = {}
        self.seen = {}

    def fresh(self, source="127.0.0.1"):
        """Another browser; with the cookies of none."""
        return Web(self.port, self.authority, source)

    def copy(self):
        other = self.fresh(self.source)
        other.cookies = dict(self.cookies)
        return other

    @property
    def origin(self):
        return f"https://127.0.0.1:{self.port}"

    def ask(self, method, path, body=None, headers=None, keep=True):
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30,
                                           context=self.context, source_address=(self.source, 0))
        sent = dict(headers or {})
        if self.cookies:
            sent.setdefault("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items()))
        line.putrequest(method, path, skip_accept_encoding=True)
        if body is not None:
            sent.setdefault("Content-Length", str(len(body)))
        for name, value in sent.items():
            line.putheader(name, value)
        line.endheaders(body)
        got = line.getresponse()
        answer = Answer(got.status, got.getheaders(), got.read())
        line.close()
        place = f"{method} {path[:120]}"
        assert answer.status < 500, (place, answer.status, answer.text[:300])
        look_at_headers(place, answer)
        if keep:
            for cookie in answer.all("set-cookie"):
                name, value = cookie.split(";")[0].split("=", 1)
                if value:
                    self.cookies[name] = value
                else:
                    self.cookies.pop(name, None)
        self.seen[answer.status] = self.seen.get(answer.status, 0) + 1
        return answer

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def post(self, path, form, origin=None, **more):
        body = urllib.parse.urlencode(form).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if origin is not None:
            headers["Origin"] = origin
        return self.ask("POST", path, body, headers, **more)

    def upload(self, path, form, field, name, content):
        mark = "----------------jiujin-attack"
        parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
                 for key, value in form.items()]
        head = "".join(parts) + (f'--{mark}\r\nContent-Disposition: form-data; name="{field}"; '
                                 f'filename="{name}"\r\nContent-Type: image/png\r\n\r\n')
        body = head.encode() + content + f"\r\n--{mark}--\r\n".encode()
        return self.ask("POST", path, body,
                        {"Content-Type": f"multipart/form-data; boundary={mark}"})

    # --- signing in ---

    def password(self, person, password, back="/"):
        page = self.get("/login")
        return self.post("/login", {"id": person, "password": password, "back": back,
                                    "csrf": page.csrf()})

    def code(self, digits):
        page = self.get("/login/second")
        return self.post("/login/second", {"code": digits, "csrf": page.csrf()})

    def sign_in(self, person):
        first = self.password(person.id, person.password)
        assert first.status == 303, (person.id, first.status, first.text[:2000])
        second = self.code(person.app.code())
        assert second.status == 303 and "jj_session" in self.cookies, (person.id, second.status)
        return self

    def csrf(self):
        """Of the session: the form that signs out stands on every page."""
        return self.get("/catalogue").csrf()
