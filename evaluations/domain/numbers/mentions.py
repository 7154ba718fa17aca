"""Recognise the numbers of a narrative: amounts, percentages, counts, scores, grades, years, with stated precision.

Dates, document numbers, ordinals, list marks, telephone numbers, article numbers and set phrases (二十大, 三公) are
left alone. Offsets are those of the text as given.
"""

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from evaluations.domain.numbers.numerals import SCALES, read_chinese
from evaluations.domain.numbers.patterns import (
    ABOUT,
    ASIDE,
    BARE_SCORE,
    BARE_STAFF,
    BEHIND,
    CN,
    GRADE,
    GRADE_WORDS,
    HUNDREDTHS,
    ONE,
    START,
    TWO,
    YEAR_MENTION,
)
from evaluations.domain.numbers.plain import KEPT, unwrapped, without_tokens


class Kind(StrEnum):
    """What a number is of."""

    AMOUNT = "amount"
    PERCENT = "percent"
    COUNT = "count"
    SCORE = "score"
    GRADE = "grade"
    YEAR = "year"


class Hedge(StrEnum):
    """How a number is held off: 约, 近, 超过/余, 不足; BOUND is a requirement (不低于), not a statement."""

    NONE = ""
    ABOUT = "about"
    NEARLY = "nearly"
    OVER = "over"
    UNDER = "under"
    BOUND = "bound"


class Mention(NamedTuple):
    """A number where it stands. Amounts in 元, rates 0–1; `step` is one unit of the last digit written."""

    start: int
    end: int
    text: str
    kind: Kind
    value: Decimal = Decimal(0)
    step: Decimal = Decimal(1)
    unit: str = ""
    word: str = ""
    upper: Decimal | None = None
    hedge: Hedge = Hedge.NONE
    per: bool = False
    doubtful: bool = False


class Aside(NamedTuple):
    """Something with figures that is no mention: `kind` is date, yearend, mark (a list mark) or term."""

    start: int
    end: int
    kind: str


#: Longer numbers are none of a budget.
MAX_DIGITS = 18


def find_mentions(text: str) -> tuple[Mention, ...]:
    """Every number of the text that states something, in order. Tokens («执行率») are no numbers."""
    plain, origin = unwrapped(without_tokens(text))
    return tuple(in_place(mention, text, origin) for mention in scan(plain)[0])


def in_place(mention: Mention, text: str, origin: tuple[int, ...] | None) -> Mention:
    """The mention with its offsets and words in the text as given."""
    start, end = mention.start, mention.end
    if origin is not None:
        start, end = origin[start], origin[end - 1] + 1
    said = text[start:end]
    return (
        mention
        if (start, end, said) == (mention.start, mention.end, mention.text)
        else mention._replace(start=start, end=end, text=said)
    )


def scan(plain: str) -> tuple[tuple[Mention, ...], tuple[Aside, ...]]:
    """The mentions of a text made plain, and the asides: spans with figures that state nothing."""
    return _scan_kept(plain) if len(plain) <= KEPT else _scan(plain)


@lru_cache(maxsize=2048)  # the same texts are read again after every save
def _scan_kept(plain: str) -> tuple[tuple[Mention, ...], tuple[Aside, ...]]:
    return _scan(plain)


def _scan(plain: str) -> tuple[tuple[Mention, ...], tuple[Aside, ...]]:
    asides = tuple(_asides(plain))
    taken = _Taken(asides)
    mentions = sorted([*_years(plain), *_grades(plain), *_numbers(plain)], key=lambda m: (m.start, -m.end))
    return tuple(_without_overlaps([m for m in mentions if not taken.covers(m.start, m.end)])), asides


class _Taken:
    """Sorted spans, asked in ascending order."""

    def __init__(self, spans: tuple[Aside, ...]) -> None:
        self.spans, self.at = spans, 0

    def covers(self, start: int, end: int) -> bool:
        while self.at < len(self.spans) and self.spans[self.at].end <= start:
            self.at += 1
        return self.at < len(self.spans) and self.spans[self.at].start < end


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in mentions:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _asides(plain: str) -> list[Aside]:
    found = []
    for match in ASIDE.finditer(plain):
        kind = match.lastgroup or "term"
        if match["date"]:
            kind = "yearend" if _is_year_end(match) else "date"
        elif match["mark"] or match["point"]:
            kind = "mark"
        else:
            kind = "term"
        found.append(Aside(match.start(), match.end(), kind))
    return found


def _is_year_end(match: re.Match[str]) -> bool:
    month, day = match["m"] or match["m2"], match["d"] or match["d2"]
    return month in ("12", "十二") and (day in ("31", "三十一") or (day is None and match[0][-1] in "底末"))


def _years(plain: str) -> list[Mention]:
    return [Mention(m.start(), m.end(), m[0], Kind.YEAR, Decimal(m[1])) for m in YEAR_MENTION.finditer(plain)]


def _grades(plain: str) -> list[Mention]:
    return [
        Mention(m.start("word"), m.end("word"), m["word"], Kind.GRADE, word=GRADE_WORDS[m["word"]])
        for m in GRADE.finditer(plain)
    ]


def _numbers(plain: str) -> list[Mention]:
    found, done = [], 0
    for begin in START.finditer(plain):
        start = begin.start()
        if start < done:
            continue
        mention = _read(plain, start)
        if mention is not None:
            found.append(mention)
            done = mention.end
        elif "0" <= plain[start] <= "9":
            done = ONE.match(plain, start).end("a") if ONE.match(plain, start) else start + 1  # type: ignore[union-attr]
    return found


