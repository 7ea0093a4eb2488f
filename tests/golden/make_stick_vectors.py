#!/usr/bin/env python3
"""A sealed file of a stick, byte for byte, made from sync/PROTOCOL.md section 10 and the standards it
names (GB/T 32918, GM/T 0009, RFC 5869, RFC 8998) without a line of the product's code. Writes
stick_v1.json beside itself. SM4-GCM and X25519 come from the Python package "cryptography"; SM2 is
computed here.
"""
import hashlib, hmac, json, os

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

HERE = os.path.dirname(os.path.abspath(__file__))

# --- SM2: GB/T 32918.5, the recommended curve ---
P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
A, B = P - 3, 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
G = (0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
     0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0)


def add(p, q):
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % P == 0:
        return None
    slope = ((3 * p[0] * p[0] + A) * pow(2 * p[1], -1, P) if p == q
             else (q[1] - p[1]) * pow(q[0] - p[0], -1, P)) % P
    x = (slope * slope - p[0] - q[0]) % P
    return x, (slope * (p[0] - x) - p[1]) % P


def times(k, point):
    out = None
    while k:
        out = add(out, point) if k & 1 else out
        point, k = add(point, point), k >> 1
    return out


def b32(number):
    return number.to_bytes(32, "big")


def sm3(*parts):
    return hashlib.new("sm3", b"".join(parts)).digest()


def sm2_sign(d, k, message, user=b"1234567812345678"):
    public = times(d, G)
    za = sm3((len(user) * 8).to_bytes(2, "big"), user, b32(A), b32(B), b32(G[0]), b32(G[1]),
             b32(public[0]), b32(public[1]))
    e = int.from_bytes(sm3(za, message), "big")
    r = (e + times(k, G)[0]) % N
    s = pow(1 + d, -1, N) * (k - r * d) % N
    return sequence(integer(r), integer(s))


