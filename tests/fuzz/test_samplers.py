"""Every method against the slow reference: seeds, partners, gaps, values, counts."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import strategies as st

import counterpoise as cp
from shared.fuzz import reference
from shared.fuzz.draws import Drawn, drawn_table, rng_of, seeds, small_numbers
from shared.fuzz.effort import LeftOut, fuzz, unchanged

SAMPLERS = {
    "SMOTE": lambda k, **kw: cp.SMOTE(k_neighbors=k, **kw),
    "Borderline 1": lambda k, **kw: cp.BorderlineSMOTE(k_neighbors=k, m_neighbors=k + 2, **kw),
    "Borderline 2": lambda k, **kw: cp.BorderlineSMOTE(
        k_neighbors=k, m_neighbors=k + 2, kind="borderline-2", **kw
    ),
    "ADASYN": lambda k, **kw: cp.ADASYN(n_neighbors=k, **kw),
    "SVM": lambda k, **kw: cp.SVMSMOTE(k_neighbors=k, m_neighbors=k + 2, **kw),
}


def resample(sampler, X, y):
    """Return what a sampler gives; None where it says that the table will not do."""
    try:
        with unchanged(X, y):
            return sampler.fit_resample(X, y)
    except cp.InvalidInputError:
        return None


def check_new_rows(sampler, drawn: Drawn, new: np.ndarray) -> None:
    """Assert that new rows are what their lineage says, computed without rounding."""
    lineage = sampler.lineage_
    rows = reference.exact_rows(drawn.X)
    assert len(lineage) == len(new)
    np.testing.assert_allclose(lineage.weights.sum(axis=1), 1, rtol=0, atol=1e-15)
    for i, found in enumerate(reference.exact_rows(new)):
        base, *partners = (rows[p] for p in lineage.parents[i])
        for j, wanted in enumerate(reference.interpolated(base, partners, lineage.gaps[i])):
            if wanted is None:
                assert found[j] is None
                continue
            ends = [base[j], *(p[j] for p in partners if p[j] is not None)]
            unit = math.ulp(float(max(map(abs, ends))))
            assert abs(found[j] - wanted) <= 2 * unit, (found[j], wanted)
            if (lineage.gaps[i] >= 0).all():
                assert min(ends) <= found[j] <= max(ends), "outside its parents"
            if len(set(ends)) == 1:
                assert found[j] == base[j], "its parents agree"


def check_parents(sampler, drawn: Drawn, name: str) -> None:
    """Assert that seeds and partners are of their classes and neighbourhoods."""
    y, k = drawn.y, drawn.k
    rows = reference.exact_rows(drawn.X)
    everybody = range(len(y))
    lineage = sampler.lineage_
    near: dict[tuple[int, int], list[int]] = {}
    for klass, (base, partner) in zip(lineage.klass, lineage.parents, strict=True):
        assert y[base] == klass
        key = (int(base), int(klass))
        if key not in near:
            among = everybody if name == "Borderline 2" else drawn.members(klass)
            near[key] = reference.nearest(rows, int(base), among, k)
            others = reference.nearest(rows, int(base), everybody, k + 2)
            n_other = sum(int(y[o]) != klass for o in others)
            if name.startswith("Borderline"):
                assert reference.in_danger(n_other, k + 2)
            if name == "SVM":
                assert n_other < k + 2
        assert int(partner) in near[key]


@fuzz(40)
def test_seeds_and_partners_are_the_exact_ones_and_new_rows_lie_between_them(data):
    name = data.draw(st.sampled_from(list(SAMPLERS)), label="method")
    drawn = drawn_table(data, missing=True)
    rng = data.draw(st.sampled_from(["numpy", "counter"]), label="rng")
    n_jobs = data.draw(st.sampled_from([None, 1, 2]), label="n_jobs")
    sampler = SAMPLERS[name](drawn.k, random_state=drawn.seed, rng=rng, n_jobs=n_jobs)
    found = resample(sampler, drawn.X, drawn.y)
    if found is None:
        raise LeftOut
    X, y = found
    n = len(drawn.y)
    np.testing.assert_array_equal(X[:n], drawn.X)
    np.testing.assert_array_equal(y[:n], drawn.y)
    np.testing.assert_array_equal(y[n:], sampler.lineage_.klass)
    assert sampler.is_synthetic_.tolist() == [False] * n + [True] * (len(y) - n)
    if name in ("SMOTE", "Borderline 1", "Borderline 2"):
        sizes = np.bincount(drawn.y)
        grown = {int(c): int(n) for c, n in enumerate(sizes.max() - sizes) if n}
        made = {int(c): int(n) for c, n in enumerate(np.bincount(y[n:])) if n}
        assert sampler.sampling_strategy_ == {
            c: grown.get(c, 0) for c in sampler.sampling_strategy_
        }
        assert made.items() <= grown.items()
        assert name != "SMOTE" or made == grown
    check_parents(sampler, drawn, name)
    check_new_rows(sampler, drawn, X[n:])


@fuzz()
def test_smote_draws_what_imbalanced_learn_draws(data):
    drawn = drawn_table(data, missing=False)
    n_new = data.draw(st.integers(1, 40), label="new")
    sizes = np.bincount(drawn.y)
    grows = {c: int(sizes[c]) + n_new for c in data.draw(st.permutations(range(len(sizes))))}
    sampler = cp.SMOTE(k_neighbors=drawn.k, random_state=drawn.seed, sampling_strategy=grows)
    sampler.fit_resample(drawn.X, drawn.y)
    rows = reference.exact_rows(drawn.X)
    at = 0
    for klass in sampler.sampling_strategy_:
        members = drawn.members(klass)
        base, rank, gap = reference.smote_draws(drawn.seed, members, drawn.k, n_new)
        part = sampler.lineage_[at : at + n_new]
        at += n_new
        assert part.base.tolist() == base
        np.testing.assert_array_equal(part.gaps[:, 0], gap)
        near = {b: reference.nearest(rows, b, members, drawn.k) for b in set(base)}
        assert part.parents[:, 1].tolist() == [near[b][r] for b, r in zip(base, rank, strict=True)]
    assert at == len(sampler.lineage_)


@fuzz()
def test_adasyn_gives_each_row_its_share_by_its_foreign_neighbours(data):
    drawn = drawn_table(data, missing=True)
    sampler = cp.ADASYN(n_neighbors=drawn.k, random_state=drawn.seed)
    if resample(sampler, drawn.X, drawn.y) is None:
        raise LeftOut
    rows = reference.exact_rows(drawn.X)
    everybody = range(len(drawn.y))
    for klass, n_new in sampler.sampling_strategy_.items():
        members = drawn.members(klass)
        if not n_new:
            continue
        around = [reference.nearest(rows, m, everybody, drawn.k) for m in members]
        n_others = [sum(int(drawn.y[o]) != klass for o in near) for near in around]
        wanted = reference.adasyn_counts(n_others, drawn.k, n_new)
        base = sampler.lineage_.base[sampler.lineage_.klass == klass]
        assert [int((base == m).sum()) for m in members] == wanted


@fuzz()
def test_rose_adds_the_noise_of_the_stream_to_its_seeds(data):
    drawn = drawn_table(data)
    shrinkage = data.draw(st.sampled_from([0.0, 0.5, 1, 3.7]), label="shrinkage")
    sampler = cp.RandomOverSampler(shrinkage=shrinkage, random_state=drawn.seed)
    X, y = sampler.fit_resample(drawn.X, drawn.y)
    stream = np.random.RandomState(drawn.seed)
    n, p = drawn.X.shape
    at = n
    for klass, n_new in sampler.sampling_strategy_.items():
        members = np.array(drawn.members(klass))
        if not n_new:
            continue
        base = members[stream.randint(0, len(members), n_new)]
        bandwidth = (4 / ((p + 2) * n)) ** (1 / (p + 4))
        std = [
            reference.deviation(c)
            for c in zip(*reference.exact_rows(drawn.X[members]), strict=True)
        ]
        noise = stream.randn(n_new, p) * (shrinkage * bandwidth * np.array(std))
        np.testing.assert_allclose(X[at : at + n_new], drawn.X[base] + noise, rtol=1e-9, atol=1e-9)
        assert (y[at : at + n_new] == klass).all()
        at += n_new
    assert at == len(X)


@fuzz(30)
def test_edited_neighbours_and_tomek_links_leave_the_exact_rows(data):
    drawn = drawn_table(data, missing=True)
    asked = set(data.draw(st.lists(st.sampled_from(sorted(set(drawn.y.tolist()))), min_size=1)))
    rows = reference.exact_rows(drawn.X)
    mode = data.draw(st.booleans(), label="mode")
    tomek = data.draw(st.booleans(), label="tomek")
    if tomek:
        sampler = cp.TomekLinks(sampling_strategy=sorted(asked))
        blank = any(all(v is None for v in row) for row in rows)
        if blank:
            return  # it has no nearest row, or any
        wanted = reference.without_tomek_links(rows, drawn.y.tolist(), asked)
    else:
        sampler = cp.EditedNearestNeighbours(
            n_neighbors=drawn.k,
            kind_sel="mode" if mode else "all",
            sampling_strategy=sorted(asked),
        )
        wanted = reference.edited(rows, drawn.y.tolist(), asked, drawn.k, mode)
    with unchanged(drawn.X, drawn.y):
        X, y = sampler.fit_resample(drawn.X, drawn.y)
    assert sorted(sampler.sample_indices_.tolist()) == wanted
    np.testing.assert_array_equal(X, drawn.X[sampler.sample_indices_])
    np.testing.assert_array_equal(y, drawn.y[sampler.sample_indices_])


@fuzz()
def test_a_combination_is_smote_and_then_its_cleaner(data):
    drawn = drawn_table(data)
    tomek = data.draw(st.booleans(), label="tomek")
    smote = cp.SMOTE(k_neighbors=drawn.k, random_state=drawn.seed)
    combined = (cp.SMOTETomek if tomek else cp.SMOTEENN)(smote=smote, random_state=1)
    found = resample(combined, drawn.X, drawn.y)
    if found is None:
        raise LeftOut
    X, y = smote.fit_resample(drawn.X, drawn.y)
    rows, everything = reference.exact_rows(X), set(y.tolist())
    if tomek:
        wanted = reference.without_tomek_links(rows, y.tolist(), everything)
    else:
        wanted = reference.edited(rows, y.tolist(), everything, 3, False)
        wanted.sort(key=lambda row: (y[row], row))  # class after class
    np.testing.assert_array_equal(found[0], X[wanted])
    np.testing.assert_array_equal(found[1], y[wanted])
    n = len(drawn.y)
    assert combined.is_synthetic_.tolist() == [row >= n for row in wanted]
    kept = [row - n for row in wanted if row >= n]
    np.testing.assert_array_equal(combined.lineage_.parents, smote.lineage_.parents[kept])


@fuzz()
def test_repeated_cleaning_repeats_the_exact_one(data):
    drawn = drawn_table(data)
    k = drawn.k
    allow = data.draw(st.booleans(), label="allow")
    every = data.draw(st.booleans(), label="all k")
    y = drawn.y.tolist()
    first_seen = list(dict.fromkeys(y))
    smallest = min(first_seen, key=y.count)
    fewest = y.count(smallest)
    asked = set(y) - {min(sorted(set(y)), key=y.count)}
    rows = reference.exact_rows(drawn.X)
    kept = list(range(len(y)))
    if every:
        sampler = cp.AllKNN(n_neighbors=k, allow_minority=allow)
        sizes = range(1, k + 1)
    else:
        sampler = cp.RepeatedEditedNearestNeighbours(n_neighbors=k, max_iter=4)
        sizes = [k] * 4
    for size in sizes:
        if len(kept) <= size:
            raise LeftOut
        now_y = [y[r] for r in kept]
        minority = min(sorted(set(now_y)), key=now_y.count)
        del minority
        stays = reference.edited([rows[r] for r in kept], now_y, _asked_now(now_y), size, False)
        stays.sort(key=lambda place: (now_y[place], place))
        changed = len(stays) < len(kept)
        kept = [kept[place] for place in stays]
        left = [y[r] for r in kept]
        others = [left.count(c) for c in set(left) - {smallest}]
        vanished = len(set(left)) < len(set(y))
        overtaken = any(n < (0 if every and allow else fewest) for n in others)
        if vanished or overtaken or (not every and not changed):
            break
    del asked
    found = resample(sampler, drawn.X, drawn.y)
    if found is None:
        raise LeftOut
    assert sampler.sample_indices_.tolist() == kept


def _asked_now(y: list[int]) -> set[int]:
    """Return all classes but the smallest, as "auto" chooses them anew in every pass."""
    return set(y) - {min(sorted(set(y)), key=y.count)}


@fuzz(20)
def test_a_category_is_one_that_most_neighbours_have_and_nearness_counts_categories(data):
    k = data.draw(st.integers(1, 4), label="k")
    rng = rng_of(data)
    sizes = data.draw(st.lists(st.integers(k + 1, 12), min_size=2, max_size=2))
    y = rng.permutation(np.repeat([0, 1], sizes))
    X = small_numbers(data, rng, len(y))
    p = X.shape[1]
    n_codes = data.draw(st.integers(1, 3), label="categories")
    codes = rng.integers(0, 3, (len(y), n_codes))
    missing = data.draw(st.booleans(), label="missing")
    table = np.empty((len(y), p + n_codes), object)
    table[:, :p] = X
    table[:, p:] = np.array(["a", "b", "c"], object)[codes]
    if missing:
        hole = rng.random(codes.shape) < 0.1
        table[:, p:][hole] = None
    seed = data.draw(seeds, label="seed")
    sampler = cp.SMOTENC(list(range(p, p + n_codes)), k_neighbors=k, random_state=seed)
    found = resample(sampler, table, y)
    if found is None:
        raise LeftOut
    new = found[0][len(y) :]
    lineage = sampler.lineage_
    for klass in set(lineage.klass.tolist()):
        members = np.flatnonzero(y == klass).tolist()
        numbers = reference.exact_rows(X)
        unit = reference.median(
            [reference.deviation(c) for c in zip(*(numbers[m] for m in members), strict=True)]
        )
        cost = reference.Fraction(unit) ** 2

        def distance(a, b, cost=cost):
            rows = [*zip(a[:p], b[:p], strict=True)]
            voted = [(v, w) for v, w in zip(a[p:], b[p:], strict=True) if None not in (v, w)]
            total = sum(((u - v) ** 2 for u, v in rows), reference.Fraction(0))
            total += cost * sum(v != w for v, w in voted)
            return total * (p + n_codes) / (len(rows) + len(voted))

        rows = [[*numbers[i], *table[i, p:]] for i in range(len(y))]
        for i in np.flatnonzero(lineage.klass == klass):
            base, partner = (int(r) for r in lineage.parents[i])
            could = reference.could_be_nearest(rows, base, members, k, distance)
            assert partner in could
            if len(could) > k:
                continue  # rounding decides who votes
            for j in range(p, p + n_codes):
                own = table[base, j]
                lead = reference.leaders(table[c, j] for c in could)
                if own is None:
                    assert new[i, j] is None
                else:
                    assert new[i, j] in (lead or {own})


@fuzz(20)
def test_smote_n_votes_among_the_nearest_by_value_difference(data):
    k = data.draw(st.integers(1, 4), label="k")
    rng = rng_of(data)
    sizes = data.draw(st.lists(st.integers(k + 1, 12), min_size=2, max_size=3))
    y = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    codes = rng.integers(0, 3, (len(y), data.draw(st.integers(1, 4), label="columns")))
    table = np.array(["u", "v", "w"])[codes]
    sampler = cp.SMOTEN(k_neighbors=k, random_state=data.draw(seeds, label="seed"))
    with unchanged(table, y):
        X, _ = sampler.fit_resample(table, y)
    rows = table.tolist()
    distance = reference.value_differences(rows, y.tolist())
    for i, (klass, parents) in enumerate(
        zip(sampler.lineage_.klass, sampler.lineage_.parents, strict=True)
    ):
        base = int(parents[0])
        members = np.flatnonzero(y == klass).tolist()
        could = reference.could_be_nearest(rows, base, members, k, distance)
        assert set(parents[1:].tolist()) <= could
        if len(could) > k:
            continue
        for j in range(table.shape[1]):
            votes = [rows[base][j], *(rows[c][j] for c in could)]
            assert X[len(y) + i, j] == min(reference.leaders(votes))
