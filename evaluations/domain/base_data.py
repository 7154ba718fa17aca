"""Rates of 基础数据表: staff against 编制, 楼堂馆所 against what was approved (HN-BASE, domain.md §2.3). All 0–1."""

from dataclasses import dataclass
from decimal import Decimal

from evaluations.domain.facts import Finance, Profile
from huadu_perf.lib.money import ratio


@dataclass(frozen=True)
class BuildingRates:
    """How 楼堂馆所 kept to size and investment; None where one of the two figures is missing."""

    area: Decimal | None
    investment: Decimal | None


def staffing_rate(profile: Profile) -> Decimal | None:
    """在职人员控制率 = 年末实际在职人数 ÷ 编制数."""
    return ratio(profile.serving_count, profile.established_count)


def building_rates(finance: Finance) -> BuildingRates:
    """规模控制率 = 实际规模 ÷ 批复规模; 投资概算控制率 = 实际投资 ÷ 预算投资."""
    return BuildingRates(
        ratio(finance.building_actual_area, finance.building_approved_area),
        ratio(finance.building_actual_investment, finance.building_approved_investment),
    )
