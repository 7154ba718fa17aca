"""Figures are exact, bounded and never floats; text is stored in one form."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from huadu_perf.lib.values import (
    NOT_APPLICABLE,
    Amount,
    Count,
    Facts,
    Points,
    Quantity,
    Text,
    number,
    plain_text,
)


class Figures(Facts):
    """One of each."""

    amount: Amount = None
    points: Points = None
    quantity: Quantity = None
    count: Count = None
    text: Text = ""


TEXTS = (
    ("a\r\nb\rc\nd", "a\nb\nc\nd"), ("  花都 \n", "花都"), ("\u3000花都\u3000", "花都"), ("a\tb", "a\tb"),
    ("a\x00b\x07c\x1bd\x7fe\x85f", "abcdef"), ("\ufeff花\u200b都\u2028区", "花都区"), ("e\u0301", "é"),
    ("\u202etxt.exe\u202c", "txt.exe"), ("a\u2066b\u2069", "ab"), ("a\ud800b", "ab"), ("a\ufffeb\uffff", "ab"), ("e\u200b\u0301", "é"),
    ("〇一", "〇一"), ("👩‍💻", "👩‍💻"), ("", ""), ("\x00\x01", ""),
)  # fmt: skip


@pytest.mark.parametrize(("text", "stored"), TEXTS)
def test_text_is_stored_in_one_form(text, stored):
    assert plain_text(text) == stored
    assert Figures(text=text).text == stored


@given(st.text(st.characters(codec=None), max_size=60))
def test_stored_text_stays_as_it_is(text):
    stored = plain_text(text)
    assert plain_text(stored) == stored == unicodedata.normalize("NFC", stored)
    assert not any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in stored)


ACCEPTED = (
    ("amount", "10.6", "10.60"), ("amount", 5, "5.00"), ("amount", Decimal("1E+3"), "1000.00"), ("amount", "-0", "0.00"),
    ("amount", "9999999999999.99", "9999999999999.99"), ("points", "10000", "10000.00"), ("points", "9.5", "9.50"),
    ("quantity", "97.170", "97.17"), ("quantity", "-1.5", "-1.5"), ("quantity", "1E+5", "100000"), ("quantity", "-0.0", "0"),
    ("quantity", "0.000001", "0.000001"), ("count", "12", "12"), ("count", 0, "0"), ("count", "3.0", "3"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "given", "written"), ACCEPTED)
def test_equal_figures_are_written_alike(field, given, written):
    facts = Figures(**{field: given})
    assert facts.model_dump(mode="json")[field] == written
    assert Figures.model_validate_json(facts.model_dump_json()) == facts


REFUSED = (
    *((field, value) for field in ("amount", "points", "quantity", "count") for value in (
        1.5, 0.0, float("nan"), True, False, "abc", "", "NaN", "Infinity", "-inf", "1e999", "0.0000001", [], {}, "不知道",
    )),
    ("amount", "0.001"), ("amount", "10000000000000"), ("amount", "-0.01"), ("points", "1.005"), ("points", "10000.01"),
    ("points", "-1"), ("quantity", "1000000000000"), ("quantity", "-1000000000000"), ("count", "1.5"), ("count", "-1"),
    ("count", "1000000000"), ("amount", "1" * 5000), ("amount", "1e-999999"), ("amount", "1.00" + "0" * 40 + "1"),
)  # fmt: skip


@pytest.mark.parametrize(("field", "value"), REFUSED, ids=lambda value: str(value)[:20])
def test_what_is_no_exact_figure_is_refused(field, value):
    with pytest.raises(ValidationError) as refusal:
        Figures(**{field: value})
    assert {error["loc"][0] for error in refusal.value.errors()} == {field}


@pytest.mark.parametrize("field", ["amount", "points", "quantity", "count"])
def test_zero_empty_and_not_applicable_are_three_values(field):
    zero, empty, inapplicable = (Figures(**{field: value}) for value in ("0", None, "不适用"))
    values = [getattr(facts, field) for facts in (zero, empty, inapplicable)]
    assert values == [Decimal(0), None, NOT_APPLICABLE]
    assert [facts.model_dump(mode="json")[field] for facts in (empty, inapplicable)] == [None, "不适用"]
    for facts in (zero, empty, inapplicable):
        assert Figures.model_validate_json(facts.model_dump_json()) == facts
    assert [number(value) for value in values] == [Decimal(0), None, None]
    assert str(NOT_APPLICABLE) == "不适用"


def test_facts_do_not_change_and_take_nothing_undeclared():
    with pytest.raises(ValidationError):
        Figures().amount = Decimal(1)
    with pytest.raises(ValidationError):
        Figures(amounts="1")


@given(
    st.builds(
        dict,
        amount=st.integers(0, 10**15 - 1).map(lambda cents: Decimal(cents).scaleb(-2)),
        quantity=st.integers(-(10**17), 10**17).map(lambda steps: Decimal(steps).scaleb(-6)),
        count=st.integers(0, 999_999_999).map(Decimal),
        text=st.text(st.characters(codec="utf-8")),
    )
)
def test_json_round_trip(values):
    facts = Figures(**values)
    again = Figures.model_validate_json(facts.model_dump_json())
    assert (again, again.model_dump_json()) == (facts, facts.model_dump_json())
