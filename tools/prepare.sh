#!/bin/sh
# Install what the system lacks for `make demo` (prepare.sh build), `make test` (prepare.sh test) or `make aarch64`
# (prepare.sh aarch64): by apt, as root or with a sudo that asks for no password. Where that cannot be, say in one
# line what to install, and end.
set -eu
python=${PYTHON:-python3}
missing=
lacks() { missing="$missing $1"; }

has_cxx() { test -n "${CXX:-}" || command -v c++ > /dev/null || command -v g++ > /dev/null || command -v clang++ > /dev/null; }
has_venv() { "$python" -c 'import ensurepip, venv' 2> /dev/null; }
has_headers() {
    "$python" -c 'import os, sys, sysconfig
sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2> /dev/null
}
has_browser() {
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v "$name" > /dev/null && return
    done
    return 1
}

if command -v "$python" > /dev/null; then
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null || {
        echo "counterpoise needs Python 3.11 or newer, which $python is not: make ... PYTHON=/path/to/python" >&2
        exit 1
    }
    has_venv || lacks python3-venv
    has_headers || lacks python3-dev
else
    lacks python3; lacks python3-venv; lacks python3-dev
fi
has_cxx || lacks g++
if [ "$1" = test ]; then
    has_browser || lacks chromium
    command -v chromedriver > /dev/null || lacks chromium-driver
    command -v git > /dev/null || lacks git
elif [ "$1" = aarch64 ]; then
    command -v aarch64-linux-gnu-g++ > /dev/null || lacks g++-aarch64-linux-gnu
    command -v qemu-aarch64-static > /dev/null || command -v qemu-aarch64 > /dev/null || lacks qemu-user-static
fi
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    if command -v sudo > /dev/null && sudo -n true 2> /dev/null; then as_root="sudo -n"; else as_root=no; fi
fi
if command -v apt-get > /dev/null && [ "$as_root" != no ]; then
    echo "installing$missing"
    # shellcheck disable=SC2086  # words are meant to be split
    { $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } \
        > /dev/null && exit 0
fi
echo "please install$missing (Debian's names: apt-get install$missing), then run make again" >&2
exit 1
