"""Money and staff: execution, adjustments, sums that must meet (catalogue B of domain.md §3.1)."""

from collections.abc import Iterator
from decimal import Decimal

from budgets.domain.execution import execution_rate, summarise
from budgets.domain.facts import BudgetLine
from budgets.enums import AMOUNTS, GROUP_ITEMS, BudgetGroup, BudgetItem
from evaluations.domain.checks.registry import ERROR, HINT, WARNING, Hit, money, quoted, rule
from evaluations.domain.facts import EvaluationFacts, Project
from evaluations.domain.places import at
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import percent, plain_number, round_half_up
from huadu_perf.lib.values import number

#: Decimals of a percentage that tell any two rates apart (amounts have at most 15 digits).
EXACT = 18


@rule(
    "B1",
    ERROR,
    "执行数不超过全年预算数",
    help="全年执行数不大于全年预算数；追加的预算计入全年预算数。",
    source="财预〔2020〕10号 附表口径（执行率＝执行数÷调整后预算数）",
    beside=("budget_lines.executed_amount", "projects.executed_amount"),
)
def executed_within_adjusted(facts: EvaluationFacts) -> Iterator[Hit]:
    """全年执行数 ≤ 全年预算数, line by line and project by project (SC-TABLE, HB-TABLE)."""
    rows: list[tuple[str, str, BudgetLine | Project]] = [
        *(("budget_lines", line.item.label, line) for line in facts.budget_lines),
        *(("projects", project.name, project) for project in facts.projects),
    ]
    for rowset, name, row in rows:
        adjusted, executed = number(row.adjusted_amount), number(row.executed_amount)
        if adjusted is not None and executed is not None and executed > adjusted:
            yield Hit(
                at(rowset, row.key, "executed_amount"),
                f"{quoted(name)}全年执行数 {money(executed)} 大于全年预算数 {money(adjusted)}，多 {money(executed - adjusted)}",
                "核对两个数；追加的预算应计入全年预算数",
            )


@rule(
    "B2",
    ERROR,
    "执行率偏低有原因",
    help="支出执行率低于规定比例（一般 90%）时写明原因。",
    source="项目支出绩效自评表填报要求",
    beside=("execution_reason",),
)
def low_execution_has_reason(facts: EvaluationFacts) -> Iterator[Hit]:
    """An execution rate below the threshold needs its reason (SC-TABLE: 90 %)."""
    rate = summarise(facts.budget_lines).spending.execution_rate
    floor = facts.campaign.rules.low_execution
    if rate is not None and rate < floor and not facts.finance.execution_reason:
        yield Hit(
            Place("budget", field="execution_reason"),
            f"支出执行率 {_below(rate, floor)}，低于 {plain_number(floor * 100)}%，未写原因",
            "填写“执行率偏低原因”",
        )


def _below(rate: Decimal, floor: Decimal) -> str:
    """A rate below the floor with two decimals, or with as many as show that it is below (89.996%)."""
    places = next(
        (places for places in range(2, EXACT) if round_half_up(rate * 100, places) < floor * 100), EXACT
    )
    return percent(rate, places)


@rule(
    "B3",
    ERROR,
    "预算调整有原因",
    help="年初预算数与全年预算数不同，写明调整原因。",
    source="项目支出绩效自评表填报要求",
    beside=("adjustment_reason", "projects.adjustment_reason"),
)
def adjustment_has_reason(facts: EvaluationFacts) -> Iterator[Hit]:
    """年初预算数 ≠ 全年预算数 needs its reason (SC-TABLE)."""
    spending = summarise(facts.budget_lines).spending
    initial, adjusted = spending.initial_amount, spending.adjusted_amount
    if (
        initial is not None
        and adjusted is not None
        and initial != adjusted
        and not facts.finance.adjustment_reason
    ):
        yield Hit(
            Place("budget", field="adjustment_reason"),
            f"支出年初预算数 {money(initial)}，全年预算数 {money(adjusted)}，未写调整原因",
            "填写“预算调整原因”",
        )
    for project in facts.projects:
        before, after = number(project.initial_amount), number(project.adjusted_amount)
        if before is not None and after is not None and before != after and not project.adjustment_reason:
            yield Hit(
                at("projects", project.key, "adjustment_reason"),
                f"项目{quoted(project.name)}年初预算数 {money(before)}，全年预算数 {money(after)}，未写调整原因",
                "填写“预算调整原因”",
            )


