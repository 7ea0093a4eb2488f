#!/usr/bin/env bash
# What takes hours: ten million simulated worlds, thousands of killed programs, a storm of stations,
# the rooms' tests under the sanitizers, a former version beside this one, and fuzzers from new seeds,
# which go on from what earlier nights found (build/fuzz/nightly).
#   tests/nightly.sh [--worlds N] [--stations N] [--kills N] [--stride N] [--fuzz SECONDS for each]
#                    [--sanitize "asan tsan"] [--former COMMIT] [--seed N] [--builds FOLDER]
# 0 leaves a part out. --stride: programs die at every N-th of their calls. --former: by itself the
# last one that spoke protocol 1 alone. Seeds are printed; that of the worlds is today's date unless
# given. Ends at the first broken promise.
set -euo pipefail
cd "$(dirname "$0")/.."
worlds=10000000 stations=1388 kills=3000 stride=1 fuzz=600 seed=$(date +%Y%m%d)0000000
sanitize="asan tsan" former=81a416c builds=build
while [ $# -gt 1 ]; do
  case "$1" in
    --worlds) worlds=$2 ;;
    --stations) stations=$2 ;;
    --kills) kills=$2 ;;
    --stride) stride=$2 ;;
    --fuzz) fuzz=$2 ;;
    --sanitize) sanitize=$2 ;;
    --former) former=$2 ;;
    --seed) seed=$2 ;;
    --builds) builds=$2 ;;
    *) break ;;
  esac
  shift 2
done
[ $# -eq 0 ] || { sed -n '2,9p' "$0" >&2; exit 2; }

# PRESET TARGET...
build() {
  cmake --preset "$1" -B "$builds/$1" >/dev/null
  cmake --build "$builds/$1" -j "${JIUJIN_JOBS:-2}" --target "${@:2}"
}

echo "seed $seed"
if [ "$worlds" -gt 0 ] || [ "$stations" -gt 0 ]; then build release jiujin_simulate; fi
if [ "$worlds" -gt 0 ]; then
  cores=$(nproc)
  share=$(((worlds + cores - 1) / cores))
  players=()
  for ((core = 0; core < cores; ++core)); do
    "$builds/release/bin/jiujin_simulate" --seed $((seed + core * share)) --runs "$share" &
    players+=($!)
  done
  for player in "${players[@]}"; do wait "$player"; done
fi
if [ "$stations" -gt 0 ]; then
  "$builds/release/bin/jiujin_simulate" --seed "$seed" --stations "$stations"
  build release jiujinctl jiujin-county
  python3 tests/faults/storm.py "$builds/release/bin" --stations "$stations"
fi
if [ "$kills" -gt 0 ]; then
  build dev jiujinctl jiujin-county jiujin_fault_proxy jiujin_die_at_call
  python3 tests/faults/kill_loops.py "$builds/dev/bin" --stride "$stride" --kills "$kills" \
    --seed "$seed"
  for change in new_data_key sealed_backup; do
    python3 "tests/faults/$change.py" "$builds/dev/bin" --stride "$stride"
  done
fi
if [ "$former" != 0 ]; then
  build dev jiujinctl jiujin-county
  tree=$builds/former/tree
  if [ ! -e "$tree" ]; then git worktree add --detach "$tree" "$former"; fi
  git -C "$tree" checkout -q --detach "$former"
  cmake --preset dev -S "$tree" -B "$builds/former/build" >/dev/null
  cmake --build "$builds/former/build" -j "${JIUJIN_JOBS:-2}" --target jiujinctl jiujin-county
  python3 tests/faults/other_version.py "$builds/dev/bin" "$builds/former/build/bin"
fi
if [ "$sanitize" != 0 ]; then
  for preset in $sanitize; do
    build "$preset" unit_tests
    ctest --test-dir "$builds/$preset" -j "${JIUJIN_JOBS:-2}" --output-on-failure \
      -LE 'client_views|ctl|faults|fuzz|journeys|simulation|tidy'
  done
fi
if [ "$fuzz" -gt 0 ]; then
  build fuzz fuzzers
  for fuzzer in "$builds"/fuzz/bin/fuzz_*; do
    fuzz_seed=$((RANDOM * 32768 + RANDOM + 1))
    name=$(basename "$fuzzer")
    echo "$name seed $fuzz_seed"
    tests/fuzz/run.sh "$fuzzer" "$fuzz" "$fuzz_seed" "$builds/fuzz/nightly/$name" --keep
  done
fi
