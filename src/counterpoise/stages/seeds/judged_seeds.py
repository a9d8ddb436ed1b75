"""Rows grow that a machine knows for their class, and others change their class."""

from __future__ import annotations

from collections.abc import Iterator
from numbers import Integral
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.base import clone

from counterpoise.core.needs import Need
from counterpoise.core.problem import Problem
from counterpoise.core.ragged import Ragged
from counterpoise.core.seed_groups import SeedGroup
from counterpoise.errors import Named, UnsuitableTableError, Use
from counterpoise.parameters.constraints import NEIGHBOURS, Built, Number
from counterpoise.space.problem import TableProblem
from counterpoise.stages.distances_between import DistancesTo
from counterpoise.stages.seeds.class_sample import class_sample
from counterpoise.stages.seeds.relabelled import relabelled
from counterpoise.stages.seeds.seeds import Seeds, collected

__all__ = ["JudgedSeeds"]


class JudgedSeeds(Seeds):
    """Rows of the class that a machine knows for it; rows that it takes for another change class.

    A machine is fitted to the table, classes weighing alike, and every row gets the class that the
    machine says (Farquad and Bose 2012). Rows that it names anew for the class that grows come
    first; what is missing grows from rows that it confirms, towards their neighbours. Rows that
    it names for a class that does not grow come with the first class.
    `WithoutFound("JudgedSeeds", "gone")` takes the old rows away, and `SeedPartners` the partners.

    Parameters
    ----------
    k_neighbors : int or estimator, default=5
        How many neighbours of its class may be a row's partner.
    estimator : classifier, optional
        The machine; None for a support vector machine on standardised columns.
    most_rows : int or None, default=4000
        How many rows, drawn at random within each class, it is fitted to; None for all.
    """

    relabels = True
    _parameter_constraints: ClassVar[dict[str, Any]] = {
        "k_neighbors": NEIGHBOURS,
        "estimator": [Built(["fit", "predict"]), None],
        "most_rows": [Number(Integral, 2, None, closed="left"), None],
    }

    def __init__(self, k_neighbors: Any = 5, estimator: Any = None, most_rows: int | None = 4000):
        self.k_neighbors = k_neighbors
        self.estimator = estimator
        self.most_rows = most_rows

    @property
    def needs(self) -> Need:
        return Need.VALUES | Need.COLLECTED | Need.CLASS_NEIGHBOURS | Need.WHOLE_TABLE

    def groups(self, problem: Problem, klass: int, n_new: int) -> Iterator[SeedGroup]:
        assert isinstance(problem, TableProblem)
        members = collected(problem, klass)
        told = self._told(problem)
        confirmed = members[told[members] == klass]
        if not len(confirmed):
            raise UnsuitableTableError(
                f"the machine takes all {len(members)} rows of class {problem.labels[klass]!r} for "
                "other classes",
                remedy=("give another ", Named("estimator"), ", or ", Use("SMOTE")),
            )
        near = problem.nearest(
            confirmed, self.k_neighbors, among="class", klass=klass, parameter="k_neighbors"
        )
        named = self._named(problem, told, klass, n_new)
        n_named = 0
        if named is not None:
            n_named = named.n_new
            yield named
        if n_named < n_new:
            lists = Ragged.of(near.square)
            yield SeedGroup(klass, confirmed, n_new - n_named, offset=n_named, partners=lists)
        growing = [other for other, n in problem.plan.items() if n]
        if klass == growing[0]:
            for other in np.setdiff1d(np.arange(len(problem.labels)), growing).tolist():
                named = self._named(problem, told, other, problem.n_rows)
                if named is not None:
                    yield named

    def _named(
        self, problem: TableProblem, told: NDArray[np.int64], klass: int, n_most: int
    ) -> SeedGroup | None:
        """Return the rows that are named anew for a class, each its own partner."""
        rows = np.flatnonzero((told == klass) & (problem.target != klass))
        group = relabelled(problem, klass, rows, n_most, "JudgedSeeds")
        if group is None:
            return None
        own = Ragged.of(group.seeds[:, np.newaxis])
        return SeedGroup(klass, group.seeds, group.n_new, counts=group.counts, partners=own)

    def _told(self, problem: TableProblem) -> NDArray[np.int64]:
        """Return the class that the machine says of each row, which it is asked once."""
        key = ("JudgedSeeds", "told")
        if key not in problem.findings:
            space = problem.geometry.embedding()
            sample = np.arange(problem.n_rows)
            if self.most_rows is not None and self.most_rows < problem.n_rows:
                sample = class_sample(problem, self.most_rows)
            model = self._fitted(problem, space[sample], problem.target[sample])
            if self.estimator is None and not sparse.issparse(space):
                n_jobs = problem.geometry.n_jobs
                problem.findings[key] = _machines_answer(model, space, sample, n_jobs)
            else:
                problem.findings[key] = np.asarray(model.predict(space), np.int64)
        told: NDArray[np.int64] = problem.findings[key]
        return told

    def _fitted(self, problem: TableProblem, points: Any, target: NDArray[np.int64]) -> Any:
        from sklearn.pipeline import make_pipeline
        from sklearn.preprocessing import StandardScaler
        from sklearn.svm import SVC

        if self.estimator is None:
            model = make_pipeline(StandardScaler(with_mean=False), SVC(class_weight="balanced"))
        else:
            model = clone(self.estimator)
            if "random_state" in model.get_params():
                stream = problem.streams.of_class(len(problem.labels))  # of no class
                model.set_params(random_state=int(stream.randint(2**31 - 1)))
        try:
            return model.fit(points, target)
        except ValueError as error:
            raise UnsuitableTableError(
                f"{type(model).__name__} cannot be fitted to this table ({error})",
                remedy=("give another ", Named("estimator"), ", or ", Use("SMOTE")),
                parameter="estimator",
            ) from error


def _machines_answer(
    model: Any, points: NDArray[np.float64], fitted: NDArray[np.int64], n_jobs: int | None
) -> NDArray[np.int64]:
    """Return the class that a support vector machine says of each point; shape (n_points,).

    The machine itself asks one point after another, and one support vector after another.

    Parameters
    ----------
    model : Pipeline
        What scales points, and the machine.
    points : ndarray of shape (n_points, n_dims)
        The points.
    fitted : ndarray of shape (n_fitted,), int64
        Which of them it was fitted to.
    n_jobs : int, optional
        Threads; None for all of them.
    """
    scaler, machine = model
    if len(machine.classes_) > 2:  # which have a machine for each two of them
        return np.asarray(model.predict(points), np.int64)
    scaled = scaler.transform(points)
    vectors = DistancesTo(scaled, fitted[machine.support_], n_jobs)
    sums = vectors.kernel_sums(np.arange(len(points)), machine._gamma, machine.dual_coef_[0])
    told: NDArray[np.int64] = machine.classes_[(sums + machine.intercept_[0] > 0).astype(int)]
    return told
