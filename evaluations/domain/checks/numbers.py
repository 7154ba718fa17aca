"""Numbers in prose: what a narrative says equals what the tables say (D1), and so do its grade words (D2)."""

from collections.abc import Iterator

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.book import Book
from evaluations.domain.numbers.compare import Verdict, compare
from evaluations.domain.numbers.known import known_values
from evaluations.domain.numbers.mentions import GRADE_LABEL, Kind
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, section_data, values_of
from evaluations.domain.sections import Kind as FieldKind
from huadu_perf.lib.findings import Finding, Place, Severity

SOURCE = "部门对自评内容的真实性、准确性负责：文字与表格一致"
_PROSE = {
    (section.key, rowset, field.name)
    for section in FORM_SECTIONS
    for rowset, fields in (("", section.fields), *((each.name, each.fields) for each in section.rowsets))
    for field in fields
    if field.kind == FieldKind.PROSE
}


def prose(facts: EvaluationFacts) -> Iterator[tuple[Place, str]]:
    """Every narrative of the document, with its place."""
    for section in FORM_SECTIONS:
        for rowset, key, name, value in values_of(section_data(section, facts)):
            if value and (section.key, rowset, name) in _PROSE:
                yield Place(section.key, rowset, key, name), value


def numbers_agree(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """D1: every number in the text that speaks of a value of the tables equals it (domain.md §3.1)."""
    book = Book(known_values(facts, scorecard))
    for place, text in prose(facts):
        wrong = [
            verdict
            for verdict in compare(text, book, place)
            if verdict.against and verdict.mention.kind != Kind.GRADE
        ]
        yield from _findings("D1", place, text, wrong)


def grade_words_agree(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """D2: a grade word is the grade of the score (PMKPI takes 自评结论 from the score)."""
    book: Book | None = None
    for place, text in prose(facts):
        if GRADE_LABEL.search(text):
            book = book or Book(known_values(facts, scorecard))
            wrong = [
                verdict
                for verdict in compare(text, book, place)
                if verdict.against and verdict.mention.kind == Kind.GRADE
            ]
            yield from _findings("D2", place, text, wrong)


def _findings(code: str, place: Place, text: str, wrong: list[Verdict]) -> Iterator[Finding]:
    """One finding an error; the warnings of a text in one, as an explanation is filed under code and place."""
    errors = [verdict for verdict in wrong if verdict.severity == Severity.ERROR]
    for verdict in errors:
        yield Finding(code, Severity.ERROR, place, _message(text, verdict), _fix(verdict), SOURCE)
    rest = [verdict for verdict in wrong if verdict.severity == Severity.WARNING]
    if rest:
        message = "；".join(_message(text, verdict) for verdict in rest[:5])
        more = f"；另有 {len(rest) - 5} 处" if len(rest) > 5 else ""
        yield Finding(
            code,
            Severity.WARNING,
            place,
            message + more,
            "核对两处，改正不对的一处；所指不同的，请说明",
            SOURCE,
        )


def _message(text: str, verdict: Verdict) -> str:
    known = verdict.against
    assert known is not None
    title = SECTION_BY_KEY[known.place.section].title
    return f"文中“{snippet(text, verdict)}”，与“{title}”中 {known.label} {known.shown} 不一致"


def _fix(verdict: Verdict) -> str:
    known = verdict.against
    assert known is not None
    return f"把“{verdict.mention.text}”改为 {known.shown}，或核对“{SECTION_BY_KEY[known.place.section].title}”中的数"


def snippet(text: str, verdict: Verdict) -> str:
    """The number with the words before it, on one line."""
    start = max(0, verdict.mention.start - 12)
    words = text[start : verdict.mention.start]
    cut = max((words.rfind(mark) for mark in "，。；、：！？\n,;"), default=-1)
    said = " ".join((words[cut + 1 :] + verdict.mention.text).split())
    return said if cut >= 0 or start == 0 else f"…{said}"


CHECKS = (numbers_agree, grade_words_agree)
