"""Chinese numerals: 一百零六, 二〇二二, 三点五. What is not surely one number is none."""

from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
STEPS = {"十": 10, "百": 100, "千": 1000}
SCALES = {"": 1, "百": 10**2, "千": 10**3, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8, "万亿": 10**12}


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
    """十二, 一百零六, 三千: steps must fall, every digit but the last needs its step."""
    if text[0] in "百千":
        return None
    total, digit, last, after_zero = 0, None, 10000, False
    for char in text:
        if char in STEPS:
            step = STEPS[char]
            if step >= last or (digit is None and char != "十") or digit == 0:
                return None
            total, digit, last, after_zero = total + (digit or 1) * step, None, step, False
        elif char in "零〇":
            if digit is not None:
                return None
            after_zero = True
        else:
            if digit is not None:
                return None
            digit = DIGITS[char]
    if digit is None:
        return Decimal(total)
    # 一百二 is 120, 一百零二 is 102
    return Decimal(total + digit * (1 if after_zero or last == 10 else last // 10))
