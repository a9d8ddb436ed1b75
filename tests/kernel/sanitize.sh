#!/bin/sh
# Build the kernel with the address and undefined-behaviour sanitizers and run its tests with it.
# The interpreter is not instrumented, so the sanitizers' library is loaded before it; leaks are not
# looked for, because the interpreter itself leaves memory to the system when it ends.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
build=$root/build/sanitize
rm -rf "$build"  # what an earlier build left may be of other headers
mkdir -p "$build/tree"
"$python" -m cmake -S "$root" -B "$build/cmake" -DCOUNTERPOISE_SANITIZE=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo \
    -DPython_EXECUTABLE="$python" -Dnanobind_DIR="$("$python" -m nanobind --cmake_dir)" > "$build/cmake.log"
"$python" -m cmake --build "$build/cmake" --parallel 2 > "$build/build.log"
# A copy of the package with this kernel in it: the one in use stays as it is.
cp -R "$root/src/counterpoise" "$build/tree/"
rm -f "$build"/tree/counterpoise/kernel/_kernel*.so
cp "$build"/cmake/_kernel*.so "$build/tree/counterpoise/kernel/"
# An editable installation finds its own files before PYTHONPATH's.
cat > "$build/tree/sitecustomize.py" << 'END'
import sys

sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in type(finder).__module__]
END
compiler=${CXX:-c++}
run() {
    env ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONPATH="$build/tree" \
        LD_PRELOAD="$("$compiler" -print-file-name=libasan.so) $("$compiler" -print-file-name=libubsan.so) $("$compiler" -print-file-name=libstdc++.so)" \
        "$python" "$@"
}
run -c "
from counterpoise.kernel import _kernel
assert _kernel.__file__.startswith('$build/tree'), _kernel.__file__"
run -m pytest "$root/tests/kernel" "$root/tests/neighbors" "$root/tests/space/test_ranges.py" "$root/tests/fuzz/test_kernel.py" -q -p no:cacheprovider "$@"
