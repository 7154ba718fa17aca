"""Figures that only annexes ask for: where a project's money comes from, and 基础数据表 (catalogue B of domain.md §3.1)."""

from collections.abc import Iterator
from decimal import Decimal

from budgets.domain.facts import BudgetLine
from budgets.enums import AMOUNTS, GROUP_ITEMS, LINE_AMOUNTS, BudgetGroup, BudgetItem, FundingSource
from evaluations.domain.asked import has_annex
from evaluations.domain.base_data import building_rates
from evaluations.domain.checks.registry import ERROR, WARNING, Hit, money, quoted, rule
from evaluations.domain.facts import EvaluationFacts, Project
from evaluations.domain.places import at
from evaluations.domain.report_template import Annex
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import percent
from huadu_perf.lib.values import number

#: The lines that are told in parts, and the block with the parts.
PARTS = (
    (BudgetItem.PROJECT, BudgetGroup.PROJECT_PARTS),
    (BudgetItem.BASIC_OPERATING, BudgetGroup.OPERATING_PARTS),
)
#: Approved and actual figure of 楼堂馆所, each with its label.
BUILDING = (
    (("building_approved_area", "批复规模"), ("building_actual_area", "实际规模")),
    (("building_approved_investment", "预算投资"), ("building_actual_investment", "实际投资")),
)


@rule(
    "B4",
    ERROR,
    "项目资金来源合计等于总额",
    help="填了资金来源的，当年财政拨款、上年结转资金和其他资金合计等于项目金额；没有的来源填 0 或“不适用”。",
    source="财预〔2020〕10号 项目支出绩效自评表",
    beside=("projects.appropriation_initial_amount",),
)
def funding_adds_up(facts: EvaluationFacts) -> Iterator[Hit]:
    """总额 = Σ sources, column by column, where any source of the project is stated (SC-TABLE)."""
    for project in facts.projects:
        for name, label in AMOUNTS.items() if _states_funding(project) else ():
            whole = number(getattr(project, name))
            stated = (number(getattr(project, f"{source.value}_{name}")) for source in FundingSource)
            parts = sum((value for value in stated if value is not None), Decimal(0))
            if whole is not None and parts != whole:
                yield Hit(
                    at("projects", project.key, f"{FundingSource.APPROPRIATION.value}_{name}"),
                    f"项目{quoted(project.name)}{label}：资金来源合计 {money(parts)}，项目金额 {money(whole)}，"
                    f"相差 {money(abs(parts - whole))}",
                    "核对各项资金来源和项目金额",
                )


def _states_funding(project: Project) -> bool:
    names = (f"{source.value}_{name}" for source in FundingSource for name in AMOUNTS)
    return any(number(getattr(project, name)) is not None for name in names)


@rule(
    "B5b",
    ERROR,
    "其中项不超过所属支出",
    help="基础数据表中，业务工作专项和运行维护专项合计不大于项目支出；办公费等四项合计不大于公用经费。",
    source="部门整体支出基础数据表",
)
def parts_within_line(facts: EvaluationFacts) -> Iterator[Hit]:
    """What is told of a line in parts does not exceed it (HN-BASE 其中)."""
    if not has_annex(facts.campaign, Annex.BASE_DATA):
        return
    lines = {line.item: line for line in facts.budget_lines}
    for item, group in PARTS:
        told = [lines[part] for part in GROUP_ITEMS[group] if part in lines]
        for name, label in LINE_AMOUNTS.items() if item in lines and told else ():
            yield from _above(lines[item], told, name, label)


def _above(line: BudgetLine, told: list[BudgetLine], name: str, label: str) -> Iterator[Hit]:
    whole = number(getattr(line, name))
    parts = sum((number(getattr(part, name)) or Decimal(0) for part in told), Decimal(0))
    if whole is not None and parts > whole:
        yield Hit(
            at("budget_lines", told[0].key, name),
            f"{label}：{'、'.join(part.item.label for part in told)}合计 {money(parts)}，"
            f"大于{line.item.label} {money(whole)}",
            f"核对其中各项与“{line.item.label}”",
        )


@rule(
    "B10",
    WARNING,
    "楼堂馆所不超批复",
    help="实际规模或实际投资超过批复的，说明原因。",
    source="部门整体支出基础数据表（楼堂馆所控制情况）",
    beside=("building_actual_area", "building_actual_investment"),
)
def building_within_approval(facts: EvaluationFacts) -> Iterator[Hit]:
    """规模控制率 and 投资概算控制率 above 100 % ask for an explanation (HN-BASE)."""
    if not has_annex(facts.campaign, Annex.BASE_DATA):
        return
    rates = building_rates(facts.finance)
    for name, label, rate in (
        ("building_actual_area", "规模控制率", rates.area),
        ("building_actual_investment", "投资概算控制率", rates.investment),
    ):
        if rate is not None and rate > 1:
            yield Hit(
                Place("budget", field=name),
                f"楼堂馆所{label} {percent(rate, 2)}，超过 100%",
                "核对批复数和实际数，或说明超出的原因",
            )


@rule(
    "B11",
    ERROR,
    "楼堂馆所的数成对填写",
    help="批复规模和实际规模、预算投资和实际投资要一起填写；本年没有楼堂馆所的都留空。",
    source="部门整体支出基础数据表（楼堂馆所控制情况）",
)
def building_figures_in_pairs(facts: EvaluationFacts) -> Iterator[Hit]:
    """A rate needs both its figures (HN-BASE)."""
    if not has_annex(facts.campaign, Annex.BASE_DATA):
        return
    for (approved, approved_label), (actual, actual_label) in BUILDING:
        has_approved = number(getattr(facts.finance, approved)) is not None
        has_actual = number(getattr(facts.finance, actual)) is not None
        if has_approved != has_actual:
            missing, label = (actual, actual_label) if has_approved else (approved, approved_label)
            given = approved_label if has_approved else actual_label
            yield Hit(Place("budget", field=missing), f"填了{given}，没有填{label}", f"填写“{label}”")


CHECKS = (funding_adds_up, parts_within_line, building_within_approval, building_figures_in_pairs)
