"""From typed text to values and back, one function per kind of field. A refusal names label, value and fix."""

from collections.abc import Callable, Collection
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from evaluations.domain.sections import Field, Kind
from evaluations.enums import TextChoices
from huadu_perf.lib.money import NotANumber, plain_number, read_number, read_wan, wan_exact
from huadu_perf.lib.values import plain_text

#: Largest absolute value, most decimals, and whether it may be negative, of each kind of number.
NUMBER_LIMITS = {
    Kind.COUNT: (Decimal(999_999_999), 0, False),
    Kind.AREA: (Decimal(999_999_999), 2, False),
    Kind.POINTS: (Decimal(1000), 2, False),
    Kind.QUANTITY: (Decimal(999_999_999_999), 6, True),
}
#: A form has hundreds of numbers and most are short and whole: those need no reading letter by letter.
PLAIN_DIGITS = 9


#: Gives the value, from field, text, and the keys a link may point at; raises Unreadable.
Reader = Callable[[Field, Any, Collection[UUID]], Any]


class Unreadable(ValueError):
    """What was typed cannot be stored; the message is the sentence for the field."""


def read(field: Field, text: str, links: Collection[UUID] = ()) -> Any:
    """The value of what was typed into a field. `links`: the keys a link may point at. Raises Unreadable."""
    return reader(field.kind)(field, text, links)


def reader(kind: Kind) -> Reader:
    """The function that reads all fields of a kind, for those who read many."""
    return _READERS[kind]


def write(field: Field, value: Any) -> str:
    """The text an input shows for a value; reading it gives the value again."""
    if not isinstance(value, Decimal):
        return "" if value is None else str(value)
    return wan_exact(value) if field.kind == Kind.AMOUNT else plain_number(value)


def _read_text(field: Field, text: str, links: Collection[UUID]) -> str:
    if not text:
        return ""
    clean = plain_text(text)
    if field.kind == Kind.NAME:
        clean = " ".join(clean.split())
    if len(clean) > field.max_length:
        raise Unreadable(
            f"{field.label}写了 {len(clean)} 字，最多 {field.max_length} 字，请删减 {len(clean) - field.max_length} 字"
        )
    return clean


def _read_amount(field: Field, text: str, links: Collection[UUID]) -> Any:
    try:
        return read_wan(text)
    except NotANumber as error:
        raise Unreadable(f"{field.label}：{error}") from error


def _read_number(field: Field, text: str, links: Collection[UUID]) -> Any:
    is_plain = text.isascii() and text.isdigit() and len(text) <= PLAIN_DIGITS
    try:
        value = Decimal(text) if is_plain else read_number(text)
    except NotANumber as error:
        raise Unreadable(f"{field.label}：{error}") from error
    if not isinstance(value, Decimal):
        return value
    limit, places, negative = NUMBER_LIMITS[field.kind]
    if value < 0 and not negative:
        raise Unreadable(f"{field.label}：“{text.strip()}”是负数，应为零或正数")
    if abs(value) > limit:
        raise Unreadable(f"{field.label}：“{text.strip()}”太大，最大 {limit:,}")
    if value != value.quantize(Decimal(1).scaleb(-places)):
        whole = "应为整数" if places == 0 else f"最多 {places} 位小数"
        raise Unreadable(f"{field.label}：“{text.strip()}”小数位过多，{whole}")
    return value


def _read_choice(field: Field, text: str, links: Collection[UUID]) -> str | None:
    if not text:
        return None
    if field.choices is None or text not in _values(field.choices):
        raise Unreadable(f"{field.label}：没有“{text[:30]}”这个选项，请重新选择")
    return text


@cache
def _values(choices: type[TextChoices]) -> frozenset[str]:
    return frozenset(choices.values)


def _read_link(field: Field, text: str, links: Collection[UUID]) -> UUID | None:
    if not text:
        return None
    try:
        key = UUID(text)
    except ValueError:
        key = None
    if key not in links:
        raise Unreadable(f"{field.label}：所选的内容已被删除，请重新选择")
    return key


def read_links(field: Field, texts: Collection[str], links: Collection[UUID]) -> tuple[UUID, ...]:
    """Several links, in the order of their targets."""
    chosen = {_read_link(field, text, links) for text in texts}
    return tuple(key for key in links if key in chosen)


_READERS: dict[Kind, Reader] = {
    Kind.NAME: _read_text,
    Kind.PROSE: _read_text,
    Kind.AMOUNT: _read_amount,
    Kind.COUNT: _read_number,
    Kind.AREA: _read_number,
    Kind.POINTS: _read_number,
    Kind.QUANTITY: _read_number,
    Kind.CHOICE: _read_choice,
    Kind.LINK: _read_link,
    Kind.LINKS: read_links,
}
