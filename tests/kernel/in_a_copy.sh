# Functions for the scripts beside this one, which try a kernel that is built in another way. They
# read $root, $python and $build.

# Build with the given options of cmake, from nothing: what an earlier build left may be of other
# headers.
build_kernel() {
    rm -rf "$build"
    mkdir -p "$build/tree"
    "$python" -m cmake -S "$root" -B "$build/cmake" -DPython_EXECUTABLE="$python" \
        -Dnanobind_DIR="$("$python" -m nanobind --cmake_dir)" "$@" > "$build/cmake.log"
    "$python" -m cmake --build "$build/cmake" --parallel 2 > "$build/build.log"
}

# Copy the package and put this kernel into it: the one in use stays as it is.
copy_package() {
    cp -R "$root/src/counterpoise" "$build/tree/"
    rm -f "$build"/tree/counterpoise/kernel/_kernel*.so
    cp "$build"/cmake/_kernel*.so "$build/tree/counterpoise/kernel/"
    # An editable installation finds its own files before PYTHONPATH's.
    cat > "$build/tree/sitecustomize.py" << 'END'
import sys

sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in type(finder).__module__]
END
}

# Run the kernel's tests on it with `run`, which starts Python.
run_tests() {
    run -c "
from counterpoise.kernel import _kernel
assert _kernel.__file__.startswith('$build/tree'), _kernel.__file__"
    run -m pytest "$root/tests/kernel" "$root/tests/neighbors" "$root/tests/space/test_ranges.py" \
        "$root/tests/fuzz/test_kernel.py" -q -p no:cacheprovider "$@"
}
