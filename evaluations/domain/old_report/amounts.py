"""Amounts of a text, each with the line of the budget and the figure (initial, adjusted, executed) it is said to be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from budgets.enums import BudgetItem
from evaluations.domain.numbers.mentions import Kind, Mention, find_mentions

#: Names of lines and of totals, which have no field: the system adds them up.
TOTALS = {
    "income": "收入合计",
    "spending": "支出合计",
    "basic": "基本支出合计",
    "three_public": "“三公”经费合计",
}
_LINES: tuple[tuple[str, str], ...] = (
    (BudgetItem.INCOME_GENERAL, r"(?:一般)?公共(?:预算)?(?:财政)?(?:预算)?拨款(?:收入)?|财政拨款(?:收入)?|一般公共预算收入"),
    (BudgetItem.INCOME_FUND, r"政府性?基金(?:预算)?(?:财政)?(?:拨款收入|收入|拨款)"),
    (BudgetItem.INCOME_CAPITAL, r"国有资本经营预算(?:财政)?(?:拨款)?收入"),
    (BudgetItem.INCOME_SPECIAL, r"财政专户(?:管理)?(?:资金)?收入"),
    (BudgetItem.INCOME_OTHER, r"其他收入"),
    (BudgetItem.SPEND_GENERAL, r"一般公共预算(?:财政拨款)?支出"),
    (BudgetItem.SPEND_FUND, r"政府性?基金(?:预算)?(?:财政拨款)?支出"),
    (BudgetItem.SPEND_CAPITAL, r"国有资本经营预算(?:财政拨款)?支出"),
    (BudgetItem.SPEND_SPECIAL, r"财政专户(?:管理)?(?:资金)?支出"),
    (BudgetItem.SPEND_OTHER, r"其他资金支出"),
    (BudgetItem.BASIC_STAFF, r"人员经费(?:支出)?"),
    (BudgetItem.BASIC_OPERATING, r"(?:日常)?公用经费(?:支出)?"),
    (BudgetItem.PROJECT, r"项目支出"),
    (BudgetItem.PROJECT_BUSINESS, r"业务工作专项"),
    (BudgetItem.PROJECT_UPKEEP, r"运行维护专项"),
    (BudgetItem.OFFICE, r"办公(?:经)?费"),
    (BudgetItem.UTILITIES_TRAVEL, r"水费、电费、差旅费"),
    (BudgetItem.MEETING, r"会议费"),
    (BudgetItem.TRAINING, r"培训费"),
    (BudgetItem.PROCUREMENT, r"政府采购(?:金额)?"),
    (BudgetItem.ABROAD, r"因公出国(?:[（(]境[)）])?(?:费用?|经费)?|出国(?:[（(]境[)）])?(?:费用?|经费)"),
    (BudgetItem.VEHICLE_PURCHASE, r"公?务?用?车购置(?:费用?|经费)?"),
    (BudgetItem.VEHICLE_RUNNING, r"公?务?用?车运行(?:维护)?(?:费用?|经费)?"),
    (BudgetItem.RECEPTION, r"公务接待(?:费用?|经费)?"),
    ("three_public", r"[“\"]?三公[”\"]?经费(?:支出)?"),
    ("basic", r"基本支出"),
    ("income", r"收入"),
    ("spending", r"支出|决算支出"),
)  # fmt: skip
LINES = tuple((name, re.compile(words)) for name, words in _LINES)
_FIGURES: tuple[tuple[str, str], ...] = (
    ("last_year_amount", r"上年|去年|上一年"),
    ("initial_amount", r"年初(?:部门)?预算|年初批复|初始预算"),
    ("adjusted_amount", r"全年预算|调整后?(?:的)?预算|预算调整(?:数|为)|调整为|调整预算"),
    ("executed_amount", r"执行|决算|实际支出|支出完成|完成支出|支付|已支出|使用"),
)  # fmt: skip
FIGURES = tuple((name, re.compile(words)) for name, words in _FIGURES)
_CHANGE = re.compile(
    r"(?:增加|减少|增长|下降|追加|压减|核减|调减|调增|节约|结余|结转|超支|降低|少|多)(?:了|额)?(?:预算|经费|资金|支出|收入)?(?:数|额)?\s?$"
)
_LAST_YEAR = re.compile(r"(?:上年|去年|上一年)(?!结转)[^，,]*$")
_BREAK = re.compile(r"[。！？；;]")
#: Words that may stand between the name of a line and its amount, besides the names of figures.
_QUIET = re.compile(
    r"(?:[\s，,、：:（）()“”\"]|20[0-9]{2}年(?:度)?|本年(?:度)?|全年|当年|部门|单位|整体|财政|预算|数|总计|合计|总额|共计|共|计|为|是|达|数额|金额|支出|收入|安排|费用?|完成|其中|分别|和|因)+"
)
#: So many letters between a name and its amount make it the amount of something else.
STRANGE = 3


@dataclass(frozen=True)
class Amount:
    """An amount where it stands. `line`: a line of the budget, a total, or "" for one of something else."""

    mention: Mention
    line: str
    figure: str
    is_named: bool
    before: str


def amounts_of(text: str) -> Iterator[Amount]:
    """The amounts of a text in order, but those that say by how much something changed."""
    line, behind = "", 0
    for mention in find_mentions(text):
        if mention.kind != Kind.AMOUNT:
            continue
        before = text[behind : mention.start]
        behind = mention.end
        if _BREAK.search(before):
            line = "" if "。" in before else line
            before = before[max(before.rfind(mark) for mark in "。！？；;") + 1 :]
        named, rest = _last(before, LINES)
        line = (named or line) if len(_strange(before[rest:])) <= STRANGE else ""
        if _CHANGE.search(before) or mention.upper is not None or mention.per:
            continue
        figure = "last_year_amount" if _LAST_YEAR.search(before) else _last(before, FIGURES)[0]
        yield Amount(mention, line, figure or "executed_amount", bool(figure), before)


def _strange(words: str) -> str:
    """What of the words is neither a figure's name nor idle."""
    for _, known in FIGURES:
        words = known.sub("", words)
    return _QUIET.sub("", words)


def _last(text: str, known: tuple[tuple[str, re.Pattern[str]], ...]) -> tuple[str, int]:
    """The name that stands last in the words, of several that end there the longest, and where it ends."""
    best, place = "", (0, 0)
    for name, words in known:
        for match in words.finditer(text):
            here = (match.end(), match.end() - match.start())
            if here > place:
                best, place = name, here
    return best, place[0]
