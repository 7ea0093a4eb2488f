#!/usr/bin/env python3
"""The Chinese that people read keeps the punctuation of GB/T 15834 and the shape of its English.

`po`: the rooms' translations under localization/po/zh_CN. `catalogue`: the texts of the
demonstration county and its samples. Names each place. `--self-test` shows that it can fail.
Use: check_chinese.py po|catalogue SOURCE_FOLDER
"""
import json
import pathlib
import re
import sys

from check_translations import entries

HAN = r"[\u3400-\u9fff\uf900-\ufaff]"
CHINESE = re.compile(HAN)
WIDE = HAN[:-1] + r"，。、；：？！（）《》“”]"
# A narrow mark that touches a Chinese character, or stands between two pieces of a Chinese text.
NARROW = re.compile(rf"{WIDE}\s*[,;:()?!]|[,;:()?!]\s*{WIDE}|{HAN}\.(?!\w)|\d~\d")
BLANK = re.compile(rf"{HAN}[ ]+[，。、；：？！（）]|[，。、；：？！（）][ ]+{HAN}")
TWICE = re.compile(r"的的|[，。、；：][，。、；：]")
PLACEHOLDER = re.compile(r"\{\d+\}")
# Members that hold expressions, codes and conditions of the data; nobody reads them on a screen.
CODE_KEYS = {"test", "holds", "when", "needed", "relevant", "required", "required_when", "initial",
             "calculate", "include_test", "value", "code", "id", "en"}


def blemishes(text):
    """What is wrong with one Chinese text, in words."""
    if not CHINESE.search(text):
        return
    narrow = NARROW.search(text)
    if narrow:
        yield f"a narrow mark at \"{narrow.group(0)}\""
    if BLANK.search(text):
        yield "a blank beside a wide mark"
    if TWICE.search(text):
        yield f"\"{TWICE.search(text).group(0)}\""


def po_complaints(name, text):
    for _, msgid, plural, translations in entries(text):
        for chinese in translations:
            found = list(blemishes(chinese))
            # Blanks that set columns apart stand in the English too.
            if "  " in chinese and "  " not in msgid:
                found.append("two blanks")
            for narrow, wide in ((".", "。"), ("?", "？"), (":", "：")):
                # "..." is no end of a sentence, and a mark alone is no sentence.
                ends = msgid.endswith(narrow) and not msgid.endswith("...") and len(msgid) > 1
                if ends != chinese.endswith(wide):
                    found.append(f"the English ends with \"{narrow}\"" if ends
                                 else f"the English does not end with \"{narrow}\"")
            wanted = set(PLACEHOLDER.findall(msgid))
            given = set(PLACEHOLDER.findall(chinese))
            if not wanted <= given | ({"{0}"} if plural else set()) or \
                    not given <= wanted | set(PLACEHOLDER.findall(plural or "")):
                found.append("other placeholders")
            for blemish in found:
                yield f"{name}: {blemish}: {chinese!r} for {msgid!r}"


def texts_of(value, place, key=""):
    """Every text for people in a JSON value: (place, text)."""
    if isinstance(value, dict):
        for name, member in value.items():
            if name not in CODE_KEYS and not (name == "constraint" and place.startswith("rules/")):
                yield from texts_of(member, f"{place}.{name}", name)
    elif isinstance(value, list):
        for i, member in enumerate(value):
            yield from texts_of(member, f"{place}[{i}]", key)
    elif isinstance(value, str):
        yield place, value


def catalogue_complaints(name, value):
    for place, text in texts_of(value, name):
        for blemish in blemishes(text):
            yield f"{place}: {blemish}: {text}"


def self_test():
    def po(english, chinese, plural=""):
        more = f'msgid_plural "{plural}"\nmsgstr[0] ' if plural else "msgstr "
        return len(list(po_complaints("x.po", f'msgid "{english}"\n{more}"{chinese}"\n')))
    assert po("Saved.", "已保存。") == 0
    assert po("{0} case", "{0} 件", "{0} cases") == 0
    assert po("At {0}: {1}", "在 {0}：{1}") == 0
    assert po("8:30 to 12:00", "8:30～12:00 上班") == 0
    for english, chinese in (("Saved.", "已保存"), ("Saved", "已保存。"), ("Saved, sent", "已保存,已传"),
                             ("A (b)", "甲(乙)"), ("Really?", "真的吗"), ("My paper", "我的的材料"),
                             ("Saved, sent", "已保存， 已传"), ("One two", "一  二"),
                             ("{0} of {1}", "{0} 件"), ("Name:", "姓名"), ("1 to 2", "1~2 件")):
        assert po(english, chinese) == 1, (english, chinese)

    def catalogue(value):
        return list(catalogue_complaints("items/A.json", value))
    assert catalogue({"name": {"zh": "甲（乙），8:30～12:00", "en": "a (b), c"}, "holds": "'甲(乙)'"}) == []
    assert catalogue({"materials": [{"name": "户口簿(首页)"}]})[0].startswith(
        "items/A.json.materials[0].name: ")
    assert len(catalogue({"hint": "2~30 个字符"})) == 1


def main():
    if sys.argv[1:] == ["--self-test"]:
        self_test()
        return 0
    what, root = sys.argv[1], pathlib.Path(sys.argv[2])
    lines = []
    if what == "po":
        for file in sorted((root / "localization/po/zh_CN").glob("*.po")):
            lines += po_complaints(file.name, file.read_text(encoding="utf-8"))
    else:
        demo = root / "installer/demo"
        for file in sorted(demo.rglob("*.json")):
            name = str(file.relative_to(demo)).removeprefix("catalogue/")
            lines += catalogue_complaints(name, json.loads(file.read_text(encoding="utf-8")))
    for line in lines:
        print(line)
    print(f"{len(lines)} to mend")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
