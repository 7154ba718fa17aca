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
    PROJECT_BUSINESS = "project_business", "业务工作专项"
    PROJECT_UPKEEP = "project_upkeep", "运行维护专项"
    OFFICE = "office", "办公费"
    UTILITIES_TRAVEL = "utilities_travel", "水费、电费、差旅费"
    MEETING = "meeting", "会议费"
    TRAINING = "training", "培训费"
    PROCUREMENT = "procurement", "政府采购金额"


class BudgetGroup(models.TextChoices):
    """The blocks of the table; each has a computed total, but for what only tells a part of a line (其中)."""

    INCOME = "income", "收入（按资金来源）"
    SPENDING = "spending", "支出（按资金来源）"
    NATURE = "nature", "支出（按性质）"
    THREE_PUBLIC = "three_public", "“三公”经费"
    PROJECT_PARTS = "project_parts", "项目支出（其中）"
    OPERATING_PARTS = "operating_parts", "公用经费（其中）"
    PROCUREMENT = "procurement", "政府采购"


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
    BudgetGroup.PROJECT_PARTS: (BudgetItem.PROJECT_BUSINESS, BudgetItem.PROJECT_UPKEEP),
    BudgetGroup.OPERATING_PARTS: (
        BudgetItem.OFFICE,
        BudgetItem.UTILITIES_TRAVEL,
        BudgetItem.MEETING,
        BudgetItem.TRAINING,
    ),
    BudgetGroup.PROCUREMENT: (BudgetItem.PROCUREMENT,),
}
#: The blocks that only 基础数据表 shows; the others stand in every budget.
BASE_DATA_GROUPS = (BudgetGroup.PROJECT_PARTS, BudgetGroup.OPERATING_PARTS, BudgetGroup.PROCUREMENT)
BASE_DATA_ITEMS = tuple(item for group in BASE_DATA_GROUPS for item in GROUP_ITEMS[group])


class FundingSource(models.TextChoices):
    """Where a project's money comes from (财预〔2020〕10号, 项目支出绩效自评表)."""

    APPROPRIATION = "appropriation", "当年财政拨款"
    CARRY_OVER = "carry_over", "上年结转资金"
    OTHER = "other", "其他资金"


#: The three amounts of a project, in the words of the published tables.
AMOUNTS = {"initial_amount": "年初预算数", "adjusted_amount": "全年预算数", "executed_amount": "全年执行数"}
#: The four of a line of the budget.
LINE_AMOUNTS = {**AMOUNTS, "last_year_amount": "上年决算数"}
#: The parts that the sources bring to each of them: name and label of every column.
FUNDING = {
    f"{source.value}_{name}": f"{source.label}（{label}）"
    for source in FundingSource
    for name, label in AMOUNTS.items()
}
