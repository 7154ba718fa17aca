"""Duties, tasks, goals, problems and measures, one row each."""

import re
from collections.abc import Sequence
from dataclasses import replace

from evaluations.domain.numbers.numerals import read_chinese
from evaluations.domain.old_report.entries import Entry, by_sentence, entries_of, runs_of
from evaluations.domain.old_report.found import Confidence, Finds, Span, Target
from evaluations.domain.old_report.links import TASKS, rows_named
from evaluations.domain.old_report.outline import Segment
from evaluations.domain.old_report.words import Topic

_CAUSE = re.compile(r"(?:其|主要|产生的?|问题的?)?原因(?:主要)?(?:是|为|在于|有)?\s?[:：]")
_CLAUSE = re.compile(r"^[^，,。；;：:！!]{2,60}(?=[，,。；;：:.])")
_SENTENCE = re.compile(r"^[^，,。；;：:！!]{2,40}。(?=.)")
_GREAT = re.compile(r"^(?:大力|深入|全面|扎实|持续)?(?:实施|推进)(?=.{2,40}(?:工程|行动|计划)$)")
_GOAL_NAME = re.compile(r"^[^，,。；;：:]{2,30}?(?=(?:绩效)?目标\s?[:：])")
_ANSWERS = re.compile(r"（针对问题(?P<numbers>[一二三四五六七八九十、]+)）。?$")

NO_MARK = "原文没有编号，按段落或句子分项"
FIRST_CLAUSE = "取第一个分句作名称"
GOES_ON = "后面的段落没有编号，归入前一项"


def read_lists(segments: Sequence[Segment], finds: Finds) -> None:
    """Everything that is a list of items."""
    for run in runs_of(segments, Topic.DUTIES):
        _duties(run, finds)
    work = list(runs_of(segments, Topic.WORK))
    has_items = any(entries_of(run)[1] for run in work)
    for run in work:
        _tasks(run, finds, has_items)
    for run in runs_of(segments, Topic.GOALS):
        _goals(run, finds)
    for run in runs_of(segments, Topic.PROBLEMS):
        _problems(run, finds)
    for run in runs_of(segments, Topic.MEASURES):
        _measures(run, finds)


def _sure(entry: Entry) -> tuple[Confidence, str]:
    return (Confidence.HIGH, "") if entry.is_marked else (Confidence.MEDIUM, NO_MARK)


def _more(entry: Entry, target: Target, finds: Finds) -> None:
    for span in entry.more:
        finds.add_text(target, span, confidence=Confidence.MEDIUM, reason=GOES_ON, joins=True)


def _duties(run: Sequence[Segment], finds: Finds) -> None:
    """Items, and where there are none the text that is not of the department's nature and staff."""
    before, entries = entries_of(run)
    for entry in entries or by_sentence([span for span in before if span.place not in finds.taken]):
        if not _has_words(entry.span):
            continue
        target = Target("profile", "text", "duties", finds.new_row("duties"))
        confidence, reason = _sure(entry)
        finds.add_text(target, entry.span, confidence=confidence, reason=reason, joins=True)
        _more(entry, target, finds)


def _tasks(run: Sequence[Segment], finds: Finds, has_items: bool) -> None:
    """Items; plain text is the overview where items stand elsewhere in the chapter, else it is all there is."""
    before, entries = entries_of(run)
    for span in before if has_items else ():
        finds.add_text(Target("tasks", "overview"), span, confidence=Confidence.MEDIUM, joins=True,
                       reason="任务清单之前的总述")  # fmt: skip
    for entry in entries if has_items else by_sentence(before):
        if not _has_words(entry.span):
            continue
        row = finds.new_row("tasks")
        target = Target("tasks", "text", "tasks", row)
        rest = _title(entry, Target("tasks", "title", "tasks", row), finds)
        confidence, reason = _sure(entry)
        finds.add_text(target, entry.span, rest, confidence=confidence, reason=reason, joins=True)
        _more(entry, target, finds)


