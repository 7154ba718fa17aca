"""What was achieved: completion texts of goals, and the conclusion with its score and grade."""

import re
from collections.abc import Sequence
from decimal import Decimal

from evaluations.domain.numbers.mentions import Kind as Number
from evaluations.domain.numbers.mentions import find_mentions
from evaluations.domain.old_report.entries import Entry, entries_of, runs_of
from evaluations.domain.old_report.found import Confidence, Finds, Span, Target
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.words import Topic

_NAME = re.compile(
    r"^\s*(?P<name>[^，,；;：:]{2,60}?)(?:目标|任务)?(?:。\s?)?(?:的)?(?:完成|实现|落实)情况\s?[:：]"
)
_COUNTED = re.compile(r"对应三级指标[0-9]+个，分值[0-9.]+分，自评得分[0-9.]+分。?$")
_SCORE = re.compile(
    r"(?:自评|评价|绩效|总|综合)[^，。；\d]{0,8}(?:得分|评分|分数|分)?[^，。；\d]{0,4}$|(?:得分|评分|自评分)(?:数|值)?(?:为|是|:|：|达)?\s?$"
)
_NAMED_LEVEL = re.compile(
    r"(?:自评|评价|评定)?(?:等次|等级|评级|档次)[^，。；]{0,6}?(?:为|是|均为)\s?(?P<word>优秀|优|良好|良|中等|中|较差|差)"
)
#: Sentences this system puts into a report by itself; they are no part of what somebody wrote.
_GENERATED = re.compile(r"经自评，20[0-9]{2}\s?年度部门整体支出绩效得分|部门整体支出绩效自评设一级指标")
#: More goals than these are not compared.
MOST_GOALS = 60
#: Share of a name's pairs of characters that must stand in a goal for it to be that goal's.
SAME, NEAR = Decimal("0.85"), Decimal("0.6")


def read_goal_results(segments: Sequence[Segment], finds: Finds) -> None:
    """Each completion text goes to the goal it names."""
    for run in runs_of(segments, Topic.GOAL_RESULTS):
        before, entries = entries_of(run)
        for entry in entries or [Entry(span, is_marked=False) for span in before]:
            _result(entry, finds)
        if entries:
            for span in before:
                finds.remark(span, "目标完成情况的总述，没有写明是哪个目标")


def _result(entry: Entry, finds: Finds) -> None:
    text = entry.span.text
    named = _NAME.match(text)
    begin = named.end() if named else 0
    counted = _COUNTED.search(text)
    end = counted.start() if counted else len(text)
    name = named["name"].strip() if named else ""
    row, confidence, reason = _goal_of(name, text, finds)
    if row is None:
        row = finds.new_row("goals")
        if named:
            finds.add_text(
                Target("goals", "title", "goals", row), entry.span, named.start("name"), named.end("name")
            )
    target = Target("goals", "achieved", "goals", row)
    finds.add_text(target, entry.span, begin, end, confidence=confidence, reason=reason, joins=True)
    for span in entry.more:
        finds.add_text(target, span, confidence=confidence, reason=reason, joins=True)


def _goal_of(name: str, text: str, finds: Finds) -> tuple[int | None, Confidence, str]:
    """The goal a completion text belongs to, how sure that is, and why."""
    goals: dict[int, str] = {}
    for item in (
        *finds.having("goals", "title")[:MOST_GOALS],
        *finds.having("goals", "expected")[:MOST_GOALS],
    ):
        goals[item.target.row] = goals.get(item.target.row, "") + " " + str(item.value)
    if not goals:
        return None, Confidence.MEDIUM, "原文没有写出绩效目标，按完成情况建目标"
    if not name:
        row = min(goals)
        only = len(goals) == 1
        return (
            row,
            Confidence.MEDIUM if only else Confidence.LOW,
            "没有写明是哪个目标的完成情况" + ("" if only else "，暂归第 1 个"),
        )
    shares = {row: _share(name, words) for row, words in goals.items()}
    row = max(shares, key=lambda each: (shares[each], -each))
    if shares[row] >= SAME:
        return row, Confidence.HIGH, ""
    if shares[row] >= NEAR:
        return row, Confidence.MEDIUM, f"与目标 {row + 1} 的文字相近"
    return row, Confidence.LOW, f"没有与“{name}”同名的绩效目标，暂归文字最接近的目标 {row + 1}"


def _share(name: str, words: str) -> Decimal:
    """The share of the name's pairs of characters that stand in the words."""
    letters = re.sub(r"\W", "", name)
    pairs = [letters[place : place + 2] for place in range(len(letters) - 1)]
    return Decimal(sum(pair in words for pair in pairs)) / len(pairs) if pairs else Decimal(0)


# ── conclusion and management ────────────────────────────────────────────────────────────────────────────────────


def read_conclusion(segments: Sequence[Segment], finds: Finds) -> None:
    """The narratives of conclusion and management, and the score and grade that are stated."""
    for segment in segments:
        if segment.kind not in (Kind.TEXT, Kind.ITEM):
            continue
        if _GENERATED.match(segment.span.text):
            finds.structure(segment.span)
        elif segment.topic == Topic.CONCLUSION:
            finds.add_text(Target("conclusion", "narrative"), segment.span, joins=True)
        elif segment.topic == Topic.MANAGEMENT:
            finds.add_text(Target("conclusion", "management"), segment.span, joins=True)
        if segment.topic in (Topic.CONCLUSION, Topic.MANAGEMENT, Topic.PREAMBLE):
            for sentence in segment.span.sentences():
                _stated(sentence, finds)


def _stated(span: Span, finds: Finds) -> None:
    """自评得分96分，评级为优"""
    for mention in find_mentions(span.text):
        before = span.text[max(0, mention.start - 20) : mention.start]
        is_score = mention.kind == Number.SCORE and mention.upper is None and "满分" not in before[-4:]
        known = finds.having("conclusion", "score")
        if is_score and not known and _SCORE.search(before):
            finds.add(Target("conclusion", "score", stated=True), mention.value, span, mention.start, mention.end,
                      reason="总分由指标得分算出，只用于核对", part=_around(span.text, mention.start, mention.end))  # fmt: skip
    grades = [
        (mention.start, mention.end) for mention in find_mentions(span.text) if mention.kind == Number.GRADE
    ]
    grades = grades or [match.span("word") for match in _NAMED_LEVEL.finditer(span.text)]
    for start, end in grades[:1]:
        finds.add(Target("conclusion", "grade", stated=True), span.text[start:end], span, start, end,
                  reason="等级由总分算出，只用于核对", part=_around(span.text, start, end))  # fmt: skip


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    begin = max(text.rfind(mark, 0, start) for mark in "，,；;。：:")
    ends = [place for mark in "，,；;。" if (place := text.find(mark, end)) >= 0]
    return begin + 1, min([*ends, len(text)])
