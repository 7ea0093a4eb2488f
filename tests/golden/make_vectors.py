#!/usr/bin/env python3
"""Byte vectors of the log, made from sync/PROTOCOL.md alone, without a line of the product's code.

Writes ops.json (headers, commitments, chains, head messages of both suites), hello_v1.json and
station_v1.db (a station's database of format version 1) beside itself. They are committed; run it
again only when a new format version adds new files.
"""
import hashlib, json, os, sqlite3

HERE = os.path.dirname(os.path.abspath(__file__))
HASH = {1: "sm3", 2: "sha256"}


def digest(suite, *parts):
    return hashlib.new(HASH[suite], b"".join(parts)).digest()


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def zigzag(value):
    return value * 2 if value >= 0 else -value * 2 - 1


def header(op, commitment):
    actor = op["actor"].encode()
    out = bytes([1, 1 if "origin" in op else 0]) + varint(op["type"]) + bytes.fromhex(op["case"])
    out += bytes.fromhex(op["boot"]) + varint(zigzag(op["wall_ms"])) + varint(op["mono_ms"])
    out += varint(op["county_ms"]) + varint(op["base"]) + bytes([len(actor)]) + actor
    out += varint(len(op["body"].encode())) + commitment
    if "origin" in op:
        origin = op["origin"]
        out += bytes.fromhex(origin["incarnation"]) + varint(origin["seq"])
        out += bytes.fromhex(origin["hash"])
    return out


CASE = "c0" * 16
KEY = "5a" * 32
OPS = [
    {"type": 60, "case": "00" * 16, "boot": "0102030405060708", "wall_ms": 1795320000000,
     "mono_ms": 12345, "county_ms": 0, "base": 0, "actor": "",
     "body": '{"id":"S001","name":"龙秀英","roles":["intake"],"active":true}'},
    {"type": 1, "case": CASE, "boot": "0102030405060708", "wall_ms": 1795320060000,
     "mono_ms": 72345, "county_ms": 1795319999000, "base": 0, "actor": "S001",
     "body": '{"key":"' + KEY + '","item":"QX-001","item_version":1,"division":"430190101201",'
             '"channel":"window","applicant":{"name":"石明","id_type":"111","id_no":""}}'},
    # A dead battery: the clock says 1969, and nothing depends on it.
    {"type": 2, "case": CASE, "boot": "1112131415161718", "wall_ms": -86400000,
     "mono_ms": 0, "county_ms": 1795319999000, "base": 300, "actor": "石-001",
     "body": '{"form":"QX-001","form_version":1,"answers":{"/data/parity":"2"}}'},
    {"type": 4294967295, "case": CASE, "boot": "1112131415161718", "wall_ms": 0,
     "mono_ms": 18446744073709551615, "county_ms": 0, "base": 0, "actor": "a" * 64, "body": "{}",
     "origin": {"incarnation": "ee" * 16, "seq": 128, "hash": "dd" * 32}},
]


def log(suite):
    incarnation = bytes([suite]) * 16
    head = digest(suite, b"jiujin-chain-1", incarnation, bytes([suite]))
    result = {"suite": suite, "incarnation": incarnation.hex(), "h0": head.hex(), "ops": []}
    for seq, op in enumerate(OPS, 1):
        key = bytes(32) if op["case"] == "00" * 16 else bytes.fromhex(KEY)
        number = seq.to_bytes(8, "big")
        salt = digest(suite, b"jiujin-salt-1", key, incarnation, number)
        commitment = digest(suite, b"jiujin-body-1", salt, op["body"].encode())
        encoded = header(op, commitment)
        head = digest(suite, head, encoded)
        result["ops"].append({**op, "seq": seq, "commitment": commitment.hex(),
                              "header": encoded.hex(), "hash": head.hex()})
    result["head_message"] = (b"jiujin-head-1" + incarnation + len(OPS).to_bytes(8, "big") +
                              head).hex()
    return result


def hello():
    """Section 7.3: a HELLO's payload but for the signature, and what is signed."""
    county, station, incarnation = b"\xc0" * 16, b"\x77" * 16, b"\x01" * 16
    tail_incarnation, tail_seq = b"\xc0" * 16, 300
    tail = hashlib.sha256(tail_incarnation + tail_seq.to_bytes(8, "big") +
                          b"\xc1" * 16).digest()[:8]
    payload = bytes([1]) + varint(1) + varint(1) + incarnation + county[:4]
    payload += bytes(range(8)) + varint(300) + varint(70000) + varint(69999) + tail
    payload += varint(zigzag(1795320000000)) + varint(1 << 20)
    return {"county": county.hex(), "station": station.hex(), "tail_seq": tail_seq,
            "payload": payload.hex(),
            "signed": (b"jiujin-hello-1" + county + station + payload).hex()}


