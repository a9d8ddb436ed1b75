"""What the report says of ratios: the score over them, a curve with its band for each method."""

from __future__ import annotations

from counterpoise.report.figures import band_figure
from counterpoise.report.text import JsonObject, Section, plain, signed

__all__ = ["ratio_section"]

_MOST_CURVES = 12


def ratio_section(curves: list[JsonObject], metric: str) -> Section:
    """Return the section on how far to resample.

    Parameters
    ----------
    curves : list of dict
        What `Comparison.ratios` holds: for each model and method the gain over none at each ratio,
        with its interval.
    metric : str
        What the gain is in.
    """
    return {
        "metric": metric,
        "curves": [_curve(curve) for curve in curves[:_MOST_CURVES]],
        "left_out": max(0, len(curves) - _MOST_CURVES),
    }


def _curve(curve: JsonObject) -> Section:
    points = [(float(p["ratio"]), float(p["gain"]), *p["interval"]) for p in curve["points"]]
    return {
        "model": plain(curve["model"]),
        "name": plain(curve["contestant"]),
        "sentence": plain(curve["sentence"], 400),
        # Without new rows nothing is gained: the curve begins at zero, and so does its band.
        "figure": band_figure([(0.0, 0.0, 0.0, 0.0), *points]),
        "rows": [
            {
                "ratio": f"{ratio:g}",
                "gain": signed(gain),
                "interval": "" if None in (low, high) else f"{signed(low)} to {signed(high)}",
            }
            for ratio, gain, low, high in points
        ],
    }
