"""Claims about SMOTE-ENC, against its encoding computed category by category."""

import numpy as np
import pandas as pd
import pytest
from sklearn.neighbors import NearestNeighbors

from counterpoise import SMOTEENC, InvalidInputError


def table(n=80, n_minority=25, seed=0):
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1], [n - n_minority, n_minority])
    frame = pd.DataFrame({"a": rng.normal(size=n), "b": 3 * rng.normal(size=n)})
    frame["city"] = rng.choice(list("pqrs"), n, p=[0.4, 0.3, 0.2, 0.1])
    frame["plan"] = np.where(rng.random(n) < 0.3 + 0.5 * y, "old", "new")
    return frame, y


def encoded(frame, y, klass, numeric, nominal):
    """The minority's rows as the paper encodes them."""
    own = frame[y == klass]
    unit = np.median(own[numeric].std(ddof=0)) if numeric else 1.0
    columns = [own[name].to_numpy(float) for name in numeric]
    for name in nominal:
        share = {}
        for value, total in frame[name].value_counts().items():
            expected = total * len(own) / len(frame)
            share[value] = ((own[name] == value).sum() - expected) / expected * unit
        columns.append(own[name].map(share).to_numpy(float))
    return np.column_stack(columns)


def neighbours(points, k, rows):
    found = NearestNeighbors(n_neighbors=k).fit(points).kneighbors(return_distance=False)
    return {(rows[i], rows[j]) for i in range(len(points)) for j in found[i]}


def grown(frame, y, nominal, rng="numpy", klass=1):
    wanted = {klass: int((y == klass).sum()) + 2000}
    sampler = SMOTEENC(nominal, k_neighbors=3, sampling_strategy=wanted, random_state=0, rng=rng)
    return sampler.fit_resample(frame, y)[0][len(frame) :], sampler.lineage_.parents


@pytest.mark.parametrize("rng", ["numpy", "counter"])
def test_partners_are_the_nearest_rows_with_encoded_categories(rng):
    frame, y = table()
    _, parents = grown(frame, y, ["city", "plan"], rng)
    points = encoded(frame, y, 1, ["a", "b"], ["city", "plan"])
    wanted = neighbours(points, 3, np.flatnonzero(y == 1))
    assert {tuple(pair) for pair in parents} == wanted


def test_numbers_are_interpolated_and_categories_are_those_of_most_neighbours():
    frame, y = table()
    made, parents = grown(frame, y, ["city", "plan"])
    low, high = (reduce.reduce(frame[["a", "b"]].to_numpy()[parents], axis=1)
                 for reduce in (np.minimum, np.maximum))  # fmt: skip
    values = made[["a", "b"]].to_numpy()
    assert ((values >= low - 1e-12) & (values <= high + 1e-12)).all()
    for seed in np.unique(parents[:, 0]):
        voters = frame["city"].iloc[np.unique(parents[parents[:, 0] == seed, 1])]
        assert set(made["city"][parents[:, 0] == seed]) <= set(voters.mode())


def test_a_table_of_categories_only_is_taken():
    frame, y = table()
    rng = np.random.default_rng(1)
    frame = frame[["city", "plan"]].assign(size=rng.choice(["S", "M", "L"], len(frame)))
    made, _ = grown(frame, y, list(frame))
    assert set(made["city"]) <= set(frame["city"][y == 1])


def test_each_class_takes_the_others_for_the_majority():
    frame, y = table()
    y[:15] = 2
    _, parents = grown(frame, y, ["city", "plan"], klass=2)
    points = encoded(frame, y, 2, ["a", "b"], ["city", "plan"])
    assert {tuple(pair) for pair in parents} == neighbours(points, 3, np.flatnonzero(y == 2))


def test_a_table_without_categories_is_refused():
    frame, y = table()
    with pytest.raises(InvalidInputError, match=r"names no column; .* or use SMOTE"):
        SMOTEENC([]).fit_resample(frame[["a", "b"]], y)


def test_a_missing_category_stays_missing_with_its_base():
    frame, y = table()
    frame.loc[[60, 70], "city"] = None
    made, parents = grown(frame, y, ["city", "plan"])
    np.testing.assert_array_equal(made["city"].isna(), np.isin(parents[:, 0], [60, 70]))
