"""The six digits of an authenticator app (RFC 6238), and hands that wait for fresh ones."""
import base64
import hashlib
import hmac
import struct
import time

STEP = 30


def code_at(secret, step):
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at:at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10 ** 6:06d}"


class App:
    """One person's app. A county takes no code twice: the app remembers which it has shown, and
    goes on to the code of the next step, which counts already."""

    last = 0

    def __init__(self, secret):
        self.secret = secret

    def code(self):
        now = int(time.time()) // STEP
        step = max(now, self.last + 1)
        if step > now + 1:
            time.sleep((step - 1) * STEP - time.time())
        self.last = step
        return code_at(self.secret, step)
