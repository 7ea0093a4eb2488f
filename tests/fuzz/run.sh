#!/usr/bin/env bash
# Runs one libFuzzer program for a bounded time:
#   tests/fuzz/run.sh PROGRAM SECONDS SEED FOUND [--keep]
# The same seed mutates the same inputs in the same order: FOUND, where new inputs go, is emptied
# first, unless --keep says to go on from what an earlier run left there. An input that breaks
# something is written beside FOUND.
set -euo pipefail
[ $# -ge 4 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
program=$1 seconds=$2 seed=$3 found=$4
name=$(basename "$program")
here=$(cd "$(dirname "$0")" && pwd)
[ "${5:-}" = --keep ] || rm -rf "$found"
mkdir -p "$found"
options=(-seed="$seed" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 -max_len=8192
         -print_final_stats=1 -artifact_prefix="$(dirname "$found")/")
[ ! -e "$here/words/$name" ] || options+=(-dict="$here/words/$name")
export UBSAN_OPTIONS=halt_on_error=1
exec "$program" "${options[@]}" "$found" "$here/corpus/$name"
