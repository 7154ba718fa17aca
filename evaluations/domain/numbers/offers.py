"""What a form page offers: numbers that can be bound to their source with one click, and what every token shows."""

import re
from typing import NamedTuple

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.compare import State, compare
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind, Mention
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.numbers.tokens import in_prose
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.findings import Place

_UNITS = {
    Kind.AMOUNT: re.compile("[百千万亿]*元$"),
    Kind.COUNT: re.compile("[^0-9零〇一二两三四五六七八九十百千万亿余多\\s]+$"),
    Kind.YEAR: re.compile("年.*$"),
}
#: More tokens than this are not offered for one number.
MOST = 5


class Offer(NamedTuple):
    """`text` at `start` to `end` can be replaced by `token` (see `tokens.bind`), which then shows as `shown`."""

    start: int
    end: int
    text: str
    token: str
    label: str
    shown: str


def offers(facts: EvaluationFacts, scorecard: Scorecard, place: Place, text: str) -> list[Offer]:
    """The numbers of a narrative that equal a known value, in order; of several tokens for one, the best first."""
    return [
        _offer(text, verdict.mention, known)
        for verdict in compare(text, book_of(facts, scorecard), place)
        if verdict.state == State.EQUAL
        for known in verdict.equal[:MOST]
    ]


def shown_values(facts: EvaluationFacts, scorecard: Scorecard) -> dict[str, str]:
    """Every token and what it shows, for the preview in the browser."""
    return {token: in_prose(known) for token, known in book_of(facts, scorecard).tokens.items()}


def _offer(text: str, mention: Mention, known: Known) -> Offer:
    end = mention.end - len(_own_unit(mention, known))
    words = text[mention.start : end]
    end -= len(words) - len(words.rstrip())
    shown = in_prose(known, text[: mention.start], text[end : end + 8])
    return Offer(mention.start, end, text[mention.start : end], known.token, known.label, shown)


def _own_unit(mention: Mention, known: Known) -> str:
    """The unit as it is written, where it is another than the token would bring: it stays in the text (20名, 2022年度)."""
    written = _UNITS.get(mention.kind)
    unit = written.search(mention.text) if written else None
    usual = {Kind.AMOUNT: "万元", Kind.COUNT: known.unit}.get(mention.kind, "")
    return unit[0] if unit and unit[0] != usual else ""
