"""Years in the text that are not the evaluated one, and the many that rightly are not (domain.md §3.1 D4).

A leftover of last year's report speaks of another year as if it were the evaluated one. Silent stay: 文号, titles
in 《》, when something was founded or issued, plan periods, comparisons with another year, what is carried over
from one, dates and plans after the evaluated year, and sentences that speak of the evaluated year as well.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from evaluations.domain.checks.registry import WARNING, Hit, rule
from evaluations.domain.checks.texts import clauses, plain, sentence_at, shown, texts
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import Field
from huadu_perf.lib.findings import Place

_CHINESE = re.compile(r"二[〇○零][〇○零一二三四五六七八九]{2}(?=\s*年)")
_NUMERALS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=\s*年|\s*[、和及与]\s*20\d\d\s*年)")
#: 2020—2022年, with or without the first 年.
_RANGE = re.compile(r"(?<!\d)(20\d\d)\s*年?度?\s*[-—–~～至到]+\s*(20\d\d)(?=\s*学?年)")
#: A name may give the year alone: 春节慰问（2021）, 2021春节慰问.
_BARE = re.compile(r"(?<![\dA-Za-z〔\[.])20[0-4]\d(?=\s*(?:[）)\]—_-]|学年|[春夏秋冬]|届|$))")
_TITLE = re.compile("《[^《》]*》")
_PLAN = re.compile("规划|十[一二三四五]五|行动计划|行动方案|远景|纲要|周期|任期")

_BEFORE = re.compile(
    r"(?:比|较|对比|不含|除|成立于|建于|组建于|设立于|创建于|启动于|自|上年[（(]?|去年[（(]?|上一年度?[（(]?)\s*$"
)
#: What follows a year in its clause when it is meant: a comparison, what is carried over, an origin.
_AFTER = re.compile(
    r"^\s*年(?:度|末|底|初)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:份)?(?:起|以来|开始|[）)（(]?上年|"
    r".{0,12}?(?:相比|持平|基数|基准|基期|同期|决算数|结转|结余|尾款|余款|欠款|补发|清算|质保金|遗留|机构改革|"
    r"成立|组建|设立|挂牌|建成|创办|启用|投入使用|开工|动工|立项|签订|中标|获批|批复|颁布|施行|出台|印发|修订|发布|公布|"
    r"合并|划转|更名|改制))"
)
_FROM_TO = re.compile(r"(?:提高|增加|上升|增长|下降|减少|降低|降|升|缩短)(?:到|至|为)")
_SOON = re.compile(
    r"年\s*\d{1,2}\s*月|将|计划|拟|下一步|明年|次年|来年|安排|力争|预计|争取|继续|起|前|年(?:度|年?初)?预算(?!执行)|自评|评价|公开|审计|验收|结算"
)
_LATER = re.compile("到|至|前|力争|目标|远期|计划|合同|期限|有效期|截止|建成|实现")
#: A year that is said to be the one reported on.
_REPORTED = re.compile(r"^\s*年度?(?:部门|单位)?整体支出")
#: Where the coming year is spoken of by nature.
_OUTLOOK = {"measures", "corrective_measures", "last_measures"}


class Mention(NamedTuple):
    """A year or a range of years as the text says it."""

    first: int
    last: int
    start: int
    end: int

    @property
    def said(self) -> str:
        """The year, or both ends of the range."""
        return str(self.first) if self.first == self.last else f"{self.first}—{self.last}"


@rule(
    "D4", WARNING, "年份是评价年度",
    help="文字、名称中的年份应是评价年度，不留上年报告的年份；引用其他年份的，说明原因。文号、成立时间、规划期、与上年比较不在此列。",
    source="已公开自评报告常见问题",
)  # fmt: skip
def years_are_the_evaluated_one(facts: EvaluationFacts) -> Iterator[Hit]:
    """Another year left over in a text or a name (seen in published reports)."""
    year = facts.campaign.year
    for place, field, text in texts(facts):
        if "20" not in text and "２０" not in text and "二" not in text:
            continue
        read = _CHINESE.sub(lambda found: found[0].translate(_NUMERALS), plain(text))
        others = [each for each in _mentions(read, field) if not _is_meant(each, read, place, year)]
        if others:
            years = "、".join(sorted({each.said for each in others}))
            yield Hit(
                place,
                f"文中出现 {years} 年（{shown(text, others[0].start, others[0].end)}），评价年度是 {year} 年",
                "核对年份，或说明引用原因",
            )


def _mentions(text: str, field: Field) -> Iterator[Mention]:
    taken: list[range] = []
    for found in _RANGE.finditer(text):
        taken.append(range(*found.span()))
        yield Mention(int(found[1]), int(found[2]), *found.span())
    for pattern in (_YEAR, _BARE) if field.name in ("title", "name") else (_YEAR,):
        for found in pattern.finditer(text):
            if not any(found.start() in span for span in taken):
                yield Mention(int(found[0]), int(found[0]), *found.span())


def _is_meant(said: Mention, text: str, place: Place, year: int) -> bool:
    """Whether this year is the evaluated one, or rightly another."""
    if said.first <= year <= said.last or f"{year}年" in sentence_at(text, said.start).replace(" ", ""):
        return True
    title = next((each for each in _TITLE.finditer(text) if each.start() <= said.start < each.end()), None)
    if title is not None:
        return said.first > year or "自评" not in title[0]
    clause = next(each for each in clauses(text) if each.start() <= said.start < each.end())
    before, after = clause[0][: said.start - clause.start()], clause[0][said.end - clause.start() :]
    if said.first != said.last and _PLAN.search(clause[0]):
        return True
    if _REPORTED.search(after):
        return False
    if said.first > year:
        return _is_ahead(said.first - year, clause[0], place)
    if before.endswith(("由", "从")):
        return bool(_FROM_TO.search(after) or _AFTER.search(after))
    return bool(_BEFORE.search(before) or _AFTER.search(after))


def _is_ahead(years: int, clause: str, place: Place) -> bool:
    """Whether a clause on a later year looks ahead, or tells when the evaluation was made."""
    if _OUTLOOK & {place.rowset, place.field}:
        return True
    return bool((_SOON if years == 1 else _LATER).search(clause) or _PLAN.search(clause))


CHECKS = (years_are_the_evaluated_one,)
