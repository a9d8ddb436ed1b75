"""A new row lies on the segment to any row of a pool, and keeps its seed's categories."""

from __future__ import annotations

from counterpoise.stages.interpolations.segment import Segment

__all__ = ["PoolSegment"]


class PoolSegment(Segment):
    """A uniform point of the segment between a seed and a partner, with the seed's categories.

    For partners that may be far away (`WholePool`): a vote of a whole pool would give all new rows
    the same categories.
    """

    voters = None

    def __init__(self) -> None:
        super().__init__(restart=False)
