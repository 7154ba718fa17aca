"""重点任务项目 out of sentences: name, three amounts, quantity, what was done, score and why points were lost."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from evaluations.domain.numbers.mentions import Kind as Number
from evaluations.domain.numbers.mentions import Mention, find_mentions
from evaluations.domain.old_report.amounts import amounts_of
from evaluations.domain.old_report.entries import Entry, entries_of, runs_of
from evaluations.domain.old_report.found import Confidence, Finds, Span, Target, trimmed
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.words import Topic

_NAME = re.compile(r"^[^，,。；;：:]{2,60}(?=[。：:，,])")
_LIST = re.compile(r"^[^，,。；;：:（）]{2,200}(?=。)")
_HERE = re.compile(
    r"^(?P<name>[一-龥A-Za-z0-9“”（）]{2,50}?(?:经费|项目|资金|补助|专项|工程|津贴))(?=.{0,12}(?:年初|全年)?预算)"
)
_THIS = re.compile(r"^(?:该|本|此)项目")
_REASON = re.compile(
    r"（?调整原因\s?[:：](?P<why>[^）)]{2,300})[）)]|(?P<because>(?:因|由于)[^，。；;]{2,80})[，,]\s?(?=(?:预算)?(?:调整|追加|核减|调减|调增))"
)
_DONE = re.compile(r"实施情况\s?[:：]")
_LOST = re.compile(r"扣分原因\s?[:：](?P<why>.+)$")
_BECAUSE = re.compile(r"(?P<why>(?:因|由于)[^，。；;]{2,120})(?=[，,][^。]*自评)")
_SCORE_WORD = re.compile(r"(?:自评(?:得)?分|得分|评分)(?:数|值)?(?:为|是|:|：)?\s?$")
_NO_QUANTITY = ("种", "项", "次", "个", "场", "条", "例", "份", "期", "分", "轮", "批")
_LISTED = re.compile(r"项目支出(?:主要)?包括")
#: More projects than these are not told apart by name.
MOST = 300
_FIGURES = ("initial_amount", "adjusted_amount", "executed_amount")


def read_projects(segments: Sequence[Segment], finds: Finds) -> None:
    """Projects named and described in the chapter of projects, and those only listed with an amount."""
    led = {
        (after.span.place, after.span.start)
        for segment, after in pairwise(segments)
        if segment.kind == Kind.LEAD and segment.topic == Topic.PROJECT_RESULTS
    }
    for run in runs_of(segments, Topic.PROJECT_RESULTS):
        before, entries = entries_of(run)
        for span in before:
            _text(span, finds, (span.place, span.start) in led)
        for entry in entries:
            _entry(entry, finds)
    for segment in segments:
        if segment.topic in (Topic.FINANCE, Topic.PROJECT_RESULTS) and segment.kind in (Kind.TEXT, Kind.ITEM):
            for sentence in segment.span.sentences():
                _listed(sentence, finds)


def _entry(entry: Entry, finds: Finds) -> None:
    """1.某某经费。年初预算…"""
    named = _NAME.match(entry.span.text)
    if named is None:
        return
    row = _row_named(named[0].strip(), finds)
    if row is None:
        row = _new(entry.span, *named.span(), finds)
    finds.take(entry.span, 0, named.end())
    for span in (entry.span.part(named.end(), len(entry.span.text)), *entry.more):
        _details(span, row, finds)


def known_projects(finds: Finds) -> dict[int, str]:
    """The names of the projects found so far, by row."""
    return {item.target.row: str(item.value) for item in finds.having("projects", "name")[:MOST]}


def _row_named(name: str, finds: Finds) -> int | None:
    return next((row for row, known in known_projects(finds).items() if known == name), None)


def _new(span: Span, start: int, end: int, finds: Finds) -> int:
    row = finds.new_row("projects")
    finds.add_text(Target("projects", "name", "projects", row), span, start, end, part=(start, end))
    return row


def _text(span: Span, finds: Finds, is_led: bool) -> None:
    """Names behind 重点任务项目是：, or a description that begins with 该项目 or a name."""
    known = known_projects(finds)
    text = span.text
    here = _HERE.match(text)
    if _THIS.match(text) and len(known) == 1:
        _details(span, next(iter(known)), finds)
    elif here:
        row = _row_named(here["name"], finds)
        row = _new(span, *here.span("name"), finds) if row is None else row
        _details(span.part(here.end(), len(text)), row, finds)
    elif is_led and (listed := _LIST.match(text)):
        begin = 0
        for piece in listed[0].split("、"):
            _new(span, begin, begin + len(piece), finds)
            begin += len(piece) + 1
        rest = span.part(listed.end() + 1, len(text))
        if rest.text.strip():
            _text(rest, finds, False)


# ── one project ──────────────────────────────────────────────────────────────────────────────────────────────────


def _details(span: Span, row: int, finds: Finds) -> None:
    def target(field: str) -> Target:
        return Target("projects", field, "projects", row)

    money = _money(span, target("initial_amount"), finds)
    scored = _score(span, target("self_score"), finds)
    marked = _DONE.search(span.text)
    if marked:
        finds.take(span, money, marked.end())
    begin = marked.end() if marked else _sentence_end(span.text, money)
    end = scored if scored >= begin else len(span.text)
    finish = span.text.rfind("。", begin, end) + 1 or end
    if finds.add_text(target("work_done"), span, begin, finish, joins=True, part=(begin, finish),
                      confidence=Confidence.HIGH if marked else Confidence.MEDIUM,
                      reason="" if marked else "资金和得分之间的文字"):  # fmt: skip
        _quantity(span, begin, finish, target("quantity"), finds)


def _money(span: Span, target: Target, finds: Finds) -> int:
    """The three amounts and why the budget was changed. Gives where the last of them ends."""
    text, end, seen = span.text, 0, set()
    for amount in amounts_of(text):
        if amount.is_named and amount.figure in _FIGURES and amount.figure not in seen:
            seen.add(amount.figure)
            mention = amount.mention
            finds.add(replace(target, field=amount.figure), mention.value, span, mention.start, mention.end,
                      part=_clause(text, mention))  # fmt: skip
            end = mention.end
    reason = _REASON.search(text)
    if reason and end:
        group = "why" if reason["why"] else "because"
        finds.add_text(replace(target, field="adjustment_reason"), span, *reason.span(group),
                       part=reason.span(), confidence=Confidence.HIGH if group == "why" else Confidence.MEDIUM,
                       reason="" if group == "why" else "写在预算调整之前的原因")  # fmt: skip
    return end


def _clause(text: str, mention: Mention) -> tuple[int, int]:
    begin = max(text.rfind(mark, 0, mention.start) for mark in "，；;。：:（")
    ends = [place for mark in "，；;。（" if (place := text.find(mark, mention.end)) >= 0]
    return begin + 1, min([*ends, len(text)])


def _sentence_end(text: str, place: int) -> int:
    end = text.find("。", place) if place else -1
    return end + 1 if end >= 0 else place


def _score(span: Span, target: Target, finds: Finds) -> int:
    """Score, grade and the reason for lost points. Gives where the sentence of the score begins; -1 without one."""
    text = span.text
    for mention in find_mentions(text):
        if mention.kind == Number.SCORE and _SCORE_WORD.search(
            text[max(0, mention.start - 10) : mention.start]
        ):
            begin = text.rfind("。", 0, mention.start) + 1
            finds.add(target, mention.value, span, mention.start, mention.end, part=_clause(text, mention))
            _grade(span, mention.end, target, finds)
            _lost(span, begin, target, finds)
            return begin
    return -1


def _grade(span: Span, begin: int, target: Target, finds: Finds) -> None:
    for mention in find_mentions(span.text):
        if mention.kind == Number.GRADE and mention.start >= begin:
            finds.add(replace(target, field="grade", stated=True), mention.text, span, mention.start, mention.end,
                      reason="等级由得分算出，只用于核对", part=_clause(span.text, mention))  # fmt: skip
            return


def _lost(span: Span, begin: int, target: Target, finds: Finds) -> None:
    named = _LOST.search(span.text, begin)
    match = named or _BECAUSE.search(span.text, begin)
    if match:
        finds.add_text(replace(target, field="deduction_reason"), span, *match.span("why"),
                       part=(match.start(), match.end()), confidence=Confidence.HIGH if named else Confidence.MEDIUM,
                       reason="" if named else "写在得分之前的原因")  # fmt: skip


def _quantity(span: Span, begin: int, end: int, target: Target, finds: Finds) -> None:
    """The first number of people or things that the work was done for."""
    for mention in find_mentions(span.text):
        if (
            begin <= mention.start < end
            and mention.kind == Number.COUNT
            and mention.unit not in (*_NO_QUANTITY, "")
        ):
            at = span.text.index(mention.unit, mention.start)
            for field, value, first, last in (
                ("quantity", mention.value, mention.start, mention.end),
                ("quantity_unit", mention.unit, at, at + len(mention.unit)),
            ):
                finds.add(replace(target, field=field), value, span, first, last, part=(begin, end),
                          confidence=Confidence.MEDIUM, reason="实施情况中的第一个人数或件数")  # fmt: skip
            return


# ── a list of projects ───────────────────────────────────────────────────────────────────────────────────────────


def _listed(span: Span, finds: Finds) -> None:
    """项目支出包括委员活动经费36.3万元，信息网络运行经费5万元"""
    lead = _LISTED.search(span.text)
    behind = lead.end() if lead else 0
    for mention in find_mentions(span.text) if lead else ():
        if mention.kind != Number.AMOUNT or mention.start < behind:
            continue
        start, end = trimmed(span.text, behind, mention.start)
        if 2 <= end - start <= 40 and "，" not in span.text[start:end]:
            row = _row_named(span.text[start:end], finds)
            row = _new(span, start, end, finds) if row is None else row
            finds.add(Target("projects", "executed_amount", "projects", row), mention.value, span, mention.start,
                      mention.end, part=(start, mention.end), confidence=Confidence.MEDIUM,
                      reason="没有写明是预算数还是执行数，按执行数读")  # fmt: skip
        behind = mention.end
