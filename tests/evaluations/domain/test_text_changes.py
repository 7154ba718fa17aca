"""Texts side by side: exact whatever is compared, and as people would mark them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.domain.text_changes import (
    IN_NEW,
    IN_OLD,
    Mark,
    Piece,
    condensed,
    sentences,
    text_changes,
)
from tests.yardstick import usual_seconds

PIECES = st.sampled_from(
    ("已发放慰问金。", "全年培训48期；", "执行298.76万元。", "执行299.50万元。", "\n", "”", "！", "完成率97%，", "基本达到预期目标。", "a b")
) | st.text(st.characters(codec="utf-8"), max_size=6)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=12).map("".join)


def shown(old: str, new: str) -> str:
    """The pieces in one line: -removed-, +added+, <moved away<, >moved here>."""
    signs = {Mark.SAME: "", Mark.REMOVED: "-", Mark.ADDED: "+", Mark.MOVED_AWAY: "<", Mark.MOVED_HERE: ">"}
    return "".join(f"{signs[piece.mark]}{piece.text}{signs[piece.mark]}" for piece in text_changes(old, new))


def joined(pieces: tuple[Piece, ...], marks: tuple[Mark, ...]) -> str:
    """What stands in one of the texts."""
    return "".join(piece.text for piece in pieces if piece.mark in marks)


@given(TEXTS, TEXTS)
@settings(max_examples=150)
def test_the_pieces_of_either_text_are_that_text(old: str, new: str) -> None:
    pieces = text_changes(old, new)
    assert (joined(pieces, IN_OLD), joined(pieces, IN_NEW)) == (old, new)


@given(TEXTS)
def test_the_same_text_has_no_changes(text: str) -> None:
    assert {piece.mark for piece in text_changes(text, text)} <= {Mark.SAME}
    assert "".join(sentences(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("慰问106人。资金已到账。", "慰问106人。资金已到账。", "慰问106人。资金已到账。"),
        ("慰问106人。资金已到账。", "慰问108人。资金已到账。", "慰问-106-+108+人。资金已到账。"),
        ("执行298.76万元。", "执行299.5万元。", "执行-298.76-+299.5+万元。"),
        ("甲乙丙丁。", "甲乙丙丁。另行说明原因。", "甲乙丙丁。+另行说明原因。+"),
        ("天气很好。完成全部任务。", "完成全部任务。", "-天气很好。-完成全部任务。"),
        ("完全不同的一句话。", "与前者没有一点关系！", "-完全不同的一句话。-+与前者没有一点关系！+"),
        (
            "先开展技能培训。再慰问困难职工。",
            "再慰问困难职工。先开展技能培训。",
            ">再慰问困难职工。>先开展技能培训。<再慰问困难职工。<",
        ),
        ("一段。二段。", "一段。\n二段。", "一段。+\n+二段。"),
        ("", "新写的一句。", "+新写的一句。+"),
        ("他说“好。”走了。", "他说“好。”来了。", "他说“好。”-走-+来+了。"),
        (
            "因预算调整未完成年初计划。",
            "因疫情影响未完成年初计划。",
            "因-预算调整-+疫情影响+未完成年初计划。",
        ),
    ],
)
def test_as_people_would_mark_it(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_what_stayed_is_shown_only_beside_a_change() -> None:
    text = "".join(f"这是没有改动的第{number}句。" for number in range(9))
    pieces = condensed(text_changes(text, text.replace("第4句", "第四句")))
    words = "".join(piece.text for piece in pieces if piece.mark in IN_NEW)
    assert (
        words
        == "（略去未改动的 3 句）这是没有改动的第3句。这是没有改动的第四句。这是没有改动的第5句。（略去未改动的 3 句）"
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda n: "甲" * n,
        lambda n: "甲。" * (n // 2),
        lambda n: "甲乙" * (n // 2),
        lambda n: "\n。" * (n // 2),
        lambda n: "".join(f"第{number}句话说的是别的。" for number in range(n // 10)),
    ],
    ids=["one word", "one sentence", "two words", "breaks", "sentences"],
)
def test_long_texts_take_bounded_time(make) -> None:
    old = make(20_000)
    new = "乙" + old[::-1] + "丙"
    assert usual_seconds(lambda: text_changes(old, new)) < 3
    assert joined(text_changes(old, new), IN_NEW) == new
