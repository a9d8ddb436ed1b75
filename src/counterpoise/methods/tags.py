"""scikit-learn's estimator tags, with what imbalanced-learn adds for samplers."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

import sklearn.utils

__all__ = ["SamplerInputTags", "SamplerTags", "Tags", "sampler_tags"]


@dataclass(slots=True)
class SamplerTags:
    """What a sampler offers: `sample_indices` says whether it fits `sample_indices_`."""

    sample_indices: bool = False


@dataclass(slots=True)
class SamplerInputTags(sklearn.utils.InputTags):
    """What a sampler takes: `dataframe` says whether it takes dataframes."""

    dataframe: bool = False


@dataclass(slots=True)
class Tags(sklearn.utils.Tags):
    """All tags of a sampler."""

    sampler_tags: SamplerTags = field(default_factory=SamplerTags)


def sampler_tags(
    tags: sklearn.utils.Tags, *, sample_indices: bool, string: bool, allow_nan: bool = True
) -> Tags:
    """Return an estimator's tags as a sampler's."""
    known = {f.name: getattr(tags, f.name) for f in fields(tags)}
    known["estimator_type"] = "sampler"
    known["target_tags"].required = True
    taken = {f.name: getattr(tags.input_tags, f.name) for f in fields(tags.input_tags)}
    taken.update(two_d_array=True, sparse=True, string=string, allow_nan=allow_nan)
    known["input_tags"] = SamplerInputTags(**taken, dataframe=True)
    return Tags(**known, sampler_tags=SamplerTags(sample_indices))