def sm2_encrypt(public, k, plain):
    """GB/T 32918.4 section 6, as SM2Cipher of GM/T 0009 writes it."""
    c1, shared = times(k, G), times(k, public)
    x2, y2 = b32(shared[0]), b32(shared[1])
    stream = b"".join(sm3(x2, y2, i.to_bytes(4, "big")) for i in range(1, len(plain) // 32 + 2))
    c2 = bytes(a ^ b for a, b in zip(plain, stream))
    return sequence(integer(c1[0]), integer(c1[1]), tlv(4, sm3(x2, plain, y2)), tlv(4, c2))


# --- DER ---
def tlv(tag, value):
    size = len(value)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else (
        bytes([0x82]) + size.to_bytes(2, "big"))
    return bytes([tag]) + length + value


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def sequence(*parts):
    return tlv(0x30, b"".join(parts))


def oid(text):
    numbers = [int(n) for n in text.split(".")]
    out = bytes([numbers[0] * 40 + numbers[1]])
    for n in numbers[2:]:
        digits = [n & 127]
        while n := n >> 7:
            digits.insert(0, n & 127 | 128)
        out += bytes(digits)
    return tlv(6, out)


SM2_ALGORITHM = sequence(oid("1.2.156.10197.1.301.1"), oid("1.2.156.10197.1.301"))


def point(p):
    return b"\x04" + b32(p[0]) + b32(p[1])


def sm2_public(d):
    return sequence(SM2_ALGORITHM, tlv(3, b"\0" + point(times(d, G))))


def sm2_private(d):
    inner = sequence(integer(1), tlv(4, b32(d)), tlv(0xA1, tlv(3, b"\0" + point(times(d, G)))))
    return sequence(integer(0), SM2_ALGORITHM, tlv(4, inner))


# --- sections 10.1 and 10.2 ---
def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def counted(data):
    return varint(len(data)) + data


def hkdf(name, secret, salt, info, size):
    key = hmac.new(salt, secret, name).digest()
    out, block = b"", b""
    for i in range(1, 3):
        block = hmac.new(key, block + info + bytes([i]), name).digest()
        out += block
    return out[:size]


SUITES = {1: ("sm3", algorithms.SM4, 16), 2: ("sha256", algorithms.AES256, 32)}


def sealed(suite, public, capsule, secret, label, pieces):
    """`pieces`: the plain bytes of each segment."""
    name, cipher, key_size = SUITES[suite]
    header = b"JJEN" + bytes([1, suite]) + hashlib.sha256(public).digest()[:8]
    header += counted(label) + counted(capsule)
    header_hash = hashlib.new(name, header).digest()
    out = header

    def segments(plains):
        nonlocal out
        key = hkdf(name, secret, header_hash, b"jiujin-envelope-1", key_size)
        for i, plain in enumerate(plains):
            last = i == len(plains) - 1
            nonce = bytes(7) + i.to_bytes(4, "big") + bytes([last])
            gcm = Cipher(cipher(key), modes.GCM(nonce)).encryptor()
            gcm.authenticate_additional_data(header)
            out += (len(plain) | last << 31).to_bytes(4, "big")
            out += gcm.update(plain) + gcm.finalize() + gcm.tag
        return out
    return header_hash, segments


def x25519_capsule(receiver_public, own):
    raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
    point_of = own.public_key().public_bytes(*raw)
    shared = own.exchange(X25519PublicKey.from_public_bytes(receiver_public))
    return point_of, hkdf("sha256", shared, point_of + receiver_public, b"jiujin-capsule-1", 32)


COUNTY_OPENING = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
STATION_SIGNING = 0x1649AB77A00637BD5E2EFE283FBF353534AA7F7CB89463F208DDBC2920BB0DA0
STATION_OPENING = 0x6FCBA2EF9AE0AB902BC3BDE3FF915D44BA4CC78F88E2F8E7F8996D3B8CCEEDEE
K = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21


def up():
    county, station, log = b"\xc0" * 16, b"\x77" * 16, b"\x01" * 16
    secret = bytes(range(32))
    public = sm2_public(COUNTY_OPENING)
    capsule = sm2_encrypt(times(COUNTY_OPENING, G), K, secret)
    header_hash, segments = sealed(1, public, capsule, secret, "青溪县".encode(), [])
    memo = bytes.fromhex("0102030405")
    rest = b"\0" + log + varint(300) + counted(memo) + b"\x01" + counted(sm2_public(STATION_OPENING))
    message = b"jiujin-stick-1" + county + station + header_hash + rest
    rest += counted(sm2_sign(STATION_SIGNING, K, message))
    head = b"JJST\x01" + counted(rest)
    bundle = bytes.fromhex("".join(open(os.path.join(HERE, "bundle_empty_v1.hex")).read().split()))
    plain = head + bundle
    return {"county": county.hex(), "station": station.hex(), "incarnation": log.hex(),
            "number": 300, "memo": memo.hex(), "label": "青溪县",
            "county_opening_private": sm2_private(COUNTY_OPENING).hex(),
            "county_opening_public": public.hex(),
            "station_public": sm2_public(STATION_SIGNING).hex(),
            "station_opening_public": sm2_public(STATION_OPENING).hex(),
            "signed": message.hex(), "bundle": bundle.hex(),
            "file": segments([plain[:100], plain[100:]]).hex()}


def nist():
    """Suite 2, three segments of which the last one is empty."""
    receiver = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))
    own = X25519PrivateKey.from_private_bytes(bytes(range(41, 73)))
    raw = receiver.public_key().public_bytes(serialization.Encoding.Raw,
                                             serialization.PublicFormat.Raw)
    algorithm = sequence(oid("1.3.101.110"))
    public = sequence(algorithm, tlv(3, b"\0" + raw))
    private = sequence(integer(0), algorithm, tlv(4, tlv(4, bytes(range(1, 33)))))
    capsule, secret = x25519_capsule(raw, own)
    _, segments = sealed(2, public, capsule, secret, b"", [])
    return {"private": private.hex(), "public": public.hex(), "plain": b"abcdefg".hex(),
            "file": segments([b"abc", b"defg", b""]).hex()}


if __name__ == "__main__":
    # The example of GB/T 32918.5 appendix C.2, before anything else is believed.
    example = sm2_encrypt(times(COUNTY_OPENING, G), K, b"encryption standard")
    assert example.hex().endswith("21886ca989ca9c7d58087307ca93092d651efa"), example.hex()
    with open(os.path.join(HERE, "stick_v1.json"), "w", encoding="utf-8") as out:
        json.dump({"standard_example": example.hex(), "up": up(), "nist": nist()}, out, indent=1,
                  ensure_ascii=False)
        out.write("\n")
