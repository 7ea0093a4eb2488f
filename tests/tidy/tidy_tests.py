#!/usr/bin/env python3
"""The smells that a build does not notice, found in the tree as it stands.

Each check is a function from a tree (path -> text) to complaints, and has a self-test with one
tree that it must pass and trees that it must not. Needs nothing but Python.
Use: tidy_tests.py CHECK SOURCE_FOLDER | tidy_tests.py CHECK --self-test | tidy_tests.py --list
"""
import os
import pathlib
import re
import sys

LINES_MAX = 500
COLUMNS_MAX = 100
SOURCES = (".h", ".cpp")
LOCAL = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
ANY_INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)
ROOT_ENTRIES = {"localization", "forms", "sync", "client", "installer", "tests", "CMakeLists.txt",
                "CMakePresets.json", "README.md", "LICENSE", "COPYING"}

# Below this line: what each folder may include, longest folder first (architecture of the house).
ENGINE_ROOMS = ("sync/base", "sync/oplog", "sync/envelope", "sync/bundle", "sync/engine",
                "sync/store", "sync/wire", "sync/stick")
MAY_INCLUDE = [
    ("sync/county", ("localization", "forms", "sync")),
    # Lists are folded over the abstract store seam; the stores behind it stay unknown.
    ("sync/casework", ("localization", "forms", "sync/base", "sync/oplog", "sync/casework",
                       "sync/store/log_store.h")),
    ("sync", ("localization",) + ENGINE_ROOMS),
    ("client/ctl", ("localization", "forms", "sync", "client")),
    ("client", ("localization", "forms", "client") + ENGINE_ROOMS + ("sync/casework",)),
    ("forms", ("localization", "forms")),
    ("localization", ("localization",)),
]
# Rooms that get `now` and randomness as arguments and run on whatever thread calls them.
PURE = ("forms/", "sync/oplog/", "sync/bundle/", "sync/engine/", "sync/casework/")
HIDDEN = [
    (re.compile(r"\b(?:system_clock|steady_clock|high_resolution_clock)\s*::\s*now\b"), "a clock"),
    (re.compile(r"(?<![\w.>])(?:std::)?(?:time|clock|gettimeofday|clock_gettime|localtime(?:_r)?)"
                r"\s*\(\s*(?:NULL|nullptr|0|&|CLOCK_|\))"), "a clock"),
    (re.compile(r"\b(?:random_device|mt19937(?:_64)?|default_random_engine|AutoSeeded_RNG)\b"
                r"|(?<![\w.>])s?rand\s*\("), "dice"),
    (re.compile(r"\bstd::(?:jthread|thread|async|condition_variable\w*|(?:\w+_)?mutex|lock_guard"
                r"|unique_lock|scoped_lock|shared_lock|call_once|this_thread)\b"
                r"|#\s*include\s*<(?:thread|mutex|shared_mutex|condition_variable|future)>"),
     "a thread or lock"),
]
WAITS = re.compile(r"\b(?:wxYield\w*|wxSafeYield|YieldFor|wxMilliSleep|wxSleep|wxMicroSleep"
                   r"|sleep_for|sleep_until|usleep|nanosleep)\b|(?<![\w.>:])sleep\s*\(")


def without_comments(text):
    """The code with comments and the insides of strings blanked; line numbers stay."""
    def blank(match):
        piece = match.group(0)
        if piece.startswith("/"):
            return re.sub(r"[^\n]", " ", piece)
        return piece[0] + re.sub(r"[^\n]", " ", piece[1:-1]) + piece[-1]
    token = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\''
    kept = []
    for line in re.split(r"(^\s*#\s*include[^\n]*)", re.sub(r"/\*.*?\*/", blank, text, flags=re.S),
                         flags=re.M):
        kept.append(line if re.match(r"\s*#\s*include", line)
                    else re.sub(token, blank, line, flags=re.S))
    return "".join(kept)


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def sources(tree, folders=("",)):
    for path, text in sorted(tree.items()):
        if path.endswith(SOURCES) and path.startswith(tuple(folders)):
            yield path, text


