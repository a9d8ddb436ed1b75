"""
Under-sampling: fewer common rows
=================================

The other way to balance a table throws common rows away. It is fast, and loses what these rows
say. `NearMiss` keeps the ones next to the rare class, `ClusterCentroids` replaces them by the
middles of clusters.
"""

from pictures import moons, side_by_side

from counterpoise import ClusterCentroids, NearMiss, RandomUnderSampler

X, y = moons()
side_by_side(
    X,
    y,
    [
        ("RandomUnderSampler", RandomUnderSampler(random_state=0)),
        ("NearMiss", NearMiss()),
        ("ClusterCentroids", ClusterCentroids(random_state=0)),
    ],
)
