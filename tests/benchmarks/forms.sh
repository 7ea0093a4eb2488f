#!/usr/bin/env bash
# Targets: bench_forms
# Figures of the forms engine on large forms, a process for each so that every one starts cold.
set -euo pipefail
corpus=${JIUJIN_CORPUS:-../shared/corpus}/stress
if [ ! -e "$corpus/s1_1000q.xml" ]; then
  echo "forms: skipped, no stress forms at $corpus (set JIUJIN_CORPUS)" >&2
  exit 0
fi
for form in s1 s1b s2 s2x10 s3 s3b; do "$JIUJIN_BIN/bench_forms" "$form" "$corpus"; done
