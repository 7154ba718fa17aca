"""Words instead of content: fillers, prompts left in, texts too long, texts copied from elsewhere."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from budgets.domain.execution import summarise
from evaluations.domain.checks.registry import WARNING, Hit, rule
from evaluations.domain.checks.texts import plain, prose, row_at, shown, texts
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.numbers.tokens import resolve
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import SECTION_BY_KEY, Kind
from evaluations.domain.similarity import CopyIndex, is_long, shingles
from evaluations.domain.surroundings import Surroundings
from evaluations.enums import Direction
from huadu_perf.lib.findings import Place
from huadu_perf.lib.money import percent
from huadu_perf.lib.values import number

#: Answers that say there is nothing; real ones where there may be nothing.
NOTHING = {"无", "没有", "暂无", "不存在", "未发现"}
#: Words that are never an answer.
FILLERS = NOTHING | {
    "略", "同上", "同前", "见上", "见附件", "不详", "待定", "待补充", "待填", "待填写", "待完善", "待核实", "空", "测试",
}  # fmt: skip
#: Fields and row sets in which 无 is a real answer (事故：无), as long as there is nothing to tell.
FREE = {
    "target_text", "actual_text",
    "subunits", "divisions", "execution_reason", "adjustment_reason", "deduction_reason", "corrective_measures",
    "overview",
}  # fmt: skip
_NAMES = {"title", "name"}
_EDGES = " \t\n。．.，,；;！!、·…—-_/／\\*＊“”\"'（）()"
_PROMPTS = re.compile(
    r"(?<![邀申提恳敬约])请(?:填写|输入|在此|补充填写|描述)|[（(\[【]?此处(?:填写|输入|插入|说明)|在此(?:处)?(?:填写|输入)|点击(?:此处|输入)|"
    r"[（(](?:填写|填报|可另附页|字数|限)[^（）()]{0,30}[）)]|\d{2,4}字(?:以内|左右)[）)]|"
    r"20[XxＸ×*＊]{2}|_{3,}|＿{2,}|(?<![\dA-Za-z])[*＊]{3,}(?!\d)|[（(]\s+[）)]|[（(][）)]"
)
#: Most texts have no letter of a prompt, and are not looked at twice.
_SUSPECT = re.compile(
    r"[XxＸｘ×✕_＿*＊○〇某请]|此处|在此|点击|[（(](?:[\s)）]|填|可另|字数|限)|字(?:以内|左右)"
)
_CROSSES = re.compile(
    r"(?<![A-Za-z0-9])[XxＸｘ×✕]{2,}(?![A-Za-z0-9])|某某|(?<![一二〇○])[○〇]{2,}(?![一二三四五六七八九年])"
)
#: 张××, 李某某: a person's name made unknown on purpose. Words that tell a blank from a person follow.
_SURNAME = re.compile(
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖贾夏付邹熊白孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵]$"
)
_THING = re.compile(
    r"^\s*(?:万元|亿元|元|人|名|个|项|次|期|场|件|%|％|年|月|日|单位|部门|局|委|办|会|镇|街|村|区|县|市|公司|项目|工作|任务)"
)
#: So many letters of a field's own hint are the hint and no words by chance.
_HINT = 8


@rule(
    "D7", WARNING, "不写“无”“略”，不留提示语",
    help="应写具体内容，不用“无”“略”“同上”代替；模板里的“请填写”“××”等提示语要替换掉。确实没有的，只在允许的栏目写“无”。",
    source="已公开自评报告常见问题",
)  # fmt: skip
def no_fillers(facts: EvaluationFacts) -> Iterator[Hit]:
    """无, 略 and the like instead of content, and the template's own prompts (seen in published reports)."""
    for place, field, text in texts(facts):
        word = text.strip(_EDGES)
        if word in FILLERS or not word:
            hit = Hit(place, f"只写了“{' '.join(text.split())[:30]}”", "写明具体内容，或说明原因")
            if word in NOTHING and _may_be_nothing(facts, place):
                continue
        elif word == field.label or (len(word) >= _HINT and word in field.hint):
            hit = Hit(place, f"只有提示语“{word[:30]}”，没有内容", "写明具体内容")
        elif prompt := _prompt_in(plain(text)):
            hit = Hit(place, f"还有没替换的内容：{shown(text, *prompt)}", "换成实际内容，或删去")
        else:
            continue
        if field.kind == Kind.PROSE or field.name in _NAMES or _is_content(facts, place):
            yield hit


