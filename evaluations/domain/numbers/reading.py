"""A narrative as a row of words: known words, numbers, marks between clauses, and gaps where words are unknown."""

from collections.abc import Iterator
from typing import NamedTuple

from evaluations.domain.numbers.mentions import Aside, Kind, Mention, scan
from evaluations.domain.numbers.vocabulary import STATIC, Lexicon, Role, Term


class Token(NamedTuple):
    """A piece of the text. `kind`: number, term, gap, clause, join, colon, open, close, stop."""

    kind: str
    start: int
    end: int
    term: Term | None = None
    mention: Mention | None = None


_MARKS = {
    "，": "clause", ",": "clause", "；": "clause", ";": "clause", "、": "join", ":": "colon", "(": "open", ")": "close",
    "。": "stop", "！": "stop", "？": "stop", "!": "stop", "?": "stop", "〔": "open", "〕": "close", "\n": "stop", "|": "stop",
}  # fmt: skip
_SILENT = set(" “”\"'‘’「」『』《》·—…-")
#: A term, so that it stands like any other; a list mark ends the sentence before it.
_ASIDES = {"date": Term(Role.DATE), "yearend": Term(Role.NEUTRAL)}


def tokens(plain: str, own: Lexicon) -> tuple[list[Token], tuple[Mention, ...]]:
    """A text made plain, in pieces, and its mentions. `own` knows the names of these facts. No mention, no pieces."""
    mentions, asides = scan(plain)
    return list(_pieces(plain, own, _fixed(mentions, asides))) if mentions else [], mentions


def _fixed(mentions: tuple[Mention, ...], asides: tuple[Aside, ...]) -> list[Mention | Aside]:
    return sorted([*mentions, *asides], key=lambda span: span.start)


def _pieces(plain: str, own: Lexicon, spans: list[Mention | Aside]) -> Iterator[Token]:
    at = 0
    for span in spans:
        if span.start < at:
            continue
        own_name = _reach(plain, own, at, span.start)
        yield from _words(plain, own, at, own_name[0])
        if own_name[1] > span.start:  # a figure inside a name
            yield from _words(plain, own, own_name[0], own_name[1])
            at = own_name[1]
            continue
        yield _fixed_token(plain, span)
        at = span.end
    yield from _words(plain, own, at, len(plain))


def _reach(plain: str, own: Lexicon, start: int, end: int) -> tuple[int, int]:
    """Where a word that holds the figure at `end` begins and ends (三公经费); (end, end) when there is none."""
    for at in range(max(start, end - 30), end + 1):
        for lexicon in (own.numbered, STATIC.numbered):
            found = lexicon.at(plain, at) if lexicon else None
            if found and at + len(found[0]) > end:
                return at, at + len(found[0])
    return end, end


def _fixed_token(plain: str, span: Mention | Aside) -> Token:
    if isinstance(span, Mention):
        return Token("year" if span.kind == Kind.YEAR else "number", span.start, span.end, None, span)
    if span.kind == "mark":
        return Token("stop", span.start, span.end)
    return (
        Token("term", span.start, span.end, _ASIDES[span.kind])
        if span.kind in _ASIDES
        else Token("gap", span.start, span.end)
    )


def _words(plain: str, own: Lexicon, start: int, end: int) -> Iterator[Token]:
    at = gap = start
    static, mine = STATIC.index, own.index
    while at < end:
        char, pair = plain[at], plain[at : at + 2]
        word = term = None
        if pair in static or char in static or pair in mine:
            word, term = _longest(plain, own, at, end)
        if word is None and char not in _MARKS and char not in _SILENT:
            at += 1
            continue
        if gap < at:
            yield Token("gap", gap, at)
        if word is not None:
            yield Token("term", at, at + len(word), term)
            at += len(word)
        else:
            if char in _MARKS:
                yield Token(_MARKS[char], at, at + 1)
            at += 1
        gap = at
    if gap < end:
        yield Token("gap", gap, end)


def _longest(plain: str, own: Lexicon, at: int, end: int) -> tuple[str, Term] | tuple[None, None]:
    best: tuple[str, Term] | tuple[None, None] = (None, None)
    for lexicon in (own, STATIC):
        found = lexicon.at(plain, at)
        if found and at + len(found[0]) <= end and len(found[0]) > len(best[0] or ""):
            best = found
    return best
