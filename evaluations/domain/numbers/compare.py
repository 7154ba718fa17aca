"""Hold the numbers of a narrative against the known values: equal, contradicting, or unrelated (silent).

The words that lead to a number are read one by one. Only if all of them are known (vocabulary.py) and name one value is
a number that differs an error; if the words name it less surely, a warning; if a word is unknown, the number is about
something else and nothing is said.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from evaluations.domain.numbers.book import ACTUAL_OR_TARGET, Book, agrees, nearly
from evaluations.domain.numbers.claims import claim_of
from evaluations.domain.numbers.counts import Claim
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Hedge, Kind, Mention, in_place, unwrapped
from evaluations.domain.numbers.reader import Label, Reader, fits
from evaluations.domain.numbers.reading import tokens
from evaluations.domain.numbers.vocabulary import LISTS, PEOPLE, Role
from huadu_perf.lib.findings import Place, Severity

WARNING = Severity.WARNING
_FUTURE = {
    ("measures", "text"),
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """One number: `equal` are the values it says, best first (to offer as tokens); `against` the one it contradicts."""

    mention: Mention
    state: State = State.UNRELATED
    equal: tuple[Known, ...] = ()
    against: Known | None = None
    severity: Severity | None = None


def compare(text: str, known: Iterable[Known] | Book, near: Place | None = None) -> tuple[Verdict, ...]:
    """A verdict on every number of the text, in order. `near`: where the text stands, which says whom it is about.

    For several texts of one evaluation, make the Book once and pass it.
    """
    book = known if isinstance(known, Book) else Book(known)
    plain, origin = unwrapped(text)
    pieces, mentions = tokens(plain, book.lexicon)
    if not mentions:
        return ()
    found = {verdict.mention.start: verdict for verdict in _verdicts(Reader(book, plain, pieces, near))}
    verdicts = (found.get(mention.start) or Verdict(mention) for mention in mentions)
    return tuple(replace(verdict, mention=in_place(verdict.mention, text, origin)) for verdict in verdicts)


def _verdicts(reader: Reader) -> Iterator[Verdict]:
    for at, token in enumerate(reader.pieces):
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
    if unknown and (not named or (label is not None and label.gap)):
        reader.subject.sure = -1 if _is_of_another(reader, mention, label) else min(reader.subject.sure, 0)
        reader.sentence.people = reader.sentence.people or (
            mention.kind == Kind.COUNT and mention.unit in PEOPLE
        )
    verdict = _judged(reader, at, mention, claim)
    if mention.kind == Kind.SCORE and verdict.state != State.EQUAL and verdict.severity != Severity.ERROR:
        reader.sentence.vague = True  # whose score this is, is not sure: so is the grade behind it
    return verdict


def _is_of_another(reader: Reader, mention: Mention, label: Label | None) -> bool:
    """Money, or a figure known by name, behind unknown words: from here the sentence is about something else."""
    return (
        label is not None
        or mention.kind == Kind.AMOUNT
        or any(fits(term, mention) for term in reader.aspects())
    )


def _judged(reader: Reader, at: int, mention: Mention, claim: Claim) -> Verdict:
    same = tuple(dict.fromkeys(each for each in (*claim.values, *claim.also) if agrees(mention, each)))
    if same:
        return Verdict(mention, State.EQUAL, same if not mention.hedge and mention.upper is None else ())
    severity = _severity(reader, at, mention, claim)
    if severity is None or (severity == WARNING and mention.kind == Kind.AMOUNT):
        chance = _of_same_value(reader, mention)
        if chance or severity is None:
            return Verdict(mention, State.EQUAL if chance else State.UNRELATED, chance)
    return Verdict(mention, State.CONTRADICTS, (), claim.values[0], severity)


def _severity(reader: Reader, at: int, mention: Mention, claim: Claim) -> Severity | None:
    """How grave the difference is; None to keep silent."""
    if not claim.values or claim.severity is None or mention.hedge == Hedge.BOUND:
        return None
    main = claim.values[0]
    if _is_blocked(reader, main) or (reader.comes_from() and main.aspect not in ("initial", "adjusted")):
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
    sentence = reader.sentence
    if sentence.rule or Role.BLOCK in reader.roles():
        return True
    if main.aspect in LISTS:
        return reader.year == "other"
    if reader.year and main.aspect != "last_year":
        return True
    return (sentence.dated and main.aspect not in ACTUAL_OR_TARGET) or reader.where in _FUTURE


def _of_same_value(reader: Reader, mention: Mention) -> tuple[Known, ...]:
    """Values that the number happens to say, to offer."""
    if mention.kind not in (Kind.AMOUNT, Kind.PERCENT) or mention.hedge or mention.upper is not None:
        return ()
    book, home = reader.book, reader.home
    same = [each for each in book.values.get(mention.value, ()) if each.kind == mention.kind]
    mine = [each for each in same if home in (each.subject, book.owner.get(each.subject))]
    telling = len(mention.value.normalize().as_tuple().digits) >= _TELLING_DIGITS
    return tuple(mine or (same if telling else ()))
