#!/usr/bin/env bash
# Targets: jiujinctl jiujin-county bench_sync
# Figures of sync: the log and the store by themselves, then station and county over loopback.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/jiujin-benchmark-XXXXXX")
trap 'rm -rf "$work"' EXIT
"$JIUJIN_BIN/bench_sync" "$work/store"
python3 "$here/sync_figures.py" "$work"
