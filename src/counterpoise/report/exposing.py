"""Do the new rows give original ones away? The attacks of `privacy` on the report's own sample."""

from __future__ import annotations

import numpy as np

from counterpoise.errors import InvalidInputError
from counterpoise.plan.sample import Sample
from counterpoise.report.findings import Tone
from counterpoise.report.judging import sample_block
from counterpoise.report.text import JsonObject, Section, plain
from counterpoise.report.text import score as score_text

__all__ = ["expose_sample", "privacy_section"]

_TONES: dict[str, Tone] = {"passes": "good", "leaks": "bad"}


def expose_sample(sample: Sample, summary: JsonObject) -> JsonObject | None:
    """Return what the new rows give away of the originals that are in the sample.

    Parameters
    ----------
    sample : Sample
        Originals of each class, and the new rows.
    summary : dict
        What `Summary.to_dict` returned: scale, seed and counts.

    Returns
    -------
    dict or None
        What `Privacy.to_dict` returns, with the labels of the classes, and whether the sample
        "is_thinned". None where no row is new, and where the attacks cannot run.
    """
    from counterpoise.exposure import privacy

    if not sample.is_new.any() or not sample.columns:
        return None
    originals = np.flatnonzero(~sample.is_new & sample.is_drawn)
    rows = np.concatenate([originals, np.flatnonzero(sample.is_new)])
    block, categorical = sample_block(sample)
    try:
        # Beside the originals every copy of one is told from it, as in the file that is given out.
        found = privacy(
            block[originals],
            sample.klass[originals],
            (block[rows], sample.klass[rows]),
            scale=summary.get("scale") or "standard",
            categorical=categorical,
            seed=int(summary.get("seed") or 0),
        ).to_dict()
    except InvalidInputError as error:
        return {"sentences": {None: f"This could not be measured: {error}."}}
    n_rows = sum(c["after"] for c in summary["classes"])
    found["is_thinned"] = len(rows) < n_rows
    found["labels"] = {str(code): plain(label) for code, label in enumerate(sample.labels)}
    return found


def privacy_section(found: JsonObject) -> Section:
    """Return the attacks on the new rows, each beside a perfect and a careless sampler's score."""
    labels = found.get("labels", {})
    told = found["sentences"]
    several = len(told) > 1
    n_sure = sum(row["how"] != ["nearly copied"] for row in found.get("exposed", []))
    return {
        "sentences": [
            f"{labels.get(str(code), code)}: {sentence}" if several else plain(sentence, 600)
            for code, sentence in told.items()
        ],
        "exposed": (
            f"{n_sure:,} original rows were copied or rebuilt. counterpoise privacy names them."
            if n_sure
            else ""
        ),
        "thinned": bool(found.get("is_thinned")),
        "promise": found.get("promise", ""),
        "rows": [
            {
                "name": score["name"].replace("_", " "),
                "klass": labels.get(str(score["class"]), "") if several else "",
                "value": score_text(score["value"]),
                "interval": " to ".join(score_text(end) for end in score["interval"]),
                "perfect": score_text(score["perfect"]),
                "careless": score_text(score["careless"]),
                "verdict": score["verdict"],
                "tone": _TONES.get(score["verdict"], "note"),
                "sentence": plain(score["sentence"], 600),
            }
            for score in found.get("scores", [])
        ],
    }
