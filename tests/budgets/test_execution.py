"""Execution rate and totals: nothing stated is not zero, and not applicable is neither."""

from decimal import Decimal
from uuid import uuid4

import pytest

from budgets.domain.execution import AMOUNT_FIELDS, execution_rate, summarise, total
from budgets.domain.facts import BudgetLine
from budgets.enums import GROUP_ITEMS, BudgetGroup, BudgetItem
from huadu_perf.lib.values import NOT_APPLICABLE


def line(item: BudgetItem = BudgetItem.PROJECT, **amounts: object) -> BudgetLine:
    return BudgetLine(key=uuid4(), item=item, **amounts)


@pytest.mark.parametrize(
    ("adjusted", "executed", "rate"),
    [
        (Decimal(200), Decimal(150), Decimal("0.75")), (Decimal(106000), Decimal(106000), Decimal(1)),
        (Decimal(100), Decimal(0), Decimal(0)), (Decimal(100), Decimal(130), Decimal("1.3")),
        (Decimal(0), Decimal(0), None), (Decimal(0), Decimal(5), None), (None, Decimal(5), None),
        (Decimal(5), None, None), (NOT_APPLICABLE, Decimal(5), None), (Decimal(5), NOT_APPLICABLE, None),
    ],
)  # fmt: skip
def test_execution_rate_is_executed_by_adjusted(adjusted, executed, rate):
    assert execution_rate(adjusted, executed) == rate


@pytest.mark.parametrize("field", AMOUNT_FIELDS)
@pytest.mark.parametrize(
    ("stated", "added"),
    [
        ([], None), ([None, None], None), (["不适用", None], None), (["0", None], Decimal(0)), (["0", "不适用"], Decimal(0)),
        (["0.10", "0.20", None], Decimal("0.30")), (["9999999999999.99", "0.01"], Decimal("10000000000000.00")),
    ],
)  # fmt: skip
def test_a_column_adds_what_is_stated(field, stated, added):
    totals = total(line(**{field: value}) for value in stated)
    assert getattr(totals, field) == added
    assert [getattr(totals, other) for other in AMOUNT_FIELDS if other != field] == [None] * 3


def test_each_group_adds_its_own_lines():
    lines = [line(item, executed_amount=str(2**number)) for number, item in enumerate(BudgetItem)]
    summary = summarise(iter(lines))
    assert (
        summary.income.executed_amount, summary.spending.executed_amount,
        summary.nature.executed_amount, summary.three_public.executed_amount,
    ) == (0b11111, 0b11111 << 5, 0b111 << 10, 0b1111 << 13)  # fmt: skip


def test_the_rate_of_a_group_is_that_of_its_totals():
    summary = summarise([
        line(BudgetItem.SPEND_GENERAL, adjusted_amount="300", executed_amount="300"),
        line(BudgetItem.SPEND_OTHER, adjusted_amount="100", executed_amount="0"),
        line(BudgetItem.SPEND_FUND, adjusted_amount="不适用", executed_amount="不适用"),
    ])  # fmt: skip
    assert summary.spending.execution_rate == Decimal("0.75")
    assert summary.income.execution_rate is None


def test_every_item_is_in_one_group():
    items = [item for group in BudgetGroup for item in GROUP_ITEMS[group]]
    assert sorted(items) == sorted(BudgetItem)
