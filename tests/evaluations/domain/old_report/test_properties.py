"""What holds for every text: nothing is invented, nothing is dropped, nothing breaks, and time grows with length only."""

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.domain.facts import CampaignFacts, DepartmentFacts
from evaluations.domain.numbers.plain import half_width
from evaluations.domain.old_report import OldReport, facts_of, read_old_report
from evaluations.domain.old_report.found import Item, Source
from evaluations.domain.old_report.lines import lines_of, paragraphs_of
from evaluations.domain.old_report.listing import listing, summary
from evaluations.management.standing import default_campaign
from tests.evaluations.domain.old_report.texts import OWN, PUBLISHED, SEED, printed
from tests.yardstick import usual_seconds

OURS = [path.read_text("utf-8") for path in sorted(OWN.glob("*.txt"))]
TEXTS = [*OURS, *(path.read_text("utf-8") for path in (*PUBLISHED, *([SEED] if SEED.exists() else [])))]
CAMPAIGN: CampaignFacts = default_campaign(2022)
SOMEBODY = DepartmentFacts(code="1", name="某局", region="某区")

#: Pieces of reports, put together in any order, and anything else.
PIECES = st.sampled_from(
    [
        "一、基本情况", "（一）部门概况", "1、负责某项工作。", "一是预算不准；二是支出偏慢。", "下一步改进措施：", "主要职责：", "年初预算10.5万元，",
        "调整预算数8万元", "自评得分96分", "等级为优", "项目名称 | 某项目", "一级指标 | 二级指标 | 三级指标 | 目标值 | 完成值 | 分值 | 得分",
        "产出指标 | 数量指标 | 办结件数 | ≥168件 | 168件 | 10 | 9.5", " | | 满意度 | ≧90% | 95% | 10 |", "合计 | 100 | 96", "附件1", "（针对问题一、二）",
        "二级指标：某指标（10分）", "编制20人，在职19人，退休8人", "内设机构：办公室、业务科；", "一般公共预算支出1,057.63万元", "不适用", "|", "：", "。", "\n",
        "年度整体目标 一、甲。二、乙。", "原因：", "重点任务项目是：甲项目。", "该项目", "目标完成情况：", "—  3 —", "[", "①", "第一部分", "\t",
    ]
)  # fmt: skip
JUMBLES = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)


def sources(item: Item) -> list[Source]:
    return [item.source, *item.also, *(other.source for other in item.alternatives)]


def check_nothing_is_invented(report: OldReport, text: str) -> None:
    """Each value stands in its sentence, each sentence in the text."""
    whole = "".join(paragraph.text for paragraph in paragraphs_of(lines_of(text)).paragraphs).replace(" ", "")
    for item in report.items:
        for source in sources(item):
            assert 0 <= source.start < source.end <= len(source.sentence)
            assert source.sentence.replace(" ", "") in whole
        check_value(item)


def check_value(item: Item) -> None:
    written = item.source.written
    if isinstance(item.value, Decimal):
        figures = half_width(written).replace(",", "").replace("，", "")
        number = re.search(r"-?[0-9]+(?:\.[0-9]+)?", figures)
        if number:  # the rest is written in Chinese numerals
            shifts = [
                item.value,
                item.value / 10_000,
                item.value * 100,
                item.value / 100_000_000,
                item.value / 1000,
                item.value / 100,
            ]
            assert Decimal(number[0]) in shifts
    elif isinstance(item.value, tuple):
        assert len(item.value) <= len(written)
    elif item.target.field not in ("kind", "direction"):
        assert item.value == written


def check_nothing_is_dropped(report: OldReport, text: str) -> None:
    """Each line is the source of an item, a heading, or listed as not understood."""
    seen = {missed.line for missed in report.missed}
    for heading in report.headings:
        seen |= set(range(heading.line, heading.last_line + 1))
    for item in report.items:
        for source in sources(item):
            seen |= set(range(source.line, source.last_line + 1))
    for missed in report.missed:
        assert missed.reason
    lost = [line for line in lines_of(text) if line.number not in seen and re.search(r"\w", line.text)]
    assert not lost


def check(text: str) -> None:
    report = read_old_report(text)
    check_nothing_is_invented(report, text)
    check_nothing_is_dropped(report, text)
    facts_of(report, SOMEBODY, CAMPAIGN)
    assert listing(report)["missed"] is not None
    assert summary(report)


@pytest.mark.parametrize("text", TEXTS)
def test_of_reports(text):
    check(text)


@pytest.mark.parametrize("text", OURS)
def test_of_printed_reports(text):
    report = read_old_report(printed(text))
    check_nothing_is_dropped(report, printed(text))


@given(JUMBLES)
@settings(max_examples=300)
def test_of_jumbled_reports(text):
    check(text)


@given(st.text(max_size=400))
@settings(max_examples=300)
def test_of_any_text(text):
    check(text)


@given(st.sampled_from(OURS), st.integers(0, 3000), st.integers(0, 3000))
@settings(max_examples=60)
def test_of_pieces_cut_out_of_a_report(text, start, end):
    check(text[min(start, end) : max(start, end)])


@pytest.mark.parametrize(
    "piece",
    [OURS[0], "一、", "1、某项工作，", "（一）某某情况\n", "年初预算10万元，", "甲、", "一是", "| ", "目标完成情况：", "（", "原因：", "8" * 50, "10.5万元"],
    ids=lambda piece: piece[:6].strip(),
)  # fmt: skip
def test_long_texts_take_time_in_proportion(piece):
    """200,000 characters in a few seconds, whatever they are."""
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    assert usual_seconds(lambda: read_old_report(text)) < 10
