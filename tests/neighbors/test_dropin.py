"""The index stands where scikit-learn's and imbalanced-learn's do, and gives way to Ctrl-C."""

import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.cluster import DBSCAN
from sklearn.datasets import make_classification
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from counterpoise.neighbors import NeighborIndex


def test_imbalanced_learn_makes_the_same_rows_with_this_index():
    X, y = make_classification(1000, weights=[0.9], random_state=0)
    ours = SMOTE(k_neighbors=NeighborIndex(6), random_state=0).fit_resample(X, y)
    theirs = SMOTE(k_neighbors=5, random_state=0).fit_resample(X, y)
    np.testing.assert_allclose(ours[0], theirs[0])


@pytest.mark.parametrize("mode", ["connectivity", "distance"])
@pytest.mark.parametrize("own", [True, False])
def test_the_graph_is_that_of_scikit_learn(mode, own):
    rows = np.random.default_rng(0).normal(size=(300, 5))
    queries = None if own else rows[:40]
    ours = NeighborIndex(4).fit(rows).kneighbors_graph(queries, mode=mode)
    theirs = NearestNeighbors(n_neighbors=4).fit(rows).kneighbors_graph(queries, mode=mode)
    np.testing.assert_allclose(ours.toarray(), theirs.toarray(), atol=1e-12)


def test_scikit_learns_estimators_accept_the_graph():
    X, y = make_classification(400, random_state=1)
    index = NeighborIndex(8).fit(X)
    graph = index.kneighbors_graph(X, mode="distance")
    labels = DBSCAN(eps=3.0, metric="precomputed").fit_predict(graph)
    assert len(labels) == 400
    voted = KNeighborsClassifier(8, metric="precomputed").fit(
        index.kneighbors_graph(X, 400, "distance"), y
    )
    assert voted.score(graph, y) == KNeighborsClassifier(8).fit(X, y).score(X, y)


def test_rows_are_their_own_nearest_when_they_are_given():
    rows = np.random.default_rng(2).normal(size=(2000, 4))
    found = NeighborIndex(3).fit(rows).kneighbors(rows, return_distance=False)
    np.testing.assert_array_equal(found[:, 0], np.arange(2000))


@pytest.mark.parametrize("holes", [False, True], ids=["float32", "float64"])
def test_ctrl_c_stops_a_long_search_within_a_second(holes):
    script = f"""
import numpy as np
from counterpoise.neighbors import NeighborIndex
rows = np.random.default_rng(0).normal(size=(150_000, 100))
rows[0, 0] = np.nan if {holes} else 0.0
index = NeighborIndex(5).fit(rows)
print("started", flush=True)
try:
    index.kneighbors()
except KeyboardInterrupt:
    print("stopped", flush=True)
"""
    process = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout.readline() == "started\n"
    time.sleep(1.0)
    process.send_signal(signal.SIGINT)
    sent = time.perf_counter()
    assert process.stdout.readline() == "stopped\n"
    assert time.perf_counter() - sent < 1.0
    process.stdout.read()
    assert process.wait(10) == 0
