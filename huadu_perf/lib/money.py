"""Money, points and rates: reading what people type, rounding once, writing as offices do. Decimal only."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

from huadu_perf.lib.values import NOT_APPLICABLE, Figure, NotApplicable

WAN = Decimal(10000)
CENT = Decimal("0.01")
AMOUNT_LIMIT = Decimal("9999999999999.99")

# ASCII: `\d` and Decimal also know the digits of other scripts. Decimal counts in 28 digits, longer ones would be rounded.
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
MAX_DIGITS = 28
_NOT_APPLICABLE_WORDS = {"不适用", "n/a", "na", "—", "-", "–", "/"}
_UNITS = {
    "亿元": Decimal(10000),
    "亿": Decimal(10000),
    "万元": Decimal(1),
    "万": Decimal(1),
    "元": Decimal("0.0001"),
}


class NotANumber(ValueError):
    """What was typed cannot be read as the number asked for; the message says so in Chinese, with the value."""


def round_half_up(value: Decimal, places: int = 2) -> Decimal:
    """The one rounding rule of the house: half up (四舍五入), used once, at the end."""
    if isinstance(value, float):
        raise TypeError("float is not allowed near money")
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def read_number(text: str) -> Figure:
    """Reads a typed number: full-width digits, 千分位, spaces. Empty gives None, 不适用 gives NOT_APPLICABLE.

    Raises NotANumber with the typed value in the message.
    """
    return _figure(unicodedata.normalize("NFKC", text).strip(), text.strip())


def _figure(typed: str, said: str) -> Figure:
    """The same of normalised text; `said` is what the message shows."""
    if not typed:
        return None
    if typed.lower() in _NOT_APPLICABLE_WORDS:
        return NOT_APPLICABLE
    bare = typed.replace(" ", "").replace("、", ",").lstrip("￥¥$")
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    if not _NUMBER.fullmatch(bare):
        raise NotANumber(f"“{said[:40]}”不是数字。只填数字，如 1,057.63")
    if len(bare) > MAX_DIGITS:
        raise NotANumber(f"“{said[:40]}……”太长，最多 {MAX_DIGITS} 位")
    return Decimal(bare)


def read_wan(text: str) -> Figure:
    """Reads an amount typed in 万元 and gives 元, exact to 分. 亿元, 万元 or 元 behind the number are honoured."""
    typed = unicodedata.normalize("NFKC", text).strip()
    factor = Decimal(1)
    for unit, value in _UNITS.items():
        if typed.endswith(unit):
            typed, factor = typed[: -len(unit)], value
            if not typed.strip():
                raise NotANumber(f"“{text.strip()}”没有数字。只填数字，如 1,057.63")
            break
    wan = _figure(typed.strip(), text.strip())
    if not isinstance(wan, Decimal):
        return wan
    amount = wan * factor * WAN
    if amount < 0:
        raise NotANumber(f"“{text.strip()}”是负数。金额应为零或正数，单位万元")
    if amount > AMOUNT_LIMIT:
        raise NotANumber(f"“{text.strip()}”太大。请核对单位是否为万元")
    if amount != amount.quantize(CENT):
        raise NotANumber(f"“{text.strip()}”精确到了分以下。以万元填写时最多 6 位小数")
    return abs(amount.quantize(CENT))  # no negative zero


def wan(amount: Figure, places: int = 2) -> str:
    """元 as 万元 for reading: 1,057.63; zero as 0; empty as an empty string; 不适用 as itself."""
    if not isinstance(amount, Decimal):
        return str(amount or "")
    return f"{round_half_up(amount / WAN, places):,}" if amount else "0"


def wan_exact(amount: Figure) -> str:
    """元 as 万元 for an input: nothing rounded away, at least two decimals."""
    if not isinstance(amount, Decimal):
        return str(amount or "")
    value = (amount / WAN).normalize()
    places = max(2, -value.as_tuple().exponent) if value else 2  # type: ignore[operator]
    return f"{value:,.{places}f}"


def plain_number(value: Figure) -> str:
    """A quantity without trailing zeros: 6,000 or 0.18."""
    if not isinstance(value, Decimal):
        return str(value or "")
    return f"{value.normalize():,f}" if value else "0"


def points(value: Decimal | NotApplicable | None) -> str:
    """A score: 96 or 9.55, never 96.00."""
    return plain_number(value)


def percent(rate: Decimal | None, places: int = 1) -> str:
    """A 0–1 rate as 100.0%; no rate as an empty string."""
    return "" if rate is None else f"{round_half_up(rate * 100, places)}%"


def ratio(part: Figure, whole: Figure) -> Decimal | None:
    """part ÷ whole as a 0–1 rate, or None when either is missing or the whole is zero."""
    if not isinstance(part, Decimal) or not isinstance(whole, Decimal) or whole == 0:
        return None
    return part / whole
