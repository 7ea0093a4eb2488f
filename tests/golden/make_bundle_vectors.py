#!/usr/bin/env python3
"""Byte vectors of OPS frames, made from sync/PROTOCOL.md 7.4 and 7.8 alone, without a line of the
product's code. Writes ops_frame_v1.json beside itself: the same ops in both layouts, the columns in
every form at least once, whichever a writer would choose."""
import json, os

from make_vectors import header, varint, zigzag

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = (1 << 64) - 1


def counted(data):
    return varint(len(data)) + data


def same(value):
    return b"\x00" + varint(value)


def steps(first, step):
    return b"\x01" + varint(first) + varint(zigzag(step))


def bits(values, width):
    least, packed = min(values), 0
    for i, value in enumerate(values):
        packed |= (value - least) << (i * width)
    size = (len(values) * width + 7) // 8
    return b"\x02" + varint(least) + bytes([width]) + packed.to_bytes(size, "little")


def differences(values):
    out, before = b"\x03", 0
    for value in values:
        out += varint(zigzag(value - before))
        before = value
    return out


def plain(values):
    return b"\x04" + b"".join(map(varint, values))


def ids(values, numbers):
    known = list(dict.fromkeys(values))
    return varint(len(known)) + b"".join(known) + numbers([known.index(v) for v in values])


def text_same(text):
    return b"\x00" + counted(text.encode())


def text_plain(texts):
    return b"\x03" + counted(b"".join(t.encode() + b"\0" for t in texts))


def text_letters(texts):
    letters = list(dict.fromkeys("".join(texts)))
    symbols = b"".join(bytes(letters.index(c) + 1 for c in t) + b"\0" for t in texts)
    return b"\x04" + counted("".join(letters).encode()) + counted(symbols)


def text_hex(texts):
    return b"\x05" + bytes([len(texts[0]) // 2]) + b"".join(map(bytes.fromhex, texts))


STATES = ["已受理", "审核中", "已受理", "已办结"]
NAMES = ["龙秀英", "石桥", "龙石", "秀"]
NOTES = ["ab", "", "c\\\"d", "e"]
KEYS = ["00ff" * 8, "a1b2" * 8, "0123" * 8, "ffff" * 8]
SHAPE = b'{"id":"\0","state":"\0","by":"\0","note":"\0","key":"\0","n":\0,"ok":\0}'
OPS = []
for i in range(4):
    OPS.append({
        "type": [11, 2, 11, 300][i], "case": ("c1" if i < 3 else "c2") * 16, "boot": "05" * 8,
        "wall_ms": 1795320000000 + [0, 10, 25, 7][i], "mono_ms": 500 + [0, 10, 25, 7][i],
        "county_ms": 1795319999000, "base": i * i, "actor": "S%03d" % (i + 1),
        "body": '{"id":"ST-%04d/%d","state":"%s","by":"%s","note":"%s","key":"%s","n":%d,"ok":true}'
                % (7 + i, 9 + i, STATES[i], NAMES[i], NOTES[i], KEYS[i], -5 - i)})
OPS[3]["origin"] = {"incarnation": "0e" * 16, "seq": 300, "hash": "4f" * 32}
OPS[0]["body_destroyed"] = True  # its length stays
COMMITMENTS = [bytes([0x60 + i]) * 32 for i in range(4)]
WRITTEN = [True, False, True, False]  # omitted ones are zero in what is decoded
FIRST_SEQ, SIGNATURE = 41, b"signature"


def records():
    out = b"\x00" + varint(FIRST_SEQ) + varint(4)
    for op, commitment, written in zip(OPS, COMMITMENTS, WRITTEN):
        whole = header(op, commitment)
        after = 16 + 2 + 32 if "origin" in op else 0  # the seq 300 takes two bytes
        at = len(whole) - after - 32
        destroyed = "body_destroyed" in op
        out += bytes([written | destroyed << 1])
        out += counted(whole[:at]) + counted(whole[at + 32:])
        out += commitment if written else b""
        out += b"" if destroyed else op["body"].encode()
    return out + counted(SIGNATURE)


def columns():
    out = b"\x01" + varint(FIRST_SEQ) + varint(4)
    out += plain([3, 0, 1, 4])
    out += bits([op["type"] for op in OPS], 9)
    out += ids([bytes.fromhex(op["case"]) for op in OPS], plain)
    out += ids([bytes.fromhex(op["boot"]) for op in OPS], lambda which: same(0))
    out += differences([zigzag(op["wall_ms"]) for op in OPS])
    out += same((500 - 1795320000000) & MASK)
    out += same(1795319999000)
    out += differences([op["base"] for op in OPS])
    out += b"\x01" + counted(b"S\0") + bytes([3]) + steps(1, 1)
    out += ids([bytes.fromhex("0e" * 16)], lambda which: same(0)) + same(300)
    out += bytes.fromhex("4f" * 32)
    out += same(len(OPS[0]["body"].encode()))
    out += COMMITMENTS[0] + COMMITMENTS[2]
    out += varint(1) + counted(SHAPE) + same(0)
    # Three bodies are left.
    out += b"\x01" + counted(b"ST-\0/\0") + bytes([4]) + bits([8, 9, 10], 2)
    out += bytes([0]) + steps(10, 1)
    out += b"\x03" + counted("".join(s + "\0" for s in STATES[1:]).encode())
    out += text_letters(NAMES[1:])
    out += text_plain(NOTES[1:])
    out += text_hex(KEYS[1:])
    out += b"\x01" + counted(b"-\0") + bytes([0]) + plain([6, 7, 8])
    out += text_same("true")
    return out + counted(SIGNATURE)


def listed():
    """Four ops about no case whose texts stand in a list."""
    texts = ["乙", "甲", "乙", "乙"]
    ops = [{"type": 11, "case": "00" * 16, "boot": "05" * 8, "wall_ms": -1, "mono_ms": 0,
            "county_ms": 0, "base": 0, "actor": "", "body": '["%s"]' % text} for text in texts]
    out = b"\x01" + varint(1) + varint(4) + same(0) + same(11)
    out += ids([bytes(16)] * 4, lambda which: same(0)) + ids([bytes.fromhex("05" * 8)] * 4,
                                                             lambda which: same(0))
    out += same(zigzag(-1)) + same(1) + same(0) + same(0) + text_same("")
    out += varint(1) + counted(b'["\0"]') + same(0)
    out += b"\x02" + varint(2) + text_plain(["乙", "甲"]) + bits([0, 1, 0, 0], 1)
    return ops, out + counted(SIGNATURE)


def expected(ops, commitments):
    return [{"header": header(op, commitment).hex(),
             "body": None if "body_destroyed" in op else op["body"]}
            for op, commitment in zip(ops, commitments)]


if __name__ == "__main__":
    zero = bytes(32)
    seen = [c if w else zero for c, w in zip(COMMITMENTS, WRITTEN)]
    list_ops, list_payload = listed()
    with open(os.path.join(HERE, "ops_frame_v1.json"), "w", encoding="utf-8") as out:
        json.dump([
            {"name": "records", "first_seq": FIRST_SEQ, "payload": records().hex(),
             "ops": expected(OPS, seen)},
            {"name": "columns", "first_seq": FIRST_SEQ, "payload": columns().hex(),
             "ops": expected(OPS, seen)},
            {"name": "a list", "first_seq": 1, "payload": list_payload.hex(),
             "ops": expected(list_ops, [zero] * 4)},
        ], out, ensure_ascii=False, indent=1)
        out.write("\n")
