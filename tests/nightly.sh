#!/usr/bin/env bash
# What takes hours: ten million simulated worlds, thousands of killed programs, a storm of stations,
# and fuzzers from new seeds, which go on from what earlier nights found (build/fuzz/nightly).
#   tests/nightly.sh [--worlds N] [--kills N] [--seed N] [--fuzz SECONDS for each]
# Seeds are printed; that of the worlds is today's date unless given. Ends at the first broken
# promise.
set -euo pipefail
cd "$(dirname "$0")/.."
worlds=10000000 kills=3000 fuzz=600 seed=$(date +%Y%m%d)0000000
while [ $# -gt 1 ]; do
  case "$1" in
    --worlds) worlds=$2 ;;
    --kills) kills=$2 ;;
    --seed) seed=$2 ;;
    --fuzz) fuzz=$2 ;;
    *) break ;;
  esac
  shift 2
done
[ $# -eq 0 ] || { sed -n '2,6p' "$0" >&2; exit 2; }
echo "seed $seed"
for preset in dev release; do cmake --preset $preset >/dev/null; done
cmake --build --preset release -j "${JIUJIN_JOBS:-2}" --target jiujin_simulate
cmake --build --preset dev -j "${JIUJIN_JOBS:-2}" \
  --target jiujinctl jiujin-county jiujin_fault_proxy jiujin_die_at_call
cores=$(nproc)
share=$(((worlds + cores - 1) / cores))
players=()
for ((core = 0; core < cores; ++core)); do
  build/release/bin/jiujin_simulate --seed $((seed + core * share)) --runs "$share" &
  players+=($!)
done
for player in "${players[@]}"; do wait "$player"; done
build/release/bin/jiujin_simulate --seed "$seed" --stations 1388
python3 tests/faults/kill_loops.py build/dev/bin --stride 1 --kills "$kills" --seed "$seed"
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "${JIUJIN_JOBS:-2}" --target fuzzers
for fuzzer in build/fuzz/bin/fuzz_*; do
  fuzz_seed=$((RANDOM * 32768 + RANDOM + 1))
  echo "$(basename "$fuzzer") seed $fuzz_seed"
  tests/fuzz/run.sh "$fuzzer" "$fuzz" "$fuzz_seed" "build/fuzz/nightly/$(basename "$fuzzer")" --keep
done
