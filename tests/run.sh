#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, and closes with CTest's summary.
#   tests/run.sh [--quick] [--label NAME] [--preset NAME]
# --quick leaves out the journeys; --label runs one kind only (a room's name, or journeys).
set -euo pipefail
cd "$(dirname "$0")/.."
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
bash installer/install_packages.sh build run test
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" -j "${JIUJIN_JOBS:-2}"
export JIUJIN_CORPUS=${JIUJIN_CORPUS:-$(cd .. && pwd)/shared/corpus}
exec ctest --test-dir "build/$preset" -j 2 --output-on-failure "${select[@]}"
