"""Money and staff: execution, adjustments, sums that must meet (catalogue B of domain.md §3.1)."""

from collections.abc import Iterator
from decimal import Decimal

from budgets.domain.execution import execution_rate, summarise
from budgets.domain.facts import BudgetLine
from budgets.enums import BudgetItem
from evaluations.domain.checks.registry import at, money, quoted
from evaluations.domain.facts import EvaluationFacts, Project
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.money import percent, plain_number
from huadu_perf.lib.values import number

ERROR, WARNING = Severity.ERROR, Severity.WARNING
COLUMNS = (
    ("initial_amount", "年初预算数"),
    ("adjusted_amount", "全年预算数"),
    ("executed_amount", "全年执行数"),
)


def executed_within_adjusted(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B1: 全年执行数 ≤ 全年预算数, line by line and project by project (SC-TABLE, HB-TABLE)."""
    rows: list[tuple[str, str, BudgetLine | Project]] = [
        *(("budget_lines", line.item.label, line) for line in facts.budget_lines),
        *(("projects", project.name, project) for project in facts.projects),
    ]
    for rowset, name, row in rows:
        adjusted, executed = number(row.adjusted_amount), number(row.executed_amount)
        if adjusted is not None and executed is not None and executed > adjusted:
            yield Finding(
                "B1", ERROR, at(rowset, row.key, "executed_amount"),
                f"{quoted(name)}全年执行数 {money(executed)} 大于全年预算数 {money(adjusted)}，多 {money(executed - adjusted)}",
                "核对两个数；追加的预算应计入全年预算数",
            )  # fmt: skip


def low_execution_has_reason(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B2: an execution rate below the threshold needs its reason (SC-TABLE: 90 %)."""
    rate = summarise(facts.budget_lines).spending.execution_rate
    floor = facts.campaign.rules.low_execution
    if rate is not None and rate < floor and not facts.finance.execution_reason:
        yield Finding(
            "B2", ERROR, Place("budget", field="execution_reason"),
            f"支出执行率 {percent(rate, 2)}，低于 {percent(floor, 0)}，未写原因", "填写“执行率偏低原因”",
        )  # fmt: skip


def adjustment_has_reason(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B3: 年初预算数 ≠ 全年预算数 needs its reason (SC-TABLE)."""
    spending = summarise(facts.budget_lines).spending
    initial, adjusted = spending.initial_amount, spending.adjusted_amount
    if (
        initial is not None
        and adjusted is not None
        and initial != adjusted
        and not facts.finance.adjustment_reason
    ):
        yield Finding(
            "B3", ERROR, Place("budget", field="adjustment_reason"),
            f"支出年初预算数 {money(initial)}，全年预算数 {money(adjusted)}，未写调整原因", "填写“预算调整原因”",
        )  # fmt: skip
    for project in facts.projects:
        before, after = number(project.initial_amount), number(project.adjusted_amount)
        if before is not None and after is not None and before != after and not project.adjustment_reason:
            yield Finding(
                "B3", ERROR, at("projects", project.key, "adjustment_reason"),
                f"项目{quoted(project.name)}年初预算数 {money(before)}，全年预算数 {money(after)}，未写调整原因",
                "填写“预算调整原因”",
            )  # fmt: skip


def spending_adds_up(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B5: spending by source = personnel + operating + projects (HN-BASE)."""
    summary = summarise(facts.budget_lines)
    for name, label in COLUMNS:
        by_source, by_nature = getattr(summary.spending, name), getattr(summary.nature, name)
        if by_source is not None and by_nature is not None and by_source != by_nature:
            yield Finding(
                "B5", ERROR, _line(facts, BudgetItem.PROJECT, name),
                f"{label}：按资金来源合计 {money(by_source)}，按性质（人员＋公用＋项目）合计 {money(by_nature)}，"
                f"相差 {money(abs(by_source - by_nature))}",
                "两种口径的支出合计应一致",
            )  # fmt: skip


def projects_within_line(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B5b: key projects together do not exceed 项目支出."""
    lines = {line.item: line for line in facts.budget_lines}
    if BudgetItem.PROJECT not in lines:
        return
    for name, label in COLUMNS:
        whole = number(getattr(lines[BudgetItem.PROJECT], name))
        parts = sum((number(getattr(project, name)) or Decimal(0) for project in facts.projects), Decimal(0))
        if whole is not None and parts > whole:
            yield Finding(
                "B5", ERROR, _line(facts, BudgetItem.PROJECT, name),
                f"{label}：重点任务项目合计 {money(parts)}，大于项目支出 {money(whole)}", "核对项目金额与“项目支出”",
            )  # fmt: skip


def staff_within_establishment(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B7: 在职 ÷ 编制 above 100 % asks for an explanation (HN-BASE)."""
    established, serving = number(facts.profile.established_count), number(facts.profile.serving_count)
    rate = execution_rate(established, serving)
    if rate is not None and rate > 1:
        yield Finding(
            "B7", WARNING, Place("profile", field="serving_count"),
            f"在职 {plain_number(serving)} 人，超过编制 {plain_number(established)} 人，控制率 {percent(rate)}",
            "核对人数，或说明超编原因",
        )  # fmt: skip


def income_meets_spending(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """B8: income and spending differ only by what is carried over."""
    summary = summarise(facts.budget_lines)
    income, spending = summary.income.executed_amount, summary.spending.executed_amount
    if income is not None and spending is not None and income != spending:
        yield Finding(
            "B8", WARNING, at("budget_lines"),
            f"收入合计 {money(income)}，支出合计 {money(spending)}，相差 {money(abs(income - spending))}",
            "核对，或说明结转结余情况",
        )  # fmt: skip


def unit_price_times_quantity(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """G8: 单价 × 数量 = 执行数 where both are given (domain.md §0 row 8)."""
    for project in facts.projects:
        price, quantity, executed = map(
            number, (project.unit_price, project.quantity, project.executed_amount)
        )
        if price is None or quantity is None or executed is None or price * quantity == executed:
            continue
        yield Finding(
            "G8", WARNING, at("projects", project.key, "executed_amount"),
            f"项目{quoted(project.name)}单价 {money(price)} × 数量 {plain_number(quantity)} = "
            f"{money((price * quantity).quantize(Decimal('0.01')))}，执行数为 {money(executed)}",
            "核对单价、数量和执行数，或说明差额",
        )  # fmt: skip


def _line(facts: EvaluationFacts, item: BudgetItem, field: str) -> Place:
    key = next((line.key for line in facts.budget_lines if line.item == item), None)
    return at("budget_lines", key, field if key else "")


CHECKS = (
    executed_within_adjusted, low_execution_has_reason, adjustment_has_reason, spending_adds_up,
    projects_within_line, staff_within_establishment, income_meets_spending, unit_price_times_quantity,
)  # fmt: skip
