#!/usr/bin/env bash
# Fills a folder with the demo: a county, its staff and catalogue; and a village station.
#   setup.sh county  --bin DIR --county DIR
#   setup.sh station --bin DIR --county DIR --station DIR --server URL [--unsealed]
#   setup.sh people
#   setup.sh code --bin DIR --person ID
# Each can be run again: what is there stays. The county's program has to run before `station`,
# and is found by the station at URL.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
county_name=青溪县
county_division=430190000000
station_name=枫林村便民服务站
station_division=430190101201

usage() { sed -n '2,8p' "$0" | sed 's/^# \{0,1\}//'; }

# The lines of people.tsv without its comments.
people() { grep -v '^#' "$here/people.tsv"; }

begin_county() {
  local id name password roles division unit secret role
  if [ ! -e "$county/county.db" ]; then
    IFS=$'\t' read -r id name password roles division unit secret < <(people)
    JIUJIN_PASSWORD=$password "$bin/jiujinctl" county init --data "$county" \
      --name "$county_name" --division "$county_division" --admin "$id" --admin-name "$name"
  fi
  [ -e "$county/staff.done" ] || while IFS=$'\t' read -r id name password roles division unit secret; do
    local options=()
    for role in ${roles//,/ }; do options+=(--role "$role"); done
    JIUJIN_PASSWORD=$password "$bin/jiujinctl" county user --data "$county" --id "$id" \
      --name "$name" --unit "$unit" --division "$division" "${options[@]}"
    [ "$secret" = - ] || "$bin/jiujinctl" county second-factor "$id" --data "$county" \
      --secret "$secret" --actor gly001
  done < <(people)
  touch "$county/staff.done"
  "$bin/jiujinctl" catalogue publish "$here/catalogue" --county "$county" --staff gly001
}

# "station ID code CODE": of the station as it waits from an earlier try, or of a new one.
station_code() {
  local waiting
  waiting=$("$bin/jiujinctl" county stations --data "$county" |
    awk -v name="$station_name" '$2 == name && /waiting for its code/ {print $1; exit}')
  if [ -n "$waiting" ]; then
    "$bin/jiujinctl" county code "$waiting" --data "$county" --actor gly001
  else
    "$bin/jiujinctl" county station --data "$county" --name "$station_name" \
      --division "$station_division" --level 6 --actor gly001
  fi
}

begin_station() {
  local made code id name password rest
  if "$bin/jiujinctl" --json station status --data "$station" 2>/dev/null |
    grep -q '"enrolled":true'; then
    echo "station $station_name is enrolled already"
  else
    made=$(station_code)
    echo "$made"
    code=${made##* }
    "$bin/jiujinctl" station enrol --server "$server" --code "$code" --data "$station" $unsealed
  fi
  # Staff and catalogue come down with the first exchange, for which somebody opens the station.
  IFS=$'\t' read -r id name password rest < <(people | grep -F "$station_division")
  JIUJIN_STAFF=$id JIUJIN_PASSWORD=$password \
    "$bin/jiujinctl" station sync --once --data "$station"
}

# Who logs in where: the station's window knows its own staff, everybody else works at the console.
say_people() {
  local id name password roles division unit secret place
  while IFS=$'\t' read -r id name password roles division unit secret; do
    place=console
    [ "$division" = "$station_division" ] && place=window
    printf '  %-8s %s  %-13s %s  %s (%s)\n' "$place" "$id" "$password" "$name" "$unit" "$roles"
  done < <(people)
}

# The six digits that this person's app would show now.
say_code() {
  local id name password roles division unit secret
  while IFS=$'\t' read -r id name password roles division unit secret; do
    if [ "$id" = "$1" ] && [ "$secret" != - ]; then
      "$bin/jiujinctl" county one-time-code --secret "$secret"
      return
    fi
  done < <(people)
  echo "setup.sh: $1 has no second factor" >&2
  exit 1
}

what=${1:-}
[ $# -gt 0 ] && shift
bin='' county='' station='' server='' person='' unsealed=''
while [ $# -gt 0 ]; do
  case "$1" in
    --unsealed)  # for tests that look into the station's data
      unsealed=$1
      shift
      continue
      ;;
    --bin) bin=$2 ;;
    --county) county=$2 ;;
    --station) station=$2 ;;
    --server) server=$2 ;;
    --person) person=$2 ;;
    *) echo "setup.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
case "$what" in
  county) begin_county ;;
  station) begin_station ;;
  people) say_people ;;
  code) say_code "$person" ;;
  --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
