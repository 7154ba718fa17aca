"""Reads a finished report of an earlier year: lines → outline → items, and everything that was not understood."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evaluations.domain.old_report.finance import Lines, stated_rates
from evaluations.domain.old_report.found import Alternative, Confidence, Finds, Item, Missed, RowShape, Target
from evaluations.domain.old_report.indicators import read_counted
from evaluations.domain.old_report.lines import Line, Pages, lines_of, paragraphs_of
from evaluations.domain.old_report.lists import read_lists
from evaluations.domain.old_report.outline import Kind, Segment, outline_of
from evaluations.domain.old_report.profile import read_profile
from evaluations.domain.old_report.projects import read_projects
from evaluations.domain.old_report.results import read_conclusion, read_goal_results
from evaluations.domain.old_report.tables import read_tables
from evaluations.domain.old_report.words import Topic

#: Longer texts are not read.
LONGEST = 120_000
#: Fewer letters than this are no statement, if the rest of their line was understood.
A_STATEMENT = 4
_LETTER = re.compile(r"[^\W_]")
_YEAR = re.compile(r"(20[0-9]{2})\s?年?")
_YEAR_LABEL = re.compile(r"评价年度\s?[:：]\s?(20[0-9]{2})")
_YEAR_SAID = re.compile(
    r"自评表\s?[（(](20[0-9]{2})\s?年度?[）)]|(20[0-9]{2})\s?年(?:度)?(?:[^，。；、\d]{0,8})(?:部门|单位|整体|绩效)"
)
_NAME_LABEL = re.compile(
    r"(?:部门|单位)(?:[（(]单位[)）])?名称\s{0,4}[:：|\s]\s{0,4}(?P<name>[^\s|:：]{4,60})|评价单位(?:[（(]公章[)）])?\s?[:：]\s?(?P<name2>[^\s|:：]{4,60})"
)
_BODY = re.compile(r"(?:局|委员会|办公室|联合会|总工会|协会|院|中心|政府|厅|处|站|队|委|会)$")
_AFTER_NAME = re.compile(r"\s?(?:20[0-9]{2}\s?年?(?:度)?|部门整体|整体支出|部门支出)")
_BEFORE_NAME = re.compile(r"^\s?(?:附件\s?[0-9]{0,2}\s?[:：]?)?\s?(?:20[0-9]{2}\s?年?(?:度)?)?\s?")


@dataclass(frozen=True)
class Heading:
    """A title, heading or lead that was recognised, and what it says comes below."""

    line: int
    last_line: int
    text: str
    topic: Topic


@dataclass(frozen=True)
class OldReport:
    """What a report says, as far as it was understood."""

    title: str
    year: int | None
    department: str
    items: tuple[Item, ...]
    rows: dict[str, tuple[RowShape, ...]]
    headings: tuple[Heading, ...]
    missed: tuple[Missed, ...]
    lines: int

    def of(self, rowset: str, field: str) -> list[Item]:
        """The items of a field, in order of their rows."""
        found = [item for item in self.items if (item.target.rowset, item.target.field) == (rowset, field)]
        return sorted(found, key=lambda item: item.target.row)


def read_old_report(text: str) -> OldReport:
    """Reads the text of a report: one paragraph, line or table row (cells parted by |) on each line."""
    lines = lines_of(text[:LONGEST])
    pages = paragraphs_of(lines)
    segments = outline_of(pages.paragraphs)
    finds = Finds()
    read_profile(segments, finds)
    read_lists(segments, finds)
    lines_of_budget = Lines(finds)
    lines_of_budget.read(segments)
    stated_rates(segments, finds)
    read_goal_results(segments, finds)
    read_projects(segments, finds)
    read_conclusion(segments, finds)
    read_tables(segments, finds)
    read_counted(segments, finds)
    headings = tuple(_headings(segments, finds))
    known = {line for each in headings for line in range(each.line, each.last_line + 1)}
    known |= {line for item in finds.items for line in range(item.source.line, item.source.last_line + 1)}
    title = "".join(segment.span.text for segment in segments if segment.kind == Kind.TITLE)
    return OldReport(
        title=title,
        year=_year(title, lines),
        department=_department(title, lines),
        items=tuple(_in_order(settled(finds.items))),
        rows={name: tuple(shapes) for name, shapes in finds.rows.items()},
        headings=headings,
        missed=tuple(_missed(pages, segments, finds, known)),
        lines=len(lines),
    )


def _year(title: str, lines: Sequence[Line]) -> int | None:
    found = _YEAR.search(title)
    for words in (_YEAR_LABEL, _YEAR_SAID):
        found = found or next((match for line in lines[:60] if (match := words.search(line.text))), None)
    return int(found[found.lastindex or 1]) if found else None


def _department(title: str, lines: Sequence[Line]) -> str:
    """The name behind 单位名称：, or before the year in the title, or in the line above it."""
    label = next((match for line in lines[:40] if (match := _NAME_LABEL.search(line.text))), None)
    if label:
        return label["name"] or label["name2"]
    above = next(
        (
            before.text
            for before, line in pairwise(lines[:40])
            if title and line.text and title.startswith(line.text)
        ),
        "",
    )
    return _name_in(title) or (above if _BODY.search(above) and len(above) <= 40 else "")


def _name_in(title: str) -> str:
    begin = _BEFORE_NAME.match(title)
    bare = title[begin.end() :] if begin else title
    end = _AFTER_NAME.search(bare)
    return bare[: end.start()].strip() if end else ""


# ── one value for each place ─────────────────────────────────────────────────────────────────────────────────────


def settled(items: Iterable[Item]) -> Iterator[Item]:
    """Each place once: what is said twice alike is one item, what differs competes and is unsure."""
    by_place: dict[Target, list[Item]] = {}
    for item in items:
        if item.joins:
            yield item
        else:
            by_place.setdefault(item.target, []).append(item)
    for found in by_place.values():
        yield _one(found)


def _one(found: Sequence[Item]) -> Item:
    ranked = sorted(found, key=lambda item: list(Confidence).index(item.confidence))
    first, rest = ranked[0], ranked[1:]
    others = tuple(
        Alternative(item.value, item.source, item.reason) for item in rest if item.value != first.value
    )
    same = tuple(item.source for item in rest if item.value == first.value)
    if not others:
        return replace(first, also=same)
    reason = first.reason or "原文有几处不同的写法"
    return replace(first, also=same, alternatives=others, confidence=Confidence.LOW, reason=reason)


_SECTIONS = ("profile", "tasks", "budget", "goals", "indicators", "projects", "conclusion", "problems")
_ROWSETS = ("", "divisions", "subunits", "duties", "tasks", "budget_lines", "goals", "indicators", "projects",
            "project_indicators", "problems", "measures")  # fmt: skip


def _in_order(items: Iterable[Item]) -> list[Item]:
    """By section, row set and row; within a row as found."""
    return sorted(
        items,
        key=lambda item: (
            _SECTIONS.index(item.target.section), _ROWSETS.index(item.target.rowset), item.target.row, item.source.line,
        ),
    )  # fmt: skip


# ── headings, and what was not understood ────────────────────────────────────────────────────────────────────────


def _headings(segments: Sequence[Segment], finds: Finds) -> Iterator[Heading]:
    for segment in segments:
        if segment.kind in (Kind.TITLE, Kind.HEADING, Kind.LEAD):
            span = segment.span
            last = span.paragraph.line_at(max(span.start, span.end - 1))
            yield Heading(span.paragraph.line_at(span.start), last, span.text.strip(), segment.topic)
    for span in finds.heads:
        last = span.paragraph.line_at(max(span.start, span.end - 1))
        yield Heading(span.paragraph.line_at(span.start), last, span.text.strip(), Topic.INDICATORS)


def _missed(pages: Pages, segments: Sequence[Segment], finds: Finds, known: set[int]) -> list[Missed]:
    """`known`: the lines of items and headings. What is left of them is told only when it says something."""
    found = [Missed(line.number, line.text, reason) for line, reason in pages.left_out]
    taken = {place: joined(spans) for place, spans in finds.taken.items()}
    for segment in segments:
        if segment.kind in (Kind.TEXT, Kind.ITEM, Kind.ROW):
            found += _missed_of(segment, taken.get(segment.span.place, []), finds, known)
    told = known | {each.line for each in found}
    for paragraph in pages.paragraphs:
        for number, line in zip(paragraph.numbers, paragraph.lines(), strict=True):
            if number not in told:
                found.append(Missed(number, line, "只有编号或零星文字"))
    return sorted(found, key=lambda missed: missed.line)


def _missed_of(
    segment: Segment, taken: list[tuple[int, int]], finds: Finds, known: set[int]
) -> Iterator[Missed]:
    """The stretches no item was taken from."""
    span = segment.words
    reason = finds.remarks.get((segment.span.place, segment.span.start)) or _why(segment)
    for start, end in _gaps(span.start, span.end, taken):
        text = span.paragraph.text[start:end].strip(" ，,；;、：:。|｜\t")
        letters = len(_LETTER.findall(text))
        if letters >= A_STATEMENT or (letters and span.paragraph.line_at(start) not in known):
            yield Missed(span.paragraph.line_at(start), text, reason)


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same spans in order and without overlaps."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _gaps(start: int, end: int, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What of [start, end) is not taken."""
    at = max(0, bisect_right(taken, (start, start)) - 1)
    while at < len(taken) and taken[at][0] < end:
        first, last = taken[at]
        if first > start:
            yield start, first
        start = max(start, last)
        at += 1
    if start < end:
        yield start, end


def _why(segment: Segment) -> str:
    if segment.topic in (Topic.PREAMBLE, Topic.USAGE, Topic.ANNEX, Topic.OTHER):
        return f"“{segment.topic.label}”部分，本系统没有对应的栏目"
    return f"“{segment.topic.label}”部分，没有认出属于哪个栏目"
