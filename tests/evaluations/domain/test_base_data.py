"""Rates of 基础数据表."""

from decimal import Decimal

import pytest

from evaluations.domain.base_data import building_rates, staffing_rate
from evaluations.domain.facts import Finance, Profile
from huadu_perf.lib.values import NOT_APPLICABLE


@pytest.mark.parametrize(
    ("established", "serving", "rate"),
    [("143", "136", Decimal(136) / 143), ("0", "3", None), (None, "3", None), ("20", NOT_APPLICABLE, None)],
)
def test_staffing_rate(established, serving, rate):
    """136 of 143 is 95.10 % in report 09."""
    assert staffing_rate(Profile(established_count=established, serving_count=serving)) == rate


def test_rates_of_a_building_need_both_figures():
    rates = building_rates(Finance(building_approved_area="1200", building_actual_area="1260"))
    assert (rates.area, rates.investment) == (Decimal("1.05"), None)