@rule(
    "B5",
    ERROR,
    "两种口径支出相等",
    help="按资金来源的支出合计等于人员、公用、项目三项合计。",
    source="部门决算勾稽关系",
    beside=("budget_lines.executed_amount", "budget_lines.adjusted_amount", "budget_lines.initial_amount"),
)
def spending_adds_up(facts: EvaluationFacts) -> Iterator[Hit]:
    """Spending by source = personnel + operating + projects (HN-BASE)."""
    for name, label in AMOUNTS.items():
        by_source, by_nature = (
            _whole(facts, group, name) for group in (BudgetGroup.SPENDING, BudgetGroup.NATURE)
        )
        if by_source is not None and by_nature is not None and by_source != by_nature:
            yield Hit(
                _line(facts, BudgetItem.PROJECT, name),
                f"{label}：按资金来源合计 {money(by_source)}，按性质（人员＋公用＋项目）合计 {money(by_nature)}，"
                f"相差 {money(abs(by_source - by_nature))}",
                "两种口径的支出合计应一致",
            )


@rule(
    "B5a",
    ERROR,
    "重点项目不超过项目支出",
    help="重点任务项目的金额合计不大于“项目支出”。",
    source="部门决算勾稽关系",
    beside=("projects.executed_amount", "projects.adjusted_amount", "projects.initial_amount"),
)
def projects_within_line(facts: EvaluationFacts) -> Iterator[Hit]:
    """Key projects together do not exceed 项目支出."""
    lines = {line.item: line for line in facts.budget_lines}
    if BudgetItem.PROJECT not in lines:
        return
    for name, label in AMOUNTS.items():
        whole = number(getattr(lines[BudgetItem.PROJECT], name))
        parts = sum((number(getattr(project, name)) or Decimal(0) for project in facts.projects), Decimal(0))
        if whole is not None and parts > whole:
            yield Hit(
                _line(facts, BudgetItem.PROJECT, name),
                f"{label}：重点任务项目合计 {money(parts)}，大于项目支出 {money(whole)}",
                "核对项目金额与“项目支出”",
            )


@rule(
    "B7",
    WARNING,
    "在职不超编制",
    help="在职人数超过编制的，说明原因。",
    source="部门整体支出基础数据表（在职人员控制率）",
    beside=("serving_count",),
)
def staff_within_establishment(facts: EvaluationFacts) -> Iterator[Hit]:
    """在职 ÷ 编制 above 100 % asks for an explanation (HN-BASE)."""
    established, serving = number(facts.profile.established_count), number(facts.profile.serving_count)
    rate = execution_rate(established, serving)
    if rate is not None and rate > 1:
        yield Hit(
            Place("profile", field="serving_count"),
            f"在职 {plain_number(serving)} 人，超过编制 {plain_number(established)} 人，控制率 {percent(rate)}",
            "核对人数，或说明超编原因",
        )


@rule(
    "B8",
    WARNING,
    "收支相抵有说明",
    help="收入合计与支出合计不等的，说明结转结余情况。",
    source="部门决算勾稽关系",
    beside=("budget_lines.executed_amount",),
)
def income_meets_spending(facts: EvaluationFacts) -> Iterator[Hit]:
    """Income and spending differ only by what is carried over."""
    income, spending = (
        _whole(facts, group, "executed_amount") for group in (BudgetGroup.INCOME, BudgetGroup.SPENDING)
    )
    if income is not None and spending is not None and income != spending:
        yield Hit(
            at("budget_lines"),
            f"收入合计 {money(income)}，支出合计 {money(spending)}，相差 {money(abs(income - spending))}",
            "核对，或说明结转结余情况",
        )


@rule(
    "G8",
    WARNING,
    "单价乘数量等于执行数",
    help="填了单价和数量的，两者之积等于全年执行数。",
    source="项目预算编制口径",
    beside=("projects.unit_price", "projects.quantity", "projects.executed_amount"),
)
def unit_price_times_quantity(facts: EvaluationFacts) -> Iterator[Hit]:
    """单价 × 数量 = 执行数 where both are given (domain.md §0 row 8)."""
    for project in facts.projects:
        price, quantity, executed = map(
            number, (project.unit_price, project.quantity, project.executed_amount)
        )
        if price is None or quantity is None or executed is None or price * quantity == executed:
            continue
        yield Hit(
            at("projects", project.key, "executed_amount"),
            f"项目{quoted(project.name)}单价 {money(price)} × 数量 {plain_number(quantity)} = "
            f"{money((price * quantity).quantize(Decimal('0.01')))}，执行数为 {money(executed)}",
            "核对单价、数量和执行数，或说明差额",
        )


