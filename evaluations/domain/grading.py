"""Grades 优 良 中 差 from a total; the bands are data of the index system, passed in."""

from collections.abc import Sequence
from decimal import Decimal

from huadu_perf.lib.values import Facts, Points


class GradeBand(Facts):
    """From `lowest` points (included) upward, a total has the grade `name`."""

    name: str
    lowest: Points


def grade(total: Decimal | None, bands: Sequence[GradeBand]) -> str:
    """The name of the highest band whose floor the total reaches; empty without a total.

    财政部 2020 bands are 优 ≥ 90, 良 ≥ 80, 中 ≥ 60, 差; floors instead of ranges leave no gap at 89.5.
    """
    if total is None:
        return ""
    reached = [band for band in bands if isinstance(band.lowest, Decimal) and total >= band.lowest]
    return max(reached, key=lambda band: band.lowest or Decimal(0)).name if reached else ""
