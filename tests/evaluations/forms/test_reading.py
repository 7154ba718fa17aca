"""What an input shows reads back as the value it shows, for every kind; what cannot be stored is refused in words."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.sections import Field, Kind
from evaluations.enums import IndicatorKind
from evaluations.forms.reading import Unreadable, read, read_links, write
from huadu_perf.lib.values import NOT_APPLICABLE, plain_text

ONE, TWO, GONE = UUID(int=1), UUID(int=2), UUID(int=3)
FIELDS = {
    kind: Field(
        kind.value, "某栏", kind, choices=IndicatorKind if kind == Kind.CHOICE else None, target="goals"
    )
    for kind in Kind
}
TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
STORED = {
    Kind.NAME: TEXT.map(lambda text: " ".join(plain_text(text).split())).filter(
        lambda text: text == plain_text(text)
    ),
    Kind.PROSE: TEXT.map(plain_text),
    Kind.AMOUNT: st.integers(0, 10**15 - 1).map(lambda cents: Decimal(cents).scaleb(-2)),
    Kind.COUNT: st.integers(0, 999_999_999).map(Decimal),
    Kind.AREA: st.integers(0, 99_999_999_900).map(lambda steps: Decimal(steps).scaleb(-2)),
    Kind.POINTS: st.integers(0, 100_000).map(lambda steps: Decimal(steps).scaleb(-2)),
    Kind.QUANTITY: st.integers(-(10**18) + 10**6, 10**18 - 10**6).map(
        lambda steps: Decimal(steps).scaleb(-6)
    ),
    Kind.CHOICE: st.sampled_from([None, *IndicatorKind]),
    Kind.LINK: st.sampled_from([None, ONE, TWO]),
}
FIGURES = (Kind.AMOUNT, Kind.AREA, Kind.COUNT, Kind.POINTS, Kind.QUANTITY)


@pytest.mark.parametrize("kind", STORED)
@given(data=st.data())
def test_what_is_shown_reads_back(kind, data):
    value = data.draw(STORED[kind])
    assert read(FIELDS[kind], write(FIELDS[kind], value), (ONE, TWO)) == value


def test_every_kind_but_links_is_read_by_this_table():
    assert set(STORED) == set(Kind) - {Kind.LINKS}


@pytest.mark.parametrize("kind", FIGURES)
def test_zero_empty_and_not_applicable_read_back_apart(kind):
    for value in (Decimal(0), None, NOT_APPLICABLE):
        assert read(FIELDS[kind], write(FIELDS[kind], value)) == value


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (Kind.NAME, "  花都\n 区  ", "花都 区"), (Kind.PROSE, " 一\r\n二\x00 ", "一\n二"), (Kind.AMOUNT, "1,057.63万元", Decimal("10576300")),
        (Kind.COUNT, "１２", Decimal(12)), (Kind.COUNT, "12.0", Decimal(12)), (Kind.POINTS, "9.50", Decimal("9.5")),
        (Kind.QUANTITY, "-0.000001", Decimal("-0.000001")), (Kind.CHOICE, "", None), (Kind.LINK, "", None), (Kind.LINK, str(ONE).upper(), ONE),
    ],
)  # fmt: skip
def test_what_people_type_is_read(kind, typed, value):
    assert read(FIELDS[kind], typed, (ONE,)) == value


@pytest.mark.parametrize(
    ("kind", "typed", "sentence"),
    [
        (Kind.NAME, "字" * 201, "某栏写了 201 字，最多 200 字，请删减 1 字"), (Kind.PROSE, "字" * 20003, "请删减 3 字"),
        (Kind.AMOUNT, "十万", "某栏：“十万”不是数字"), (Kind.AMOUNT, "-1", "负数"), (Kind.AMOUNT, "0.0000001", "6 位小数"),
        (Kind.COUNT, "1.5", "“1.5”小数位过多，应为整数"), (Kind.COUNT, "-1", "“-1”是负数"), (Kind.COUNT, "1000000000", "太大，最大 999,999,999"),
        (Kind.POINTS, "1.005", "最多 2 位小数"), (Kind.POINTS, "1000.01", "太大"), (Kind.POINTS, "1e2", "不是数字"), (Kind.POINTS, "NaN", "不是数字"),
        (Kind.QUANTITY, "0.0000001", "最多 6 位小数"), (Kind.QUANTITY, "-1000000000000", "太大"), (Kind.QUANTITY, "≥48", "不是数字"),
        (Kind.CHOICE, "gold", "没有“gold”这个选项"), (Kind.CHOICE, "x" * 900, "这个选项"), (Kind.CHOICE, "QUANTITY", "这个选项"),
        (Kind.LINK, str(GONE), "已被删除"), (Kind.LINK, "abc", "已被删除"), (Kind.LINK, "None", "已被删除"),
    ],
)  # fmt: skip
def test_what_cannot_be_stored_is_refused_with_label_value_and_fix(kind, typed, sentence):
    with pytest.raises(Unreadable) as refusal:
        read(FIELDS[kind], typed, (ONE, TWO))
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("某栏")
    assert len(str(refusal.value)) < 120


def test_a_choice_without_choices_takes_nothing():
    with pytest.raises(Unreadable):
        read(Field("a", "某栏", Kind.CHOICE), "x")


@pytest.mark.parametrize("kind", Kind)
@given(text=st.text(max_size=30))
def test_anything_posted_is_read_or_refused(kind, text):
    if kind == Kind.LINKS:
        return
    try:
        read(FIELDS[kind], text, (ONE,))
    except Unreadable as refusal:
        assert str(refusal)


def test_several_links_come_in_the_order_of_their_targets():
    field = FIELDS[Kind.LINKS]
    assert read_links(field, [str(TWO), str(ONE), str(TWO), ""], [ONE, TWO]) == (ONE, TWO)
    assert read_links(field, [], [ONE]) == ()
    with pytest.raises(Unreadable):
        read_links(field, [str(ONE), str(GONE)], [ONE])
