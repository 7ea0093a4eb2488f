#!/usr/bin/env bash
# Sets up and opens the demo on a fresh Debian 12 machine: installs what is missing, builds, starts
# a county on loopback with its embedded database, publishes the demo catalogue, enrols a village
# station and opens the desktop client. Asks nothing; can be run again.
#   run.sh              the demo; closing the client leaves the county running
#   run.sh --headless   the whole journey of six items in a virtual display, each step with its time,
#                       screenshot and document in a folder that is named; [--items N] plays only
#                       the first N of five plans
#   run.sh --code ID    the six digits that sign this person in at the console now, beside the password
#   run.sh --stop       ends what it started; everything stays on the disk
# State lies in ${XDG_STATE_HOME:-~/.local/state}/jiujin-demo. JIUJIN_DEMO_PORT chooses the port of
# the first start, JIUJIN_JOBS how many compilers run at once, DISPLAY where the client opens.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
export HOME=${HOME:-~}
state=${XDG_STATE_HOME:-$HOME/.local/state}/jiujin-demo
bin=$root/build/release/bin
jobs=${JIUJIN_JOBS:-$(nproc)}

say() { printf '== %s\n' "$*"; }

build() {
  local lists=(build run)
  local targets=(jiujin jiujin-county jiujinctl)
  if [ "$1" = headless ]; then
    lists+=(test)
    targets+=(jiujin_fault_proxy)
  fi
  say "Packages: ${lists[*]} (installer/packages)"
  bash "$root/installer/install_packages.sh" "${lists[@]}"
  say "Building into build/release with $jobs jobs (the first time takes some minutes)"
  (cd "$root" && cmake --preset release >/dev/null &&
    cmake --build --preset release -j "$jobs" --target "${targets[@]}" | tail -n 1)
}

# The process that FILE names, as long as it is still the program that was started.
running() {
  local file=$1 program=$2 pid
  [ -s "$file" ] || return 1
  pid=$(cat "$file")
  [ "$(basename "$(readlink "/proc/$pid/exe" 2>/dev/null | sed 's/ (deleted)$//')")" = "$program" ]
}

stop_one() {
  local file=$1 program=$2 pid
  if ! running "$file" "$program"; then
    say "$program does not run"
    rm -f "$file"
    return 0
  fi
  pid=$(cat "$file")
  say "Stopping $program (process $pid)"
  kill -TERM "$pid"
  for _ in $(seq 150); do
    running "$file" "$program" || break
    sleep 0.1
  done
  if running "$file" "$program"; then kill -KILL "$pid"; fi
  rm -f "$file"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

choose_port() {
  [ -s "$state/port" ] && return 0
  local port=${JIUJIN_DEMO_PORT:-8650}
  while ! port_is_free "$port"; do port=$((port + 1)); done
  echo "$port" >"$state/port"
}

start_county() {
  if running "$state/county.pid" jiujin-county; then
    say "The county runs already (process $(cat "$state/county.pid"))"
    return 0
  fi
  if ! port_is_free "$port"; then
    echo "error: port $port, which the demo station knows its county by, is taken by another program" >&2
    exit 1
  fi
  "$bin/jiujin-county" --data "$state/county" --port "$port" \
    </dev/null >>"$state/county.log" 2>&1 &
  echo $! >"$state/county.pid"
  disown
  for _ in $(seq 100); do
    port_is_free "$port" || return 0
    running "$state/county.pid" jiujin-county || break
    sleep 0.1
  done
  echo "error: the county did not start; see $state/county.log" >&2
  exit 1
}

open_client() {
  if running "$state/client.pid" jiujin; then
    say "The client is open already (process $(cat "$state/client.pid"))"
    return 0
  fi
  if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    say "There is no display to open the client on. On a desktop run this again, or play the" \
      "whole journey without one: bash installer/run.sh --headless"
    return 0
  fi
  say "Opening the client; its log: $state/client.log"
  "$bin/jiujin" --data "$state/station" --language zh_CN >>"$state/client.log" 2>&1 &
  echo $! >"$state/client.pid"
  local status=0
  wait $! || status=$?
  rm -f "$state/client.pid"
  [ $status -ne 143 ] || exit 0  # --stop ended it, in another terminal, and ends the county too
  [ $status -eq 0 ] || say "The client ended with error $status; see $state/client.log"
}

demo() {
  build demo
  mkdir -p "$state"
  choose_port
  port=$(cat "$state/port")
  say "The county: $state/county"
  bash "$root/installer/demo/setup.sh" county --bin "$bin" --county "$state/county"
  start_county
  say "The village station: $state/station"
  bash "$root/installer/demo/setup.sh" station --bin "$bin" --county "$state/county" \
    --station "$state/station" --server "https://127.0.0.1:$port"
  say "The county's console: https://127.0.0.1:$port/ (a browser does not know the county's own" \
    "authority, $state/county/tls/authority.pem, until it is told)"
  say "It asks for six digits beside the password: bash installer/run.sh --code NUMBER tells them"
  say "Log-ins, fictional people with passwords for this demo only (where, number, password, name):"
  bash "$root/installer/demo/setup.sh" people
  open_client
  say "The county goes on running; bash installer/run.sh --stop ends it"
}

headless() {
  build headless
  local folder
  folder=$state/journeys/$(date +%Y%m%d-%H%M%S)
  mkdir -p "$folder"
  say "The journey keeps its screenshots, documents and logs in $folder"
  exec /usr/bin/python3 "$root/tests/journeys/journey.py" --bin "$bin" --folder "$folder" "$@"
}

case "${1:-}" in
  '') demo ;;
  --headless) shift; headless "$@" ;;
  --code) bash "$root/installer/demo/setup.sh" code --bin "$bin" --person "${2:-}" ;;
  --stop)
    stop_one "$state/client.pid" jiujin
    stop_one "$state/county.pid" jiujin-county
    ;;
  --help) sed -n '2,13p' "$0" | sed 's/^# \{0,1\}//' ;;
  *) echo "run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
esac
