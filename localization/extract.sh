#!/bin/sh
# Lists every sentence for people in the tree, as a .pot file on standard output: what the code
# marks, what the makers of documents label, and what stands between [[ and ]] on the desk's pages.
# Use: localization/extract.sh > jiujin.pot
# Then: msgmerge localization/po/zh_CN/ROOM.po jiujin.pot shows what a room still has to translate.
set -eu
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

extract() {
  xgettext --language=C++ --from-code=UTF-8 --no-wrap --files-from=- --output="$work/all.pot" "$@"
}

find localization forms sync client -name '*.cpp' -o -name '*.h' | sort |
  extract --keyword --keyword=_t --keyword=_tn:1,2 --keyword=_mark
find sync/casework/documents -name '*.cpp' | sort |
  extract --join-existing --keyword --keyword=t --keyword=field
grep -oh '\[\[[^]]*\]\]' sync/county/console/templates/*.html | sort -u |
  sed 's/"/\\"/g; s/^\[\[\(.*\)\]\]$/_t("\1");/' > "$work/pages"
echo "$work/pages" | extract --join-existing --keyword --keyword=_t
cat "$work/all.pot"
