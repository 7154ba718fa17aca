"""A narrative as a row of words: known words, numbers, marks between clauses, and gaps where words are unknown."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from evaluations.domain.numbers.mentions import Aside, Kind, Mention, scan
from evaluations.domain.numbers.plain import KEPT
from evaluations.domain.numbers.vocabulary import STATIC, Lexicon, Role, Term, Word


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
#: Marks that part nothing.
SILENT = frozenset(" “”\"'‘’「」『』《》·—…-")
#: A term, so that it stands like any other; a list mark ends the sentence before it.
_ASIDES = {"date": Term(Role.DATE), "yearend": Term(Role.NEUTRAL)}
#: The longest word that holds a figure (三公经费) begins at most so far before the figure.
_REACH = 30
_FIGURE = re.compile("[0-9零〇一二两三四五六七八九十百千]")
Found = Mapping[int, Word]


def tokens(plain: str, own: Lexicon) -> tuple[tuple[Token, ...], tuple[Mention, ...]]:
    """A text made plain, in pieces, and its mentions. `own` knows the names of these facts. No mention, no pieces."""
    mentions = scan(plain)[0]
    if not mentions:
        return (), mentions
    read = _tokens_kept if len(plain) <= KEPT else _tokens
    return read(plain, tuple(own.within(plain).items())), mentions


def _tokens(plain: str, own: tuple[tuple[int, Word], ...]) -> tuple[Token, ...]:
    """The pieces, where names of these facts (`own`) begin at these places of the text."""
    mentions, asides = scan(plain)
    found = STATIC.within(plain)
    for at, word in own:
        if at not in found or len(word[0]) >= len(found[at][0]):
            found[at] = word
    spans: list[Mention | Aside] = [*mentions, *asides]
    return tuple(_pieces(plain, found, sorted(spans, key=lambda span: span.start)))


_tokens_kept = lru_cache(maxsize=2048)(_tokens)  # what is read of a text does not change with the figures


def _pieces(plain: str, found: Found, spans: list[Mention | Aside]) -> Iterator[Token]:
    at = 0
    for span in spans:
        if span.start < at:
            continue
        begin, end = _reach(found, at, span.start)
        yield from _words(plain, found, at, begin)
        if end > span.start:  # a figure inside a name
            yield from _words(plain, found, begin, end)
            at = end
            continue
        yield _fixed_token(span)
        at = span.end
    yield from _words(plain, found, at, len(plain))


def _reach(found: Found, start: int, end: int) -> tuple[int, int]:
    """Where a word that holds the figure at `end` begins and ends (三公经费); (end, end) when there is none."""
    for at in range(max(start, end - _REACH), end + 1):
        word = found[at][0] if at in found else ""
        if at + len(word) > end and _FIGURE.search(word):
            return at, at + len(word)
    return end, end


def _fixed_token(span: Mention | Aside) -> Token:
    if isinstance(span, Mention):
        return Token("year" if span.kind == Kind.YEAR else "number", span.start, span.end, None, span)
    if span.kind == "mark":
        return Token("stop", span.start, span.end)
    return (
        Token("term", span.start, span.end, _ASIDES[span.kind])
        if span.kind in _ASIDES
        else Token("gap", span.start, span.end)
    )


def _words(plain: str, found: Found, start: int, end: int) -> Iterator[Token]:
    at = gap = start
    while at < end:
        char = plain[at]
        word, term = found.get(at, ("", None))
        if not word or at + len(word) > end:
            if char not in _MARKS and char not in SILENT:
                at += 1
                continue
            word, term = "", None
        if gap < at:
            yield Token("gap", gap, at)
        if word:
            yield Token("term", at, at + len(word), term)
        elif char in _MARKS:
            yield Token(_MARKS[char], at, at + 1)
        at += len(word) or 1
        gap = at
    if gap < end:
        yield Token("gap", gap, end)
