"""The document follows the template; nothing in it is ever an empty gap."""

from decimal import Decimal

import pytest

from budgets.enums import BudgetItem
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.report_template import Annex, AnnexFacts, Chapter, Part, PartFacts
from evaluations.domain.review import NO_REVIEW
from evaluations.domain.rules import ExecutionCap
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain.assembly import build_report
from tests.reports.cases import NAMES, facts_of, review_of


def report_of(facts: EvaluationFacts, is_draft: bool = False):
    return build_report(facts, is_draft=is_draft, round=0 if is_draft else 1)


def with_template(facts: EvaluationFacts, **changes) -> EvaluationFacts:
    campaign = facts.campaign
    template = campaign.template.model_copy(update=changes)
    return facts.model_copy(update={"campaign": campaign.model_copy(update={"template": template})})


def cells_of(report):
    for annex in report.annexes:
        for sheet in annex.sheets:
            for table in sheet.tables:
                for row in table.rows:
                    yield from row.cells


def test_four_chapters_with_their_parts_and_annexes():
    report = report_of(facts_of("ordinary"))
    assert [(chapter.heading, [part.heading for part in chapter.parts]) for chapter in report.chapters] == [
        (
            "一、基本情况",
            [
                "（一）部门概况",
                "（二）年度总体工作和重点工作任务",
                "（三）部门整体收支情况",
                "（四）部门整体绩效管理情况",
            ],
        ),
        (
            "二、综合评价分析",
            [
                "（一）自评结论综述",
                "（二）各项工作任务绩效目标完成情况分析",
                "（三）各重点任务项目支出完成情况分析",
            ],
        ),
        ("三、存在的主要问题", [""]),
        ("四、下一步改进措施", [""]),
    ]
    assert [(annex.mark, annex.title, annex.is_wide) for annex in report.annexes] == [
        ("附件1", "部门整体支出绩效指标评分表", True),
        ("附件2", "项目支出绩效自评表", True),
        ("附件3", "佐证材料清单", False),
        ("附件4", "部门整体支出绩效自评表", True),
    ]


def test_template_decides_order_and_ordinals():
    chapters = (
        Chapter(
            heading="问题与措施",
            parts=(
                PartFacts(kind=Part.MEASURES),
                PartFacts(kind=Part.PROBLEMS, heading="问题"),
                PartFacts(kind=Part.WORK, heading="工作"),
            ),
        ),
    )
    annexes = (AnnexFacts(kind=Annex.EVIDENCE, title="材料"),)
    report = report_of(
        with_template(
            facts_of("ordinary"), chapters=chapters, annexes=annexes, title="{year}年{department}报告"
        )
    )
    assert report.title == "2022年广州市花都区总工会报告"
    assert report.chapters[0].heading == "一、问题与措施"
    assert [part.heading for part in report.chapters[0].parts] == ["", "（一）问题", "（二）工作"]
    assert [annex.mark for annex in report.annexes] == ["附件"]


def test_deductions_name_no_annex_that_is_not_there():
    report = report_of(with_template(facts_of("ordinary"), annexes=()))
    text = "".join(str(line) for line in report.chapters[1].parts[0].paragraphs)
    assert "共扣4分" in text
    assert "见附件" not in text


def test_braces_in_a_department_name_stay_as_they_are():
    facts = facts_of("empty")
    department = facts.department.model_copy(update={"name": "{year}{0}办公室"})
    report = report_of(facts.model_copy(update={"department": department}))
    assert report.title.startswith("{year}{0}办公室2022年")


@pytest.mark.parametrize(
    ("is_draft", "number", "name"),
    [
        (True, 0, "2022_花都区总工会_整体支出绩效自评报告_草稿"),
        (False, 2, "2022_花都区总工会_整体支出绩效自评报告_第2轮"),
    ],
)
def test_file_names(is_draft, number, name):
    assert build_report(facts_of("ordinary"), is_draft=is_draft, round=number).file_stem == name


