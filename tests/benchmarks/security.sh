#!/usr/bin/env bash
# Targets: bench_security
# What sealing costs: an envelope, a scan that is saved, a morning's log-in.
set -euo pipefail
work=$(mktemp -d "${TMPDIR:-/tmp}/jiujin-benchmark-XXXXXX")
trap 'rm -rf "$work"' EXIT
"$JIUJIN_BIN/bench_security" "$work"
