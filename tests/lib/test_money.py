"""What people type as money and what offices write: every spelling, both ways."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huadu_perf.lib.money import (
    AMOUNT_LIMIT,
    NotANumber,
    percent,
    plain_number,
    points,
    ratio,
    read_number,
    read_wan,
    round_half_up,
    wan,
    wan_exact,
)
from huadu_perf.lib.values import NOT_APPLICABLE

AMOUNTS = st.integers(0, int(AMOUNT_LIMIT * 100)).map(lambda cents: Decimal(cents).scaleb(-2))

#: What is typed, and the 元 it means.
READ = (
    ("1057.63", "10576300.00"), ("1,057.63", "10576300.00"), ("1，057.63", "10576300.00"),
    ("１，０５７．６３", "10576300.00"), ("１０５７．６３万元", "10576300.00"), ("1057.63万元", "10576300.00"),
    ("1057.63 万元", "10576300.00"), ("1057.63万", "10576300.00"), ("￥1057.63", "10576300.00"),
    ("¥1,057.63", "10576300.00"), ("￥ 1,057.63 万元", "10576300.00"), ("$1057.63", "10576300.00"),
    ("  1057.63  ", "10576300.00"), ("\u30001057.63\u3000", "10576300.00"), ("1 057.63", "10576300.00"),
    ("1\u00a0057.63", "10576300.00"), ("1\u2009057.63", "10576300.00"), ("1、057.63", "10576300.00"),
    ("10576300元", "10576300.00"), ("10,576,300 元", "10576300.00"), ("10576300.01元", "10576300.01"),
    ("0.105763亿元", "10576300.00"), ("0.105763亿", "10576300.00"), ("0.10576301 亿元", "10576301.00"),
    ("+10.60", "106000.00"), ("10.6", "106000.00"), ("10.60", "106000.00"), ("10.", "100000.00"),
    (".5", "5000.00"), ("007", "70000.00"), ("0.000001", "0.01"), ("0", "0.00"), ("0.00", "0.00"), ("-0", "0.00"),
    ("０", "0.00"), ("0元", "0.00"), ("1,234,567.89", "12345678900.00"), ("999999999.999999", "9999999999999.99"),
    ("10.6000000", "106000.00"), ("①", "10000.00"),
)  # fmt: skip

REFUSED = (
    ("-1", "负数"), ("-0.01", "负数"), ("－5", "负数"), ("￥-5", "负数"), ("abc", "不是数字"), ("十万", "不是数字"),
    ("1e3", "不是数字"), ("1e999", "不是数字"), ("1E5", "不是数字"), ("NaN", "不是数字"), ("nan", "不是数字"),
    ("Infinity", "不是数字"), ("-inf", "不是数字"), ("∞", "不是数字"), ("٣", "不是数字"), ("١٠٥٧", "不是数字"),
    ("१२", "不是数字"), ("1٣", "不是数字"), ("½", "不是数字"), ("1.2.3", "不是数字"), ("1,05", "不是数字"),
    ("1057,63", "不是数字"), ("12,34,567", "不是数字"), (",100", "不是数字"), ("1,,000", "不是数字"), ("--5", "不是数字"),
    ("1'000", "不是数字"), ("1_000", "不是数字"), ("0x10", "不是数字"), ("5%", "不是数字"), ("100人", "不是数字"),
    ("=1+1", "不是数字"), ("1-2", "不是数字"), ("<b>1</b>", "不是数字"), ("1\t2", "不是数字"), ("1\n2", "不是数字"),
    (".", "不是数字"), ("万元", "没有数字"), ("元", "没有数字"), (" 亿 ", "没有数字"), ("万万元", "不是数字"),
    ("0.0000001", "6 位小数"), ("10.1234567", "6 位小数"), ("0.001元", "6 位小数"), ("1000000000", "太大"),
    ("10576300000", "太大"), ("100000亿元", "太大"), ("9" * 28, "太大"), ("9" * 29, "太长"), ("9" * 100_000, "太长"),
    ("1.0000000000000000000000000001", "太长"), ("0." + "0" * 40 + "1", "太长"),
)  # fmt: skip

NOT_APPLICABLE_WORDS = ("不适用", " 不适用 ", "N/A", "n/a", "NA", "ｎ／ａ", "—", "–", "-", "/", "－", "／")


@pytest.mark.parametrize(("typed", "yuan"), READ)
def test_amounts_people_type_are_read_in_wan(typed, yuan):
    amount = read_wan(typed)
    assert (amount, str(amount)) == (Decimal(yuan), yuan)


@pytest.mark.parametrize(("typed", "reason"), REFUSED, ids=lambda value: value[:20])
def test_what_is_no_amount_is_refused_with_the_reason_and_the_value(typed, reason):
    with pytest.raises(NotANumber) as refusal:
        read_wan(typed)
    assert reason in str(refusal.value)
    assert len(str(refusal.value)) < 150


@pytest.mark.parametrize("typed", ["", " ", "\u3000", "\t"])
def test_nothing_typed_is_empty(typed):
    assert read_wan(typed) is None
    assert read_number(typed) is None


@pytest.mark.parametrize("typed", NOT_APPLICABLE_WORDS)
def test_not_applicable_is_neither_zero_nor_empty(typed):
    assert read_wan(typed) is NOT_APPLICABLE
    assert read_number(typed) is NOT_APPLICABLE


@pytest.mark.parametrize(
    ("typed", "value"), [("6,000", "6000"), ("-3.5", "-3.5"), ("９７．１７", "97.17"), ("-0", "0")]
)
def test_numbers_may_be_negative(typed, value):
    assert read_number(typed) == Decimal(value)


@given(AMOUNTS)
def test_what_an_input_shows_is_read_as_the_same_amount(amount):
    assert read_wan(wan_exact(amount)) == amount


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12))
def test_what_a_number_input_shows_is_read_as_the_same_number(value):
    assert read_number(plain_number(value)) == value


@given(st.text(max_size=40))
def test_anything_typed_is_read_or_refused(text):
    try:
        amount = read_wan(text)
    except NotANumber as refusal:
        assert str(refusal)
    else:
        assert amount is None or amount is NOT_APPLICABLE or 0 <= amount <= AMOUNT_LIMIT


HALVES = (
    ("0.005", 2, "0.01"), ("0.004999", 2, "0.00"), ("-0.005", 2, "-0.01"), ("2.5", 0, "3"), ("3.5", 0, "4"),
    ("1.005", 2, "1.01"), ("99.995", 2, "100.00"), ("0.0000005", 6, "0.000001"), ("8.255", 2, "8.26"), ("1", 2, "1.00"),
)  # fmt: skip


@pytest.mark.parametrize(("value", "places", "rounded"), HALVES)
def test_halves_go_up(value, places, rounded):
    assert str(round_half_up(Decimal(value), places)) == rounded


def test_floats_are_not_rounded():
    with pytest.raises(TypeError, match="float"):
        round_half_up(0.5)  # type: ignore[arg-type]


#: 元, as read in a report, as shown in an input.
WRITTEN = (
    (None, "", ""), (NOT_APPLICABLE, "不适用", "不适用"), (Decimal(0), "0", "0.00"), (Decimal("0.00"), "0", "0.00"),
    (Decimal("10576300"), "1,057.63", "1,057.63"), (Decimal("106000.00"), "10.60", "10.60"),
    (Decimal("0.01"), "0.00", "0.000001"), (Decimal("50"), "0.01", "0.005"), (Decimal("49.99"), "0.00", "0.004999"),
    (Decimal("10000"), "1.00", "1.00"), (AMOUNT_LIMIT, "1,000,000,000.00", "999,999,999.999999"),
    (Decimal("-10000"), "-1.00", "-1.00"),
)  # fmt: skip


@pytest.mark.parametrize(("amount", "read", "typed"), WRITTEN)
def test_amounts_are_written_in_wan(amount, read, typed):
    assert (wan(amount), wan_exact(amount)) == (read, typed)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("96.00"), "96"), (Decimal("9.55"), "9.55"), (Decimal("9.50"), "9.5"), (Decimal("100"), "100"),
        (Decimal("6000"), "6,000"), (Decimal("0.18"), "0.18"), (Decimal("0.00"), "0"), (Decimal("1E+5"), "100,000"),
        (None, ""), (NOT_APPLICABLE, "不适用"),
    ],
)  # fmt: skip
def test_scores_and_quantities_have_no_trailing_zeros(value, text):
    assert points(value) == plain_number(value) == text


@pytest.mark.parametrize(
    ("rate", "places", "text"),
    [(None, 1, ""), (Decimal(1), 1, "100.0%"), (Decimal(0), 1, "0.0%"), (Decimal("0.89995"), 1, "90.0%"),
     (Decimal("0.9"), 0, "90%"), (Decimal("1.0005"), 1, "100.1%"), (Decimal("-0.123"), 1, "-12.3%")],
)  # fmt: skip
def test_rates_are_written_as_percent(rate, places, text):
    assert percent(rate, places) == text


@pytest.mark.parametrize(
    ("part", "whole", "rate"),
    [(Decimal(1), Decimal(4), Decimal("0.25")), (Decimal(0), Decimal(4), Decimal(0)), (Decimal(1), Decimal(0), None),
     (None, Decimal(1), None), (Decimal(1), None, None), (NOT_APPLICABLE, Decimal(1), None), (Decimal(1), NOT_APPLICABLE, None)],
)  # fmt: skip
def test_a_rate_takes_two_numbers_and_a_whole(part, whole, rate):
    assert ratio(part, whole) == rate