def test_a_very_long_name_fits_a_file_name():
    facts = facts_of("ordinary")
    department = facts.department.model_copy(update={"name": "长" * 100, "short_name": ""})
    stem = report_of(facts.model_copy(update={"department": department})).file_stem
    assert len(f".{department.code}_{stem}_附说明事项_审阅稿.pdf.part".encode()) <= 255


def test_file_name_holds_nothing_a_system_refuses():
    facts = facts_of("ordinary")
    department = facts.department.model_copy(update={"short_name": '../a\\b:c*d?"<e>|f\x00'})
    stem = report_of(facts.model_copy(update={"department": department})).file_stem
    assert stem == "2022_..abcdef_整体支出绩效自评报告_第1轮"


@pytest.mark.parametrize("name", NAMES)
def test_no_part_and_no_cell_is_empty(name):
    report = report_of(facts_of(name), is_draft=True)
    for chapter in report.chapters:
        for part in chapter.parts:
            assert part.paragraphs
            assert all(str(line).strip("。；，： ") for line in part.paragraphs)
    for cell in cells_of(report):
        assert cell.lines
        assert all(str(line).strip() for line in cell.lines)


def test_only_a_draft_has_a_watermark():
    assert report_of(facts_of("ordinary"), is_draft=True).watermark == "草稿"
    assert not report_of(facts_of("ordinary")).is_draft


def test_an_ordinary_evaluation_has_no_gaps():
    report = report_of(facts_of("ordinary"))
    lines = [line for chapter in report.chapters for part in chapter.parts for line in part.paragraphs]
    lines += [line for cell in cells_of(report) for line in cell.lines]
    assert [str(line) for line in lines if line.has_gaps] == []


def test_deductions_are_points_minus_score():
    table = report_of(facts_of("ordinary")).annexes[0].sheets[0].tables[0]
    assert table.caption == "一级指标：履职效能（100分，自评得分96）"
    rows = [[str(cell.lines[0]) for cell in row.cells] for row in table.rows if not row.role]
    assert [row[4:7] for row in rows] == [
        ["10", "10", "0"], ["10", "9", "1"], ["20", "20", "0"], ["10", "10", "0"],
        ["10", "9.5", "0.5"], ["15", "15", "0"], ["10", "10", "0"], ["15", "12.5", "2.5"],
    ]  # fmt: skip
    total = report_of(facts_of("ordinary")).annexes[0].sheets[0].tables[-1].rows[0]
    assert [str(cell.lines[0]) for cell in total.cells] == ["合计", "100", "96", "4", "等级：优"]


@pytest.mark.parametrize(
    ("score", "shown", "lost", "reason"),
    [
        (Decimal(0), "0", "10", "扣分原因：未填写"),
        (None, "未填写", "—", "—"),
        (NOT_APPLICABLE, "不适用", "—", "—"),
        (Decimal(10), "10", "0", "—"),
    ],
)
def test_scores_tell_zero_missing_and_not_applicable_apart(score, shown, lost, reason):
    facts = facts_of("ordinary")
    rows = tuple(
        row.model_copy(update={"self_score": score, "deduction_reason": "", "corrective_measures": ""})
        if row.name == "任职培训班期数"
        else row
        for row in facts.indicators
    )
    table = report_of(facts.model_copy(update={"indicators": rows})).annexes[0].sheets[0].tables[0]
    cells = [str(cell.lines[0]) for cell in table.rows[1].cells]
    assert cells[5:] == [shown, lost, reason]


