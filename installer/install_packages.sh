#!/usr/bin/env bash
# Installs what is missing of the named package lists: install_packages.sh build run test
# Asks nothing; does nothing when all is there; says what it lacks when it may not install.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
if ! command -v apt-get >/dev/null 2>&1; then
  echo "error: there is no apt-get; elsewhere than on Debian 12 install what is named in" \
    "$here/packages yourself" >&2
  exit 1
fi
missing=()
for list in "$@"; do
  while read -r package || [ -n "$package" ]; do
    case "$package" in ''|'#'*) continue ;; esac
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' ||
      missing+=("$package")
  done <"$here/packages/$list.txt"
done
[ ${#missing[@]} -eq 0 ] && exit 0
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  # Without a terminal sudo may not ask for a password.
  if command -v sudo >/dev/null 2>&1 && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
  else
    cat >&2 <<END
error: ${#missing[@]} packages are missing, and only root may install them (no sudo answers here).
As root run these two, then this again:
  apt-get update
  apt-get install -y --no-install-recommends ${missing[*]}
END
    exit 1
  fi
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}"
[ ${#missing[@]} -lt 20 ] || echo "(about half a gigabyte to fetch on a bare system; it takes some minutes)"
if ! "${as_root[@]}" apt-get update -qq ||
  ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
  echo "error: apt-get could not install them; what it says stands above" >&2
  exit 1
fi