# Section 5 of PROTOCOL.md.
TABLES = """
CREATE TABLE incarnations (n INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, owner BLOB,
 suite INTEGER NOT NULL, public_key BLOB NOT NULL, number_block INTEGER NOT NULL,
 committed_seq INTEGER NOT NULL DEFAULT 0, backed_up_seq INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE ops (n INTEGER PRIMARY KEY, incarnation INTEGER NOT NULL REFERENCES incarnations,
 seq INTEGER NOT NULL, case_id BLOB NOT NULL, type INTEGER NOT NULL, header BLOB NOT NULL,
 body BLOB NOT NULL, destroyed INTEGER NOT NULL DEFAULT 0, hash BLOB NOT NULL,
 position INTEGER UNIQUE, origin BLOB, superseded INTEGER NOT NULL DEFAULT 0,
 UNIQUE (incarnation, seq)) STRICT;
CREATE INDEX ops_case ON ops (case_id, type);
CREATE INDEX ops_origin ON ops (origin) WHERE origin IS NOT NULL;
CREATE INDEX ops_events ON ops (n) WHERE type = 12;
CREATE TABLE files (n INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, size INTEGER NOT NULL,
 media_type TEXT NOT NULL, held INTEGER NOT NULL DEFAULT 0,
 acknowledged INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX files_incomplete ON files (n) WHERE held < size;
CREATE TABLE file_parts (file INTEGER NOT NULL REFERENCES files, offset INTEGER NOT NULL,
 bytes BLOB NOT NULL, PRIMARY KEY (file, offset)) STRICT;
CREATE TABLE rows (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;
PRAGMA user_version = 1;
"""


def station(path):
    if os.path.exists(path):
        os.remove(path)
    db = sqlite3.connect(path)
    db.execute("PRAGMA page_size = 4096")
    db.executescript(TABLES)
    db.execute("INSERT INTO incarnations VALUES (1, ?, ?, 1, ?, 7, 2, 1)",
               (b"\x01" * 16, b"\x77" * 16, b"key"))
    for op in log(1)["ops"]:
        origin = None
        if "origin" in op:
            origin = (bytes.fromhex(op["origin"]["incarnation"]) +
                      op["origin"]["seq"].to_bytes(8, "big") + bytes.fromhex(op["origin"]["hash"]))
        # The county has placed the second op at position 41.
        db.execute("INSERT INTO ops VALUES (?, 1, ?, ?, ?, ?, ?, 0, ?, ?, ?, 0)",
                   (op["seq"], op["seq"], bytes.fromhex(op["case"]), op["type"],
                    bytes.fromhex(op["header"]), op["body"].encode(), bytes.fromhex(op["hash"]),
                    41 if op["seq"] == 2 else None, origin))
    scan = bytes(range(256)) * 2
    db.execute("INSERT INTO files VALUES (1, ?, 512, 'image/jpeg', 512, 300)",
               (hashlib.sha256(scan).digest(),))
    db.execute("INSERT INTO file_parts VALUES (1, 0, ?)", (scan[:200],))
    db.execute("INSERT INTO file_parts VALUES (1, 200, ?)", (scan[200:],))
    db.execute("INSERT INTO rows VALUES ('draft/1', ?)", ("石".encode(),))
    db.execute("INSERT INTO rows VALUES ('store/feed_cursor', ?)", ((41).to_bytes(8, "big"),))
    db.execute("INSERT INTO rows VALUES ('store/counter/receipt', ?)", ((9).to_bytes(8, "big"),))
    db.commit()
    db.execute("PRAGMA journal_mode = WAL")
    db.close()


if __name__ == "__main__":
    with open(os.path.join(HERE, "ops.json"), "w", encoding="utf-8") as out:
        json.dump({"logs": [log(1), log(2)]}, out, ensure_ascii=False, indent=1)
        out.write("\n")
    with open(os.path.join(HERE, "hello_v1.json"), "w", encoding="utf-8") as out:
        json.dump(hello(), out, indent=1)
        out.write("\n")
    station(os.path.join(HERE, "station_v1.db"))
