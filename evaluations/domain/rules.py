"""Settings of scoring that differ by place and year; part of an index system's data."""

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, model_validator

from evaluations.enums import Attainment
from huadu_perf.lib.values import Facts, Points, Quantity

Reverse = Literal["deviation", "quotient"]


class QualitativeRange(Facts):
    """Shares of the points (0–1, both included) that a qualitative result of this grade may get."""

    attainment: Attainment
    lowest: Decimal = Field(ge=0, le=1)
    highest: Decimal = Field(ge=0, le=1)


class ExecutionCap(Facts):
    """Below the execution rate `below` (0–1), the total is at most `most` (DESK33)."""

    below: Decimal = Field(ge=0, le=1)
    most: Points


class WordLimit(Facts):
    """The form's limit for a narrative field, in characters. `rowset` is empty for a section's single field."""

    rowset: str = ""
    field: str
    limit: int = Field(ge=1, le=20000)


#: 财预〔2020〕10号 as PMKPI checks it: 100–80 %, 80–60 %, 60–0 %.
THREE_GRADES = (
    QualitativeRange(attainment=Attainment.FULL, lowest=Decimal("0.8"), highest=Decimal(1)),
    QualitativeRange(attainment=Attainment.PARTIAL, lowest=Decimal("0.6"), highest=Decimal("0.8")),
    QualitativeRange(attainment=Attainment.MISSED, lowest=Decimal(0), highest=Decimal("0.6")),
)


class ScoringRules(Facts):
    """How scores are computed.

    `reverse`: formula of ≤ indicators missed, "deviation" (PMKPI) or "quotient" (HB-TABLE).
    `total_points`: what all points add up to. `low_execution`: a rate (0–1) below which a reason is due (SC-TABLE).
    `over_achievement`: actual ÷ target from which an explanation is due (1.3 = 130 %, PMKPI and DESK33);
    `over_at_zero`: the same for a target of 0, as an actual value (30 in PMKPI; None: not asked);
    `over_deduction`: points an over-achieved indicator loses (2 in DESK33, else 0).
    `self_score`: whether a self score may differ from the computed one with a reason ("reasoned") or not ("locked").
    `not_applicable`: indicators left out are rescaled to the total ("rescale") or not allowed ("refuse").
    `reasons`: whether each lost point needs a reason and a measure (PMKPI).
    """

    reverse: Reverse = "deviation"
    total_points: Decimal = Field(default=Decimal(100), gt=0, le=10000, decimal_places=2)
    low_execution: Decimal = Field(default=Decimal("0.9"), ge=0, le=1)
    over_achievement: Decimal = Field(default=Decimal("1.3"), ge=1)
    over_at_zero: Quantity = None
    over_deduction: Decimal = Field(default=Decimal(0), ge=0, le=10000, decimal_places=2)
    qualitative: tuple[QualitativeRange, ...] = THREE_GRADES
    execution_caps: tuple[ExecutionCap, ...] = ()
    self_score: Literal["reasoned", "locked"] = "reasoned"
    not_applicable: Literal["rescale", "refuse"] = "rescale"
    reasons: bool = True
    word_limits: tuple[WordLimit, ...] = ()

    @model_validator(mode="after")
    def ranges_hold(self) -> Self:
        """Every grade of a qualitative result has one range, the right way round."""
        if sorted(each.attainment for each in self.qualitative) != sorted(Attainment):
            raise ValueError("qualitative: 三个达成等级（full、partial、missed）各写一次")
        for each in self.qualitative:
            if each.lowest > each.highest:
                raise ValueError(f"qualitative: “{each.attainment.label}”的下限大于上限")
        return self

    def range_of(self, attainment: Attainment) -> QualitativeRange:
        """The shares of points of one grade."""
        return next(each for each in self.qualitative if each.attainment == attainment)
