"""版本对比 in words: what is shown of each item, and the document that is made of it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from evaluations.domain.changes import Change
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import History, YearFigures
from huadu_perf.lib.findings import Place
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain.comparison import Line, Said, Show, Side, SideBySide, side_by_side
from reports.domain.comparison_report import comparison_report, file_stem
from reports.rendering import to_html
from tests.factories import union_facts

UNION = union_facts()
PROJECT = UNION.projects[0]


def changed(**values: Any) -> EvaluationFacts:
    """The demo's facts with another first project."""
    return union_facts(projects=(PROJECT.model_copy(update=values), *UNION.projects[1:]))


def laid(
    new: EvaluationFacts, show: Show = Show.CHANGED, remarks: tuple[Said, ...] = (), **more: Any
) -> SideBySide:
    """The demo's facts and these, side by side."""
    old = Side("第1轮", "第1轮（2023-03-01 报送）", UNION)
    return side_by_side(
        old, Side("第2轮", "第2轮（2023-03-20 报送）", new, **more), show=show, remarks=remarks
    )


def lines(shown: SideBySide) -> dict[str, tuple[str, str, str]]:
    """Everything that is shown, by label."""
    return {
        line.label: (_text(line.old), _text(line.new), line.difference)
        for section in shown.sections
        for item in section.items
        for line in item.lines
    }


def _text(words: Any) -> str:
    return "\n".join(map(str, words))


def marked(line: Line) -> list[tuple[str, str]]:
    """The marked stretches of both columns."""
    return [(run.change, run.text) for words in (*line.old, *line.new) for run in words.runs if run.change]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"executed_amount": Decimal("116000")}, {"全年执行数（万元）": ("10.60", "11.60", "增加 1.00 万元（9.4%）")}),
        ({"executed_amount": Decimal("106000.01")}, {"全年执行数（万元）": ("10.60", "10.600001", "增加 0.000001 万元（0.0%）")}),
        ({"executed_amount": Decimal(0)}, {"全年执行数（万元）": ("10.60", "0", "减少 10.60 万元（100.0%）")}),
        ({"executed_amount": None}, {"全年执行数（万元）": ("10.60", "未填写", "")}),
        ({"executed_amount": NOT_APPLICABLE}, {"全年执行数（万元）": ("10.60", "不适用", "")}),
        ({"self_score": Decimal("98.5")}, {"自评得分": ("99", "98.5", "减少 0.5 分")}),
        ({"quantity": Decimal(108)}, {"数量": ("106", "108", "增加 2（1.9%）")}),
        ({"task": UNION.tasks[0].key}, {"对应的重点工作任务": (UNION.tasks[1].title, UNION.tasks[0].title, "")}),
        ({"task": None}, {"对应的重点工作任务": (UNION.tasks[1].title, "未填写", "")}),
    ],
)  # fmt: skip
def test_values_in_words(values: dict[str, Any], expected: dict[str, Any]) -> None:
    assert lines(laid(changed(**values))) == expected


def test_a_text_marks_what_changed_in_its_sentence() -> None:
    text = PROJECT.work_done.replace("106名", "108名")
    (section,) = laid(changed(work_done=text)).sections
    (line,) = section.items[0].lines
    assert marked(line) == [("removed", "106"), ("added", "108")]
    assert _text(line.new) == text


def test_paragraphs_stay_paragraphs() -> None:
    (section,) = laid(changed(work_done=PROJECT.work_done + "\n另行回访。")).sections
    (line,) = section.items[0].lines
    assert (len(line.old), len(line.new)) == (1, 2)
    assert str(line.new[1]) == "另行回访。"


def test_what_came_and_went_shows_its_own_fields_only() -> None:
    shown = laid(union_facts(problems=UNION.problems[1:], measures=(), evidence=UNION.evidence))
    gone = [item for section in shown.sections for item in section.items if item.change == Change.REMOVED]
    assert {item.place.rowset for item in gone} == {"problems", "measures"}
    assert all(_text(line.new) == "—" and _text(line.old) for item in gone for line in item.lines)
    assert not any(item.is_readable for item in gone)