def capped_and_rescaled(facts: EvaluationFacts) -> EvaluationFacts:
    """One indicator of ten points does not apply; half is spent, so the total is 85 at most."""
    rows = tuple(
        row.model_copy(update={"self_score": NOT_APPLICABLE, "deduction_reason": "本年度无此事项"})
        if row.name == "帮扶资金支付差错"
        else row
        for row in facts.indicators
    )
    caps = (ExecutionCap(below=Decimal("0.9"), most=Decimal(85)),)
    rules = facts.campaign.rules.model_copy(update={"execution_caps": caps})
    lines = tuple(
        row.model_copy(update={"executed_amount": Decimal(0)})
        if row.item == BudgetItem.SPEND_GENERAL
        else row
        for row in facts.budget_lines
    )
    finance = facts.finance.model_copy(update={"execution_reason": "两个项目延期实施。"})
    campaign = facts.campaign.model_copy(update={"rules": rules})
    made = {"indicators": rows, "campaign": campaign, "budget_lines": lines, "finance": finance}
    return facts.model_copy(update=made)


@pytest.mark.parametrize("reviewed", [False, True])
def test_all_that_the_total_lost_is_listed_and_adds_up(reviewed):
    review = review_of("ordinary") if reviewed else NO_REVIEW
    facts = capped_and_rescaled(facts_of("ordinary"))
    report = build_report(facts, is_draft=False, round=1, review=review)
    table, total = report.annexes[0].sheets[0].tables[:2]
    place = table.head.index("扣分")
    shown = [[str(cell.lines[0]) for cell in row.cells] for row in table.rows if not row.role]
    lost = [Decimal(row[place]) for row in shown if row[place] != "—"]
    others = {str(row.cells[0].lines[0]): [str(cell.lines[0]) for cell in row.cells] for row in total.rows}
    beside = 3 if reviewed else 2
    for name, points, reason in (
        ("不适用指标折算", "0.67" if reviewed else "0.44", "不适用：帮扶资金支付差错"),
        ("支出执行率封顶", "8.33" if reviewed else "10.56", "两个项目延期实施。"),
    ):
        assert others[name] == [name, *["—"] * beside, points, reason]
        lost.append(Decimal(points))
    assert sum(lost) == 15
    assert others["合计"][:3] == ["合计", "100", "85"]
    text = "".join(str(line) for line in report.chapters[1].parts[0].paragraphs)
    assert "另：不适用指标折算扣0.44分、支出执行率封顶扣10.56分。" in text


def test_reviewed_scores_have_their_column_and_their_reasons():
    report = build_report(facts_of("ordinary"), is_draft=False, round=1, review=review_of("ordinary"))
    table, total, reasons = report.annexes[0].sheets[0].tables
    assert table.caption == "一级指标：履职效能（100分，自评得分96，核查得分94）"
    rows = [[str(cell.lines[-1]) for cell in row.cells] for row in table.rows if not row.role]
    assert [row[4:8] for row in rows] == [
        ["10", "10", "10", "0"], ["10", "9", "9", "1"], ["20", "20", "17.5", "2.5"], ["10", "10", "10", "0"],
        ["10", "9.5", "10", "0"], ["15", "15", "15", "0"], ["10", "10", "10", "0"], ["15", "12.5", "12.5", "2.5"],
    ]  # fmt: skip
    assert [number for number, row in enumerate(rows) if row[8] == "核查情况见后表。"] == [2, 4]
    assert [str(cell.lines[0]) for cell in total.rows[0].cells] == [
        "合计", "100", "96", "94", "6", "等级：自评优，核查优",
    ]  # fmt: skip
    assert [[str(cell.lines[0]) for cell in row.cells][:3] for row in reasons.rows] == [
        ["普惠课程参加人数", "20", "17.5"], ["技能竞赛按期完成率", "9.5", "10"],
        ["劳动模范春节慰问经费：慰问劳模人数", "39", "35"],
    ]  # fmt: skip
    assert str(reasons.rows[0].cells[4].lines[0]) == "花财绩〔2023〕5号 附件2第（三）条"
    for made in (table, total, reasons):
        assert sum(made.widths) == 100
        assert {sum(cell.span for cell in row.cells) for row in made.rows} == {len(made.widths)}


