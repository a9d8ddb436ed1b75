"""
k-means SMOTE: inside clusters
==============================

The whole table is divided into clusters. Only clusters in which the rare class prevails get new
rows, and thin clusters get more of them than dense ones. So no row is made between two groups. But
a thin cluster of strays can get nearly all new rows, as here: look before you use it.
"""

from pictures import moons, side_by_side

from counterpoise import SMOTE, KMeansSMOTE

X, y = moons()
side_by_side(
    X,
    y,
    [
        ("SMOTE", SMOTE(random_state=0)),
        (
            "KMeansSMOTE",
            KMeansSMOTE(cluster_balance_threshold=0.4, kmeans_estimator=12, random_state=0),
        ),
    ],
)
