"""Tokens are shown by names and stored by keys, and the way there and back changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.domain.numbers import Names, keyed, named, names_of
from evaluations.domain.numbers.naming import called
from huadu_perf.lib.values import plain_text
from tests.factories import key, union_facts

UNION = union_facts()
PROJECT = UNION.projects[0].key
ONE, TWO, THREE = key("一"), key("二"), key("三")


def test_items_are_called_by_name():
    names = names_of(UNION)
    stored, shown = f"执行«项目:{PROJECT}.执行数»。", "执行«项目:劳动模范春节慰问经费.执行数»。"
    assert named(stored, names) == shown
    assert keyed(shown, names) == stored
    assert called(f"«项目:{PROJECT}.执行数»", names) == "项目:劳动模范春节慰问经费.执行数"


@pytest.mark.parametrize(
    ("heads", "shown"),
    [
        ([("项目", ONE, "慰问"), ("项目", TWO, "慰问"), ("项目", THREE, "慰问")],
         ["项目:慰问", "项目:慰问（第2个）", "项目:慰问（第3个）"]),
        ([("项目", ONE, "慰问"), ("项目", TWO, "慰问"), ("项目", THREE, "慰问（第2个）")],
         ["项目:慰问", "项目:慰问（第2个）", "项目:慰问（第2个）（第2个）"]),
        ([("项目", ONE, "慰问"), ("指标", TWO, "慰问")], ["项目:慰问", "指标:慰问"]),
        ([("项目", ONE, "《A«B»》1.0版。\n续")], ["项目:《A‹B›》1.0版。 续"]),
        ([("项目", ONE, ""), ("项目", TWO, " ")], ["项目:（未命名）", "项目:（未命名）（第2个）"]),
        ([("项目", ONE, "长" * 300)], ["项目:" + "长" * 200]),
    ],
)  # fmt: skip
def test_names_are_safe_and_stand_for_one_item(heads, shown):
    names = Names.of(heads)
    assert list(names.shown.values()) == shown
    for word, item, _ in heads:
        text = f"«{word}:{item}.执行数»"
        assert keyed(named(text, names), names) == text


@pytest.mark.parametrize(
    "text",
    [
        "«项目:没有这个.执行数»",
        "«执行率»",
        "«执行率",
        "«»",
        "»«",
        "没有",
        "«项目:慰问.执行数",
        "«项目:慰\n问.执行数»",
    ],
)
def test_what_names_no_item_stays_as_typed(text):
    names = Names.of([("项目", ONE, "慰问")])
    assert keyed(text, names) == text
    assert named(text, names) == text


def test_a_stored_text_that_only_looks_like_a_name_is_not_bound_by_being_shown():
    names = Names.of([("项目", ONE, "慰问")])
    stored = "«项目:慰问.执行数»"
    assert named(stored, names) == "«？项目:慰问.执行数»"
    assert keyed(named(stored, names), names) == stored


NAMES = st.text(st.sampled_from("慰问.。«»《》：:（第2个）\n ？é")) | st.sampled_from(
    ["慰问", "慰问（第2个）", str(ONE), f"项目:{ONE}"]
)
HEADS = st.lists(NAMES, max_size=4).map(
    lambda said: [("项目" if at % 2 else "指标", key(str(at)), name) for at, name in enumerate(said)]
)


@given(HEADS, st.data())
def test_there_and_back_changes_nothing(heads, data):
    names = Names.of(heads)
    pieces = [
        *(f"«{head}.执行数»" for head in (*names.shown, *names.stored)), *names.stored, "«", "»", "？", ".", "执行数",
        "\n", "«执行率»", "«？»", "«？？项目:慰问.执行数»", f"«项目:{THREE}.执行数»",
    ]  # fmt: skip
    text = "".join(data.draw(st.lists(st.sampled_from(pieces) | st.text(max_size=3), max_size=12)))
    shown = named(text, names)
    assert keyed(shown, names) == text
    stored = plain_text(text)
    assert keyed(plain_text(named(stored, names)), names) == stored
