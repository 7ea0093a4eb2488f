#!/usr/bin/env bash
# Builds Release and runs the benchmarks; prints a JSON line for each figure:
#   {"name", "value", "unit", "n", "floor", "ratio"}; the floor is measured in the same run.
#   tests/benchmark.sh [GROUP]     without a group: all that stand in tests/benchmarks/*.sh
set -euo pipefail
cd "$(dirname "$0")/.."
groups=()
for script in tests/benchmarks/*.sh; do groups+=("$(basename "$script" .sh)"); done
case "${1:-}" in
  --help) sed -n '2,4p' "$0"; exit 0 ;;
  '') ;;
  *) [ -e "tests/benchmarks/$1.sh" ] || {
       echo "tests/benchmark.sh: no group $1; there are: ${groups[*]}" >&2
       exit 2
     }
     groups=("$1") ;;
esac
build=${JIUJIN_BENCHMARK_BUILD:-build/release}
cmake --preset release -B "$build" -DJIUJIN_TESTS=ON >/dev/null
for group in "${groups[@]}"; do
  # Each script names the targets that it needs in its second line: "# Targets: a b".
  targets=$(sed -n 's/^# Targets: //p' "tests/benchmarks/$group.sh")
  # shellcheck disable=SC2086
  cmake --build "$build" -j "${JIUJIN_JOBS:-2}" --target $targets >&2
  JIUJIN_BIN=$(cd "$build/bin" && pwd) bash "tests/benchmarks/$group.sh"
done
