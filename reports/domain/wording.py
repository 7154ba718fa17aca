"""Figures, ordinals and typed text as they are printed. Zero is 0, missing 未填写, not applicable 不适用."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Protocol

from huadu_perf.lib.money import CENT, WAN, percent, plain_number, points, wan, wan_exact
from huadu_perf.lib.values import Figure
from reports.domain.document import GAP, Prose, Words, enumerated, say


class HasName(Protocol):
    """A row that is spoken of by its name."""

    @property
    def name(self) -> str: ...


_DIGITS = "零一二三四五六七八九"
_HAN = "\u3007\u4e00-\u9fff"
# People type spaces between characters and figures by habit; layout sets that distance, not the text.
_TYPED_GAP = re.compile(rf"(?<=[{_HAN}])[ \u00a0\u3000]+(?=[0-9])|(?<=[0-9%％])[ \u00a0\u3000]+(?=[{_HAN}])")
_ENDS = "。；;，,、 \u3000"


def chinese_number(number: int) -> str:
    """1–99 as in 一、二、十一、二十."""
    tens, ones = divmod(number, 10)
    if not 0 < number < 100:
        return str(number)
    if not tens:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a typed text, without its blank lines and hand-made indents."""
    lines = (_TYPED_GAP.sub("", line.strip()) for line in text.split("\n"))
    return tuple(line for line in lines if line)


def one_line(text: str) -> str:
    """A typed text as one line."""
    return "".join(paragraphs(text))


def given(text: str) -> Words:
    """A typed text, or the mark for a missing one."""
    return one_line(text) or GAP


def clause(text: str) -> Words:
    """A typed text without its closing mark, to be built into a sentence; or the mark for a missing one."""
    return one_line(text).rstrip(_ENDS) or GAP


def sentence(*pieces: Words) -> Prose:
    """A line that ends with one full stop."""
    line = say(*pieces)
    closed = str(line).endswith(("。", "！", "？", "…", "：", "”"))
    return line if closed else say(line, "。")


def prose(text: str) -> tuple[Prose, ...]:
    """A typed text as paragraphs; a missing one as one marked paragraph."""
    return tuple(say(line) for line in paragraphs(text)) or (sentence(GAP),)


def bare_money(amount: Figure) -> Words:
    """元 as a 万元 figure for a table. What two decimals would show as 0.00 keeps all its decimals."""
    if amount is None:
        return GAP
    if isinstance(amount, Decimal) and amount and abs(amount) < WAN * CENT / 2:
        return wan_exact(amount)
    return wan(amount)


def money(amount: Figure) -> Words:
    """元 as 万元 with the unit, for a sentence."""
    return say(bare_money(amount), "万元") if isinstance(amount, Decimal) else bare_money(amount)


def measure(value: Figure, unit: str) -> Words:
    """A quantity with its unit."""
    if value is None:
        return GAP
    return plain_number(value) + unit if isinstance(value, Decimal) else str(value)


def score(value: Figure) -> Words:
    """A score for a table."""
    return GAP if value is None else points(value)


def score_points(value: Figure) -> Words:
    """A score with 分, for a sentence."""
    return say(score(value), "分") if isinstance(value, Decimal) else score(value)


def rate(value: Decimal | None) -> str:
    """A rate, or a dash where there is nothing to divide by."""
    return percent(value) or "—"


def ordinals() -> Iterator[str]:
    """一是 二是 三是 …"""
    number = 0
    while True:
        number += 1
        yield f"{chinese_number(number)}是"


def names(rows: Iterable[HasName]) -> Prose:
    """Names one after the other."""
    return enumerated(clause(row.name) for row in rows)


def followed(lines: tuple[Prose, ...], last: Prose) -> tuple[Prose, ...]:
    """Paragraphs with a sentence put at their end."""
    return (*lines[:-1], say(sentence(lines[-1]), last))
