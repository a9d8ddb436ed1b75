#!/bin/sh
# Build the kernel with the address and undefined-behaviour sanitizers and run its tests with it.
# The interpreter is not instrumented, so the sanitizers' library is loaded before it; leaks are not
# looked for, because the interpreter itself leaves memory to the system when it ends.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
build=$root/build/sanitize
. "$root/tests/kernel/in_a_copy.sh"
build_kernel -DCOUNTERPOISE_SANITIZE=ON -DCMAKE_BUILD_TYPE=RelWithDebInfo
copy_package
compiler=${CXX:-c++}
run() {
    env ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 PYTHONPATH="$build/tree" \
        LD_PRELOAD="$("$compiler" -print-file-name=libasan.so) $("$compiler" -print-file-name=libubsan.so) $("$compiler" -print-file-name=libstdc++.so)" \
        "$python" "$@"
}
run_tests "$@"
