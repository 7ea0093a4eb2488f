#!/usr/bin/env bash
# Targets: jiujinctl jiujin-county bench_sync jiujin_simulate
# Figures of sync: the log and the store by themselves, then station and county over loopback.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/jiujin-benchmark-XXXXXX")
trap 'rm -rf "$work"' EXIT
"$JIUJIN_BIN/bench_sync" "$work/store"
python3 "$here/sync_figures.py" "$work"
# Simulated histories a second of one processor; beside it what was asked for.
worlds=3000
rate=$("$JIUJIN_BIN/jiujin_simulate" --seed 1 --runs $worlds | sed -n 's|.* \([0-9]*\) worlds/s$|\1|p')
awk -v rate="$rate" -v n=$worlds 'BEGIN {
  printf "{\"name\": \"sync.simulation_schedules_per_s\", \"value\": %d, \"unit\": \"1/s\", ", rate
  printf "\"n\": %d, \"floor\": 1000, \"ratio\": %.4f}\n", n, rate / 1000 }'
