"""Results in the form in which the other rooms hand them over."""

from __future__ import annotations

DIAGNOSIS = {
    "target": "churned",
    "rows": 400,
    "columns": 5,
    "classes": [
        {"class": "no", "rows": 360, "share": 0.9},
        {"class": "yes", "rows": 40, "share": 0.1},
    ],
    "findings": [
        {
            "code": "leaking-column",
            "severity": "critical",
            "figure": 0.998,
            "sentence": "calls alone tells the classes apart.",
            "advice": "Leave it out if it is known only afterwards.",
            "class": None,
            "columns": ["calls"],
        },
        {
            "code": "minority-types",
            "severity": "ok",
            "figure": {"safe": 0.6, "borderline": 0.3, "rare": 0.1},
            "sentence": "Most rows are safe.",
            "advice": "",
            "class": "yes",
            "columns": [],
        },
    ],
    "recommendation": {
        "resample": True,
        "method": "borderline",
        "k": 5,
        "ratio": 0.5,
        "reasons": ["The minority is dense.", "Its border is long."],
    },
    "version": "0",
}


def _curves(shift: float) -> dict:
    recalls = [i / 20 for i in range(21)]
    return {
        "calibration": [
            {"predicted": p / 10, "observed": max(p / 10 - shift, 0.0), "n": 40} for p in range(10)
        ],
        "precision_recall": [
            {"recall": r, "precision": max(1 - r**2 - shift, 0.1)} for r in recalls
        ],
    }


def _contestant(model: str, name: str, mean: float, settings: dict | None = None) -> dict:
    scores = {
        "average_precision": {"mean": mean, "std": 0.02, "values": [mean]},
        "brier": {"mean": 1 - mean, "std": 0.01, "values": [1 - mean]},
    }
    return {"model": model, "contestant": name, "settings": settings or {}, "scores": scores}


COMPARISON = {
    "verdict": "cannot tell",
    "sentence": "The best resampling is 0.004 better than a tuned threshold (-0.02 to 0.03).",
    "metric": "average_precision",
    "winner": {
        "model": "logistic regression",
        "contestant": "nothing",
        "title": "logistic regression as it is",
        "settings": {},
        "code": "model = LogisticRegression()\nmodel.fit(X, y)  # <b>&amp;</b>",
    },
    "differences": [
        {
            "model": "logistic regression",
            "contestant": "smote",
            "baseline": "nothing",
            "metric": "average_precision",
            "difference": 0.004,
            "interval": [-0.02, 0.03],
            "p_value": 0.7,
        },
        {
            "model": "forest",
            "contestant": "smote",
            "baseline": "class weights",
            "metric": "average_precision",
            "difference": -0.05,
            "interval": [-0.08, -0.02],
            "p_value": 0.0004,
            "p_adjusted": 0.0008,
            "baseline_model": "logistic regression",
            "deciding": True,
        },
    ],
    "contestants": [
        _contestant("logistic regression", "nothing", 0.71),
        _contestant("logistic regression", "smote", 0.7, {"k": 5, "ratio": 0.5}),
        _contestant("forest", "class weights", 0.75),
        _contestant("forest", "smote", 0.7, {"k": [3, 5], "ratio": 1.0}),
        {
            "model": "forest",
            "contestant": "adasyn",
            "settings": {},
            "scores": {},
            "note": "given up after 3 folds",
        },
    ],
    "ratios": [
        {
            "model": "logistic regression",
            "contestant": "smote",
            "answer": 0.3,
            "best": 0.3,
            "without": 0.4,
            "points": [
                {"ratio": 0.1, "gain": 0.01, "interval": [-0.01, 0.03]},
                {"ratio": 0.3, "gain": 0.03, "interval": [0.01, 0.05]},
                {"ratio": 1.0, "gain": -0.02, "interval": [None, None]},
            ],
            "sentence": "Up to 0.3 is shown to be better than none.",
        }
    ],
    "curves": {
        "logistic regression/nothing": _curves(0.0),
        "logistic regression/smote": _curves(0.2),
        "forest/class weights": _curves(0.05),
        "forest/smote": _curves(0.1),
    },
    "better": "higher",
    "models": [
        {"model": "logistic regression", "verdict": "cannot tell", "sentence": "No gain."},
        {"model": "forest", "verdict": None, "sentence": "not done"},
    ],
    "folds": {"kind": "stratified", "folds": 5, "repeats": 2, "n_rows": 400},
    "budget": {"seconds": 60.0, "complete": False, "saved": ["5 trials instead of 30"]},
    "version": "0",
}

QUALITY = {
    "scores": {
        "precision": {
            "class": "yes",
            "verdict": "as real rows",
            "value": 0.93,
            "interval": [0.9, 0.96],
            "reference": 0.95,
            "sentence": "New rows lie where real ones are.",
        },
        "wrong_side": {
            "value": 0.12,
            "interval": [0.08, 0.16],
            "reference": 0.1,
            "sentence": "The nearest real row is of the majority.",
        },
    }
}

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "{{7*7}}{% raw %}",
    "</script><script>alert(3)</script>",
    "</style></svg></table>",
    "<!--",
    "'; alert(4); //",
    "\u202eevil\u202c",
    "שלום עולם",
    "🦊👩‍👩‍👧‍👦",
    "x" * 10_000,
    "new\nline\ttab\x00\x1b[31m",
    "\ud800",
    "",
]

PRIVACY = {
    "verdict": "leaks",
    "sentences": {"yes": "The new rows give original rows away: 38% of the original rows can be "
    "rebuilt from the new ones alone."},
    "promise": "This measures these attacks and no others.",
    "exposed": [{"row": 3, "class": "yes", "how": ["rebuilt"], "children": 12}],
    "scores": [
        {
            "name": "rebuilt",
            "class": "yes",
            "value": 0.38,
            "interval": [0.31, 0.45],
            "perfect": 0.0,
            "careless": 1.0,
            "verdict": "leaks",
            "sentence": "From the new rows alone an attack rebuilt 38 % of the 151 original rows.",
        },
        {
            "name": "copies",
            "class": "yes",
            "value": 0.0,
            "interval": [0.0, 0.01],
            "perfect": 0.0,
            "careless": 1.0,
            "verdict": "passes",
            "sentence": "0.0% of the new rows are exact copies of original rows.",
        },
    ],
}  # fmt: skip
"""What `expose_sample` found."""