def _title(entry: Entry, target: Target, finds: Finds) -> int:
    """The name of a task or goal. Gives where its text begins: behind a name that is a sentence, else at its start."""
    text = entry.span.text
    lead = len(text) - len(text.lstrip())
    named = _SENTENCE.match(text[lead:])
    if named:
        finds.add_text(target, entry.span, lead, lead + named.end() - 1, part=(lead, lead + named.end()))
        return lead + named.end()
    clause = _CLAUSE.match(text[lead:])
    if clause:
        great = _GREAT.match(clause[0])
        begin = lead + (great.end() if great else 0)
        finds.add_text(target, entry.span, begin, lead + clause.end(), part=(lead, lead + clause.end()),
                       confidence=Confidence.MEDIUM, reason=FIRST_CLAUSE)  # fmt: skip
    return lead


def _goals(run: Sequence[Segment], finds: Finds) -> None:
    before, entries = entries_of(run)
    chosen = entries or [Entry(span, None, before[1:], False) for span in before[:1]]
    for entry in chosen:
        if not _has_words(entry.span):
            continue
        row = finds.new_row("goals")
        title, expected = Target("goals", "title", "goals", row), Target("goals", "expected", "goals", row)
        named = _GOAL_NAME.match(entry.span.text)
        rest = _named(entry.span, named, title, finds) if named else _title(entry, title, finds)
        confidence, reason = _sure(entry)
        end = _serves(entry.span, replace(expected, field="tasks"), finds)
        sure = {"confidence": confidence, "reason": reason, "joins": True}
        finds.add_text(expected, entry.span, rest, end, part=(0, end), **sure)
        _more(entry, expected, finds)


def _serves(span: Span, target: Target, finds: Finds) -> int:
    """The tasks a goal serves, where its text ends in them (对应任务一、三). Gives where the goal's own words end."""
    said = TASKS.search(span.text)
    name = "in" if said and said["in"] else "out"
    rows = rows_named(said[name], "任务", finds.having("tasks", "title")) if said else ()
    if said is None or not rows:
        return len(span.text)
    finds.add(target, rows, span, *said.span(name), part=said.span("all"))
    return said.start("all")


def _named(span: Span, named: re.Match[str], title: Target, finds: Finds) -> int:
    """康复绩效目标：…"""
    finds.add_text(title, span, 0, named.end(), part=(0, named.end()))
    return re.compile(r"(?:绩效)?目标\s?[:：]").search(span.text, named.end()).end()  # type: ignore[union-attr]


def _problems(run: Sequence[Segment], finds: Finds) -> None:
    before, entries = entries_of(run)
    for entry in entries or by_sentence(before):
        if not _has_words(entry.span):
            continue
        row = finds.new_row("problems")
        text, cause = (
            Target("problems", "text", "problems", row),
            Target("problems", "cause", "problems", row),
        )
        confidence, reason = _sure(entry)
        split = _CAUSE.search(entry.span.text)
        end = split.start() if split else len(entry.span.text)
        finds.add_text(
            text, entry.span, 0, end, confidence=confidence, reason=reason, joins=True, part=(0, end)
        )
        if split:
            finds.add_text(cause, entry.span, split.end(), joins=True, part=(end, len(entry.span.text)))
        _more(entry, text, finds)


def _measures(run: Sequence[Segment], finds: Finds) -> None:
    before, entries = entries_of(run)
    for entry in entries or by_sentence(before):
        if not _has_words(entry.span):
            continue
        target = Target("problems", "text", "measures", finds.new_row("measures"))
        confidence, reason = _sure(entry)
        answers = _ANSWERS.search(entry.span.text)
        end = answers.start() if answers else len(entry.span.text)
        finds.add_text(target, entry.span, 0, end, confidence=confidence, reason=reason, joins=True)
        if answers:
            _links(entry.span, answers, target, finds)
        _more(entry, target, finds)


def _links(span: Span, answers: re.Match[str], target: Target, finds: Finds) -> None:
    """（针对问题一、四）: the problems by number."""
    known = len(finds.rows.get("problems", ()))
    numbers = [read_chinese(word) for word in answers["numbers"].split("、")]
    rows = tuple(int(number) - 1 for number in numbers if number and number <= known)
    if rows:
        finds.add(
            replace(target, field="problems"), rows, span, answers.start("numbers"), answers.end("numbers")
        )


def _has_words(span: Span) -> bool:
    """Whether an item says anything: two letters at least, and not only that an excerpt ends."""
    return len(re.sub(r"[\W_]+", "", re.sub(r"\[[^\]]*\]", "", span.text))) >= 2
