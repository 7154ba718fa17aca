"""Which cells are numbers to a spreadsheet, and how they are shown."""

from decimal import Decimal

import pytest

from reports.domain.document import Cell, say
from reports.domain.typed import Typed, typed


@pytest.mark.parametrize(
    ("words", "value", "expected"),
    [
        ("1,057.63", None, ("1057.63", "#,##0.00")),
        ("10.90", None, ("10.90", "#,##0.00")),
        ("96", None, ("96", "General")),
        ("9.5", None, ("9.5", "General")),
        ("0", None, ("0", "General")),
        ("6,000", None, ("6000", "#,##0")),
        ("100.0%", None, ("1", "0.0%")),
        ("99.5%", Decimal("0.99512"), ("0.99512", "0.0%")),
        ("1,057.63", Decimal("1057.6301"), ("1057.6301", "#,##0.00")),
        ("≥6,000人", Decimal(6000), ('6000', '"≥"#,##0"人"')),
        ("2022年", Decimal(2022), ("2022", 'General"年"')),
        ("-3.5", None, ("-3.5", "General")),
    ],
)  # fmt: skip
def test_numbers(words, value, expected):
    number, form = expected
    assert typed(Cell((say(words),), "figure", value=value)) == Typed(Decimal(number), form)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("不适用", None),
        ("未填写", None),
        ("—", None),
        ("", None),
        ("≥6000人", None),  # words alone say nothing of units
        ("106人（其中3人未到）", Decimal(106)),  # two numbers
        ("10.90", Decimal("11.90")),  # not what the words show
        ("1234567890123456", None),  # more than Excel's 15 digits
        ('6"', Decimal(6)),
        ("2022-04-06", None),
        ("1,2", None),
    ],
)
def test_words(words, value):
    assert typed(Cell((say(words),), "figure", value=value)) is None


def test_text_is_read_as_a_number_only_where_it_has_a_value():
    assert typed(Cell((say("96"),))) is None
    assert typed(Cell((say("96"),), value=Decimal(96))) == Typed(Decimal(96), "General")


def test_two_lines_are_words():
    assert typed(Cell((say("1"), say("2")), "figure")) is None
