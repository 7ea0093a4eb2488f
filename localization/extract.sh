#!/bin/sh
# Lists every sentence for people in the tree, as a .pot file on standard output.
# Use: localization/extract.sh > jiujin.pot
# Then: msgmerge localization/po/zh_CN/ROOM.po jiujin.pot shows what a room still has to translate.
set -eu
cd "$(dirname "$0")/.."
find localization forms sync client -name '*.cpp' -o -name '*.h' | LC_ALL=C sort |
  LC_ALL=C.UTF-8 xgettext --language=C++ --from-code=UTF-8 --files-from=- --no-wrap \
    --keyword --keyword=_t --keyword=_tn:1,2 --keyword=_mark --output=-
