"""Only the support vectors of a class grow."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem, label_array
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import InvalidInputError, Setting, UnsuitableTableError
from counterpoise.parameters.constraints import NEIGHBOURS, SHARE, Built, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.duration import projected_seconds, tell_if_slow
from counterpoise.stages.seeds.class_sample import class_sample
from counterpoise.stages.seeds.other_neighbours import in_danger, other_neighbours
from counterpoise.stages.seeds.seeds import Seeds

__all__ = ["SupportVectorSeeds", "make_svm"]

# Of the rows in the time of training, and how many rows take seconds.
_EXPONENT, _QUICK_ROWS = 2.0, 10_000


class SupportVectorSeeds(Seeds):
    """Support vectors of the class, those in danger and the safe ones in groups of their own.

    New rows of seeds in danger lie towards their partners; those of safe seeds lie away from
    them, so that the class grows where it has room.

    Parameters
    ----------
    m_neighbors : int or estimator, default=10
        Neighbours, over rows of all classes, that tell danger, safety and noise.
    svm_estimator : estimator, default=SVC(gamma="scale")
        A classifier with a `support_` attribute.
    out_step : float, default=0.5
        Greatest step away from the partner, as a share of the segment.
    svm_rows : int, optional
        How many rows, drawn at random within each class, the machine is fitted on; None for all.
    """

    why_other_counts = (
        "its support vectors are all in danger or all safe, and the share that was drawn for the "
        "other kind is not made; ask for more rows, or use BorderlineSMOTE or SMOTE"
    )
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "m_neighbors": NEIGHBOURS,
        "svm_estimator": [Built(["fit", "predict"]), None],
        "out_step": [SHARE],
        "svm_rows": [Number(Integral, 2, None, closed="left"), None],
    }

    def __init__(
        self,
        m_neighbors: Any = 10,
        svm_estimator: Any = None,
        out_step: float = 0.5,
        svm_rows: int | None = None,
    ):
        self.m_neighbors = m_neighbors
        self.svm_estimator = svm_estimator
        self.out_step = out_step
        self.svm_rows = svm_rows

    @property
    def needs(self) -> Need:
        whole = Need.WHOLE_TABLE if self.svm_rows is None else Need.SAMPLE
        return Need.VALUES | Need.COLLECTED | Need.NEARBY_CLASSES | whole

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        support = self._support_vectors(problem, klass)
        if not len(support):
            raise InvalidInputError(
                f"the machine has no support vector of class {problem.labels[klass]!r}",
                remedy=(
                    "raise svm_rows, or " if self.svm_rows else "",
                    "use another method, such as SMOTE",
                ),
            )
        n_other, m = other_neighbours(problem, klass, support, self.m_neighbors)
        kept = n_other < m
        support, n_other = support[kept], n_other[kept]
        if not len(support):
            raise InvalidInputError(
                f"all support vectors of class {problem.labels[klass]!r} are noise (their {m} "
                "neighbours are all of other classes)",
                remedy="use another method, such as SMOTE",
            )
        danger = in_danger(n_other, m)
        n_danger = int(problem.streams.of_class(klass).beta(10, 10) * (n_new + 1))
        if danger.any():
            yield SeedGroup(klass, support[danger], n_danger)
        if not danger.all():
            yield SeedGroup(
                klass,
                support[~danger],
                n_new - n_danger,
                reach=-self.out_step,
                offset=n_danger if danger.any() else 0,
            )

    def _support_vectors(self, problem: TableProblem, klass: int) -> NDArray[np.int64]:
        svm = problem.findings.get(("SupportVectorSeeds", "machine"))
        if svm is None:
            svm = make_svm(self.svm_estimator, problem.streams.random_state)
            problem.findings["SupportVectorSeeds", "machine"] = svm
            fitted = False
        else:
            # What comes out the same need not be done again for every class.
            fitted = problem.streams.repeats and not problem.rows.n_categorical
        geometry = problem.geometry
        sample = None
        if self.svm_rows is not None:
            if ("SupportVectorSeeds", "sample") not in problem.findings:
                problem.findings["SupportVectorSeeds", "sample"] = class_sample(
                    problem, self.svm_rows
                )
            sample = problem.findings["SupportVectorSeeds", "sample"]
            geometry = problem.part(sample)
        if not fitted:
            space = geometry.embedding(klass)
            labels = label_array(problem.labels)[geometry.target]
            self._tell_if_slow(space, labels, geometry.target)
            _fit_svm(svm, space, labels)
        if not hasattr(svm, "support_"):
            raise UnsuitableTableError(
                f"svm_estimator {type(svm).__name__} has no support_ after fitting",
                remedy="use a support vector machine such as sklearn.svm.SVC",
                parameter="svm_estimator",
            )
        support = svm.support_[geometry.target[svm.support_] == klass].astype(np.int64)
        return support if sample is None else problem.places(sample[support])

    def _tell_if_slow(self, space: Any, labels: NDArray[Any], target: NDArray[np.int64]) -> None:
        """Warn where training takes long, with how many rows take less time."""

        def train(rows: NDArray[np.int64]) -> None:
            make_svm(self.svm_estimator, 0).fit(space[rows], labels[rows])

        seconds = projected_seconds(train, target, _EXPONENT)
        fewer = seconds * (_QUICK_ROWS / len(target)) ** _EXPONENT
        tell_if_slow(
            f"training the support vector machine on {len(target):,} rows",
            seconds,
            f"set svm_rows={_QUICK_ROWS}, which takes about {fewer:.0f} s, or use BorderlineSMOTE",
        )


def make_svm(svm_estimator: Any, random_state: Any) -> Any:
    """Return the machine of `SupportVectorSeeds`, not fitted."""
    if svm_estimator is not None:
        return clone(svm_estimator, safe=False)
    from sklearn.svm import SVC

    return SVC(gamma="scale", random_state=random_state)


def _fit_svm(svm: Any, space: Any, labels: NDArray[Any]) -> None:
    try:
        svm.fit(space, labels)
    except (ValueError, TypeError) as error:
        raise InvalidInputError(
            f"svm_estimator {type(svm).__name__} cannot be fitted to this table ({error})",
            remedy=(
                "measure with ",
                Setting("scale", "standard"),
                ", give another machine, or use another method, such as SMOTE",
            ),
            parameter="svm_estimator",
        ) from error
