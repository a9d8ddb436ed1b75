"""The methods that smote-variants has too: which agree in what, and why the others differ."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from sklearn.ensemble import RandomForestClassifier

from shared.two_samples import TABLES


@dataclass(frozen=True)
class Pair:
    """A method of ours and their class, with parameters that mean the same in both.

    Parameters
    ----------
    method, peer : str
        Our short name, and their class.
    ours, theirs : dict
        Parameters of each.
    gaps : str
        What has to be put right in where they place rows on segments: see `Gaps`.
    tables : tuple
        On which tables, and `but` on which not.
    copies : bool
        Whether copies of rows count.
    slow : bool
        Whether theirs is: then the pair is only tested with ``--whole``, on fewer rows.
    """

    method: str
    peer: str
    ours: dict[str, Any] = field(default_factory=dict)
    theirs: dict[str, Any] = field(default_factory=dict)
    gaps: str = "even"
    tables: tuple[str, ...] = tuple(TABLES)
    but: tuple[str, ...] = ()
    copies: bool = True
    slow: bool = False

    def __str__(self) -> str:
        return f"{self.method}={self.peer}"


AGREE = [
    Pair("smote", "SMOTE"),
    Pair("adasyn", "ADASYN", but=("apart",)),
    Pair("smotetomek", "SMOTE_TomekLinks"),
    Pair("lee", "Lee"),
    # Ours takes equal values for one step, and theirs as they come.
    Pair("edge-det", "Edge_Det_SMOTE", but=("whole numbers",)),
    Pair("nrsboundary", "NRSBoundary_SMOTE", but=("apart",)),
    Pair("nt-smote", "NT_SMOTE"),
    Pair("distance", "distance_SMOTE"),
    Pair("polynom-fit", "polynom_fit_SMOTE_star"),
    Pair("polynom-fit", "polynom_fit_SMOTE_bus", {"topology": "bus"}),
    Pair("gazzah", "Gazzah"),
    Pair("rwo", "RWO_sampling"),
    Pair("adoms", "ADOMS", slow=True),
    Pair("smote-out", "SMOTE_OUT", gaps="row"),
    # Where a level is 0 the paper makes a copy, or rows at one place; they leave such pairs out.
    # So copies do not count, and the tables have one stray row at most.
    Pair(
        "lnsmote",
        "LN_SMOTE",
        gaps="row",
        tables=("overlapping", "apart", "small", "a ring", "moons"),
        copies=False,
    ),
    # Their noise is in units of the table, ours in units of the class: here there is none.
    Pair("gaussian-smote", "Gaussian_SMOTE", {"sigma": 0.0, "scale": "standard"}, {"sigma": 1e-9}),
    # Which rows are noise depends in theirs on the order of rows: here none are. They make no rows
    # where one has too few others within the radius.
    Pair(
        "smobd",
        "SMOBD",
        {"eps": 1.0, "t": 1e6},
        {"max_eps": 1.0, "t": 1e6},
        gaps="row",
        but=("other units", "six columns", "skewed", "whole numbers"),
    ),
    # Theirs makes three times as many candidates as it keeps, whatever the pressure.
    Pair("msyn", "MSYN", {"pressure": 3.0}),
    # Theirs joins rows to other clusters than the paper does: here there is one cluster.
    Pair("cbso", "CBSO", {"cluster_factor": 1e9}, {"C_p": 1e9}, but=("apart",)),
    # A level has the weight of its rows in ours, 67 of the first one and 13: see DIFFERENCES.
    Pair(
        "prowsyn",
        "ProWSyn",
        {"n_levels": 2, "theta": 0.5},
        {"L": 2, "theta": 0.5 + math.log(67 / 13)},
        tables=("large",),
        copies=False,
    ),
    # Where classes are apart, all neighbours are of the minority: see DIFFERENCES.
    Pair("msmote", "MSMOTE", gaps="row", tables=("apart",)),
    Pair("safe-level", "Safe_Level_SMOTE", gaps="row", tables=("apart",)),
    Pair("svm-balance", "SVM_balance", tables=("apart",)),
    Pair("mct", "MCT", tables=("one column",)),
    # Their k counts the row itself; and only here any k-means finds the same clusters.
    Pair(
        "cluster-smote",
        "cluster_SMOTE",
        {"k_neighbors": 3},
        {"n_neighbors": 4},
        tables=("three clusters",),
    ),
    Pair(
        "supervised",
        "Supervised_SMOTE",
        {"classifier": RandomForestClassifier(50, random_state=5)},
        slow=True,
    ),
]
"""The pairs that agree in distribution, everywhere but where a comment says why not."""

SAME_ROWS = [
    Pair("spy", "SPY"),
    Pair("stefanowski", "Stefanowski", {"amplification": "weak"}, {"strategy": "weak_amp"}),
    Pair(
        "stefanowski",
        "Stefanowski",
        {"amplification": "relabel"},
        {"strategy": "weak_amp_relabel"},
    ),
    Pair("stefanowski", "Stefanowski", {"amplification": "strong"}, {"strategy": "strong_amp"}),
]
"""The pairs that draw nothing at random, and make the same rows."""


DIFFERENCES = {
    "kmeans": "Ours gives imbalanced-learn's rows; theirs starts k-means otherwise, and leaves out "
    "clusters by another rule.",
    "borderline": "Theirs leaves the nearest neighbour and noise out of a row's partners; in the "
    "paper these are the k nearest of the whole minority.",
    "safe-level": "Theirs takes partners from all classes, and a gap for each column; in the paper "
    "both rows are of the minority.",
    "sl-graph": "Theirs is made of their Borderline-SMOTE and Safe-Level-SMOTE.",
    "msmote": "Theirs takes partners from all classes; the paper does not say from which.",
    "rose": "The kernels of theirs are narrower than those of the authors' own R package.",
    "smoteenn": "Theirs gives the input back where the classes overlap; ours removes the rows that "
    "imbalanced-learn's does.",
    "smote-ipf": "Theirs removes no row of these tables; in the paper noisy rows leave.",
    "mwmote": "Theirs clusters by k-means, the paper by linkage; and a row of the majority gives "
    "weight to all border rows of the minority, in the paper only to the nearest.",
    "prowsyn": "In theirs a level has a weight, however many rows it has; in the paper a row has.",
    "nras": "Noise is the same in both, but theirs takes partners from all classes.",
    "sdsmote": "All rows grow alike in theirs; the paper adds rows at the border.",
    "ans": "Theirs takes more rows for outcasts, and rows with more neighbours grow more; in the R "
    "package of the paper's author all rows grow alike.",
    "and-smote": "Theirs stops at one or two neighbours for most rows; ours goes on as long as the "
    "share of the class in the boxes does not fall.",
    "smmo": "The paper leaves the classifiers open, and rows of theirs lie on no segment between "
    "two rows.",
    "smotewb": "The noise that boosting finds depends on its trees, and theirs grows other ones "
    "than the authors' R package.",
    "symprod": "Nearly all rows of theirs lie about one point.",
    "oups": "Two in five rows of theirs have a parent of the majority.",
    "asuwo": "Most rows of theirs are copies, of rows that are clusters by themselves.",
    "cure": "The paper does not say which cluster grows slowest, and so what noise is.",
    "dbsmote": "The paper leaves the radius open: theirs raises it until there are clusters.",
    "somo": "Each trains another map, theirs from a random beginning.",
    "ce-smote": "Both cluster at random, and the paper leaves the threshold open.",
    "soi-cj": "The paper does not say how wide the jitter is: normal in theirs, uniform in ours.",
    "trim": "Theirs joins all groups before it looks for neighbours; in the paper rows are made "
    "within each group.",
    "mot2ld": "Theirs does not run with today's scikit-learn.",
    "assembled": "Where the boundary is cut into pieces, and how many rows a piece gets, is not in "
    "the paper.",
    "sn-smote": "Theirs takes the nearest neighbour only, and none that surround a row.",
    "random-smote": "Theirs chooses the two other rows from five neighbours, and a gap for each "
    "column; in the paper they are any rows of the class.",
    "mct": "Similarity to the middle is for categories in the paper: of several columns, theirs "
    "takes the Euclidean distance, ours the mean of the columns.",
    "v-synth": "Theirs shuts the cells in a box that its own notes call incorrect.",
    "smote-cosine": "The paper does not say how both distances vote.",
    "selected": "The paper does not say how columns are selected, and theirs moves a single one "
    "even where all are asked for.",
    "smote-d": "Theirs puts more of the even steps near the ends of a segment.",
    "mdo": "Theirs draws coordinates one by one, so that the last is what the others leave.",
    "lvq": "The paper carries patterns over from other tables, and both had to make something of "
    "one table.",
    "lle": "Theirs maps rows back from the embedding with an error; ours takes the rows that have "
    "the same place there.",
    "isomap-hybrid": "Theirs gives the embedding's columns, and not the table's.",
    "e-smote": "Theirs gives fewer columns than the table has.",
    "asmobd": "Theirs has thresholds in standard units, with which most rows here are noise.",
    "pdfos": "The bandwidth of theirs is wider than the class; ours has the least cross-validated "
    "error.",
    "kernel-adasyn": "The kernels of theirs are round whatever the units, ours have the shape of "
    "the class; the density is the same for a class whose covariance is the identity.",
    "ccr": "Theirs draws in a diamond, and of three or more columns also outside of the sphere; "
    "ours draws uniformly in the sphere. (The authors' program measures in taxicab distances.)",
    "guided": "Both choose the neighbour that lies most along the principal axes, but weigh these "
    "otherwise; they agree where one column is far wider than the others.",
    "gasmote": "Rates are the outcome of a random search.",
    "de": "Theirs clusters the grown table and removes rows that are alike, as in the paper; we "
    "leave that to a cleaning.",
    "sso": "The rows of theirs are spread twice as wide as the class; ours stay near their seeds.",
    "smote-rsb": "Theirs changes the loop of the paper, as its notes say, and keeps other rows.",
    "smote-frst": "Theirs moves its own thresholds until enough rows stay, as its notes say.",
    "neater": "Theirs gives new rows to the majority as well, and makes twice as many.",
    "ismote": "Theirs places rows on segments, to rows of all classes; ours in spheres.",
    "sundo": "The paper does not say how many candidates there are: theirs keeps the best of each "
    "row's, ours the best of all.",
    "ahc": "Theirs joins rows by one linkage, ours by the paper's two, and leaves the majority as "
    "it is.",
    "vis-rst": "Theirs gives the input back.",
    "svm-balance": "Theirs asks the machine for the class of new rows too, ours does not: both "
    "give SMOTE's rows where classes are apart.",
}
"""Why rows do not have the distribution of theirs, but on some tables or with some parameters."""
