"""Numbers in prose: what a narrative says equals what the tables say (D1), and so do its grade words (D2).

Bound numbers (tokens) have their source (D9). All texts are read once for all rules.
"""

from collections.abc import Iterator

from evaluations.domain.checks.registry import ERROR, WARNING, Hit, rule
from evaluations.domain.checks.texts import NARRATIVES, prose
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.book import Book
from evaluations.domain.numbers.compare import Verdict, compare
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind
from evaluations.domain.numbers.naming import Names, called, names_of
from evaluations.domain.numbers.ready import book_of, once
from evaluations.domain.numbers.tokens import missing_tokens, resolve, without_key
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import SECTION_BY_KEY
from huadu_perf.lib.findings import Place

SOURCE = "部门对自评内容的真实性、准确性负责：文字与表格一致"
#: Warnings of one text that are told in full.
MOST = 5


@once
def contradictions(
    facts: EvaluationFacts, scorecard: Scorecard
) -> tuple[tuple[Place, str, tuple[Verdict, ...]], ...]:
    """Every narrative with numbers that differ from the tables: place, text and those numbers."""
    book = book_of(facts, scorecard)
    read = ((place, text, compare(text, book, place)) for place, text in prose(facts))
    wrong = (
        (place, text, tuple(verdict for verdict in verdicts if verdict.against))
        for place, text, verdicts in read
    )
    return tuple(each for each in wrong if each[2])


@rule(
    "D1", ERROR, "文中数字与表格一致",
    help="文字里写到的金额、比率、人数、个数和得分，与各表填的数相同；写明所指而不同的必须修改，可能另有所指的请说明。",
    source=SOURCE, beside=NARRATIVES,
)  # fmt: skip
def numbers_agree(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """D1: every number in the text that speaks of a value of the tables equals it (domain.md §3.1)."""
    book = book_of(facts, scorecard)
    for place, text, verdicts in contradictions(facts, scorecard):
        yield from _hits(place, text, [each for each in verdicts if each.mention.kind != Kind.GRADE], book)


@rule(
    "D2", ERROR, "文中等级与得分一致", help="文字里写到的等级（优、良、中、差）与得分算出的等级相同。",
    source="预算管理一体化系统：自评结论由得分确定", beside=NARRATIVES,
)  # fmt: skip
def grade_words_agree(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """D2: a grade word is the grade of the score (PMKPI takes 自评结论 from the score)."""
    book = book_of(facts, scorecard)
    for place, text, verdicts in contradictions(facts, scorecard):
        yield from _hits(place, text, [each for each in verdicts if each.mention.kind == Kind.GRADE], book)


@rule(
    "D9", ERROR, "绑定的数有来源", help="文字里绑定的数跟随表格变动；所指的项目或指标删除后，要从文中删去或改绑。",
    source=SOURCE, beside=NARRATIVES,
)  # fmt: skip
def tokens_resolve(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Hit]:
    """D9: every token of the text has a value."""
    names: Names | None = None
    for place, text in prose(facts):
        if "«" in text:
            names = names or names_of(facts)
            for token in missing_tokens(text, book_of(facts, scorecard).tokens):
                yield _gone(place, token, names)


def _gone(place: Place, token: str, names: Names) -> Hit:
    said = called(token, names)
    bare = without_key(said)
    reason = "所指的项目或指标已删除" if said != bare else "所指的数还没有填，或没有叫这个名称的数"
    return Hit(
        place,
        f"文中绑定的数“{bare}”已没有来源：{reason}",
        "把它从文中删去，或改绑别的数；还没有填的，补填所指的数",
    )


def _hits(place: Place, text: str, wrong: list[Verdict], book: Book) -> Iterator[Hit]:
    """One hit an error; the warnings of a text in one, as an explanation is filed under code and place."""
    for verdict in wrong:
        if verdict.severity == ERROR:
            yield Hit(place, _message(text, verdict, book), _fix(verdict))
    rest = [verdict for verdict in wrong if verdict.severity == WARNING]
    if rest:
        message = "；".join(_message(text, verdict, book) for verdict in rest[:MOST])
        more = f"；另有 {len(rest) - MOST} 处" if len(rest) > MOST else ""
        yield Hit(place, message + more, "核对两处，改正不对的一处；所指不同的，请说明", WARNING)


def _message(text: str, verdict: Verdict, book: Book) -> str:
    known = _against(verdict)
    title = SECTION_BY_KEY[known.place.section].title
    return f"文中“{snippet(text, verdict, book)}”，与“{title}”中 {known.label} {known.shown} 不一致"


def _fix(verdict: Verdict) -> str:
    known = _against(verdict)
    title = SECTION_BY_KEY[known.place.section].title
    return f"把“{verdict.mention.text}”改为 {known.shown}，或核对“{title}”中的数"


def _against(verdict: Verdict) -> Known:
    assert verdict.against is not None, "only numbers that contradict get here"
    return verdict.against


def snippet(text: str, verdict: Verdict, book: Book) -> str:
    """The number with the words before it, on one line."""
    before = resolve(text[: verdict.mention.start], book.tokens)
    words = before[-12:]
    cut = max((words.rfind(mark) for mark in "，。；、：！？\n,;"), default=-1)
    said = " ".join((words[cut + 1 :] + verdict.mention.text).split())
    return said if cut >= 0 or len(before) <= 12 else f"…{said}"


CHECKS = (numbers_agree, grade_words_agree, tokens_resolve)
