"""Where a line may end: joiners inside figures, breaks around quotations and inside endless words."""

import pytest

from reports.line_ends import BREAK, JOINER, with_breaks


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("共1,057.63万元。", "共1,057.63|万|元。"),
        ("2022年度", "2022|年|度"),
        ("4月6日", "4|月|6|日"),
        ("花财绩〔2022〕5号", "花财绩〔2022〕|5|号"),
        ("第3轮", "第|3|轮"),
        ("≥90%", "≥|90%"),
        ("增长12个百分点", "增长12|个|百|分|点"),
        ("60%～70%", "60%|～|70%"),
        ("没有数字的一句话", "没有数字的一句话"),
        ("COVID", "COVID"),
    ],
)
def test_figures_stay_with_what_belongs_to_them(text, marked):
    assert with_breaks(text).replace(JOINER, "|") == marked


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("举办“工匠杯”竞赛", "举办/“工匠杯”/竞赛"),
        ("，“十四五”。", "，/“十四五”。"),
        ("it’s", "it’s"),
        ("（“三公”）", "（“三公”）"),
    ],
)
def test_a_line_may_end_around_a_quotation_but_not_inside(text, marked):
    assert with_breaks(text).replace(BREAK, "/") == marked


@pytest.mark.parametrize("word", ["a" * 500, "1" * 500, "）" * 500, "“”" * 250, "—" * 100])
def test_endless_words_can_be_broken(word):
    pieces = with_breaks(word).split(BREAK)
    assert "".join(pieces).replace(JOINER, "") == word
    assert max(map(len, pieces)) <= 16


def test_nothing_else_is_changed():
    text = "https://www.huadu.gov.cn/gk/2022 与 1,057.63万元、“三公”。"
    assert with_breaks(text).replace(JOINER, "").replace(BREAK, "") == text
