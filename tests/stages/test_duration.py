"""Claims about work that takes long: it is told before it begins, and the rows stay as they are."""

from typing import ClassVar

import numpy as np
import pytest
from sklearn.svm import SVC

import counterpoise as cp
from counterpoise.stages import duration
from shared import family

SLOW = {
    "svm": (cp.SVMSMOTE, {}, "set svm_rows=10000, which takes about .* or use BorderlineSMOTE"),
    "iht": (cp.InstanceHardnessThreshold, {"cv": 2}, "give a quicker estimator"),
    "cluster-centroids": (cp.ClusterCentroids, {}, "use RandomUnderSampler"),
    "eus": (cp.EUS, {"n_evaluations": 200}, "lower n_evaluations"),
}


class Watched(SVC):
    """A machine that notes on how many rows it was trained."""

    trained: ClassVar[list[int]] = []

    def fit(self, X, y):
        Watched.trained.append(len(y))
        return super().fit(X, y)


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(duration, "_LONG", 0.0)
    monkeypatch.setattr(duration, "_FEW", 50)
    monkeypatch.setattr(duration, "_SAMPLE", 40)


@pytest.mark.filterwarnings("ignore:class .* asked for:counterpoise.errors.SamplingWarning")
@pytest.mark.parametrize("seed", [0, np.random.RandomState])
@pytest.mark.parametrize("name", SLOW)
def test_a_method_that_takes_long_says_so_and_its_rows_stay_the_same(name, seed, impatient):
    X, y = family.overlapping(90, 30)
    make, options, remedy = SLOW[name]

    def resampled():
        given = seed if isinstance(seed, int) else seed(3)
        return make(random_state=given, **options).fit_resample(X, y)[0]

    with pytest.warns(cp.SamplingWarning, match=f"will take about .*: {remedy}"):
        found = resampled()
    duration._LONG = np.inf
    np.testing.assert_array_equal(found, resampled())


@pytest.mark.filterwarnings("error")
def test_it_is_told_before_the_work_begins(impatient):
    X, y = family.overlapping(90, 30)
    Watched.trained.clear()
    with pytest.raises(cp.SamplingWarning, match=r"on 120 rows will take about \d+ \w+:"):
        cp.SVMSMOTE(svm_estimator=Watched(), random_state=0).fit_resample(X, y)
    assert max(Watched.trained) < 60


@pytest.mark.filterwarnings("error")
def test_small_tables_and_quick_work_are_not_told(monkeypatch):
    X, y = family.overlapping(90, 30)
    cp.SVMSMOTE(random_state=0).fit_resample(X, y)
    monkeypatch.setattr(duration, "_FEW", 50)
    cp.SVMSMOTE(random_state=0).fit_resample(X, y)


@pytest.mark.parametrize(
    ("seconds", "told"), [(61, "61 seconds"), (600, "10 minutes"), (8000, "2 hours")]
)
def test_long_times_are_told_in_units_that_people_use(seconds, told):
    with pytest.warns(cp.SamplingWarning, match=f"it will take about {told}: rest") as found:
        duration.tell_if_slow("it", seconds, "rest")
    assert found[0].message.code == "slow"
