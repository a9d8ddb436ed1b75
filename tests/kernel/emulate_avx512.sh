#!/bin/sh
# Compile AVX-512's levels from plain C++ (avx512_stand_in.hpp) and run the kernel's tests on them too,
# on a processor that has AVX2 only.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
build=$root/build/stand_in
. "$root/tests/kernel/in_a_copy.sh"
build_kernel -DCOUNTERPOISE_STAND_IN=ON -DCMAKE_BUILD_TYPE=Release
copy_package
run() {
    env PYTHONPATH="$build/tree" "$python" "$@"
}
for level in avx512 vnni; do
    COUNTERPOISE_SIMD=$level run -c "from counterpoise.kernel._kernel import simd_level; assert simd_level() == '$level'"
done
run_tests "$@"