def hidden_effects(tree):
    """A hidden clock, dice, thread or lock on the lower floors."""
    for path, text in sources(tree, PURE):
        code = without_comments(text)
        for pattern, what in HIDDEN:
            for match in pattern.finditer(code):
                yield f"{path}:{line_of(code, match.start())}: {what}: {match.group(0).strip()}"


def floors(tree):
    """wx outside client/, and includes of a floor that a folder may not know."""
    for path, text in sources(tree):
        if path.startswith("tests/"):
            continue
        for match in ANY_INCLUDE.finditer(text):
            if match.group(1).startswith("wx/") and not path.startswith("client/"):
                yield f"{path}:{line_of(text, match.start())}: wx outside client/"
        allowed = next((may for folder, may in MAY_INCLUDE if path.startswith(folder + "/")), None)
        if allowed is None:
            continue
        for match in LOCAL.finditer(text):
            target = match.group(1)
            if not any(target == room or target.startswith(room + "/") for room in allowed):
                yield (f"{path}:{line_of(text, match.start())}: may not know {target}")


def pumping_waits(tree):
    """A wait that pumps or sleeps where the window lives."""
    for path, text in sources(tree, ("client/",)):
        code = without_comments(text)
        for match in WAITS.finditer(code):
            yield f"{path}:{line_of(code, match.start())}: waits with {match.group(0)}"


def long_files(tree):
    """A file that holds two ideas."""
    for path, text in sorted(tree.items()):
        if path.endswith(SOURCES + (".py", ".sh", ".css", ".tpl")):
            lines = text.count("\n")
            if lines > LINES_MAX:
                yield f"{path}: {lines} lines, at most {LINES_MAX}"


RAW_STRING = re.compile(r'R"(\w*)\((.*?)\)\1"', re.S)


def wide_lines(tree):
    """A line that does not fit beside another; the text of a raw string cannot be broken."""
    for path, text in sources(tree):
        text = RAW_STRING.sub(lambda raw: 'R""' + "\n" * raw.group(0).count("\n"), text)
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS_MAX and "http" not in line:
                yield f"{path}:{number}: {len(line)} columns, at most {COLUMNS_MAX}"


def stray_tests(tree):
    """A test file that is in no target: its folder's CMakeLists.txt, or one above, names it."""
    for path in sorted(tree):
        if not path.startswith("tests/") or not path.endswith(("_tests.cpp", "_tests.py")):
            continue
        folder, name = os.path.split(path)
        named = False
        while folder:
            text = re.sub(r"#[^\n]*", "", tree.get(folder + "/CMakeLists.txt", ""))
            relative = os.path.relpath(path, folder)
            named = named or re.search(r"(?:(?<![\w/])|(?<=\}/))" + relative + r"(?!\w)", text)
            folder = os.path.dirname(folder)
        if not named:
            yield f"{path}: in no target"


def leftovers(tree):
    """Work that was put off."""
    words = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME)\b")
    for path, text in sorted(tree.items()):
        if path.endswith(SOURCES + (".py", ".sh", ".txt", ".md", ".css", ".tpl", ".json", ".po")):
            for match in words.finditer(text):
                yield f"{path}:{line_of(text, match.start())}: {match.group(0)}"


def root_entries(tree):
    """Something at the top level that does not belong there."""
    for entry in sorted({path.split("/")[0] for path in tree}):
        if not entry.startswith(".") and entry not in ROOT_ENTRIES:
            yield f"{entry}: not at the top level"


