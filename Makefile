# One way in for each task. Everything happens in .venv, which the first target that needs it builds.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CPP := $(wildcard src/counterpoise/kernel/*/*.[ch]pp src/counterpoise/kernel/*/*/*.[ch]pp)
NATIVE := CMakeLists.txt $(CPP)
FORMATTED := $(CPP) $(wildcard tests/kernel/*.hpp benchmarks/*.c)

.PHONY: setup demo truth test test-all quick check lint types docs docs-links doctest sanitize emulate fuzz wheel aarch64 release-check bench evidence verdicts bench-variants bench-files bench-spark digests beside public-names clean

setup: $(VENV)/dev.stamp  ## build .venv with the package and all development tools

# What the system must have is looked for, and installed where that is allowed, before anything else.
$(BIN)/python:
	@PYTHON=$(PYTHON) tools/prepare.sh build
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"

$(VENV)/demo.stamp: pyproject.toml $(NATIVE) | $(BIN)/python
	$(BIN)/pip install --quiet --editable ".[demo]"
	@touch $@

$(VENV)/system.stamp:
	@PYTHON=$(PYTHON) tools/prepare.sh test
	@mkdir -p $(VENV) && touch $@

$(VENV)/dev.stamp: $(VENV)/system.stamp $(VENV)/demo.stamp
	$(BIN)/pip install --quiet --group dev
	$(BIN)/pip install --quiet --no-deps smote-variants==1.0.1  # asks for TensorFlow, and does without
	@touch $@

demo: $(VENV)/demo.stamp  ## balance a real table and draw it before and after
	$(BIN)/python examples/demo.py

test: $(VENV)/dev.stamp  ## run all tests
	$(BIN)/python -m pytest -n 2 --dist worksteal

test-all: $(VENV)/dev.stamp  ## run all tests and the whole grids of which `make test` runs a part
	$(BIN)/python -m pytest -n 2 --dist worksteal --whole

quick: $(VENV)/dev.stamp  ## run the core claims of every room, in under a minute
	$(BIN)/python -m pytest -n 2 --dist worksteal -m quick

check: lint types docs doctest  ## lint, types, docs and doctests

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/clang-format --dry-run -Werror $(FORMATTED)
	$(BIN)/codespell

types: $(VENV)/dev.stamp
	$(BIN)/mypy

docs: $(VENV)/dev.stamp  ## build the documentation; examples that did not change are not run again
	$(BIN)/python -m sphinx -q -W --keep-going -b html docs docs/_build/html

docs-links: docs  ## follow every link of the documentation, and tell which cannot be reached from here
	rm -rf docs/_build/links
	$(BIN)/python -m sphinx -Q --keep-going -D plot_gallery=0 -b linkcheck docs docs/_build/links || true
	$(BIN)/python tools/check_links.py docs/_build/html docs/_build/links/output.json

doctest: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --doctest-modules src README.md CONTRIBUTING.md docs --doctest-glob='*.md' --doctest-glob='*.rst' --doctest-continue-on-failure --ignore-glob='docs/*.py' --ignore=docs/_build --ignore=docs/api/generated --ignore=docs/gallery --ignore=docs/applications

sanitize: $(VENV)/dev.stamp  ## run the kernel's tests under address and undefined-behaviour sanitizers
	tests/kernel/sanitize.sh -n 2

emulate: $(VENV)/dev.stamp  ## run the kernel's tests on AVX-512's levels too, compiled for a processor without it
	tests/kernel/emulate_avx512.sh -n 2

release-check: $(VENV)/release.stamp  ## build the release, and try it on each Python that is here
	$(BIN)/python tools/release_check.py

$(VENV)/release.stamp: $(VENV)/dev.stamp
	$(BIN)/pip install --quiet --group release
	@touch $@

MINUTES ?= 10
fuzz: $(VENV)/dev.stamp  ## try new inputs for MINUTES (10), tell how many ran and what they found
	PYTHONPATH=tests $(BIN)/python -m fuzz.run --minutes $(MINUTES)

wheel: $(VENV)/dev.stamp  ## build the sdist and a wheel of it, and try the wheel also without AVX (with qemu-x86_64)
	tests/packaging/wheel.sh

aarch64: $(BIN)/python  ## build a wheel for 64-bit Arm, and run the kernel's tests with it on emulated processors (Debian only)
	@PYTHON=$(PYTHON) tools/prepare.sh aarch64
	tests/packaging/aarch64.sh

bench: $(VENV)/bench.stamp  ## time the neighbours and the samplers against their peers (over an hour)
	$(BIN)/python benchmarks/neighbors.py
	$(BIN)/python benchmarks/neighbors.py --growth
	$(BIN)/python benchmarks/neighbors.py --sweep
	$(BIN)/python benchmarks/samplers.py --copy
	$(BIN)/python benchmarks/samplers.py --memory
	$(BIN)/python benchmarks/imports.py
	$(BIN)/python benchmarks/overheads.py
	$(BIN)/python benchmarks/samplers.py

truth: $(VENV)/dev.stamp  ## put diagnose and quality to the test where the truth is known
	$(BIN)/python benchmarks/truth.py
	$(BIN)/python benchmarks/plausibility.py
	$(BIN)/python benchmarks/decisions.py
	$(BIN)/python benchmarks/probabilities.py

evidence: $(VENV)/evidence.stamp  ## put the literature's findings to the test on real tables (resumable)
	$(BIN)/python benchmarks/evidence.py --claims docs/outputs/evidence.csv
	$(BIN)/python benchmarks/ranking.py

public-names: $(VENV)/dev.stamp  ## list what users write, after a change of it that is meant
	$(BIN)/python benchmarks/public_names.py

verdicts: $(VENV)/dev.stamp  ## how often verdicts are right on simulated tables, and what each test finds (resumable)
	$(BIN)/python benchmarks/verdicts.py
	$(BIN)/python benchmarks/power.py
	$(BIN)/python benchmarks/power.py --tables 60 --rare 10 --sizes --journal power-few.journal
	$(BIN)/python benchmarks/budget.py

bench-variants: $(VENV)/bench.stamp  ## time every method against smote-variants or imbalanced-learn
	$(BIN)/python benchmarks/variants.py
	$(BIN)/python benchmarks/variants.py --growth
	$(BIN)/python benchmarks/variants.py --large

bench-files: $(VENV)/bench.stamp  ## time the command on large files, and plot its memory over rows
	$(BIN)/python benchmarks/files.py
	$(BIN)/python benchmarks/files.py --plot

bench-spark: $(VENV)/dev.stamp  ## balance 1 to 20 million rows on Spark beside reading and writing them
	$(BIN)/python benchmarks/spark.py

digests: $(VENV)/dev.stamp  ## compare all answers with those of the commit OLD, bit for bit (or of OLD_FILE)
	$(BIN)/python benchmarks/digests.py $(if $(OLD_FILE),--old-file $(OLD_FILE),--old "$(OLD)")

beside: $(VENV)/dev.stamp  ## time neighbours, samplers and files beside those of the commit OLD
	$(BIN)/python benchmarks/beside.py --old "$(OLD)"

$(VENV)/evidence.stamp: $(VENV)/dev.stamp
	$(BIN)/pip install --quiet --group evidence
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp
	$(BIN)/pip install --quiet --group bench
	@touch $@

clean:
	rm -rf build dist docs/_build docs/api/generated docs/gallery docs/applications demo-output bench-output fuzz-output .pytest_cache .mypy_cache .ruff_cache .hypothesis
