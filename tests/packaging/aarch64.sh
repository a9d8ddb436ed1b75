#!/bin/sh
# Build a wheel for 64-bit Arm on another processor, and run the kernel's tests with it on emulated
# processors: one that has NEON alone, and one that has all that the kernel knows. Debian's Python
# and libraries for Arm are unpacked under build/aarch64 and nowhere else; the system has what
# `tools/prepare.sh aarch64` installs. Emulation tells whether answers are right, never how fast.
#   tests/packaging/aarch64.sh [PYTEST-ARGUMENT...]
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$root/.venv/bin/python}
work=$root/build/aarch64
system=$work/system
apt=$work/apt
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64)
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$system"

# A list of packages of its own, in which nothing is installed, so that all that Python needs comes.
cat > "$apt/conf" <<END
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
END
: > "$apt/status"
if [ ! -e "$work/system.stamp" ]; then
    export APT_CONFIG="$apt/conf"
    apt-get update -qq
    apt-get install -qq -y --no-install-recommends --download-only python3-minimal libpython3-stdlib libpython3-dev libstdc++6 > "$work/apt.log"
    for package in "$apt"/cache/archives/*.deb; do dpkg-deb --extract "$package" "$system"; done
    unset APT_CONFIG
    "$python" -m compileall -q -j 2 "$system/usr/lib/python3.11" > /dev/null
    touch "$work/system.stamp"
fi
version=$(cd "$system/usr/bin" && ls python3.?? | sed 's/python//')
"$python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$version')" || {
    echo "Debian's Python for Arm is $version, and $python is not: make aarch64 PYTHON=/path/to/python$version in a new .venv" >&2
    exit 1
}

# The wheel, from the source tree.
cat > "$work/toolchain.cmake" <<END
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(Python_INCLUDE_DIR $system/usr/include/python$version)
# Debian keeps this processor's pyconfig.h apart.
include_directories(SYSTEM $work/include)
END
mkdir -p "$work/include"
rm -rf "$work/include/aarch64-linux-gnu" "$work/wheel"
cp -R "$system/usr/include/aarch64-linux-gnu/python$version" "$work/pyconfig.new"
mkdir -p "$work/include/aarch64-linux-gnu" && mv "$work/pyconfig.new" "$work/include/aarch64-linux-gnu/python$version"
_PYTHON_HOST_PLATFORM=linux-aarch64 SETUPTOOLS_EXT_SUFFIX=".cpython-$(echo "$version" | tr -d .)-aarch64-linux-gnu.so" \
    CMAKE_TOOLCHAIN_FILE="$work/toolchain.cmake" CMAKE_BUILD_PARALLEL_LEVEL=${JOBS:-2} \
    "$python" -m pip wheel --quiet --no-deps --wheel-dir "$work/wheel" "$root"
ls "$work/wheel"

# What its tests and it need, from wheels for Arm, once; and itself.
tag=$(echo "$version" | tr -d .)
install() {
    "$python" -m pip install --quiet --only-binary=:all: --python-version "$version" --implementation cp \
        --abi "cp$tag" --abi abi3 --abi none --platform linux_aarch64 --platform manylinux_2_28_aarch64 \
        --platform manylinux_2_27_aarch64 --platform manylinux_2_17_aarch64 --platform manylinux2014_aarch64 --platform any "$@"
}
if [ ! -e "$work/needed.stamp" ]; then
    install --target "$work/needed" "$work"/wheel/*.whl hypothesis imbalanced-learn nanobind pandas polars pyarrow pytest
    rm -rf "$work"/needed/counterpoise*
    touch "$work/needed.stamp"
fi
rm -rf "$work/own"
install --no-deps --target "$work/own" "$work"/wheel/*.whl

# An interpreter that a test can call as it calls its own.
cat > "$work/python" <<END
#!/bin/sh
exec $emulator -cpu "\${ARM:-max}" -L "$system" -E PYTHONPATH="$work/own:$work/needed" -E PYTHONDONTWRITEBYTECODE=1 "$system/usr/bin/python$version" "\$@"
END
chmod +x "$work/python"
cat > "$work/own/sitecustomize.py" <<END
import sys

sys.executable = "$work/python"
END
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE PYTHONPATH  # of this processor and this Python
same_rows() {
    said=$(ARM="$2" "$work/python" "$root/tests/packaging/same_rows.py")
    echo "$2: $said"
    test "${said%% *}" = "$1"
}
same_rows baseline cortex-a72
same_rows dotprod neoverse-n1
same_rows bf16 max
cd "$root"
test $# -gt 0 || set -- tests/kernel tests/neighbors tests/fuzz/test_kernel.py
"$work/python" -m pytest -q -p no:cacheprovider "$@"
