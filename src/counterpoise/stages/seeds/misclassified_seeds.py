"""Rows grow that classifiers get wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Use
from counterpoise.parameters.constraints import Number
from counterpoise.parameters.threads import one_thread
from counterpoise.space.problem import TableProblem
from counterpoise.stages.seeds.other_neighbours import other_neighbours
from counterpoise.stages.seeds.seeds import Seeds, check_two_rows, collected
from counterpoise.stages.spaces.propensity import standardised

__all__ = ["MisclassifiedSeeds"]

# How many rows vote, as one of the classifiers that are taken where none are given.
_NEAREST = 5


class MisclassifiedSeeds(Seeds):
    """Rows of the class that most of some classifiers get wrong, by cross-validation (SMMO).

    Parameters
    ----------
    classifiers : sequence of classifiers, optional
        Which; None for naive Bayes, linear discriminant analysis, and the vote of the five nearest
        rows, which needs no folds.
    cv : int, default=5
        Folds of the cross-validation.
    """

    why_other_counts = (
        "most of the classifiers get all of its rows right, so that none is hard; use SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "classifiers": [list, tuple, None],
        "cv": [Number(Integral, 2, None, closed="left")],
    }

    def __init__(self, classifiers: Sequence[Any] | None = None, cv: int = 5):
        self.classifiers = classifiers
        self.cv = cv

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        check_two_rows(problem, klass, members)
        wrong = members[self._wrong(problem, klass, members)]
        problem.findings.of(("MisclassifiedSeeds", "rows"))[problem.labels[klass]] = wrong
        if len(wrong):
            yield SeedGroup(klass, wrong, n_new)

    def _wrong(
        self, problem: TableProblem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Return which rows of the class the vote gets wrong; shape (n_members,)."""
        # The products of our own classifiers keep several threads waiting for each other.
        with one_thread("blas") if self.classifiers is None else nullcontext():
            return self._outvoted(problem, klass, members)

    def _outvoted(
        self, problem: TableProblem, klass: int, members: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        from sklearn.model_selection import StratifiedKFold, cross_val_predict

        stream = problem.streams.of_class(klass)
        is_own = problem.target == klass
        fewest = min(int(is_own.sum()), int((~is_own).sum()))
        points = standardised(problem.geometry.embedding(klass))
        classifiers = self._made(stream)
        n_wrong, n_voters = np.zeros(len(members)), len(classifiers)
        if self.classifiers is None:
            k = min(_NEAREST, problem.n_rows - 1)
            n_other, _ = other_neighbours(problem, klass, members, k)
            n_wrong, n_voters = n_wrong + (2 * n_other > k), n_voters + 1
        for classifier in classifiers:
            folds = StratifiedKFold(
                max(2, min(self.cv, fewest)), shuffle=True, random_state=_number(stream)
            )
            try:
                told = cross_val_predict(classifier, points, is_own, cv=folds)
            except (ValueError, TypeError, IndexError) as error:
                raise InvalidInputError(
                    f"classifier {type(classifier).__name__} cannot be fitted to this table "
                    f"({error})",
                    remedy=("give other classifiers, or ", Use("SMOTE")),
                    parameter="classifiers",
                ) from error
            n_wrong += ~np.asarray(told, bool)[members]
        return n_wrong > n_voters / 2

    def check(self) -> None:
        super().check()
        if self.classifiers is not None and not len(self.classifiers):
            raise InvalidInputError(
                "classifiers is empty", remedy="name one at least", parameter="classifiers"
            )

    def _made(self, stream: np.random.RandomState) -> list[Any]:
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
        from sklearn.naive_bayes import GaussianNB

        if self.classifiers is None:
            return [GaussianNB(), LinearDiscriminantAnalysis(solver="lsqr")]
        made = [clone(classifier, safe=False) for classifier in self.classifiers]
        for classifier in made:
            own = classifier.get_params() if hasattr(classifier, "get_params") else {}
            if own.get("random_state", 0) is None:
                classifier.set_params(random_state=_number(stream))
        return made


def _number(stream: np.random.RandomState) -> int:
    """Return a seed that is drawn from a stream."""
    return int(stream.randint(2**31))