REMARK = Said(
    Place("projects", "projects", PROJECT.key), PROJECT.name, "执行数与明细账不符。", "已修改", "已改。"
)
ON_TEXT = Said(
    Place("conclusion", field="narrative"), "综合评价", "请写明失分。", "不修改，说明理由", "已写明。"
)


def test_remarks_stand_at_their_items_also_where_nothing_changed() -> None:
    shown = laid(changed(executed_amount=Decimal(1)), Show.RETURNED, (REMARK, ON_TEXT))
    at = {item.label: (item.change, item.remarks) for section in shown.sections for item in section.items}
    assert at[PROJECT.name] == (Change.CHANGED, (REMARK,))
    assert at["综合评价"] == (Change.SAME, (ON_TEXT,))
    assert shown.answered == 2


def test_of_an_item_that_stayed_only_what_the_remark_points_at_is_shown() -> None:
    on_field = replace(REMARK, place=Place("projects", "projects", PROJECT.key, "work_done"))
    assert list(lines(laid(UNION, Show.RETURNED, (on_field,)))) == ["实施情况"]
    assert len(lines(laid(UNION, Show.RETURNED, (REMARK,)))) > 8


@pytest.mark.parametrize(
    ("show", "labels"),
    [
        (Show.RETURNED, {PROJECT.name, "综合评价", "部门性质"}),
        (Show.REMARKED, {PROJECT.name, "综合评价"}),
        (Show.CHANGED, {PROJECT.name, "部门性质"}),
    ],
)
def test_what_is_shown_is_chosen(show: Show, labels: set[str]) -> None:
    new = changed(executed_amount=Decimal(1)).model_copy(
        update={"profile": UNION.profile.model_copy(update={"nature": "其他"})}
    )
    shown = laid(new, show, (REMARK, ON_TEXT))
    assert {item.label for section in shown.sections for item in section.items} == labels


def test_a_remark_on_a_whole_section_stands_at_the_section() -> None:
    whole = Said(Place("projects"), "重点任务项目（整节）", "请核对全部项目。", "已修改", "已逐项核对。")
    shown = laid(changed(executed_amount=Decimal(1)), Show.RETURNED, (whole,))
    assert {section.key: section.remarks for section in shown.sections} == {"projects": (whole,)}
    (section,) = laid(UNION, Show.REMARKED, (whole,)).sections
    assert (section.remarks, section.items) == ((whole,), ())
    assert laid(UNION, Show.CHANGED, (whole,)).sections == ()
    for new, became in ((changed(executed_amount=Decimal(1)), "改动：本节 1 项"), (UNION, "未改动")):
        (table,) = comparison_report(laid(new, Show.RETURNED, (whole,))).annexes[-2].sheets[0].tables
        assert str(table.rows[0].cells[4].lines[0]) == became


def test_everything_side_by_side_has_both_columns_of_what_stayed() -> None:
    shown = laid(changed(executed_amount=Decimal(1)), Show.ALL)
    found = lines(shown)
    assert found["项目名称"] == (PROJECT.name, PROJECT.name, "")
    assert sum(len(section.items) for section in shown.sections) > 80


def test_the_whole_is_told_first() -> None:
    shown = laid(changed(self_score=Decimal(1)))
    assert [line.label for line in shown.overall] == [
        "全年预算数（万元）", "全年执行数（万元）", "执行率", "自评得分", "等级",
    ]  # fmt: skip
    assert dict(shown.counts) == {
        "新增": 0,
        "删除": 0,
        "改动": 1,
        "未改动": len(list(shown.comparison.items())) - 1,
    }