def _is_content(facts: EvaluationFacts, place: Place) -> bool:
    """Whether a short text is what the row states: target and result of a qualitative indicator."""
    row = row_at(facts, place)
    return isinstance(row, Measured) and row.direction == Direction.QUALITATIVE


def _prompt_in(text: str) -> tuple[int, int] | None:
    """Where a prompt or a blank was left in."""
    if not _SUSPECT.search(text):
        return None
    found = _PROMPTS.search(text)
    if found:
        return found.span()
    for crosses in _CROSSES.finditer(text):
        if not _SURNAME.search(text[: crosses.start()]) or _THING.search(text[crosses.end() :]):
            return crosses.span()
    return None


def _may_be_nothing(facts: EvaluationFacts, place: Place) -> bool:
    """Whether 无 is an answer here: the field allows it, and the figures leave nothing to explain."""
    if not {place.rowset, place.field} & FREE:
        return False
    row, spending = row_at(facts, place), summarise(facts.budget_lines).spending
    if place.field == "execution_reason":
        rate = spending.execution_rate
        return rate is None or rate >= facts.campaign.rules.low_execution
    if place.field == "adjustment_reason":
        money: Any = spending if row is None else row
        return number(money.initial_amount) == number(money.adjusted_amount)
    if place.field in ("deduction_reason", "corrective_measures"):
        score, full = number(row.self_score), number(getattr(row, "points", Decimal(100)))
        return score is None or full is None or score >= full
    return True


@rule(
    "D8", WARNING, "不超过字数",
    help="表格规定字数的栏目不超过规定字数。",
    source="部门预算项目支出绩效自评表填报要求；字数随指标体系",
)  # fmt: skip
def within_word_limits(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """Narratives stay within the limits the form sets (SC-TABLE: 200 and 100 characters), as they are read."""
    limits = {(each.rowset, each.field): each.limit for each in facts.campaign.rules.word_limits}
    for place, text in prose(facts) if limits else ():
        limit = limits.get((place.rowset, place.field))
        said = resolve(text, book_of(facts, scorecard).tokens) if "«" in text else text
        length = len("".join(said.split()))
        if limit is not None and length > limit:
            yield Hit(place, f"{length} 字，超过规定的 {limit} 字", f"删减 {length - limit} 字，或说明原因")


@rule(
    "D6", WARNING, "不照抄其他部门或上年的文字",
    help="较长的文字应写本部门本年度的情况。与其他部门已报送的、或与本部门上年同一栏目的文字大部分相同的，改写或说明原因（部门概况不比较）。",
    source="已公开自评报告常见问题",
)  # fmt: skip
def texts_are_own(facts: EvaluationFacts, around: Surroundings) -> Iterator[Hit]:
    """Long texts of another department, or of last year, taken over (seen in published reports)."""
    limits = facts.campaign.checks.thresholds
    before = _last_years(around.last_year) if around.last_year is not None else {}
    for place, text in prose(facts):
        if place.section == "profile" or not is_long(text):
            continue
        said = []
        owner, share = around.copies.nearest(text) if around.copies is not None else ("", Decimal(0))
        if owner and share >= limits.similar_to_others:
            said.append(f"与“{owner}”已报送的文字有 {percent(share, 0)} 相同")
        last = before.get((place.rowset, place.field))
        share = last.nearest(text)[1] if last is not None else Decimal(0)
        if share >= limits.similar_to_last_year:
            said.append(
                f"与上年自评“{SECTION_BY_KEY[place.section].title}”同一栏目的文字有 {percent(share, 0)} 相同"
            )
        if said:
            yield Hit(
                place, f"{shown(text, 0, 16, 0)}{'；'.join(said)}", "改写为本部门本年度的情况，或说明原因"
            )


def _last_years(facts: EvaluationFacts) -> dict[tuple[str, str], CopyIndex]:
    """What last year's evaluation said, by field."""
    said: dict[tuple[str, str], list[str]] = {}
    for place, text in prose(facts):
        if place.section != "profile" and is_long(text):
            said.setdefault((place.rowset, place.field), []).append(text)
    return {field: CopyIndex((text[:9], shingles(text)) for text in rows) for field, rows in said.items()}


CHECKS = (no_fillers, within_word_limits, texts_are_own)
