#!/usr/bin/env python3
"""A countersignature and a proof made of it, from sync/PROTOCOL.md 2.2, 2.3 and 7.9 alone,
without a line of the product's code. Writes proof_v1.json beside itself: the frame's payload, what
is signed, the county's public key, and a proof that holds.
"""
import json
import os

from make_stick_vectors import sm2_public, sm2_sign
from make_vectors import digest, header, varint

HERE = os.path.dirname(os.path.abspath(__file__))
COUNTY_KEY = 0x2B5C4D3E1F60718293A4B5C6D7E8F90112233445566778899AABBCCDDEEFF011
ONE_TIME = 0x1111222233334444555566667777888899990000AAAABBBBCCCCDDDDEEEE1234
COUNTY, STATION, LOG, SUITE = b"\xc1" * 16, b"\x57" * 16, b"\x10" * 16, 1
CASE, KEY = "ca" * 16, bytes(range(32))
COUNTY_MS = 1795320123456


def op(kind, body):
    return {"type": kind, "case": CASE, "boot": "0102030405060708", "wall_ms": 1795320000000,
            "mono_ms": 1000, "county_ms": 1795310000000, "base": 0, "actor": "cz101", "body": body}


OPS = [op(1, '{"key":"' + KEY.hex() + '","item":"QX-001"}'),
       op(6, '{"number":"1","receipt":"0001000017","query_code":"123456","date":"2026-11-22"}'),
       op(11, '{"text":"later"}'), op(11, '{"text":"later still"}')]


def salt(seq):
    return digest(SUITE, b"jiujin-salt-1", KEY, LOG, seq.to_bytes(8, "big"))


def main():
    heads = [digest(SUITE, b"jiujin-chain-1", LOG, bytes([SUITE]))]
    headers = []
    for seq, one in enumerate(OPS, 1):
        commitment = digest(SUITE, b"jiujin-body-1", salt(seq), one["body"].encode())
        headers.append(header(one, commitment))
        heads.append(digest(SUITE, heads[-1], headers[-1]))
    last = len(OPS)
    message = (b"jiujin-countersigned-1" + COUNTY + STATION + LOG + last.to_bytes(8, "big") +
               COUNTY_MS.to_bytes(8, "big") + heads[last])
    signature = sm2_sign(COUNTY_KEY, ONE_TIME, message)
    proof = {"format": "jiujin-proof-1",
             "county": {"name": "青溪县", "incarnation": COUNTY.hex(), "suite": SUITE},
             "station": STATION.hex(), "log": {"incarnation": LOG.hex(), "suite": SUITE},
             "op": {"seq": 2, "header": headers[1].hex(), "salt": salt(2).hex(),
                    "body": OPS[1]["body"]},
             "before": heads[1].hex(), "after": [one.hex() for one in headers[2:]],
             "countersigned": {"seq": last, "county_ms": COUNTY_MS, "signature": signature.hex()}}
    payload = varint(last) + varint(COUNTY_MS) + varint(len(signature)) + signature
    with open(os.path.join(HERE, "proof_v1.json"), "w", encoding="utf-8") as out:
        json.dump({"payload": payload.hex(), "signed": message.hex(), "head": heads[last].hex(),
                   "county_key": sm2_public(COUNTY_KEY).hex(), "proof": proof}, out,
                  ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
