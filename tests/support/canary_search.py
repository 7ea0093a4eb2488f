"""Looks for words in every file below some folders, in whatever dress: UTF-8, UTF-16, GBK, base64, hex,
percent signs, and inside deflated streams (zlib, gzip, raw), wherever they begin."""
import base64
import os
import zlib
from urllib.parse import quote

RAW_BYTES_MAX = 8 << 20  # of a file in which a raw stream is tried at every offset
STREAM_BYTES_MAX = 4 << 20


def base64_cores(data):
    """What base64 makes of `data` at each of the three places where it can begin, without the ends
    that depend on the neighbours."""
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + data)
        first = -(-lead * 8 // 6) if lead else 0
        last = (lead + len(data)) * 8 // 6
        yield text[first:last]


def dresses(word):
    """{bytes to look for: name of the encoding}"""
    found = {}
    for name, codec in (("utf-8", "utf-8"), ("utf-16le", "utf-16-le"), ("utf-16be", "utf-16-be"),
                        ("gbk", "gbk")):
        try:
            plain = word.encode(codec)
        except UnicodeEncodeError:
            continue
        found.setdefault(plain, name)
        found.setdefault(plain.hex().encode(), name + " in hex")
        found.setdefault(plain.hex().upper().encode(), name + " in hex")
        if quote(plain) != word:
            found.setdefault(quote(plain).encode(), name + " with percent signs")
            found.setdefault(quote(plain).lower().encode(), name + " with percent signs")
        for core in base64_cores(plain):
            found.setdefault(core, name + " in base64")
    return found


def inflated(data):
    """The plain bytes of every stream that can be read from some place of `data` on."""
    for at in range(len(data) - 8):
        zlib_header = data[at] & 0x0f == 8 and (data[at] * 256 + data[at + 1]) % 31 == 0
        gzip_header = data[at:at + 3] == b"\x1f\x8b\x08"
        bits = 47 if zlib_header or gzip_header else -15
        if bits < 0 and (len(data) > RAW_BYTES_MAX or data[at] & 6 == 6):
            continue  # too large, or a block type that there is not
        for one in (bits, -15) if bits > 0 and len(data) <= RAW_BYTES_MAX else (bits,):
            stream = zlib.decompressobj(one)
            plain = b""
            try:  # a little first: most places are no stream
                plain = stream.decompress(data[at:at + 512], 4096)
                if len(plain) > 16:
                    plain += stream.decompress(stream.unconsumed_tail + data[at + 512:],
                                               STREAM_BYTES_MAX)
            except zlib.error:
                pass
            if len(plain) > 16:
                yield plain


def files_below(folders):
    for folder in folders:
        for where, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(where, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield path


def find(words, folders):
    """["word, encoding, path"] of everything that was found, names of files included."""
    wanted = {}
    for word in words:
        for data, name in dresses(word).items():
            wanted.setdefault(data, f"{word} as {name}")
    found = set()
    for path in files_below(folders):
        with open(path, "rb") as file:
            data = file.read()
        for look, where in ((os.fsencode(path), "name of the file"), (data, "file")):
            found |= {f"{what}, {where} {path}" for needle, what in wanted.items() if needle in look}
        for plain in inflated(data):
            found |= {f"{what}, deflated, file {path}" for needle, what in wanted.items()
                      if needle in plain}
    return sorted(found)
