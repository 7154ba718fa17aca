"""The outline: each paragraph cut into headings, leads, list items and plain text, each with what it speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from evaluations.domain.old_report.found import Span
from evaluations.domain.old_report.lines import Paragraph
from evaluations.domain.old_report.marks import Mark, inner_marks, mark_at
from evaluations.domain.old_report.words import (
    LISTS,
    Topic,
    ends_as_heading,
    form_label,
    is_annex,
    is_inline_cue,
    topic_of,
    topic_of_lead,
)

_TITLE = re.compile(
    r"^(?![0-9]{1,2}[.、]).*(?:绩效|支出|自评|评价).{0,30}(?:报告|自评表|评价表)(?:[（(].{1,20}[）)])?$"
)
_SENTENCE = re.compile(r"[。！？；;，,：:!?]")
_CUE = re.compile(r"(?:^|(?<=[。！？；;，,!?.]))(?:[^。！？；;，,：:!?.]|(?<=[0-9])\.(?=[0-9])){2,45}[:：]")


class Kind(StrEnum):
    """What a segment is."""

    TITLE = "title"
    HEADING = "heading"
    LEAD = "lead"
    ITEM = "item"
    TEXT = "text"
    ROW = "row"


@dataclass(frozen=True)
class Segment:
    """A part of a paragraph with its topic. `mark`: the list mark, which is not part of its words."""

    kind: Kind
    topic: Topic
    span: Span
    mark: Mark | None = None
    chapter: Topic = Topic.OTHER

    @property
    def words(self) -> Span:
        """The part without its mark."""
        return self.span.part(self.mark.end, len(self.span.text)) if self.mark else self.span


#: What a heading without a mark may say within an annex: the names of its tables.
OF_ANNEX = (Topic.INDICATORS, Topic.FINANCE, Topic.PROFILE, Topic.PROJECT_RESULTS, Topic.STAFF)
#: A label of a form is no longer than this.
LABEL = 25
#: Topics whose rows are read as rows.
NO_LABELS = (Topic.FINANCE, Topic.INDICATORS, Topic.STAFF, Topic.PROFILE)


class Outliner:
    """Walks the paragraphs and knows which chapter, part and list it is in."""

    def __init__(self) -> None:
        self.chapter = self.topic = self.above = Topic.PREAMBLE  # above: what the last heading said
        self.titled = False
        self.list: tuple[Topic, str, int] | None = None

    def walk(self, paragraphs: list[Paragraph]) -> Iterator[Segment]:
        """The segments of all paragraphs, in order; together they are the whole text."""
        for place, paragraph in enumerate(paragraphs):
            span = Span(place, paragraph, 0, len(paragraph.text))
            if paragraph.cells:
                yield from self._row(span)
            elif heading := self._heading(span):
                yield heading
            else:
                yield from self._body(span)

    def _made(self, kind: Kind, span: Span, mark: Mark | None = None) -> Segment:
        is_loose = kind in (Kind.TEXT, Kind.ITEM) and self.chapter == Topic.ANNEX and self.topic in OF_ANNEX
        topic = Topic.ANNEX if is_loose and self.topic != Topic.INDICATORS else self.topic
        return Segment(kind, topic, span, mark, self.chapter)

    def _row(self, span: Span) -> Iterator[Segment]:
        """A row of a table; a label with a long content beside it is a heading with its text."""
        cells = [cell for cell in span.paragraph.cells if cell[0] < cell[1]]
        label = span.text[slice(*cells[0])] if len(cells) == 2 else ""
        topic = topic_of(label) if 0 < len(label) <= LABEL else None
        if (
            topic is None
            or topic in NO_LABELS
            or (cells[1][1] - cells[1][0] <= LABEL and topic != Topic.GOALS)
        ):
            yield self._made(Kind.ROW, span)
            return
        self.topic = topic
        yield self._made(Kind.LEAD, span.part(0, cells[1][0]))
        yield from self._cut(span.part(cells[1][0], len(span.text)))

    # ── headings ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _heading(self, span: Span) -> Segment | None:
        text = span.text
        mark = mark_at(text)
        if not self.titled and mark is None and len(text) <= 80 and _TITLE.match(text) and not is_annex(text):
            self.titled = True
            return Segment(Kind.TITLE, Topic.TITLE, span)
        if mark is None and is_annex(text) and len(text) <= 60:
            self.chapter = self.topic = self.above = Topic.ANNEX
            return self._made(Kind.HEADING, span)
        bare = text[mark.end :].strip() if mark else text
        topic = self._topic_of_heading(bare.rstrip("。:：."), mark) if bare and len(bare) <= 40 else None
        if topic is None:
            return None
        if mark is None or mark.kind == "chapter":
            self.chapter = Topic.ANNEX if mark is None and self.chapter == Topic.ANNEX else topic
        self.topic = self.above = topic
        return self._made(Kind.HEADING, span, mark)

    def _topic_of_heading(self, bare: str, mark: Mark | None) -> Topic | None:
        """The topic below these words, when they are a heading."""
        if _SENTENCE.search(bare):
            return None
        topic = topic_of(bare)
        if mark is not None and mark.kind in ("chapter", "part"):
            return topic or (Topic.OTHER if mark.kind == "chapter" else self.chapter)
        if topic is None or not ends_as_heading(bare) or len(bare) > 25:
            return None
        if self.chapter == Topic.ANNEX and topic not in OF_ANNEX:
            return None
        if mark is None:
            return topic
        return None if self.topic in (*LISTS, Topic.ANNEX) or mark.kind in ("said", "task") else topic

    # ── what stands in a paragraph ───────────────────────────────────────────────────────────────────────────────

    def _body(self, span: Span) -> Iterator[Segment]:
        text = span.text
        mark = mark_at(text)
        heading = self._run_in(span, mark)
        if heading is not None:
            yield heading
            rest = len(heading.span.text)
            yield from self._body(span.part(rest, len(text))) if text[rest:].strip() else ()
            return
        if not span.start:
            self._settle(mark)
        label = form_label(text) if not span.start else None
        if label is not None:
            self.topic = label[0]
            yield self._made(Kind.LEAD, span.part(0, label[1]))
            yield from self._cut(span.part(label[1], len(text)))
            return
        yield from self._cut(span)

    def _settle(self, mark: Mark | None) -> None:
        """A new paragraph: a list goes on with its next number; plain text speaks of what the heading says."""
        if mark is None:
            self.topic = self.above
        elif self.list and (mark.kind, mark.number) == (self.list[1], self.list[2] + 1):
            self.topic = self.list[0]

    def _cut(self, span: Span) -> Iterator[Segment]:
        """The items and leads of a text."""
        text = span.text
        begins: dict[int, Mark | None] = {0: mark_at(text), **dict(inner_marks(text))}
        behind = {mark.end for mark in begins.values() if mark}
        leads = () if self.chapter == Topic.ANNEX else _leads(text)
        cues = {start: end for start, end in leads if begins.get(start) is None and start not in behind}
        places = sorted({*begins, *cues})
        for place, end in zip(places, [*places[1:], len(text)], strict=True):
            yield from self._segment(span, place, end, begins.get(place), cues.get(place, 0))

    def _run_in(self, span: Span, mark: Mark | None) -> Segment | None:
        """（一）机构设置、职能情况。某某局是…: a heading that its text follows in the same paragraph."""
        match = re.match(r"[^。：:]{2,30}[。：:](?=.)", span.text[mark.end :]) if mark else None
        if match is None or mark is None or mark.kind not in ("chapter", "part"):
            return None
        bare = match[0][:-1].strip()
        topic = topic_of(bare)
        if topic is None or not ends_as_heading(bare) or "，" in bare:
            return None
        self.topic = self.above = topic
        self.chapter = topic if mark.kind == "chapter" else self.chapter
        return self._made(Kind.HEADING, span.part(0, mark.end + match.end()), mark)

    def _segment(
        self, span: Span, place: int, end: int, mark: Mark | None, cue_end: int
    ) -> Iterator[Segment]:
        part = span.part(place, end)
        if mark is not None:
            if mark.number is not None:
                self.list = (self.topic, mark.kind, mark.number)
            yield self._made(Kind.ITEM, part, mark._replace(end=mark.end - place))
            return
        if not cue_end:
            yield self._made(Kind.TEXT, part)
            return
        self.topic = topic_of_lead(span.text[place:cue_end]) or self.topic
        yield self._made(Kind.LEAD, span.part(place, cue_end))
        if span.text[cue_end:end].strip():
            yield self._made(Kind.TEXT, span.part(cue_end, end))


def _leads(text: str) -> Iterator[tuple[int, int]]:
    """Where leads stand (部门主要职责：); behind a comma only those that can be nothing else."""
    for match in _CUE.finditer(text):
        inline = match.start() and text[match.start() - 1] in "，,"
        if topic_of_lead(match[0]) is not None and (not inline or is_inline_cue(match[0])):
            yield match.start(), match.end()


def outline_of(paragraphs: list[Paragraph]) -> list[Segment]:
    """The segments of a report."""
    return list(Outliner().walk(paragraphs))
