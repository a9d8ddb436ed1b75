"""What holds for all rooms: the marks that a folder or file gives its tests, and their order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from shared import grids

HERE = Path(__file__).resolve().parent

MARKS = {
    "engines/spark": "spark",
    "faults": "faults",
    "report/test_card_in_browser.py": "browser",
    "report/test_layout.py": "browser",
    "report/test_page.py": "browser",
    "benchmarks/test_truth.py": "truth",
    "benchmarks/test_verdicts.py": "truth",
}
"""What all tests of a folder or file have in common."""

QUICK = [
    "benchmarks/test_keeping.py",
    "cli/test_balance.py::test_the_output_lies",
    "cli/test_balance.py::test_a_pipe_in",
    "cli/test_balance.py::test_wrong_usage",
    "cli/test_failures.py",
    "comparison/test_differences.py",
    "comparison/test_figures.py",
    "core/test_counter_draws.py::test_parts_drawn_apart",
    "core/test_counter_draws.py::test_categories_are_voted",
    "core/test_draws.py",
    "core/test_lineage.py",
    "core/test_rows.py",
    "core/test_grids.py::test_every_format_gets",
    "corpus/test_corpus.py::test_a_hopeless_file",
    "datasets/test_imbalance.py::test_the_rows",
    "diagnosis/test_diagnose.py::test_types",
    "diagnosis/test_diagnose.py::test_every_container",
    "engines/memory/test_balancing.py",
    "engines/spark/test_cell_search.py",
    "engines/spark/test_packing.py",
    "engines/spark/test_partition_scan.py",
    "engines/stream/test_balancing.py::test_streaming_gives_the_bytes_that_memory_gives[smote-",
    "examples/test_demo.py::test_the_bundled",
    "exposure/test_lines.py",
    "faults/test_changing_input.py",
    "formats/columnar/test_types.py::test_a_target_of_any_type",
    "formats/test_files.py",
    "formats/test_folders.py",
    "formats/test_partitions.py",
    "formats/text/test_json_lines.py::test_keys_come",
    "formats/text/test_json_lines.py::test_every_type",
    "formats/text/test_texts.py::test_new_rows_have",
    "fuzz/test_readers.py",
    "methods/cleaning/test_cnn.py::test_a_row_stays",
    "methods/combined/test_smote_rsb.py::test_where_no_new",
    "methods/over/test_geometric.py::test_majority",
    "methods/over/test_mgs.py::test_weights",
    "methods/test_removing_family.py::test_what_stays",
    "methods/test_sampler.py::test_a_clone",
    "methods/test_sampler.py::test_a_fitted_sampler",
    "methods/test_sampler.py::test_our_index",
    "methods/under/test_near_miss.py::test_version",
    "metrics/test_same_values.py::test_the_report",
    "model_selection/test_hardness_folds.py::test_the_folds",
    "models/test_priors.py::test_text_labels",
    "neighbors/test_inputs.py",
    "neighbors/test_exact.py::test_as_many_neighbours",
    "neighbors/test_radius.py::test_sorted_rows",
    "neighbors/test_radius.py::test_equal_distances",
    "kernel/test_rows.py",
    "packaging/test_prepare.py",
    "packaging/test_readme.py::test_the_speeds",
    "parameters/test_bad_input.py::test_too_few_rows",
    "parameters/test_checks.py::test_a_wrong_parameter",
    "parity/test_same_rows.py::test_the_same_seed_gives_the_same_rows[SMOTE-",
    "parity/test_same_rows.py::test_where_every_row",
    "parity/test_same_rows.py::test_parameters_and_defaults",
    "plausibility/test_quality.py::test_smote_contracts",
    "properties/test_statistics.py",
    "report/test_colours.py",
    "report/test_distributions.py",
    "report/test_projection.py",
    "results/test_results.py",
    "space/test_missing_values.py::test_partners_are_the_nearest",
    "stages",
    "tables/test_provenance.py::test_rows_recomputed",
    "tables/test_containers.py::test_the_same_values_in_any_container",
    "targets/test_classes.py",
    "test_house.py",
]
"""The core claims of every room: folders, files, and how the names of tests in a file begin."""


def marks_of(place: str) -> set[str]:
    """Return the marks of a test, named as `file::test` from this folder."""
    marks = {mark for folder, mark in MARKS.items() if is_in(place, folder)}
    return marks | ({"quick"} if any(is_in(place, part) for part in QUICK) else set())


def is_long(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(mark) for mark in ("spark", "faults", "browser", "truth"))


def is_in(place: str, part: str) -> bool:
    """Return whether a test is of a folder or file, or has a name that begins so."""
    if "::" in part:
        return place.startswith(part)
    return Path(place.split("::")[0]).is_relative_to(part)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--whole", action="store_true", help="run the tests marked whole as well")


def pytest_configure(config: pytest.Config) -> None:
    # Modules choose how much they try when they are imported.
    if config.getoption("--whole"):
        os.environ[grids.VARIABLE] = "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--whole"):
        left_out = [item for item in items if item.get_closest_marker("whole")]
        items[:] = [item for item in items if not item.get_closest_marker("whole")]
        config.hook.pytest_deselected(items=left_out)
    for item in items:
        if HERE in item.path.parents:  # doctests are elsewhere
            place = f"{item.path.relative_to(HERE).as_posix()}::{item.name}"
            for mark in sorted(marks_of(place)):
                item.add_marker(mark)
    # What takes longest goes first, so that no worker is left with it when the other has finished,
    # and Spark before all, so that only one of them starts a session.
    items.sort(key=lambda item: (not item.get_closest_marker("spark"), not is_long(item)))
