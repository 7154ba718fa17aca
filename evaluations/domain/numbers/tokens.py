"""Tokens: numbers of a narrative that are bound to their source. «执行率» is read, printed and checked as its value.

The stored text holds the token; what people read is made when it is shown, so a bound number is never out of date.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.mentions import Kind
from evaluations.domain.numbers.numerals import SCALES
from evaluations.domain.numbers.patterns import UNIT
from evaluations.domain.numbers.plain import TOKEN
from huadu_perf.lib.money import plain_number, points, wan_exact

__all__ = ["TOKEN", "Filled", "bind", "fill", "in_prose", "missing_tokens", "resolve", "tokens_in"]

Values = Mapping[str, Known]

_KEY = re.compile(r"(?<=:)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BLANK = r"\s{0,3}"
#: The text goes on with the unit itself, so the value needs none.
_GOES_ON = {
    Kind.PERCENT: re.compile(rf"{_BLANK}(?:[%％]|个百分点)"),
    Kind.SCORE: re.compile(rf"{_BLANK}{UNIT}"),
    Kind.COUNT: re.compile(rf"{_BLANK}[余多来]?{UNIT}"),
    Kind.YEAR: re.compile(rf"{_BLANK}年"),
}
_MONEY = re.compile(
    rf"{_BLANK}(?:(?P<scale>亿|千万|百万|万|千|百)元|元(?!旦|宵|素|月|老)|(?P<short>亿|万)(?=[\s，。；、：）)]|$))"
)
_HUNDREDTHS = re.compile(r"百分之\s?$")
_SIGN = re.compile(r"[￥¥]\s?$")
#: What is looked at before a token to see how its value is written there.
_BEFORE = 5


def tokens_in(text: str) -> list[tuple[int, int, str]]:
    """(start, end, token) of every token of the text, known or not."""
    return [(match.start(), match.end(), match[0]) for match in TOKEN.finditer(text)]


def missing_tokens(text: str, values: Values) -> list[str]:
    """The tokens that have no value (their item is gone, or its figure is empty), each once."""
    return list(dict.fromkeys(token for _, _, token in tokens_in(text) if token not in values))


def resolve(text: str, values: Values) -> str:
    """The text as people read it: every token's value in place, and 〔失效的数：…〕 where there is none."""
    return fill(text, values).text if "«" in text else text


def bind(text: str, start: int, end: int, token: str) -> str:
    """The text with the token in place of the number that stands there."""
    return text[:start] + token + text[end:]


@dataclass(frozen=True)
class Filled:
    """A text with its tokens' values in place. `spans`: (start, end) of each here, and its end in the stored text."""

    text: str
    spans: tuple[tuple[int, int, int], ...] = ()

    def covers(self, start: int, end: int) -> bool:
        """Whether a token's value stands there."""
        return any(first < end and start < last for first, last, _ in self.spans)

    def stored(self, at: int) -> int:
        """Where a character that is of no token stands in the stored text."""
        for _, last, end in reversed(self.spans):
            if last <= at:
                return at + end - last
        return at


def fill(text: str, values: Values) -> Filled:
    """The text with values, and the map back."""
    pieces: list[str] = []
    spans: list[tuple[int, int, int]] = []
    at = length = 0
    for start, end, token in tokens_in(text):
        known = values.get(token)
        said = in_prose(known, text[at:start], text[end : end + 8]) if known else gone(token)
        pieces += (text[at:start], said)
        length += start - at
        spans.append((length, length + len(said), end))
        at, length = end, length + len(said)
    return Filled("".join((*pieces, text[at:])), tuple(spans))


def gone(token: str) -> str:
    """What stands where a token has no value: never an empty gap."""
    return f"〔失效的数：{without_key(token)}〕"


def without_key(token: str) -> str:
    """The token for people, without marks and key: 项目.执行数."""
    return _KEY.sub("", token.strip("«»")).replace(":.", ".")


def in_prose(known: Known, before: str = "", behind: str = "") -> str:
    """The value as prose writes it between these words: 1,057.63万元; no unit where the text goes on with its own."""
    if known.kind == Kind.GRADE:
        return known.word
    if known.kind == Kind.AMOUNT:
        return _amount(known.value, before[-_BEFORE:], behind)
    number = {
        Kind.PERCENT: known.shown.rstrip("%"),
        Kind.SCORE: points(known.value),
        Kind.COUNT: plain_number(known.value),
        Kind.YEAR: str(known.value),
    }[known.kind]
    return number + _unit(known, before[-_BEFORE:], behind)


def _unit(known: Known, before: str, behind: str) -> str:
    unit = {Kind.PERCENT: "%", Kind.SCORE: "分", Kind.YEAR: "年"}.get(known.kind, known.unit)
    if _GOES_ON[known.kind].match(behind):
        return ""
    if known.kind == Kind.PERCENT and _HUNDREDTHS.search(before):
        return ""
    return "名" if unit == "人" and behind.startswith("人") else unit  # 19名人员, not 19人人员


def _amount(value: Decimal, before: str, behind: str) -> str:
    """In 万元; in the unit that follows where one does, in 元 behind ￥."""
    unit = _MONEY.match(behind)
    scale = (unit["scale"] or unit["short"] or "") if unit else "万"
    if unit is None and _SIGN.search(before):
        scale, unit = "", _SIGN.search(before)
    number = _wan(value) if scale == "万" else plain_number(value / SCALES[scale])
    return number if unit else f"{number}万元"


def _wan(value: Decimal) -> str:
    return wan_exact(value) if value else "0"
