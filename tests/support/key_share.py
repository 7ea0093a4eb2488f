"""Shares of a backup key, read and joined by PROTOCOL 12.1 and draft-mcgrew-tss-03 alone, without a
line of the programs: what is to open a backup in ten years must not depend on them."""
import hashlib
import re

LINE = re.compile(r"^\s*(\d+):([0-9a-f ]+)=([0-9a-f ]+)$", re.I)


def times(a, b):
    """In GF(256) with x^8 + x^4 + x^3 + x + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a = (a << 1) ^ (0x11b if a & 0x80 else 0)
        b >>= 1
    return product


def inverse(a):
    return next(b for b in range(1, 256) if times(a, b) == 1)


def block(text):
    """The bytes of the numbered lines, each looked at by its check, all by theirs."""
    data = b""
    for number, (said, digits, check) in enumerate((m.groups() for m in map(LINE.match, text.splitlines())
                                                    if m), 1):
        piece = bytes.fromhex(digits.replace(" ", ""))
        assert int(said) == number
        assert hashlib.sha256(bytes([number]) + piece).digest()[:2] == bytes.fromhex(check.strip())
        data += piece
    assert hashlib.sha256(data[:-8]).digest()[:8] == data[-8:]
    return data[:-8]


def counted(data):
    size, at, shift = 0, 0, 0
    while True:
        size |= (data[at] & 0x7f) << shift
        at, shift = at + 1, shift + 7
        if not data[at - 1] & 0x80:
            return data[at:at + size], data[at + size:]


def read(text):
    data = block(text)
    assert data[:5] == b"JJSH\1", data[:5]
    county, rest = counted(data[33:])
    secret, rest = counted(rest)
    assert rest == b""
    return {"suite": data[5], "authority": data[6:14], "key": data[14:22],
            "made_ms": int.from_bytes(data[22:30], "big"), "people": data[30], "needed": data[31],
            "number": data[32], "county": county.decode(), "secret": secret}


def join(shares):
    """Identifier 16 · hash 1 (2: SHA-256) · needed 1 · length 2 · number 1 · that many bytes less one:
    the secret and its hash, each byte by itself."""
    secrets = [share["secret"] for share in shares]
    head = secrets[0][:20]
    assert all(secret[:20] == head for secret in secrets) and head[16] == 2
    assert int.from_bytes(head[18:20], "big") == len(secrets[0]) - 20
    numbers = [secret[20] for secret in secrets]
    weights = []
    for one in numbers:
        weight = 1
        for other in numbers:
            if other != one:
                weight = times(weight, times(other, inverse(one ^ other)))
        weights.append(weight)
    joined = bytearray(len(secrets[0]) - 21)
    for weight, secret in zip(weights, secrets):
        for i, byte in enumerate(secret[21:]):
            joined[i] ^= times(weight, byte)
    joined = bytes(joined)
    return joined[:-32] if hashlib.sha256(joined[:-32]).digest() == joined[-32:] else None
