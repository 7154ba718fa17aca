"""The words of the budget: its lines, in the order and with the names of the published tables."""

from django.db import models


class BudgetItem(models.TextChoices):
    """One line of the department's income and spending (部门收支)."""

    INCOME_GENERAL = "income_general", "一般公共预算拨款收入"
    INCOME_FUND = "income_fund", "政府性基金预算拨款收入"
    INCOME_CAPITAL = "income_capital", "国有资本经营预算拨款收入"
    INCOME_SPECIAL = "income_special", "财政专户管理资金收入"
    INCOME_OTHER = "income_other", "其他收入"
    SPEND_GENERAL = "spend_general", "一般公共预算支出"
    SPEND_FUND = "spend_fund", "政府性基金预算支出"
    SPEND_CAPITAL = "spend_capital", "国有资本经营预算支出"
    SPEND_SPECIAL = "spend_special", "财政专户管理资金支出"
    SPEND_OTHER = "spend_other", "其他资金支出"
    BASIC_STAFF = "basic_staff", "人员经费"
    BASIC_OPERATING = "basic_operating", "公用经费"
    PROJECT = "project", "项目支出"
    ABROAD = "abroad", "因公出国（境）费"
    VEHICLE_PURCHASE = "vehicle_purchase", "公务用车购置费"
    VEHICLE_RUNNING = "vehicle_running", "公务用车运行维护费"
    RECEPTION = "reception", "公务接待费"


class BudgetGroup(models.TextChoices):
    """The blocks of the table; each has a computed total."""

    INCOME = "income", "收入（按资金来源）"
    SPENDING = "spending", "支出（按资金来源）"
    NATURE = "nature", "支出（按性质）"
    THREE_PUBLIC = "three_public", "“三公”经费"


GROUP_ITEMS: dict[BudgetGroup, tuple[BudgetItem, ...]] = {
    BudgetGroup.INCOME: tuple(item for item in BudgetItem if item.value.startswith("income_")),
    BudgetGroup.SPENDING: tuple(item for item in BudgetItem if item.value.startswith("spend_")),
    BudgetGroup.NATURE: (BudgetItem.BASIC_STAFF, BudgetItem.BASIC_OPERATING, BudgetItem.PROJECT),
    BudgetGroup.THREE_PUBLIC: (
        BudgetItem.ABROAD,
        BudgetItem.VEHICLE_PURCHASE,
        BudgetItem.VEHICLE_RUNNING,
        BudgetItem.RECEPTION,
    ),
}
