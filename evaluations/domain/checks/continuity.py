"""From year to year: last year's figures are those filed, and large swings are explained (catalogue C)."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from budgets.domain.execution import ExecutionSummary, Totals, summarise
from budgets.enums import GROUP_ITEMS, BudgetGroup, BudgetItem
from evaluations.domain.check_settings import Level
from evaluations.domain.checks.registry import WARNING, Hit, money, quoted, rule
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.last_measures import to_answer
from evaluations.domain.places import at
from evaluations.domain.surroundings import Surroundings
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import percent, ratio
from huadu_perf.lib.values import number

LAST_YEAR = ("budget_lines.last_year_amount",)
#: What is compared as a whole.
TOTALS = ((BudgetGroup.SPENDING, "支出合计"), (BudgetGroup.THREE_PUBLIC, "“三公”经费合计"))


@rule(
    "C1", WARNING, "上年决算数与上年所报一致",
    help="收支表的“上年决算数”应等于本部门上年自评所报的全年执行数；上年决算后有调整的，说明原因。",
    source="部门整体支出基础数据表（上年决算、本年预算、本年决算）", beside=LAST_YEAR,
)  # fmt: skip
def last_year_is_what_was_filed(facts: EvaluationFacts, around: Surroundings) -> Iterator[Hit]:
    """上年决算数 of this year's table = 全年执行数 filed last year, line by line, else in the totals (HN-BASE)."""
    if around.last_year is None or around.last_year.campaign.year != facts.campaign.year - 1:
        return
    filed = {line.item: number(line.executed_amount) for line in around.last_year.budget_lines}
    differing = set()
    for line in facts.budget_lines:
        here, there = number(line.last_year_amount), filed.get(line.item)
        if here is not None and there is not None and here != there:
            differing.add(line.item)
            yield Hit(
                at("budget_lines", line.key, "last_year_amount"),
                f"{quoted(line.item.label)}上年决算数 {money(here)}，上年自评的全年执行数为 {money(there)}，"
                f"相差 {money(abs(here - there))}",
                "核对两个数，或说明上年决算后的调整",
            )
    said = "；".join(_differing_totals(facts, around.last_year, differing))
    if said:
        yield Hit(at("budget_lines"), said, "核对各行，补上缺少的行，或说明口径变化")


def _differing_totals(
    facts: EvaluationFacts, last_year: EvaluationFacts, told: set[BudgetItem]
) -> Iterator[str]:
    """Totals that differ though no line of theirs was told of."""
    now, before = summarise(facts.budget_lines), summarise(last_year.budget_lines)
    for group, label in TOTALS:
        here, there = _totals(now, group).last_year_amount, _totals(before, group).executed_amount
        if told & set(GROUP_ITEMS[group]) or here is None or there is None or here == there:
            continue
        yield f"{label}上年决算数 {money(here)}，上年自评的全年执行数合计 {money(there)}"


@rule(
    "C2", WARNING, "比上年大幅变动有说明",
    help="支出合计、“三公”经费的全年执行数比上年决算数变动超过规定比例（由任务设定）的，说明原因。",
    source="部门整体支出绩效评价指标（变动率）", beside=("budget_lines.executed_amount", *LAST_YEAR),
)  # fmt: skip
def swings_are_explained(facts: EvaluationFacts) -> Iterator[Hit]:
    """支出合计 and 三公经费 against last year's (HN-INDEX 变动率). That 三公经费 rose is B6's to say, unless it is off."""
    limit = facts.campaign.checks.thresholds.year_on_year
    is_said = facts.campaign.checks.levels.get("B6") != Level.OFF
    summary, said = summarise(facts.budget_lines), []
    for group, label in TOTALS:
        totals = _totals(summary, group)
        now, before = totals.executed_amount, totals.last_year_amount
        if now is None or before is None or (is_said and group == BudgetGroup.THREE_PUBLIC and now > before):
            continue
        change = ratio(now - before, before)
        if (change is None and now > 0) or (change is not None and abs(change) > limit):
            said.append(
                f"{label}全年执行数 {money(now)}，上年决算数 {money(before)}，{_words(now - before, change)}"
            )
    if said:
        yield Hit(
            at("budget_lines"),
            f"{'；'.join(said)}（超过 {percent(limit, 0)}）",
            "核对两年的数，或说明变动原因",
        )


def _totals(summary: ExecutionSummary, group: BudgetGroup) -> Totals:
    found: Totals = getattr(summary, group.value)
    return found


def _words(difference: Decimal, change: Decimal | None) -> str:
    verb = "增加" if difference > 0 else "减少"
    rate = "上年没有发生" if change is None else percent(abs(change))
    return f"{verb} {money(abs(difference))}（{rate}）" if change is None else f"{verb} {rate}"


@rule(
    "C4", WARNING, "上年改进措施逐条答复",
    help="上年自评提出的改进措施，逐条写明已完成、部分完成还是未完成；没有全部完成的，写明原因和下一步打算。",
    source="绩效评价结果应用（整改落实）", beside=("last_measures.answer",),
)  # fmt: skip
def last_measures_are_answered(facts: EvaluationFacts, around: Surroundings) -> Iterator[Hit]:
    """Every measure of last year's filing is answered, and what is not done is said why (expectations §2.7)."""
    for row in to_answer(facts, around.last_year):
        if row.answer is None:
            said, field = "没有说明落实情况", "answer"
        elif not row.is_answered:
            said, field = f"{row.answer.label}，没有写说明", "note"
        else:
            continue
        yield Hit(
            at("last_measures", row.key, field),
            f"上年提出的措施{quoted(row.text)}{said}",
            "选择落实情况；没有全部完成的写明原因和下一步打算",
        )


@rule(
    "C5", WARNING, "沿用上年的内容已核对",
    help="从上年复制的内容在修改或按“已核对”之前标为“沿用上年，待核对”，报送前逐项核对。",
    source="历年自评报告复用的核对要求",
)  # fmt: skip
def carried_content_is_confirmed(around: Surroundings) -> Iterator[Hit]:
    """Content copied from an earlier year and not confirmed, counted by section (expectations §1 row 24)."""
    counts = Counter(place.section for place in around.carried)
    for section, count in counts.items():
        yield Hit(
            Place(section), f"沿用上年，待核对 {count} 项", "逐项修改或按“已核对”，也可以按“本节全部已核对”"
        )


CHECKS = (
    last_year_is_what_was_filed, swings_are_explained, last_measures_are_answered, carried_content_is_confirmed,
)  # fmt: skip
