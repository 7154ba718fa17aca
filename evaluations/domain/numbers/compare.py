"""Hold the numbers of a narrative against the known values: equal, contradicting, or unrelated (silent).

The words that lead to a number are read one by one. Only if all of them are known (vocabulary.py) and name one value is
a number that differs an error; if the words name it less surely, a warning; if a word is unknown, the number is about
something else and nothing is said.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from evaluations.domain.numbers.agreement import agrees, nearly
from evaluations.domain.numbers.book import ACTUAL_OR_TARGET, Book
from evaluations.domain.numbers.claims import claim_of
from evaluations.domain.numbers.counts import Claim
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Hedge, Kind, Mention, in_place
from evaluations.domain.numbers.patterns import GRADE_LABEL
from evaluations.domain.numbers.plain import unwrapped
from evaluations.domain.numbers.reader import Label, Reader, fits
from evaluations.domain.numbers.reading import tokens
from evaluations.domain.numbers.tokens import Filled, fill
from evaluations.domain.numbers.vocabulary import LISTS, PEOPLE, Role
from huadu_perf.lib.findings import Place, Severity

WARNING = Severity.WARNING
#: A text without any of these has no number and no grade.
_MAY_STATE = re.compile(f"[0-9０-９零〇一二两三四五六七八九十百«]|{GRADE_LABEL.pattern}")
_FUTURE = {
    ("measures", "text"),
    ("last_measures", "note"),
    ("indicators", "corrective_measures"),
    ("project_indicators", "corrective_measures"),
}
_PLANNED = {("goals", "expected"), ("tasks", "text"), ("", "overview")}
#: An amount or rate of fewer digits may be equal to some value by chance.
_TELLING_DIGITS = 3


class State(StrEnum):
    """How a number stands to what is known."""

    EQUAL = "equal"
    CONTRADICTS = "contradicts"
    UNRELATED = "unrelated"


class Verdict(NamedTuple):
    """One number: `equal` are the values it says, best first (to offer as tokens); `against` the one it contradicts."""

    mention: Mention
    state: State = State.UNRELATED
    equal: tuple[Known, ...] = ()
    against: Known | None = None
    severity: Severity | None = None


def compare(text: str, known: Iterable[Known] | Book, near: Place | None = None) -> tuple[Verdict, ...]:
    """A verdict on every number of the text, in order. `near`: where the text stands, which says whom it is about.

    Tokens are read as their values and get no verdict; offsets are those of the text as stored. For several texts of
    one evaluation, make the Book once and pass it.
    """
    if not _MAY_STATE.search(text):
        return ()
    book = known if isinstance(known, Book) else Book(known)
    if "«" not in text:
        return _compare(text, book, near)
    filled = fill(text, book.tokens)
    return tuple(
        _moved(verdict, filled)
        for verdict in _compare(filled.text, book, near)
        if not filled.covers(verdict.mention.start, verdict.mention.end)
    )


def _compare(text: str, book: Book, near: Place | None) -> tuple[Verdict, ...]:
    plain, origin = unwrapped(text)
    pieces, mentions = tokens(plain, book.lexicon)
    if not mentions:
        return ()
    found = {verdict.mention.start: verdict for verdict in _verdicts(Reader(book, plain, pieces, near))}
    verdicts = (found.get(mention.start) or Verdict(mention) for mention in mentions)
    return tuple(_placed(verdict, text, origin) for verdict in verdicts)


def _placed(verdict: Verdict, text: str, origin: tuple[int, ...] | None) -> Verdict:
    """The verdict with its mention's offsets in the text as given."""
    mention = in_place(verdict.mention, text, origin)
    return verdict if mention is verdict.mention else verdict._replace(mention=mention)


def _moved(verdict: Verdict, filled: Filled) -> Verdict:
    """The verdict with its mention's offsets in the stored text."""
    mention = verdict.mention
    start = filled.stored(mention.start)
    return verdict._replace(mention=mention._replace(start=start, end=start + len(mention.text)))


def _verdicts(reader: Reader) -> Iterator[Verdict]:
    last = max((at for at, token in enumerate(reader.pieces) if token.mention is not None), default=-1)
    for at, token in enumerate(reader.pieces[: last + 1]):
        if token.mention is None:
            reader.read(at, token)
        elif token.mention.kind == Kind.YEAR:
            yield _year(reader, token.mention)
        else:
            yield _number(reader, at, token.mention)
            reader.passed(token.mention)


def _year(reader: Reader, mention: Mention) -> Verdict:
    known = reader.book.year
    if known is None:
        return Verdict(mention)
    ahead = known.value - mention.value
    reader.sentence.year = "" if ahead == 0 else "last" if ahead == 1 else "other"
    return Verdict(mention, State.EQUAL, (known,)) if ahead == 0 else Verdict(mention)


