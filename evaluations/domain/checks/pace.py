"""What the text says of spending against what was spent (domain.md §0 row 6).

A claim counts only as a whole: the pace within the year (上半年), hedges, plans and denials are none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from budgets.domain.execution import execution_rate, summarise
from budgets.domain.facts import BudgetLine
from budgets.enums import BudgetItem
from evaluations.domain.checks.claims import OPEN, Said, said, verdicts
from evaluations.domain.checks.contradictions import SOURCE
from evaluations.domain.checks.registry import WARNING, Hit, money, quoted, rule
from evaluations.domain.facts import EvaluationFacts, Project
from evaluations.domain.places import at
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import percent

#: From the first rate on everything is spent, as far as words go; below the second, 全部支付 is no rounding.
SPENT, UNSPENT = Decimal("0.995"), Decimal("0.8")
_MONEY = "(?:资金|预算|经费|支出|款项|拨款|支付|执行|拨付)"
_SLOW = re.compile(
    rf"{_MONEY}.{{0,8}}?(?:进度|速度|进展).{{0,6}}?(?:慢|滞后|不快|不够快|不理想|落后|偏低|较低|不高)|"
    rf"{_MONEY}.{{0,4}}?率.{{0,4}}?(?:偏低|较低|不高|过低|不足|低(?:$|的|下))|"
    r"(?:预算|资金|经费)执行不(?:力|到位|充分)|(?:结转|结余)(?:资金|金额|规模)?(?:较|偏|过)(?:大|多|高)|"
    r"(?:未|没有|没能|未能|尚未).{0,4}?(?:执行完|支付完|使用完|用完|全部(?:支出|支付|执行|使用))"
)
#: The pace within the year says nothing of the year; what is denied or mended is no complaint.
_WITHIN = re.compile("上半年|下半年|季度|年初|年中|前期|阶段|序时|月份?(?:前|底|末)|前缓|前松|均衡|往年|上年")
_DENIED = re.compile("不存在|没有出现|未出现|未发生|避免|防止|杜绝|扭转|克服|解决|改善|改变|消除|如果|若")
_PAID = re.compile(
    r"(?:全部|均已?|全额|足额|已经?|如期|按[期时]|及时).{0,6}?(?:(?:支付|支出|执行|使用|拨付)(?:完毕|完成)|执行完|支付完)|"
    r"全部(?:支付|支出|执行|使用|拨付)|(?:支付|支出|执行|使用|拨付)完毕|(?<!有)无(?:资金)?(?:结转|结余)"
)
_SUBJECT = re.compile("预算|资金|经费|款项|支出|拨款|结转|结余")
_PART = re.compile("其中|专项|补贴|补助|津贴|奖金|工资|慰问金|尾款|质保金|定金|首付|上年|该|此")
_LINES = {"项目": BudgetItem.PROJECT, "人员": BudgetItem.BASIC_STAFF, "公用": BudgetItem.BASIC_OPERATING}


@rule(
    "D10", WARNING, "执行率 99.5% 及以上的不写执行慢",
    help="支出执行率 99.5% 及以上的，问题、原因和结论里不应再写“执行率低”“支出进度慢”；指年中进度的，写明时段。",
    source=SOURCE, beside=("problems.text", "problems.cause", "narrative"),
)  # fmt: skip
def slow_beside_all_spent(facts: EvaluationFacts) -> Iterator[Hit]:
    """进度慢 or 执行率低 where 99.5 % or more is spent (domain.md §0 row 6)."""
    spending = summarise(facts.budget_lines).spending
    rate, adjusted, executed = spending.execution_rate, spending.adjusted_amount, spending.executed_amount
    if rate is None or rate < SPENT or adjusted is None or executed is None:
        return
    slow = [each.name for each in facts.projects if each.name and (_rate(each) or SPENT) < SPENT]
    for place, text in verdicts(facts):
        claim = said(text, _SLOW, _WITHIN, _DENIED)
        if claim and not any(name in text for name in slow):
            yield Hit(
                place,
                f"文中写“{claim.words}”，“部门整体收支”的支出执行率为 {percent(rate)}"
                f"（全年预算数 {money(adjusted)}，全年执行数 {money(executed)}）",
                "改正不符的一处；指年中进度的，写明时段",
            )


@rule(
    "D11", WARNING, "未执行完的不写全部支付",
    help="支出执行率低于 80% 的，文中不应写“全部支付”“执行完毕”“无结余”。",
    source=SOURCE, beside=("execution_reason", "narrative", "projects.work_done"),
)  # fmt: skip
def paid_beside_unspent(facts: EvaluationFacts) -> Iterator[Hit]:
    """全部支付 or 执行完毕 where less than 80 % is spent: of the department, or of the project that says so."""
    texts = [*verdicts(facts), (Place("budget", field="execution_reason"), facts.finance.execution_reason)]
    for place, text in texts:
        claim = said(text, _PAID, OPEN)
        if claim and _SUBJECT.search(claim.sentence) and not _PART.search(claim.sentence):
            label, rate = _meant(facts, claim.sentence)
            yield from _unpaid(place, claim, f"“部门整体收支”的{label}执行率", rate)
    for project in facts.projects:
        place = at("projects", project.key, "work_done")
        claim = said(project.work_done, _PAID, OPEN)
        yield from _unpaid(place, claim, f"项目{quoted(project.name)}的执行率", _rate(project))


def _rate(row: BudgetLine | Project) -> Decimal | None:
    return execution_rate(row.adjusted_amount, row.executed_amount)


def _meant(facts: EvaluationFacts, sentence: str) -> tuple[str, Decimal | None]:
    """The figure a sentence on money speaks of: a line by its name, else all spending."""
    item = next((item for word, item in _LINES.items() if word in sentence), None)
    if item is None:
        return "支出", summarise(facts.budget_lines).spending.execution_rate
    return item.label, next((_rate(line) for line in facts.budget_lines if line.item == item), None)


def _unpaid(place: Place, claim: Said | None, label: str, rate: Decimal | None) -> Iterator[Hit]:
    if claim and rate is not None and rate < UNSPENT:
        yield Hit(
            place, f"文中写“{claim.words}”，{label}为 {percent(rate)}", "改正不符的一处，或说明所指的资金"
        )


CHECKS = (slow_beside_all_spent, paid_beside_unspent)
