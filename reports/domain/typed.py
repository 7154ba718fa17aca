"""Which cells are numbers to a spreadsheet, and the number format that shows them as the report does."""

import re
from dataclasses import dataclass
from decimal import Decimal

from huadu_perf.lib.money import round_half_up
from reports.domain.document import Cell

#: Excel counts in 15 digits; longer numbers stay text.
DIGITS = 15
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\d.,]\d)", re.ASCII)


@dataclass(frozen=True)
class Typed:
    """A number and its format in Excel's notation; a rate is 0–1."""

    value: Decimal
    format: str


def typed(cell: Cell) -> Typed | None:
    """The number of a cell; None where its words say more than one number with what belongs to it.

    A figure without a `value` is read from its words. Never a number that would show other digits than the words.
    """
    text = str(cell.lines[0]) if cell.is_single else ""
    found = _NUMBER.findall(text)
    if len(found) != 1 or '"' in text or (cell.value is None and cell.role != "figure"):
        return None
    before, _, after = text.partition(found[0])
    is_rate = after.startswith("%")
    shown = Decimal(found[0].replace(",", ""))
    value = cell.value if cell.value is not None else shown / 100 if is_rate else shown
    rest = after.removeprefix("%")
    if cell.value is None and (before.strip() or rest.strip()):
        return None
    places = -int(shown.as_tuple().exponent)
    if round_half_up(value * 100 if is_rate else value, places) != shown or _digits(value) > DIGITS:
        return None
    return Typed(value, _quoted(before) + _format(found[0], value, places, is_rate) + _quoted(rest))


def _format(words: str, value: Decimal, places: int, is_rate: bool) -> str:
    decimals = "." + "0" * places if places else ""
    if is_rate:
        return f"0{decimals}%"
    if words == f"{value.normalize():f}":
        return "General"
    return f"{'#,##0' if ',' in words or abs(value) < 1000 else '0'}{decimals}"


def _digits(value: Decimal) -> int:
    return len(value.normalize().as_tuple().digits)


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