def _number(reader: Reader, at: int, mention: Mention) -> Verdict:
    in_order = reader.line_up(at, mention)
    unknown, named = reader.settle()
    label = reader.label(mention)
    if mention.hedge == Hedge.BOUND or mention.upper is not None:  # 80-90%的，得4分
        reader.sentence.rule = reader.sentence.rule or mention.kind == Kind.SCORE or reader.says("的")
    claim = claim_of(reader, at, mention, label, unknown) if in_order else Claim()
    reason = label is not None and label.reason
    if unknown and not reason and (not named or (label is not None and label.gap)):
        reader.subject.sure = -1 if _is_of_another(reader, mention, label) else min(reader.subject.sure, 0)
        reader.sentence.people = reader.sentence.people or (
            mention.kind == Kind.COUNT and mention.unit in PEOPLE
        )
    verdict = _judged(reader, at, mention, claim)
    if mention.kind == Kind.SCORE and verdict.state != State.EQUAL and verdict.severity != Severity.ERROR:
        reader.sentence.vague = True  # whose score this is, is not sure: so is the grade behind it
    elif mention.kind == Kind.SCORE and claim.values:
        whose = {each.subject for each in verdict.equal or claim.values[:1]}
        reader.sentence.scored = whose.pop() if len(whose) == 1 else ""
    return verdict


def _is_of_another(reader: Reader, mention: Mention, label: Label | None) -> bool:
    """Money, or a figure known by name, behind unknown words: from here the sentence is about something else."""
    return (
        label is not None
        or mention.kind == Kind.AMOUNT
        or any(fits(term, mention) for term in reader.aspects())
    )


def _judged(reader: Reader, at: int, mention: Mention, claim: Claim) -> Verdict:
    agreeing = [
        each for each in (*claim.values, *claim.also, *_planned(reader, claim)) if agrees(mention, each)
    ]
    same = tuple({each.token: each for each in agreeing}.values())
    if same:
        return Verdict(mention, State.EQUAL, same if not mention.hedge and mention.upper is None else ())
    severity = _severity(reader, at, mention, claim)
    if severity is None or (severity == WARNING and mention.kind == Kind.AMOUNT):
        chance = _of_same_value(reader, mention)
        if chance or severity is None:
            return Verdict(mention, State.EQUAL if chance else State.UNRELATED, chance)
    return Verdict(mention, State.CONTRADICTS, (), claim.values[0], severity)


def _planned(reader: Reader, claim: Claim) -> Iterator[Known]:
    """The targets of what is spoken of, where the text tells the year's plan: 办理提案120件 of a task."""
    if reader.where in _PLANNED:
        for subject in {each.subject for each in claim.values}:
            yield from reader.book.by.get((subject, "target"), ())


def _severity(reader: Reader, at: int, mention: Mention, claim: Claim) -> Severity | None:
    """How grave the difference is; None to keep silent."""
    is_article = (
        mention.kind == Kind.COUNT and mention.value == 1 and not mention.text[0].isascii()
    )  # 一期延后
    if not claim.values or claim.severity is None or mention.hedge == Hedge.BOUND or is_article:
        return None
    main = claim.values[0]
    if (
        _is_blocked(reader, main)
        or _is_of_each(reader, at, mention)
        or (reader.comes_from() and main.aspect not in ("initial", "adjusted"))
    ):
        return None
    if mention.kind == Kind.AMOUNT and reader.goes_to(at):
        return WARNING if mention.value > main.value and reader.subject.here else None
    unsure = (
        mention.hedge
        or mention.doubtful
        or mention.upper is not None
        or reader.sentence.vague
        or reader.prefixed
    )
    return WARNING if unsure or reader.where in _PLANNED or nearly(mention, main) else claim.severity


def _is_blocked(reader: Reader, main: Known) -> bool:
    """Changes, rules, other years, days within the year and plans are not this year's figures."""
    sentence, own = reader.sentence, "".join(reader.book.names.get(main.subject, ())[:1])
    if sentence.rule or reader.blocked(own):
        return True
    if main.aspect in LISTS:
        return reader.year == "other"
    if reader.year and main.aspect != "last_year":
        return True
    return (sentence.dated and main.aspect not in ACTUAL_OR_TARGET) or reader.where in _FUTURE


def _is_of_each(reader: Reader, at: int, mention: Mention) -> bool:
    """平均得分93分 is of several; 执行率52%的工程 says which works are meant."""
    averaged = mention.kind in (Kind.SCORE, Kind.PERCENT) and Role.PER in reader.roles()
    words = [(reader.word(token), token.term and token.term.role) for token in reader.pieces[at + 1 : at + 3]]
    return averaged or (len(words) == 2 and words[0][0] == "的" and words[1][1] == Role.OTHER)


def _of_same_value(reader: Reader, mention: Mention) -> tuple[Known, ...]:
    """Values that the number happens to say, to offer."""
    if mention.kind not in (Kind.AMOUNT, Kind.PERCENT) or mention.hedge or mention.upper is not None:
        return ()
    book, home = reader.book, reader.home
    same = [each for each in book.values.get(mention.value, ()) if each.kind == mention.kind]
    mine = [each for each in same if home in (each.subject, book.owner.get(each.subject))]
    telling = len(mention.value.normalize().as_tuple().digits) >= _TELLING_DIGITS
    return tuple(mine or (same if telling else ()))
