#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, and closes with CTest's summary.
#   tests/run.sh [--quick] [--label NAME] [--preset NAME]
# --quick leaves out the journeys and the fuzzing; --label runs one kind only (a room's name,
# journeys or fuzz).
set -euo pipefail
cd "$(dirname "$0")/.."
export HOME=${HOME:-~}
preset=dev
select=()
fuzz=yes
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) select+=(-LE 'journeys|slow'); fuzz=no ;;
    --label) select+=(-L "$2"); [ "$2" = fuzz ] || fuzz=no; shift ;;
    --preset) preset=$2; fuzz=no; shift ;;
    --help) sed -n '2,5p' "$0"; exit 0 ;;
    *) echo "tests/run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
  shift
done

# Says what begins, and when: minutes and seconds since this script was started.
phase() { printf '== %d:%02d %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$*"; }

phase "Packages: build, run, test (installer/packages)"
bash installer/install_packages.sh build run test
phase "Configuring build/$preset"
cmake --preset "$preset" >/dev/null
phase "Building"
cmake --build --preset "$preset" -j "${JIUJIN_JOBS:-2}"
fuzzed=0
if [ "$fuzz" = yes ]; then
  phase "Fuzzing: building with clang (build/fuzz)"
  cmake --preset fuzz >/dev/null
  cmake --build --preset fuzz --target fuzzers -j "${JIUJIN_JOBS:-2}"
  phase "Fuzzing: some seconds for each reader of others' bytes"
  ctest --test-dir build/fuzz -L fuzz -j 2 --output-on-failure || fuzzed=$?
fi
phase "Testing"
export JIUJIN_CORPUS=${JIUJIN_CORPUS:-$(cd .. && pwd)/shared/corpus}
tested=0
ctest --test-dir "build/$preset" -j 2 --output-on-failure "${select[@]}" || tested=$?
[ "$fuzzed" -eq 0 ] || echo "A fuzzer found something: see the part on fuzzing above." >&2
exit $((tested > fuzzed ? tested : fuzzed))
