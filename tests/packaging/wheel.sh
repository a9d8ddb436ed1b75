#!/bin/sh
# Build the source distribution, a wheel from it and nothing else, install that into an empty
# environment, and let SMOTE make the same rows on this processor, with the baseline forced, and,
# where qemu-x86_64 is there, on an emulated processor without AVX (Intel's Nehalem of 2008).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$python" -m build --sdist --outdir "$work/sdist" "$root" > "$work/sdist.log" 2>&1 || { cat "$work/sdist.log"; exit 1; }
"$python" -m venv "$work/clean"
"$work/clean/bin/pip" wheel --quiet --no-deps --wheel-dir "$work/wheel" "$work"/sdist/*.tar.gz
"$work/clean/bin/pip" install --quiet "$work"/wheel/*.whl
ls "$work/sdist" "$work/wheel"
cp "$root/tests/packaging/same_rows.py" "$work/rows.py"
cd "$work"
here=$("$work/clean/bin/python" rows.py)
forced=$(COUNTERPOISE_SIMD=baseline "$work/clean/bin/python" rows.py)
echo "this processor:   $here"
echo "baseline, forced: $forced"
test "${forced%% *}" = baseline
test "${here#* }" = "${forced#* }"
if command -v qemu-x86_64 > /dev/null; then
    # Debian's pyenv and system interpreters alike: qemu needs the program itself, not a link to it.
    old=$(env -u OPENBLAS_CORETYPE qemu-x86_64 -cpu Nehalem "$(readlink -f "$work/clean/bin/python")" -c "
import site, sys
site.addsitedir('$(echo "$work"/clean/lib/python3*/site-packages)')
exec(open('rows.py').read())")
    echo "without AVX:      $old"
    test "${old%% *}" = baseline
    test "${here#* }" = "${old#* }"
else
    echo "without AVX:      not tried, qemu-x86_64 is not installed"
fi
