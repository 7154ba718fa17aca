"""Values that forms, facts and documents share: not applicable, amounts, scores, plain text."""

import re
import unicodedata
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, PlainSerializer


class NotApplicable(Enum):
    """不适用: neither zero nor empty. Stays distinct from the form to the PDF."""

    NOT_APPLICABLE = "不适用"

    def __str__(self) -> str:
        return self.value


NOT_APPLICABLE = NotApplicable.NOT_APPLICABLE
Figure = Decimal | NotApplicable | None

# C0/C1 controls but tab and line feed, and what is no character; they break XML, Excel and logs. Then what turns the
# writing direction unseen.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200b\u2028\u2029\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def plain_text(text: str) -> str:
    """Text as it is stored: NFC, one kind of line break, no control characters, no blank edges."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


# What XML 1.0 cannot hold, in whatever form: files with it are damaged.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_text(text: str) -> str:
    """Text for a Word or Excel file; a character that XML refuses is shown as �, never dropped unseen."""
    return _NOT_IN_XML.sub("\ufffd", text)


def number(value: object) -> Decimal | None:
    """The Decimal of a figure, or None when it is empty or not applicable."""
    return value if isinstance(value, Decimal) else None


class Facts(BaseModel):
    """Base of every part of the facts document: frozen, and nothing undeclared is let in."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def _exact(places: int, limit: Decimal, negative: bool) -> Any:
    step = Decimal(1).scaleb(-places)

    def check(value: Figure) -> Figure:
        if not isinstance(value, Decimal):
            return value
        if value.copy_abs() > limit:
            raise ValueError(f"数值过大：绝对值不能超过 {limit:,}")
        if value < 0 and not negative:
            raise ValueError(f"应为零或正数（现为 {value}）")
        if value != value.quantize(step):
            raise ValueError(f"小数位过多：最多 {places} 位")
        value = value or value.copy_abs()  # no negative zero
        return value.quantize(step) if places <= 2 else _normal(value)

    return AfterValidator(check)


def _normal(value: Decimal) -> Decimal:
    """Without trailing zeros and never in exponent form, so that equal values are written alike."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value.as_tuple().exponent > 0 else value  # type: ignore[operator]


def _no_float(value: object) -> object:
    if isinstance(value, float | bool):
        raise ValueError('数字要写成文本（如 "10.60"）或整数，不能是浮点数')
    return value


def _text(value: Figure) -> str | None:
    return value if value is None else str(value.value) if isinstance(value, NotApplicable) else f"{value:f}"


def _figure(places: int, limit: Decimal, negative: bool = False) -> Any:
    write = PlainSerializer(_text, return_type=str | None, when_used="json")
    return Annotated[
        Decimal | NotApplicable | None, BeforeValidator(_no_float), _exact(places, limit, negative), write
    ]


#: 元, exact to 分; at most 15 digits so that Excel keeps it.
Amount = _figure(2, Decimal("9999999999999.99"))
#: Points and scores, exact to hundredths.
Points = _figure(2, Decimal("10000"))
#: Targets, actual values and quantities: up to six decimals, and the only figures that may be below zero.
Quantity = _figure(6, Decimal("999999999999"), negative=True)
#: An area in ㎡, exact to hundredths.
Area = _figure(2, Decimal("999999999"))
#: A whole number of people, cars, things; None when empty.
Count = _figure(0, Decimal("999999999"))
Key = UUID
Text = Annotated[str, AfterValidator(plain_text)]
