"""Titles are broken between words, evenly, and never run over the line."""

import pytest

from reports.domain.titles import LINE_WIDTH, title_lines

REPORT = "2022年部门整体支出绩效自评报告"


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("广州市花都区总工会", ("广州市花都区总工会2022年", "部门整体支出绩效自评报告")),
        ("区委办", ("区委办2022年部门整体支出绩效自评报告",)),
    ],
)
def test_as_few_lines_as_hold_it_and_even(name, lines):
    assert title_lines(name + REPORT, name) == lines


def test_a_title_without_the_name_breaks_between_words_too():
    title = "广州市花都区2022年度部门整体支出绩效评价自评报告"
    assert title_lines(title, "广州市花都区总工会") == (
        "广州市花都区2022年度部门",
        "整体支出绩效评价自评报告",
    )


def test_one_line_when_it_fits():
    assert title_lines("绩效自评报告") == ("绩效自评报告",)


@pytest.mark.parametrize("length", [1, 15, 19, 20, 40, 120])
def test_nothing_is_lost_and_no_line_too_wide(length):
    name = "某" * length
    lines = title_lines(name + REPORT, name)
    assert "".join(lines) == name + REPORT
    assert max(map(len, lines)) <= LINE_WIDTH + 2  # four figures count as two characters


def test_an_empty_title_gives_no_line():
    assert title_lines("") == ()


def test_an_endless_name_is_filled_line_by_line_at_once():
    lines = title_lines("字" * 1000 + "2022年度部门整体支出绩效自评报告", "字" * 1000)
    assert "".join(lines) == "字" * 1000 + "2022年度部门整体支出绩效自评报告"
    assert max(map(len, lines)) <= 23
