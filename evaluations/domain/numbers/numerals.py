"""Chinese numerals: 一百零六, 二〇二二, 三点五. What is not surely one number is none."""

import re
from decimal import Decimal

DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
STEPS = {"十": 10, "百": 100, "千": 1000}
_ONE = "[一二两三四五六七八九]"
_PLACES = re.compile(f"(?:{_ONE}千[零〇]?)?(?:{_ONE}百[零〇]?)?(?:{_ONE}?十)?{_ONE}?")
SCALES = {
    "": 1,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "万亿": 10**12,
}


def read_chinese(text: str) -> Decimal | None:
    """The number, or None: 两三 and 百 alone are no exact numbers."""
    whole, _, fraction = text.partition("点")
    value = _digits(whole) if all(char in DIGITS for char in whole) else _places(whole)
    if value is None or not fraction:
        return value
    return value + Decimal(_plain(fraction)).scaleb(-len(fraction))


def _plain(text: str) -> str:
    return "".join(str(DIGITS[char]) for char in text)


def _digits(text: str) -> Decimal | None:
    """One digit, or a year or code written digit by digit (at least three, so that 两三 is none)."""
    return Decimal(_plain(text)) if text and len(text) in (1, 3, 4) else None


def _places(text: str) -> Decimal | None:
    """十二, 一百零六, 三千: steps must fall, every digit but the last needs its step; 一百二 is 120."""
    if not _PLACES.fullmatch(text):
        return None
    total, digit, step = 0, 0, 1
    for char in text:
        if char in STEPS:
            step = STEPS[char]
            total, digit = total + (digit or 1) * step, 0
        elif char in "零〇":
            step = 10
        else:
            digit = DIGITS[char]
    return Decimal(total + digit * (1 if step == 10 else step // 10))
