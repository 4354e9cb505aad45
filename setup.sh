#!/bin/sh
# Set up handtrack in this folder: add the system libraries that are missing (Debian, Ubuntu), make the
# environment .venv and install into it. Running it again does no harm.
#
#   sh setup.sh                      set up for use
#   sh setup.sh --dev                set up for development: editable, with the tools for tests
#   sh setup.sh --libraries [NAME…]  only add missing Debian packages: the libraries, and those named
#   sh setup.sh --packages           only print the names of the libraries' Debian packages
#
# PYTHON=python3.12 sh setup.sh takes that Python. Without it: the first of python3, python3.14 … 3.11
# that is at least 3.11.
set -eu
cd "$(dirname "$0")"

# What the wheels of mediapipe and OpenCV link against (docs/development/dependencies.md).
libraries="libegl1 libgles2 libgl1 libglib2.0-0 libxcb1"

say() { printf '%s\n' "$*" >&2; }
fail() { say "setup.sh: $*"; exit 1; }

# A package counts as installed under its name or under the one it got with 64-bit times (libfoo0t64).
is_installed() {
  for name in "$1" "$1t64"; do
    dpkg-query -W -f='${Status}\n' "$name" 2>/dev/null | grep -q 'ok installed' && return 0
  done
  return 1
}

# Install those of the named Debian packages that are missing.
add_packages() {
  missing=
  for package in "$@"; do
    is_installed "$package" || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  say "Adding Debian packages:$missing"
  install="apt-get install -y --no-install-recommends$missing"
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null; then
    as_root=sudo
  else
    fail "run this as root, then setup.sh again: apt-get update && $install"
  fi
  $as_root apt-get update -q || fail "apt-get update failed; see above"
  # shellcheck disable=SC2086  # words are wanted
  $as_root env DEBIAN_FRONTEND=noninteractive $install -q || fail "apt-get install failed; see above"
}

# Print the first Python that is recent enough and can make environments.
find_python() {
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    "$name" -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    printf '%s\n' "$name"
    return 0
  done
  return 1
}

on_debian() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

extras=
case ${1-} in
  --packages) printf '%s\n' "$libraries"; exit 0 ;;
  --libraries)
    shift
    # shellcheck disable=SC2086  # words are wanted
    add_packages $libraries "$@"
    exit 0
    ;;
  --dev) extras='[dev]' ;;
  '') ;;
  *) fail "unknown option $1; the lines at the top of setup.sh say which there are" ;;
esac

if on_debian; then
  if find_python >/dev/null; then python=; else python="python3 python3-venv"; fi
  # shellcheck disable=SC2086  # words are wanted
  add_packages $libraries $python
elif [ "$(uname -s)" = Linux ]; then
  say "Not Debian or Ubuntu: if handtrack misses a library, install what here is called: $libraries"
fi

python=$(find_python) ||
  fail "no Python 3.11 or later was found (Debian 12 and Ubuntu 24.04 have one); name one as PYTHON=python3.12"
[ -x .venv/bin/pip ] || "$python" -m venv .venv
if [ -n "$extras" ]; then
  .venv/bin/pip install -e ".$extras"
else
  .venv/bin/pip install .
fi
say "Ready. Try: .venv/bin/handtrack score sample_videos/spread.mp4 --exercise 33"
