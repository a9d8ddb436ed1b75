"""Benchmarks that can be stopped go on where they were."""

from __future__ import annotations

from argparse import ArgumentParser

import keeping


def options(path, *words):
    parser = ArgumentParser()
    keeping.add_options(parser, str(path))
    return parser.parse_args(["--jobs", "1", *words])


def test_what_is_known_is_not_computed_again(tmp_path):
    asked = []

    def double(n):
        asked.append(n)
        return 2 * n

    path = tmp_path / "work.journal"
    assert keeping.kept(double, [(1,), (2,)], options(path)) == {(1,): 2, (2,): 4}
    assert keeping.kept(double, [(2,), (3,)], options(path)) == {(2,): 4, (3,): 6}
    assert asked == [1, 2, 3]


def test_a_limit_leaves_the_rest_for_later(tmp_path):
    path = tmp_path / "work.journal"

    def slow(n):
        import time

        time.sleep(0.2)
        return n

    some = keeping.kept(slow, [(n,) for n in range(8)], options(path, "--limit", "0.3"))
    assert 0 < len(some) < 8
    assert len(keeping.kept(slow, [(n,) for n in range(8)], options(path))) == 8


def test_new_code_can_start_anew(tmp_path):
    path = tmp_path / "work.journal"

    def one(n):
        return 1

    keeping.kept(one, [(0,)], options(path))

    def two(n):
        return 2

    two.__name__ = "one"
    assert keeping.kept(two, [(0,)], options(path)) == {(0,): 1}
    assert keeping.kept(two, [(0,)], options(path, "--anew")) == {(0,): 2}


def test_a_line_that_was_cut_off_is_computed_again(tmp_path):
    path = tmp_path / "work.journal"

    def double(n):
        return 2 * n

    keeping.kept(double, [(1,), (2,)], options(path))
    path.write_text(path.read_text()[:-5])
    for _ in range(2):
        assert keeping.kept(double, [(1,), (2,), (3,)], options(path)) == {
            (1,): 2,
            (2,): 4,
            (3,): 6,
        }
