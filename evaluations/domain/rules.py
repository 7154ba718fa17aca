"""Settings of scoring that differ by place and year; part of an index system's data."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from huadu_perf.lib.values import Facts


class ScoringRules(Facts):
    """How scores are computed.

    `reverse`: formula of ≤ indicators missed, "deviation" (PMKPI) or "quotient" (HB-TABLE).
    `total_points`: what all points add up to. `low_execution`: a rate (0–1) below which a reason is due (SC-TABLE).
    `over_achievement`: actual ÷ target from which an explanation is due (1.3 = 130 %, PMKPI and DESK33).
    """

    reverse: Literal["deviation", "quotient"] = "deviation"
    total_points: Decimal = Decimal(100)
    low_execution: Decimal = Field(default=Decimal("0.9"), ge=0, le=1)
    over_achievement: Decimal = Field(default=Decimal("1.3"), ge=1)