# For each check: a tree that it accepts, and trees in each of which it must find something.
CHECKS = {
    hidden_effects: (
        {"forms/a.cpp": "// system_clock::now() would be wrong\nint time(int t);\ncase_.time(0);\n"
                        'auto s = "std::mutex";\n',
         "sync/store/a.cpp": "std::mutex m;\n"},
        [{"forms/a.cpp": "auto n = std::chrono::system_clock::now();\n"},
         {"sync/engine/a.cpp": "auto n = std::time(nullptr);\n"},
         {"sync/oplog/a.h": "std::random_device dice;\n"},
         {"sync/bundle/a.cpp": "#include <mutex>\n"},
         {"sync/casework/a.cpp": "std::lock_guard g(m);\n"}]),
    floors: (
        {"client/a.cpp": "#include <wx/frame.h>\n#include \"sync/casework/case.h\"\n",
         "sync/county/a.cpp": '#include "sync/store/sqlite_store.h"\n#include "forms/x.h"\n',
         "client/ctl/a.cpp": '#include "sync/county/server.h"\n',
         "sync/casework/a.cpp": '#include "sync/oplog/op.h"\n#include "forms/x.h"\n'},
        [{"forms/a.cpp": "#include <wx/string.h>\n"},
         {"forms/a.cpp": '#include "sync/oplog/op.h"\n'},
         {"localization/a.h": '#include "forms/x.h"\n'},
         {"sync/engine/a.cpp": '#include "forms/x.h"\n'},
         {"sync/engine/a.cpp": '#include "sync/casework/case.h"\n'},
         {"sync/casework/a.cpp": '#include "sync/store/sqlite_store.h"\n'},
         {"client/views/a.cpp": '#include "sync/county/server.h"\n'},
         {"sync/county/a.cpp": '#include "client/a.h"\n'}]),
    pumping_waits: (
        {"client/a.cpp": "// never wxYield\nm_sleeping = true;\n",
         "sync/wire/a.cpp": "usleep(1);\n"},
        [{"client/a.cpp": "wxYield();\n"}, {"client/a.cpp": "std::this_thread::sleep_for(1s);\n"},
         {"client/views/a.cpp": "  sleep(1);\n"}]),
    long_files: (
        {"forms/a.cpp": "\n" * 500}, [{"forms/a.cpp": "\n" * 501}, {"tests/a.py": "\n" * 501}]),
    wide_lines: (
        {"forms/a.cpp": "字" * 100 + '\nR"x(' + "a" * 101 + '\n)x";\n'},
        [{"forms/a.cpp": "a" * 101 + "\n"}]),
    stray_tests: (
        {"tests/a/CMakeLists.txt": "jiujin_tests(a SOURCES x_tests.cpp b/y_tests.cpp)",
         "tests/a/x_tests.cpp": "", "tests/a/b/y_tests.cpp": ""},
        [{"tests/a/CMakeLists.txt": "jiujin_tests(a SOURCES xx_tests.cpp)",
          "tests/a/x_tests.cpp": ""},
         {"tests/a/CMakeLists.txt": "# x_tests.cpp", "tests/a/x_tests.cpp": ""},
         {"tests/a/x_tests.cpp": ""}]),
    leftovers: (
        {"forms/a.cpp": "todo list\n"},
        [{"forms/a.cpp": "// TO" + "DO: later\n"}, {"README.md": "FIX" + "ME\n"}]),
    root_entries: (
        {"forms/a.cpp": "", ".gitignore": "", "README.md": "", "LICENSE": ""},
        [{"notes.txt": ""}, {"common/a.cpp": ""}]),
}
BY_NAME = {check.__name__: check for check in CHECKS}


def read_tree(root):
    tree = {}
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders if f not in (".git", ".ccache", "build", "__pycache__")]
        for name in files:
            path = pathlib.Path(folder, name)
            try:
                tree[path.relative_to(root).as_posix()] = path.read_text(encoding="utf-8")
            except (UnicodeDecodeError, OSError):
                tree[path.relative_to(root).as_posix()] = ""  # binary: its name still counts
    return tree


def self_test(check):
    good, bad = CHECKS[check]
    found = list(check(good))
    assert not found, f"{check.__name__} complains about a good tree: {found}"
    for tree in bad:
        assert list(check(tree)), f"{check.__name__} overlooks {tree}"


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(BY_NAME))
        return 0
    check = BY_NAME[sys.argv[1]]
    if sys.argv[2] == "--self-test":
        self_test(check)
        return 0
    found = list(check(read_tree(sys.argv[2])))
    for complaint in found:
        print(complaint)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