def test_the_conclusion_says_both_totals_and_does_not_contradict_itself():
    report = build_report(facts_of("ordinary"), is_draft=False, round=1, review=review_of("ordinary"))
    text = "".join(str(line) for line in report.chapters[1].parts[0].paragraphs)
    assert "经自评，2022年度部门整体支出绩效得分96分（满分100分），等级为优。" in text
    assert text.endswith("经财政部门核查，核定得分94分，等级为优。核查意见3条，见附件1。")
    assert "核查" not in "".join(
        str(line) for line in report_of(facts_of("ordinary")).chapters[1].parts[0].paragraphs
    )
    projects = "".join(str(line) for line in report.chapters[1].parts[2].paragraphs)
    assert "自评得分99分，等级为优" in projects
    assert "经财政部门核查，核定得分95分，等级为优。" in projects


def test_project_sheet_takes_the_official_layout():
    sheet = report_of(facts_of("ordinary")).annexes[1].sheets[0]
    assert sheet.heading == "（2022年度）"
    head, money, goal, indicators, total = sheet.tables
    assert [str(cell.lines[0]) for cell in money.rows[0].cells] == [
        "年度资金总额", "10.90", "10.60", "10.60", "10", "100.0%", "10",
    ]  # fmt: skip
    assert [str(cell.lines[0]) for cell in indicators.rows[0].cells[:5]] == [
        "产出指标", "数量指标", "慰问劳模人数", "≥109人", "106人",
    ]  # fmt: skip
    assert [[str(cell.lines[0]) for cell in row.cells] for row in money.rows[1:]] == [
        ["　其中：当年财政拨款", "10.00", "9.70", "9.70", "—", "100.0%", "—"],
        ["　　　　上年结转资金", "0.90", "0.90", "0.90", "—", "100.0%", "—"],
        ["　　　　其他资金", "不适用", "不适用", "不适用", "—", "—", "—"],
    ]
    assert [str(cell.lines[0]) for cell in total.rows[0].cells[:4]] == ["总分", "100", "99", "等级：优"]
    assert str(goal.rows[0].cells[1].lines[0]).startswith("竞赛和培训带动")
    assert [[str(cell.lines[0]) for cell in row.cells] for row in head.rows] == [
        ["项目名称", "劳动模范春节慰问经费", "对应工作任务", "产业工人建功立业"],
        ["主管部门", "广州市花都区总工会", "实施单位", "区职工服务中心"],
    ]


def test_several_projects_are_numbered():
    sheets = report_of(facts_of("poor")).annexes[1].sheets
    assert [sheet.heading for sheet in sheets] == ["（2022年度，第1项，共2项）", "（2022年度，第2项，共2项）"]


def test_evidence_dates_and_links():
    table = report_of(facts_of("ordinary")).annexes[2].sheets[0].tables[0]
    rows = [[[str(line) for line in cell.lines] for cell in row.cells] for row in table.rows]
    assert rows[1] == [
        ["2"],
        ["慰问金发放名册", "慰问金发放名册（签字）.pdf"],
        ["支付明细"],
        ["2022年1月25日"],
        ["劳动模范春节慰问经费"],
    ]


def test_evidence_without_a_date_or_links_says_so():
    facts = facts_of("ordinary")
    bare = facts.evidence[0].model_copy(update={"dated": "", "projects": (), "file_name": ""})
    table = report_of(facts.model_copy(update={"evidence": (bare,)})).annexes[2].sheets[0].tables[0]
    assert [str(cell.lines[0]) for cell in table.rows[0].cells][3:] == ["—", "未对应"]


@pytest.mark.parametrize("name", NAMES)
def test_every_table_states_its_widths(name):
    for annex in report_of(facts_of(name)).annexes:
        for sheet in annex.sheets:
            for table in sheet.tables:
                assert sum(table.widths) == 100
                assert not table.head or len(table.head) == len(table.widths)
                assert {sum(cell.span for cell in row.cells) for row in table.rows} == {len(table.widths)}
                assert table.label
