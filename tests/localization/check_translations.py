#!/usr/bin/env python3
"""Every sentence for people in the tree has a Chinese translation with the same placeholders.

Reads what localization/extract.sh finds and the rooms' files under localization/po/zh_CN; names
each missing sentence with the place where it stands. `--self-test` shows that it can fail.
Use: check_translations.py SOURCE_FOLDER
"""
import ast
import pathlib
import re
import subprocess
import sys

PLACEHOLDER = re.compile(r"\{\d+\}")


def entries(text):
    """The entries of a .po text: (places, msgid, msgid_plural, [translations])."""
    for block in re.split(r"\n\s*\n", text):
        places, fields, field, fuzzy = [], {}, None, False
        for line in block.splitlines():
            line = line.strip()
            if line.startswith("#:"):
                places += line[2:].split()
            elif line.startswith("#,"):
                fuzzy = fuzzy or "fuzzy" in line
            elif line.startswith("#") or not line:
                continue
            else:
                match = re.match(r'(msgid_plural|msgid|msgstr(?:\[\d\])?)?\s*(".*")$', line)
                if not match:
                    raise ValueError(f"not a .po line: {line}")
                field = match.group(1) or field
                fields[field] = fields.get(field, "") + ast.literal_eval(match.group(2))
        if fields.get("msgid"):
            translations = [fields[f] for f in sorted(fields) if f.startswith("msgstr")]
            yield places, fields["msgid"], fields.get("msgid_plural"), [] if fuzzy else translations


def complaints(found, translated):
    """What is wrong, in lines. `found`: a .pot text; `translated`: .po texts by name."""
    known = {}
    for name, text in sorted(translated.items()):
        for _, msgid, plural, translations in entries(text):
            good = [t for t in translations if t]
            if good and known.setdefault(msgid, (name, good))[1] != good:
                yield f"{name}: {known[msgid][0]} translates otherwise: {msgid}"
            wanted = set(PLACEHOLDER.findall(plural or msgid))
            for translation in good:
                foreign = set(PLACEHOLDER.findall(translation)) - wanted
                if foreign:
                    yield f"{name}: {sorted(foreign)} stands only in the translation of: {msgid}"
    for places, msgid, plural, _ in entries(found):
        if msgid not in known:
            yield f"{' '.join(places) or '?'}: no zh_CN translation of: {msgid}"


def self_test():
    pot = '#: a.cpp:3\nmsgid "Saved"\nmsgstr ""\n\n#: b.cpp:1 b.cpp:9\nmsgid ""\n"{0} "\n"case"\n' \
          'msgid_plural "{0} cases"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    full = {"x.po": 'msgid "Saved"\nmsgstr "已保存"\n\nmsgid "{0} case"\n'
                    'msgid_plural "{0} cases"\nmsgstr[0] "{0} 件"\n'}
    assert list(complaints(pot, full)) == []
    assert list(complaints(pot, {})) == [
        "a.cpp:3: no zh_CN translation of: Saved",
        "b.cpp:1 b.cpp:9: no zh_CN translation of: {0} case"]
    empty = {"x.po": full["x.po"].replace("已保存", "")}
    assert len(list(complaints(pot, empty))) == 1
    fuzzy = {"x.po": "#, fuzzy\n" + full["x.po"]}
    assert len(list(complaints(pot, fuzzy))) == 1
    other = dict(full, **{"y.po": 'msgid "Saved"\nmsgstr "存好了"\n'})
    assert list(complaints(pot, other)) == ["y.po: x.po translates otherwise: Saved"]
    wrong = {"x.po": full["x.po"].replace("{0} 件", "{1} 件")}
    assert len(list(complaints(pot, wrong))) == 1


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    root = pathlib.Path(sys.argv[1])
    found = subprocess.run([root / "localization/extract.sh"], check=True, capture_output=True,
                           text=True).stdout
    files = sorted((root / "localization/po/zh_CN").glob("*.po"))
    lines = list(complaints(found, {f.name: f.read_text(encoding="utf-8") for f in files}))
    for line in lines:
        print(line)
    print(f"{len(lines)} to mend")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
