"""The title of each finding: what it says, in a few plain words."""

from __future__ import annotations

__all__ = ["TITLES", "title_of"]

TITLES: dict[str, dict[str, str]] = {
    "categorical-columns": {
        "ok": "Categories and numbers",
        "note": "Some numbers may be codes",
    },
    "class-overlap": {
        "ok": "Most rows are nearest to their own class",
        "note": "The classes overlap in part",
        "warning": "Most rows are nearest to another class",
    },
    "constant-columns": {"ok": "Every column varies", "note": "Columns with one value only"},
    "constant-within-class": {"note": "Columns with one value in this class"},
    "contradictions": {
        "ok": "No row has a twin in another class",
        "note": "Some rows have twins in another class",
        "warning": "Same values, different class",
    },
    "copied-columns": {"note": "Columns that repeat each other"},
    "density": {"ok": "Its rows lie close enough", "note": "Its rows lie far apart"},
    "dominating-column": {
        "ok": "No single column decides the distance",
        "note": "A few columns decide the distance",
        "warning": "One column has far larger units",
        "critical": "One column decides the distance",
    },
    "duplicates": {
        "ok": "No exact copies",
        "note": "Some exact copies",
        "warning": "Many exact copies",
    },
    "few-rows": {"warning": "Too few rows to judge a method"},
    "ignored-columns": {"note": "Columns that were left out"},
    "imbalance": {"ok": "The classes are about equal", "note": "The classes are unequal"},
    "intrinsic-dimension": {
        "ok": "Enough rows for its columns",
        "note": "Few rows for its columns",
    },
    "leaking-column": {
        "ok": "No column alone ranks the class almost perfectly",
        "note": "One column ranks the class very well",
        "critical": "One column gives the class away",
    },
    "leaking-gaps": {
        "ok": "Missing values do not give the class away",
        "warning": "Missing values give the class away",
        "critical": "Missing values give the class away",
    },
    "leaking-pair": {
        "ok": "No two weak columns give the class away together",
        "warning": "Two columns together give the class away",
        "critical": "Two columns together give the class away",
    },
    "leaking-value": {
        "note": "One value tells the classes apart",
        "warning": "One value gives the class away",
        "critical": "One value gives the class away",
    },
    "minority-types": {
        "ok": "Few rows stand alone",
        "note": "Many rows stand alone among other classes",
    },
    "mislabelled": {
        "ok": "No large group of suspicious labels",
        "warning": "Some labels may be wrong",
    },
    "missing-values": {
        "ok": "Nothing is missing",
        "note": "Some values are missing",
        "warning": "Columns that are mostly empty",
    },
    "near-copies": {"ok": "Hardly any near copies", "warning": "Many near copies"},
    "repeated-rows": {"warning": "The same person or thing may be there several times"},
    "scattered-minority": {
        "ok": "Its rows have more of their own around them than chance gives",
        "note": "Its rows are spread out, but a model can find them",
        "warning": "Its rows are scattered among other classes",
    },
    "small-disjuncts": {
        "ok": "No separate groups",
        "note": "Too spread out to have groups",
        "warning": "Several separate groups",
    },
    "supported-k": {
        "ok": "Points between its rows look like its own",
        "warning": "Too few of its own rows nearby for SMOTE",
    },
    "weak-signal": {"warning": "The columns tell it only weakly"},
}
"""A finding's title by its code and severity; those of a class do not name it."""


def title_of(code: str, severity: str) -> str:
    """Return the title of a finding.

    Parameters
    ----------
    code : str
        What was looked at.
    severity : str
        How grave it is.

    Examples
    --------
    >>> from counterpoise.diagnosis.titles import title_of
    >>> title_of("leaking-column", "critical")
    'One column gives the class away'
    """
    return TITLES[code][severity]
