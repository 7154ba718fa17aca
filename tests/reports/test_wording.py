"""Figures, ordinals and typed text as they are printed."""

from decimal import Decimal

import pytest

from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain import wording
from reports.domain.document import GAP, enumerated, say


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100"), (0, "0")],
)
def test_chinese_number(number, words):
    assert wording.chinese_number(number) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (Decimal("10576300.00"), "1,057.63万元"),
        (Decimal("0.00"), "0万元"),
        (Decimal("30.00"), "0.003万元"),
        (Decimal("49.99"), "0.004999万元"),
        (Decimal("50.00"), "0.01万元"),
        (None, "未填写"),
        (NOT_APPLICABLE, "不适用"),
    ],
)
def test_money_tells_zero_missing_and_not_applicable_apart(amount, words):
    assert str(say(wording.money(amount))) == words
    assert say(wording.money(amount)).has_gaps == (amount is None)


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal(0), "0人"), (Decimal("6000"), "6,000人"), (None, "未填写"), (NOT_APPLICABLE, "不适用")],
)
def test_measure(value, words):
    assert str(say(wording.measure(value, "人"))) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(Decimal("96.00"), "96分"), (Decimal(0), "0分"), (None, "未填写"), (NOT_APPLICABLE, "不适用")],
)
def test_score_points(value, words):
    assert str(say(wording.score_points(value))) == words


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", ()),
        (" \n \n", ()),
        ("　　第一段\n\n  第二段 ", ("第一段", "第二段")),
        ("完成 48 期，占 100 %", ("完成48期，占100 %",)),
        ("Top 10 企业 3 家", ("Top 10企业3家",)),
        ("2022 年　6 月", ("2022年6月",)),
    ],
)
def test_paragraphs_drop_blank_lines_indents_and_typed_gaps(typed, lines):
    assert wording.paragraphs(typed) == lines


@pytest.mark.parametrize(
    ("typed", "closed"),
    [("完成", "完成。"), ("完成。", "完成。"), ("如下：", "如下："), ("“好”", "“好”"), ("", "。")],
)
def test_sentence_ends_once(typed, closed):
    assert str(wording.sentence(typed)) == closed


def test_clause_loses_its_closing_mark():
    assert wording.clause("任务完成。；") == "任务完成"
    assert wording.clause(" 。 ") is GAP


def test_enumerated_keeps_marked_gaps():
    line = enumerated(["甲", GAP, say("乙", "丙")])
    assert str(line) == "甲、未填写、乙丙"
    assert line.has_gaps
    assert str(enumerated([])) == ""


def test_rate_without_a_budget_is_a_dash():
    assert wording.rate(None) == "—"
    assert wording.rate(Decimal("0.99951")) == "100.0%"
