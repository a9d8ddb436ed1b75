"""The attacks on the new rows of one class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from counterpoise.core.grids import decimals
from counterpoise.core.rows import Rows
from counterpoise.errors import InvalidInputError
from counterpoise.exposure.nearness import QUANTILES, Copies, distance_ratios, find_copies
from counterpoise.exposure.rebuilding import N_NEAR, matches, rebuild
from counterpoise.exposure.release import Release
from counterpoise.exposure.result import Exposed, ExposureScore
from counterpoise.exposure.sentences import CARELESS, PERFECT, TOLERATED, ExposureName
from counterpoise.exposure.telling import Mixture, tell_apart
from counterpoise.neighbors import NeighborIndex
from counterpoise.parameters.checks import checked_scale, checked_seed, checked_whole
from counterpoise.parameters.threads import count_threads
from counterpoise.plan.sample import drawn
from counterpoise.plausibility.splitting import Space, resampled, split

__all__ = ["ClassExposure", "Request", "class_exposure"]

MOST_NEW = 6_000
"""New rows of a class that are attacked at once; of more, those around a sample of real rows."""

_FEWEST_TO_HALVE = 8
"""Original rows of a class of which one half can be held out."""

_MOST_REAL = 4_000
"""Original rows that are compared with new ones."""

_Z = 1.96


@dataclass(frozen=True)
class Request:
    """What `privacy` is asked, checked.

    Parameters
    ----------
    scale, seed, n_repeats, n_jobs
        As for `privacy`.
    """

    scale: str | None = "standard"
    seed: int = 0
    n_repeats: int = 5
    n_jobs: int | None = None

    @classmethod
    def checked(
        cls, scale: Any, seed: Any, n_repeats: Any = 5, n_jobs: int | None = None
    ) -> Request:
        """Return a request; raise `InvalidInputError` if something of it cannot be used."""
        count_threads(n_jobs)  # raises where it is no number of threads
        return cls(
            scale=checked_scale(scale),
            seed=checked_seed(seed),
            n_repeats=checked_whole("n_repeats", n_repeats, 2),
            n_jobs=n_jobs,
        )

    @property
    def settings(self) -> dict[str, str | int | None]:
        """What the scores depend on besides table and sampler."""
        return {"scale": self.scale, "seed": self.seed, "n_repeats": self.n_repeats}


@dataclass
class ClassExposure:
    """What the attacks on one class found.

    Parameters
    ----------
    scores : list of ExposureScore
        The scores.
    exposed : list of Exposed
        Original rows that are given away.
    n_rows : dict
        How many rows there are.
    notes : list of str
        What could not be looked at.
    """

    scores: list[ExposureScore] = field(default_factory=list)
    exposed: list[Exposed] = field(default_factory=list)
    n_rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Half:
    """What a sampler makes of half of a class: the rows it saw, those it did not, and the new."""

    seen: Rows
    unseen: Rows
    new: Rows


@dataclass(frozen=True)
class _Scene:
    """The rows of one class, and where distances are measured."""

    release: Release
    klass: int
    request: Request
    members: NDArray[np.int64]
    real: Rows
    new: Rows
    which_new: NDArray[np.int64]
    space: Space
    stream: Generator

    @property
    def label(self) -> Any:
        return self.release.coded.target.labels[self.klass]

    @property
    def unseen(self) -> Rows:
        """The rows of the class that were held out."""
        assert self.release.held_out is not None
        rows, klass = self.release.held_out
        if not (klass == self.klass).any():
            raise InvalidInputError(
                f"held_out has no rows of class {self.label!r}",
                remedy="pass rows of each class that grows, or leave it out",
                parameter="held_out",
            )
        return rows.take(np.flatnonzero(klass == self.klass))

    def halves(self, n: int) -> Iterator[_Half]:
        """Yield what the sampler makes of a random half of the table, some times."""
        coded, sampler = self.release.coded, self.release.sampler
        target = coded.target.codes
        if sampler is None or len(self.real) < _FEWEST_TO_HALVE:
            return
        for repeat in range(n):
            parts = split(target, 0.5, default_rng([self.request.seed, self.klass, repeat]))
            held = np.concatenate([parts.judges, parts.standins])
            try:
                made = resampled(sampler, coded, parts.train)
            except InvalidInputError:  # half of the rows are too few for it
                return
            new = made.rows.take(np.flatnonzero(made.klass == self.klass))
            if len(new):
                seen, unseen = (
                    coded.rows.take(part[target[part] == self.klass])
                    for part in (parts.train, held)
                )
                yield _Half(seen, unseen, new)

    def score(
        self,
        name: ExposureName,
        value: float,
        interval: tuple[float, float],
        perfect: float | None = None,
        **details: Any,
    ) -> ExposureScore:
        """Return a score with its verdict."""
        wanted = PERFECT[name] if perfect is None else perfect
        way = 1 if CARELESS[name] > PERFECT[name] else -1
        tolerated = wanted + way * TOLERATED[name]
        low, high = interval
        beyond = way * (value - tolerated) > 0
        sure = way * ((low if way > 0 else high) - wanted) > 0
        verdict = "passes" if not beyond else "leaks" if sure else "cannot tell"
        return ExposureScore(
            name, self.label, float(value), float(low), float(high), float(wanted), CARELESS[name],
            float(tolerated), verdict, details,  # type: ignore[arg-type]
        )  # fmt: skip


def class_exposure(release: Release, klass: int, request: Request) -> ClassExposure:
    """Return what the new rows of a class give away of its original ones."""
    target, rows = release.coded.target, release.coded.rows
    members = np.flatnonzero(target.codes == klass)
    which = np.flatnonzero(release.made.klass == klass)
    scene = _Scene(
        release,
        klass,
        request,
        members,
        rows.take(members),
        release.made.rows.take(which),
        which,
        Space(rows, target.codes, klass, request.scale, request.n_jobs),
        default_rng([request.seed, klass]),
    )
    found = ClassExposure(n_rows={"original rows": len(members), "new rows": len(which)})
    # Small products of matrices, thousands of them: threads would only wait for each other.
    with threadpool_limits(1, user_api="blas"):
        rebuilt = _attack_by_lines(scene, found)
        copies = find_copies(scene.space, scene.real, scene.new)
        _count_copies(scene, copies, found)
        _compare_distances(scene, found)
        _tell_apart(scene, copies, found)
    found.exposed = _exposed(scene, copies, rebuilt)
    return found


def _attack_by_lines(scene: _Scene, found: ClassExposure) -> NDArray[np.bool_]:
    """Run the reconstruction attack; return which original rows of the class were rebuilt."""
    rebuilt = np.zeros(len(scene.real), bool)
    real, new = (np.asarray(rows.numeric, np.float64) for rows in (scene.real, scene.new))
    full = np.asarray(~np.isnan(new).any(axis=0))
    if full.sum() < 2:
        found.notes.append(
            "no lines can be drawn with fewer than two columns of numbers without gaps, so the "
            "reconstruction attack was left out."
        )
        return rebuilt
    if not full.all():
        found.notes.append(
            f"the reconstruction attack left out {int((~full).sum())} columns with gaps."
        )
    real, new = real[:, full], new[:, full]
    targets, around = _targets(scene, real, new, found)
    result = rebuild(new[around])
    spread = np.nanstd(real, axis=0)
    hit, right = matches(result.rows, real, spread)
    rebuilt[targets] = hit[targets]
    share, n = float(hit[targets].mean()), len(targets)
    found.scores.append(
        scene.score(
            "rebuilt",
            share,
            _wilson(share, n),
            _chance(scene, full, result.rows),
            n_targets=n,
            n_rebuilt=int(hit[targets].sum()),
            n_claimed=len(result.rows),
            precision=float(right.mean()) if len(right) else None,
            blur=result.blur,
        )
    )
    return rebuilt


def _chance(
    scene: _Scene, columns: NDArray[np.bool_], rebuilt: NDArray[np.float64]
) -> float | None:
    """Return which share of rows that the sampler never saw is rebuilt as well; None: not known.

    In coarse columns rows are alike, and an attack that names likely rows is right by chance.
    """
    if scene.release.held_out is not None:
        unseen = scene.unseen
    else:
        half = next(iter(scene.halves(1)), None)
        if half is None:
            return None
        unseen = half.unseen
        new = np.asarray(half.new.numeric, np.float64)[:, columns]
        new = new[~np.isnan(new).any(axis=1)]
        rebuilt = rebuild(new[drawn(len(new), MOST_NEW, scene.stream)]).rows
    rows = np.asarray(unseen.numeric, np.float64)[:, columns]
    hit, _ = matches(rebuilt, rows, np.nanstd(rows, axis=0))
    return float(hit.mean())


def _targets(
    scene: _Scene, real: NDArray[np.float64], new: NDArray[np.float64], found: ClassExposure
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return which original rows are attacked, and the new rows with which."""
    if len(new) <= MOST_NEW:
        return np.arange(len(real)), np.arange(len(new))
    n_targets = min(len(real), MOST_NEW // N_NEAR)
    targets = drawn(len(real), n_targets, scene.stream)
    spread = np.where(new.std(axis=0) > 0, new.std(axis=0), 1.0)
    index = NeighborIndex(N_NEAR, n_jobs=scene.request.n_jobs).fit(new / spread)
    asking = np.nan_to_num(real[targets] / spread)
    around = np.unique(index.kneighbors(asking, N_NEAR, return_distance=False))
    found.notes.append(
        f"the reconstruction attack was run on {n_targets} of {len(real):,} original rows, drawn "
        f"at random, and the {len(around):,} new rows around them."
    )
    return targets, around


def _count_copies(scene: _Scene, copies: Copies, found: ClassExposure) -> None:
    n = len(scene.new)
    for name, own, perfect in (
        ("copies", copies.exact, copies.real_exact),
        ("near_copies", copies.near, copies.real_near),
    ):
        share = float(own.mean())
        found.scores.append(
            scene.score(name, share, _wilson(share, n), perfect, n=int(own.sum()))  # type: ignore[arg-type]
        )


def _compare_distances(scene: _Scene, found: ClassExposure) -> None:
    """Compare distances to rows that the sampler saw with those to rows that it did not."""
    space, real, new, stream = scene.space, scene.real, scene.new, scene.stream
    details: dict[str, Any] = {}
    if scene.release.held_out is not None:
        drawn = [
            distance_ratios(space, real, scene.unseen, new, stream)
            for _ in range(scene.request.n_repeats)
        ]
    else:
        drawn = [
            distance_ratios(space, half.seen, half.unseen, half.new, stream)
            for half in scene.halves(scene.request.n_repeats)
        ]
    if not drawn:
        details = {"seen": "original rows", "unseen": "these are from each other"}
        drawn = [distance_ratios(space, real, None, new, stream)]
    ratios = np.array(drawn)
    usable = ratios[:, np.isfinite(ratios).all(axis=0)]
    if usable.shape[1] < len(QUANTILES):
        found.notes.append(
            "some original rows are copies of each other, so the smallest distances tell nothing."
        )
    for name, q in (("distance_ratio_1", 0), ("distance_ratio_5", 1)):
        if not np.isfinite(ratios[:, q]).all():
            continue
        value = float(ratios[:, q].mean())
        width = _width(ratios[:, q], scene)
        quantiles = {f"{p:.0%}": float(ratios[:, j].mean()) for j, p in enumerate(QUANTILES)}
        interval = max(value - width, 0.0), value + width
        found.scores.append(
            scene.score(name, value, interval, quantiles=quantiles, **details)  # type: ignore[arg-type]
        )


def _tell_apart(scene: _Scene, copies: Copies, found: ClassExposure) -> None:
    """Run the distinguishing attacks on original and new rows that lie together."""
    real, new = scene.real, scene.new
    keep_real = drawn(len(real), _MOST_REAL, scene.stream)
    place = np.full(len(real), -1)
    place[keep_real] = np.arange(len(keep_real))
    keep_new = np.flatnonzero(place[copies.nearest] >= 0)
    keep_new = keep_new[drawn(len(keep_new), 4 * _MOST_REAL, scene.stream)]
    both = [real.take(keep_real), new.take(keep_new)]
    points = np.nan_to_num(np.concatenate([scene.space.points(rows) for rows in both]))
    told = tell_apart(
        Mixture(
            points,
            np.concatenate([rows.codes for rows in both]),
            decimals(np.concatenate([np.asarray(rows.numeric, np.float64) for rows in both])),
            place[copies.nearest[keep_new]],
        ),
        scene.stream,
        scene.request.n_jobs,
    )
    if told is None:
        found.notes.append("there are too few rows for the distinguishing attack.")
        return
    for name, value in (
        ("told_by_lines", told.by_lines),
        ("told_by_model", told.by_model),
        ("told_by_decimals", told.by_decimals),
    ):
        interval = max(value - _Z * told.error, 0.0), min(value + _Z * told.error, 1.0)
        found.scores.append(
            scene.score(name, value, interval, n_asked=told.n_asked)  # type: ignore[arg-type]
        )


def _exposed(scene: _Scene, copies: Copies, rebuilt: NDArray[np.bool_]) -> list[Exposed]:
    """Return the original rows that are given away, the gravest first."""
    n = len(scene.real)
    copied, near = np.zeros(n, bool), np.zeros(n, bool)
    copied[copies.nearest[copies.exact]] = True
    near[copies.nearest[copies.near]] = True
    children = _children(scene)
    found = []
    for i in np.flatnonzero(copied | near | rebuilt).tolist():
        marks = (("copied", copied), ("rebuilt", rebuilt), ("nearly copied", near))
        how = tuple(name for name, mark in marks if mark[i])
        n_children = None if children is None else int(children[i])
        found.append(Exposed(int(scene.members[i]), scene.label, how, n_children))
    return sorted(found, key=lambda row: (row.how == ("nearly copied",), row.row))


def _children(scene: _Scene) -> NDArray[np.int64] | None:
    """Return how many new rows were made from each original row of the class."""
    parents = scene.release.made.parents
    if parents is None:
        return None
    own = [np.unique(row) for row in parents[scene.which_new]]
    everyone = np.concatenate(own) if own else np.empty(0, np.int64)
    counts = np.bincount(everyone[everyone >= 0], minlength=len(scene.release.coded.rows))
    return np.asarray(counts[scene.members])


def _wilson(share: float, n: int) -> tuple[float, float]:
    """Return Wilson's interval of a share of n."""
    middle = (share + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
    width = _Z * np.sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2)) / (1 + _Z**2 / n)
    # At either end a rounding would be left.
    low = float(middle - width) if share > 0 else 0.0
    high = float(middle + width) if share < 1 else 1.0
    return max(low, 0.0), min(high, 1.0)


def _width(values: NDArray[np.float64], scene: _Scene) -> float:
    """Return half the width of the interval of a mean over halves that share rows.

    The variance of a mean of J splits with as many rows held out as seen is s**2 (1 / J + 1), see
    Nadeau and Bengio (2003). Of one value nothing is known but what its rows are: a tenth root.
    """
    n = len(values)
    if n < 2:
        return float(_Z / np.sqrt(len(scene.real)))
    t = float(stats.t.ppf(0.975, n - 1))
    return t * float(values.std(ddof=1)) * float(np.sqrt(1 / n + 1))