@rule(
    "B6",
    WARNING,
    "“三公”经费比上年增加要说明",
    help="“三公”经费全年执行数合计比上年决算数增加的，说明原因。",
    source="部门整体支出基础数据表（“三公”经费控制）",
    beside=("budget_lines.executed_amount",),
)
def three_public_not_above_last_year(facts: EvaluationFacts) -> Iterator[Hit]:
    """三公经费 above last year's asks for its reason (HN-BASE, HN-INDEX 变动率); its budget is B1's, line by line."""
    totals = summarise(facts.budget_lines).three_public
    now, before = totals.executed_amount, totals.last_year_amount
    if now is not None and before is not None and now > before:
        yield Hit(
            _line(facts, _most_risen(facts), "executed_amount"),
            f"“三公”经费全年执行 {money(now)}，上年决算 {money(before)}，增加 {money(now - before)}",
            "核对，或说明增加的原因",
        )


def _most_risen(facts: EvaluationFacts) -> BudgetItem:
    """The “三公” item that rose most over last year: the one whose figure is looked at first."""

    def rise(item: BudgetItem) -> Decimal:
        line = lines.get(item)
        now, before = (number(line.executed_amount), number(line.last_year_amount)) if line else (None, None)
        return (now or Decimal(0)) - (before or Decimal(0))

    lines = {line.item: line for line in facts.budget_lines}
    return max(GROUP_ITEMS[BudgetGroup.THREE_PUBLIC], key=rise)


@rule(
    "B9",
    WARNING,
    "与公开的决算一致",
    help="填了已公开决算支出总额的，支出合计应与之相等。",
    source="部门决算公开",
    beside=("published_spending",),
)
def spending_equals_published(facts: EvaluationFacts) -> Iterator[Hit]:
    """The spending total is that of the published 决算 of the same year, where the department states it."""
    published = number(facts.finance.published_spending)
    spending = _whole(facts, BudgetGroup.SPENDING, "executed_amount")
    if published is not None and spending is not None and published != spending:
        yield Hit(
            Place("budget", field="published_spending"),
            f"支出合计 {money(spending)}，已公开决算为 {money(published)}，相差 {money(abs(spending - published))}",
            "核对两个数，或说明口径差异",
        )


@rule(
    "G6",
    HINT,
    "重点项目的覆盖面",
    help="重点任务项目的执行数占项目支出的比例不宜过低（比例由任务设定）。",
    source="财政部门绩效自评全覆盖要求",
    beside=("projects.executed_amount",),
)
def projects_cover_spending(facts: EvaluationFacts) -> Iterator[Hit]:
    """How much of 项目支出 the evaluated projects cover (expectations §2.2)."""
    lines = {line.item: line for line in facts.budget_lines}
    whole = number(lines[BudgetItem.PROJECT].executed_amount) if BudgetItem.PROJECT in lines else None
    parts = [value for project in facts.projects if (value := number(project.executed_amount)) is not None]
    if not whole or not parts:
        return
    share = sum(parts, Decimal(0)) / whole
    if share < facts.campaign.checks.thresholds.project_coverage:
        yield Hit(
            at("projects"),
            f"重点任务项目执行数合计 {money(sum(parts, Decimal(0)))}，占项目支出 {money(whole)}的 {percent(share)}",
            "补充有代表性的项目",
        )


def _whole(facts: EvaluationFacts, group: BudgetGroup, name: str) -> Decimal | None:
    """The sum of a block's column; None while a line of it is blank, which is not zero."""
    stated = {line.item: getattr(line, name) for line in facts.budget_lines}
    if any(stated.get(item) is None for item in GROUP_ITEMS[group]):
        return None
    total: Decimal | None = getattr(getattr(summarise(facts.budget_lines), group.value), name)
    return total


def _line(facts: EvaluationFacts, item: BudgetItem, field: str) -> Place:
    key = next((line.key for line in facts.budget_lines if line.item == item), None)
    return at("budget_lines", key, field if key else "")


CHECKS = (
    executed_within_adjusted, low_execution_has_reason, adjustment_has_reason, spending_adds_up,
    projects_within_line, three_public_not_above_last_year, staff_within_establishment, income_meets_spending,
    spending_equals_published, unit_price_times_quantity, projects_cover_spending,
)  # fmt: skip
