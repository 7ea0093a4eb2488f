#!/usr/bin/env python3
"""A file that a locked station hands over, and answers to it, byte for byte, made from sync/PROTOCOL.md
section 11 without a line of the product's code. Writes carried_v1.json beside itself.
"""
import hashlib
import json
import os

from make_stick_vectors import K, STATION_SIGNING, counted, sm2_public, sm2_sign

HERE = os.path.dirname(os.path.abspath(__file__))
# Any number will do for a key; this one is of no standard.
TRANSPORT = STATION_SIGNING ^ 0x5A5A5A5A


def request():
    county, station, file = b"\xc0" * 16, b"\x77" * 16, "封好的文件 sealed".encode()
    told = len(file).to_bytes(4, "big") + hashlib.sha256(file).digest()
    message = b"jiujin-carried-1" + county + station + told
    signature = sm2_sign(TRANSPORT, K, message)
    return {"county": county.hex(), "station": station.hex(), "file": file.hex(),
            "transport_public": sm2_public(TRANSPORT).hex(), "signed": message.hex(),
            "bytes": (b"JJCF\x01" + station + told + bytes([len(signature)]) + signature + file).hex()}


def answers():
    made = []
    for verdict, cause, answer in ((0, "", b"JJEN and what follows"), (1, "不认识这把密钥", b""),
                                   (2, "设备丢失", b""), (3, "cut", b""), (4, "", b"")):
        made.append({"verdict": verdict, "cause": cause, "answer": answer.hex(),
                     "bytes": (b"JJCA\x01" + bytes([verdict]) + counted(cause.encode()) +
                               answer).hex()})
    return made


if __name__ == "__main__":
    with open(os.path.join(HERE, "carried_v1.json"), "w", encoding="utf-8") as out:
        json.dump({"request": request(), "answers": answers()}, out, indent=1, ensure_ascii=False)
        out.write("\n")
