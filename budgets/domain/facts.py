"""The money part of the facts document."""

from budgets.enums import BudgetItem
from huadu_perf.lib.values import Amount, Facts, Key, Quantity, Text


class BudgetLine(Facts):
    """One line of income or spending; amounts in 元, exact to 分."""

    key: Key
    item: BudgetItem
    initial_amount: Amount = None
    adjusted_amount: Amount = None
    executed_amount: Amount = None
    last_year_amount: Amount = None


class ProjectFacts(Facts):
    """The money of one key project 重点项目; amounts in 元. `unit_price` × `quantity` is a cross check.

    `appropriation_…`, `carry_over_…` and `other_…` tell where the three amounts come from (FundingSource).
    """

    key: Key
    name: Text = ""
    implementing_unit: Text = ""
    initial_amount: Amount = None
    adjusted_amount: Amount = None
    executed_amount: Amount = None
    appropriation_initial_amount: Amount = None
    appropriation_adjusted_amount: Amount = None
    appropriation_executed_amount: Amount = None
    carry_over_initial_amount: Amount = None
    carry_over_adjusted_amount: Amount = None
    carry_over_executed_amount: Amount = None
    other_initial_amount: Amount = None
    other_adjusted_amount: Amount = None
    other_executed_amount: Amount = None
    adjustment_reason: Text = ""
    quantity: Quantity = None
    quantity_unit: Text = ""
    unit_price: Amount = None