def test_another_index_system_is_said() -> None:
    other = UNION.model_copy(
        update={"campaign": UNION.campaign.model_copy(update={"index_system": "新体系"})}
    )
    assert laid(other).notes == (f"指标体系不同：原用《{UNION.campaign.index_system}》，现用《新体系》",)


def test_another_order_is_a_note_of_its_section() -> None:
    (section,) = laid(union_facts(tasks=UNION.tasks[::-1])).sections
    assert (section.key, section.notes, section.items) == ("tasks", ("重点工作任务：各项的顺序有调整",), ())


def test_bound_numbers_are_compared_as_they_are_read() -> None:
    bound = UNION.model_copy(update={"work": UNION.work.model_copy(update={"overview": "执行率«执行率»。"})})
    shown = side_by_side(Side("第1轮", "", bound), Side("第2轮", "", bound), show=Show.ALL)
    texts = [_text(line.new) for section in shown.sections for item in section.items for line in item.lines]
    assert not any("«" in text for text in texts)


# ── the document ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_document_has_its_name_and_its_annexes() -> None:
    shown = laid(changed(executed_amount=Decimal(1)), Show.RETURNED, (REMARK, ON_TEXT))
    report = comparison_report(shown)
    assert file_stem(shown) == "2022_花都区总工会_版本对比_第1轮至第2轮"
    assert [(annex.mark, annex.title) for annex in report.annexes] == [
        ("附件1", "改动明细"), ("附件2", "审核意见与改动对照"), ("附件3", "历年对比"),
    ]  # fmt: skip
    assert not report.is_draft
    rows = report.annexes[1].sheets[0].tables[0].rows
    assert [str(row.cells[-1].lines[0]) for row in rows] == ["改动：全年执行数（万元）", "未改动"]
    assert [str(row.cells[3].lines[0]) for row in rows] == ["已修改：已改。", "不修改，说明理由：已写明。"]


def test_what_stayed_is_only_named_in_the_document() -> None:
    report = comparison_report(laid(changed(executed_amount=Decimal(1)), Show.ALL))
    rows = [row for table in report.annexes[0].sheets[0].tables[1:] for row in table.rows]
    named = [str(row.cells[0].lines[0]) for row in rows if len(row.cells) == 1]
    (profile,) = [row for row in named if "办公室" in row]
    assert profile.startswith("【未改动】部门性质、")
    assert f"【改动】{PROJECT.name}" in named
    assert len(named) < 20, "items that stayed side by side are one row"
    assert len(rows) - len(named) < 30


def test_with_a_version_that_was_not_filed_it_is_a_draft() -> None:
    assert comparison_report(laid(UNION, is_draft=True)).watermark == "草稿"


def test_marks_come_out_as_deletions_and_insertions() -> None:
    html = to_html(
        comparison_report(laid(changed(work_done=PROJECT.work_done.replace("106名", "<b>108</b>名"))))
    )
    assert "<del>106</del>" in html
    assert "<ins>&lt;b&gt;108&lt;/b&gt;</ins>" in html


def test_the_summary_reads_as_sentences() -> None:
    report = comparison_report(laid(changed(executed_amount=Decimal(1))))
    said = [str(line) for chapter in report.chapters for part in chapter.parts for line in part.paragraphs]
    assert "第2轮与第1轮相比，新增0项，删除0项，改动1项" in said[3]
    assert "全年执行数为1,057.63万元，没有变化。" in said


def test_the_years_stand_in_it_where_an_earlier_one_is_known() -> None:
    years = History(
        years=(YearFigures(year=2020, budget=Decimal(100), spending=Decimal(90), score=Decimal(88)),)
    )
    (sheet,) = laid(UNION, history=years).years
    assert [bar.label for bar in sheet.charts[0].bars] == ["2020年", "2021年", "2022年"]
    alone = union_facts(budget_lines=tuple(
        line.model_copy(update={"last_year_amount": None}) for line in UNION.budget_lines
    ))  # fmt: skip
    assert laid(alone).years == ()
