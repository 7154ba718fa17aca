"""Lists of a report as entries: each numbered item with what belongs to it, nested marks and further paragraphs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from evaluations.domain.old_report.found import Span
from evaluations.domain.old_report.outline import Kind, Segment
from evaluations.domain.old_report.words import Topic

_VERB = re.compile(r"(?:负责|承担|组织|指导|贯彻|拟订|制定|协助|管理|监督|宣传|推进|统筹|依法)")

#: A list may leave out so many numbers.
MOST_SKIPPED = 10


@dataclass
class Entry:
    """One item of a list: the part with its mark, and the paragraphs that go on with it."""

    span: Span
    number: int | None = None
    more: list[Span] = field(default_factory=list)
    is_marked: bool = True


def runs_of(segments: Iterable[Segment], topic: Topic) -> Iterator[list[Segment]]:
    """The stretches of a topic between headings and leads."""
    run: list[Segment] = []
    for segment in segments:
        if segment.topic == topic and segment.kind in (Kind.ITEM, Kind.TEXT):
            run.append(segment)
        elif run:
            yield run
            run = []
    if run:
        yield run


def entries_of(run: Sequence[Segment]) -> tuple[list[Span], list[Entry]]:
    """The plain text before the first item, and the items; marks of another kind belong to the item they stand in."""
    before: list[Span] = []
    entries: list[Entry] = []
    base = next((segment.mark.kind for segment in run if segment.mark), "")
    for segment in run:
        if segment.mark and segment.mark.kind == base and _follows(entries, segment.mark.number):
            entries.append(Entry(segment.words, segment.mark.number))
        elif entries:
            _append(entries[-1], segment.span)
        else:
            before.append(segment.span)
    return before, entries


def _follows(entries: list[Entry], number: int | None) -> bool:
    last = entries[-1].number if entries else None
    return number is None or last is None or number == 1 or last <= number <= last + MOST_SKIPPED


def _append(entry: Entry, span: Span) -> None:
    last = entry.more[-1] if entry.more else entry.span
    if last.place != span.place or last.end != span.start:
        entry.more.append(span)
    elif entry.more:
        entry.more[-1] = replace(last, end=span.end)
    else:
        entry.span = replace(last, end=span.end)


def by_sentence(spans: Sequence[Span]) -> list[Entry]:
    """Plain text as items: its sentences, where most begin with a verb of a duty; else each paragraph as one."""
    found = []
    for span in spans:
        sentences = list(span.sentences())
        begins = sum(bool(_VERB.match(sentence.text.strip())) for sentence in sentences)
        parts = sentences if len(sentences) > 1 and begins * 2 > len(sentences) else [span]
        found += [Entry(part, is_marked=False) for part in parts]
    return found