def _read(plain: str, start: int) -> Mention | None:
    hundredths = HUNDREDTHS.match(plain, start)
    if hundredths:
        value, step = (Decimal(100), Decimal(1)) if hundredths[1] == "百" else _value(hundredths[1])
        if value is None:
            return None
        return _made(plain, start, hundredths.end(), Kind.PERCENT, value / 100, step / 100)
    before = plain[start - 1] if start else ""
    if before in ("数", "几", "上") and plain[start] in CN:
        return None
    both = None if before in ("由", "从", "自") else TWO.match(plain, start)
    if both and both["unit"] and (both["aunit"] or "").strip() != "万":
        ranged = _from(plain, both, start)
        if ranged is not None:
            return ranged
    one = ONE.match(plain, start)
    return _from(plain, one, start) if one else None


def _from(plain: str, match: re.Match[str], start: int) -> Mention | None:
    value, step = _value(match["a"])
    if value is None:
        return None
    upper = None
    if "b" in match.re.groupindex:
        upper, step = _value(match["b"])
        if upper is None or upper <= value:
            return None
    begin, value, upper = _signed(plain, start, value, upper)
    kind, factor, unit, end = _kind(plain, match, start)
    if kind is None or plain[end : end + 1] in tuple("*×÷"):  # 20分*执行率
        return None
    if (
        upper is not None
        and kind == Kind.AMOUNT
        and "万" in (match.groupdict().get("aunit") or "")
        and match["scale"] != "万"
    ):
        return None
    doubtful = (kind == Kind.AMOUNT and not unit.endswith("元")) or (
        "，" in match["a"] and "." not in match["a"]
    )
    return _made(
        plain, begin, end, kind, value * factor, step * factor, unit="" if kind == Kind.AMOUNT else unit,
        upper=None if upper is None else upper * factor, per=bool(match["per"]), doubtful=doubtful,
        over=bool(match["more"] or match["more2"]),
    )  # fmt: skip


def _signed(
    plain: str, start: int, value: Decimal, upper: Decimal | None
) -> tuple[int, Decimal, Decimal | None]:
    """A sign right before the number is its own unless it joins it to what stands before."""
    sign, before = plain[max(0, start - 1) : start], plain[max(0, start - 2) : max(0, start - 1)]
    if (
        not sign
        or sign not in "-+"
        or (before.isalnum() and before not in "为是约达")
        or (before and before in "%)")
    ):
        return start, value, upper
    return start - 1, -value if sign == "-" else value, upper


def _kind(plain: str, match: re.Match[str], start: int) -> tuple[Kind | None, Decimal, str, int]:
    """Kind, factor, unit and end of a number; kind None when it states nothing."""
    unit, scale = match["unit"] or "", Decimal(SCALES[match["scale"] or ""])
    if unit == "元":
        return Kind.AMOUNT, scale, (match["scale"] or "") + "元", match.end()
    if unit == "%":
        return Kind.PERCENT, scale / 100, unit, match.end("unit")
    if unit == "分":
        return Kind.SCORE, scale, unit, match.end("unit")
    if unit:
        return Kind.COUNT, scale, unit, match.end("unit")
    return _bare(plain, match, start, scale)


def _bare(
    plain: str, match: re.Match[str], start: int, scale: Decimal
) -> tuple[Kind | None, Decimal, str, int]:
    """A number without a unit speaks only right behind its word: 得分96, 编制 21, ￥5, 864.2万."""
    end = match.end("scale") if match["scale"] else match.end("b" if "b" in match.re.groupindex else "a")
    ahead = plain[max(0, start - 10) : start]
    following = plain[end : end + 1]
    if following and (following in "-/+:×*" or (following.isascii() and following.isalnum())):
        return None, scale, "", end
    if match["scale"] in ("万", "亿", "百万", "千万") and (not following or following in " 。，；、)\n"):
        return Kind.AMOUNT, scale, match["scale"], end
    if match["scale"]:
        return None, scale, "", end
    if ahead[-1:] in ("￥", "¥"):
        return Kind.AMOUNT, scale, "元", end
    if BARE_SCORE.search(ahead):
        return Kind.SCORE, scale, "分", end
    if BARE_STAFF.search(ahead):
        return Kind.COUNT, scale, "人", end
    return None, scale, "", end


def _value(written: str) -> tuple[Decimal | None, Decimal]:
    """The number and one unit of its last digit. Longer than any figure of a budget: none."""
    digits = written.replace(",", "").replace("，", "")
    if len(digits) > MAX_DIGITS:
        return None, Decimal(1)
    value = Decimal(digits) if digits[0].isascii() else read_chinese(digits)
    places = (
        len(digits) - 1 - max(digits.find("."), digits.find("点")) if "." in digits or "点" in digits else 0
    )
    return value, Decimal(1).scaleb(-places)


def _made(
    plain: str, start: int, end: int, kind: Kind, value: Decimal, step: Decimal, *, unit: str = "",
    upper: Decimal | None = None, per: bool = False, doubtful: bool = False, over: bool = False,
) -> Mention:  # fmt: skip
    hedge = Hedge.OVER if over else _hedge(plain, start, end)
    return Mention(start, end, plain[start:end], kind, value, step, unit, "", upper, hedge, per, doubtful)


def _hedge(plain: str, start: int, end: int) -> Hedge:
    for match in (ABOUT.search(plain[max(0, start - 6) : start]), BEHIND.match(plain, end)):
        if match and match.lastgroup:
            return Hedge(match.lastgroup)
    return Hedge.NONE
