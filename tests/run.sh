#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, and closes with CTest's summary.
#   tests/run.sh [--quick] [--label NAME] [--preset NAME]
# --quick leaves out the journeys; --label runs one kind only (a room's name, or journeys).
set -euo pipefail
cd "$(dirname "$0")/.."
export HOME=${HOME:-~}
preset=dev
select=()
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) select+=(-LE 'journeys|slow') ;;
    --label) select+=(-L "$2"); shift ;;
    --preset) preset=$2; shift ;;
    --help) sed -n '2,4p' "$0"; exit 0 ;;
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
phase "Testing"
export JIUJIN_CORPUS=${JIUJIN_CORPUS:-$(cd .. && pwd)/shared/corpus}
exec ctest --test-dir "build/$preset" -j 2 --output-on-failure "${select[@]}"
