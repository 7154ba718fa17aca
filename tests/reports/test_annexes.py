"""The annexes as forms: which rows and columns they have, what stands in them, and that every figure is a number."""

from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from budgets.enums import BudgetItem
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.index_system import IndexNode, ScoreBand
from evaluations.domain.report_template import Annex, AnnexFacts
from evaluations.domain.review import NO_REVIEW
from evaluations.enums import Direction, IndicatorKind, ScoringMethod
from huadu_perf.lib.values import NOT_APPLICABLE
from reports.domain.assembly import ANNEXES, build_report
from reports.domain.document import Cell, Sheet, Table
from reports.rendering import to_html, to_pdf
from tests.factories import based_facts, key
from tests.reports.cases import NAMES, column_widths, facts_of, review_of

#: What a figure says when it is no number.
WORDS = {"—", "未填写", "不适用"}


def sheet_of(facts: EvaluationFacts, kind: Annex, number: int = 0, review=NO_REVIEW) -> Sheet:
    """A sheet of one annex, which is the only one of the report."""
    template = facts.campaign.template.model_copy(
        update={"annexes": (AnnexFacts(kind=kind, title=kind.value),)}
    )
    campaign = facts.campaign.model_copy(update={"template": template})
    facts = facts.model_copy(update={"campaign": campaign})
    return build_report(facts, is_draft=False, round=1, review=review).annexes[0].sheets[number]


def text(cell: Cell) -> str:
    return "\n".join(str(line) for line in cell.lines)


def rows(table: Table) -> list[list[str]]:
    return [[text(cell) for cell in row.cells] for row in table.rows]


def table_of(sheet: Sheet, label: str) -> Table:
    (found,) = (table for table in sheet.tables if table.label.startswith(label))
    return found


# ── every annex ──────────────────────────────────────────────────────────────────────────────────────────────────


def every_table():
    for name in NAMES:
        for review in (NO_REVIEW, review_of("ordinary")) if name == "ordinary" else (NO_REVIEW,):
            for kind in ANNEXES:
                for table in sheet_of(facts_of(name), kind, review=review).tables:
                    yield f"{name} {kind} {table.label}", table


def shown_number(words: str) -> Decimal:
    """The number a figure shows."""
    if words.endswith("%"):
        return Decimal(words[:-1]) / 100
    return Decimal(words.replace(",", ""))


def test_every_figure_carries_the_number_it_shows():
    seen = 0
    for where, table in every_table():
        for row in table.rows:
            for cell in row.cells:
                if cell.role == "figure" and text(cell) not in WORDS:
                    assert cell.value == shown_number(text(cell)), (where, text(cell))
                    seen += 1
                else:
                    assert cell.value is None, (where, text(cell))
    assert seen > 300


def test_tables_are_whole_and_their_columns_have_widths():
    widths = column_widths()
    for where, table in every_table():
        assert sum(table.widths) == 100, where
        assert set(table.widths) <= widths, where
        assert not table.head or len(table.head) == len(table.widths), where
        assert {sum(cell.span for cell in row.cells) for row in table.rows} == {len(table.widths)}, where


# ── 部门整体支出绩效自评表 ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_form_of_the_whole_department_says_who_it_is():
    sheet = sheet_of(facts_of("ordinary"), Annex.OVERALL)
    assert sheet.heading == "（2022年度）"
    assert rows(table_of(sheet, "单位基本情况")) == [
        ["单位名称", "广州市花都区总工会", "预算代码", "440114", "评价年度", "2022年"],
        ["编制人数", "16", "在职人数", "15", "离退休人数", "0"],
    ]
    (signed,) = sheet.below
    assert [part for part in str(signed).split("　") if part] == [
        "填表人：",
        "负责人：",
        "填报日期：",
        "单位（公章）：",
    ]


def test_goals_stand_beside_their_completion_and_below_them_why_points_were_lost():
    facts = facts_of("ordinary")
    sheet = sheet_of(facts, Annex.OVERALL)
    goals = rows(table_of(sheet, "年度整体绩效目标"))
    assert [row[0] for row in goals] == [f"{n}.{goal.title}" for n, goal in enumerate(facts.goals, 1)]
    assert goals[0][1:] == [facts.goals[0].expected, facts.goals[0].achieved]
    ((head, reasons),) = rows(table_of(sheet, "未能完成原因"))
    assert head == "未能完成原因"
    lost = [row for row in facts.scored_indicators() if row.self_score < row.points]
    assert [line.partition("（")[0] for line in reasons.split("\n")] == [row.name for row in lost]
    full = facts.model_copy(update={
        "indicators": tuple(row.model_copy(update={"self_score": row.points}) for row in facts.indicators)
    })  # fmt: skip
    assert rows(table_of(sheet_of(full, Annex.OVERALL), "未能完成原因")) == [["未能完成原因", "—"]]


def test_spending_by_source_and_by_nature_stands_beside_last_year():
    sheet = sheet_of(facts_of("ordinary"), Annex.OVERALL)
    source, nature = table_of(sheet, "支出规模，按资金来源"), table_of(sheet, "支出规模，按支出性质")
    assert source.head == (
        "按资金来源", "年初预算数", "全年预算数", "全年执行数", "执行率", "上年决算数", "比上年增减",
    )  # fmt: skip
    assert nature.head[1:] == source.head[1:]
    assert rows(source) == [
        ["一般公共预算支出", "1,086.32", "1,057.63", "1,057.63", "100.0%", "1,012.00", "45.63"],
        ["政府性基金预算支出", "0", "0", "0", "—", "0", "0"],
        *([label, "不适用", "不适用", "不适用", "—", "不适用", "—"]
          for label in ("国有资本经营预算支出", "财政专户管理资金支出", "其他资金支出")),
        ["支出合计", "1,086.32", "1,057.63", "1,057.63", "100.0%", "1,012.00", "45.63"],
    ]  # fmt: skip
    assert [row[:4] for row in rows(nature)] == [
        ["基本支出", "806.32", "787.63", "787.63"], ["　其中：人员经费", "701.25", "689.03", "689.03"],
        ["　　　　公用经费", "105.07", "98.60", "98.60"], ["项目支出", "280.00", "270.00", "270.00"],
        ["支出合计", "1,086.32", "1,057.63", "1,057.63"],
    ]  # fmt: skip


def test_the_tree_has_sums_at_every_level_and_ends_with_total_and_grade():
    sheet = sheet_of(facts_of("ordinary"), Annex.OVERALL)
    tree = rows(table_of(sheet, "绩效指标"))
    assert tree[0] == ["一级指标：履职效能", "100", "96"]
    sums = {row[0]: (Decimal(row[1]), Decimal(row[2])) for row in tree if row[0].startswith("二级指标：")}
    assert sum(points for points, _ in sums.values()) == 100
    assert sum(score for _, score in sums.values()) == 96
    for name, (points, score) in sums.items():
        below = [row for row in tree if row[0] == name.removeprefix("二级指标：")]
        assert (sum(Decimal(row[4]) for row in below), sum(Decimal(row[5]) for row in below)) == (
            points,
            score,
        )
    assert rows(table_of(sheet, "总分和等级")) == [["总分", "100", "96"], ["等级", "优"]]
    reviewed = sheet_of(facts_of("ordinary"), Annex.OVERALL, review=review_of("ordinary"))
    assert rows(table_of(reviewed, "总分和等级"))[2:] == [["财政核查", "94分，等级优"]]


# ── 指标评分表 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def leaf_standard(node: IndexNode | None, **leaf) -> str:
    """评分标准 of the first third-level indicator, which is this node."""
    facts = facts_of("ordinary")
    first = facts.scored_indicators()[0]
    changed = tuple(
        row.model_copy(update=leaf | ({"key": node.key} if node else {})) if row is first else row
        for row in facts.indicators
    )
    campaign = facts.campaign.model_copy(update={"nodes": (node,) if node else ()})
    evidence = tuple(piece.model_copy(update={"indicators": ()}) for piece in facts.evidence)
    facts = facts.model_copy(update={"indicators": changed, "campaign": campaign, "evidence": evidence})
    table = sheet_of(facts, Annex.SCORES).tables[0]
    assert table.head[1] == "评分标准"
    return rows(table)[1][1]


def node(**values) -> IndexNode:
    return IndexNode(
        **{"key": "00000000-0000-5000-8000-000000000001", "level": 3, "name": "公开情况", "points": "10"}
        | values
    )


@pytest.mark.parametrize(
    ("made", "leaf", "words"),
    [
        (None, {}, "达到1期得满分；未达到的，得分＝完成值÷目标值×分值"),
        (None, {"direction": Direction.AT_MOST, "target_value": Decimal("3.5"), "unit": "万元"},
         "不超过3.5万元得满分；超过的，得分＝（1－超出部分÷目标值）×分值，达到目标值2倍不得分"),
        (None, {"direction": Direction.QUALITATIVE}, "按达成等级，在该等级的区间内给分"),
        (None, {"direction": None}, "—"),
        (node(direction=Direction.AT_LEAST, target_value="90", unit="%"), {"target_value": Decimal(95), "unit": "%"},
         "达到95%得满分；未达到的，得分＝完成值÷目标值×分值"),
        (node(method=ScoringMethod.BANDS, unit="%", bands=(ScoreBand(at_least="90", score="10"), ScoreBand(score="0"))), {},
         "分档给分，从上往下取第一个符合的\n达到 90%：10 分\n其余：0 分"),
        (node(method=ScoringMethod.CHECKLIST, step="5", items=("预算公开", "决算公开")), {"direction": None},
         "共2项，每具备一项得5分\n预算公开\n决算公开"),
        (node(method_text="按时公开得满分，\n否则不得分"), {}, "按时公开得满分，\n否则不得分"),
    ],
)  # fmt: skip
def test_the_scoring_standard_is_the_printed_one_or_the_method_or_the_formula(made, leaf, words):
    assert leaf_standard(made, **leaf) == words


# ── 项目支出绩效自评表 ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_project_without_a_split_shows_the_form_with_dashes():
    facts = facts_of("poor")
    money = table_of(sheet_of(facts, Annex.PROJECTS), "项目资金")
    assert money.head == (
        "项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分",
    )  # fmt: skip
    assert [row[0] for row in rows(money)] == [
        "年度资金总额", "　其中：当年财政拨款", "　　　　上年结转资金", "　　　　其他资金",
    ]  # fmt: skip
    assert {word for row in rows(money)[1:] for word in row[1:]} == {"—"}
    head = rows(table_of(sheet_of(facts, Annex.PROJECTS), "项目基本信息"))
    assert head[1][2:] == ["实施单位", "—"]


def test_a_project_without_indicators_says_that_it_has_none():
    facts = facts_of("ordinary").model_copy(update={"project_indicators": ()})
    assert rows(table_of(sheet_of(facts, Annex.PROJECTS), "绩效指标"))[0] == ["未设项目绩效指标"]


def test_the_line_of_the_total_never_begins_a_page():
    facts = facts_of("ordinary")
    (project, *_), (given, *_) = facts.projects, facts.project_indicators
    projects = tuple(project.model_copy(update={"key": key(f"项目{count}")}) for count in range(1, 13))
    made = tuple(
        given.model_copy(update={"key": key(f"{owner.key}{number}"), "project": owner.key})
        for count, owner in enumerate(projects, start=1)
        for number in range(count)
    )
    changed = facts.model_copy(update={"projects": projects, "project_indicators": made, "evidence": ()})
    report = build_report(changed, is_draft=False, round=1)
    pages = [page.extract_text() for page in PdfReader(BytesIO(to_pdf(to_html(report)))).pages]
    assert sum("三级指标" in page for page in pages) > len(projects), "some of them take two pages"
    assert [page for page in pages if "总分" in page and "三级指标" not in page] == []


def test_indicators_of_a_project_follow_the_order_of_the_form():
    facts = facts_of("ordinary")
    kinds = (IndicatorKind.SATISFACTION, None, IndicatorKind.SOCIAL, IndicatorKind.QUANTITY)
    given = facts.project_indicators[: len(kinds)]
    changed = tuple(
        row.model_copy(update={"kind": kind, "name": str(kind)})
        for row, kind in zip(given, kinds, strict=True)
    )
    table = table_of(
        sheet_of(facts.model_copy(update={"project_indicators": changed}), Annex.PROJECTS), "绩效指标"
    )
    assert [row[:2] for row in rows(table)] == [
        ["产出指标", "数量指标"], ["效益指标", "社会效益指标"], ["满意度指标", "服务对象满意度指标"], ["未填写", "未填写"],
    ]  # fmt: skip


# ── 基础数据表 ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_base_data_has_the_rows_of_the_form():
    sheet = sheet_of(based_facts(), Annex.BASE_DATA)
    assert rows(table_of(sheet, "财政供养人员情况")) == [["在职人员", "20", "19", "95.0%"]]
    controlled = table_of(sheet, "经费控制情况")
    assert controlled.head == (
        "经费控制情况（万元）", "上年决算数", "年初预算数", "全年预算数", "本年决算数", "比上年增减",
    )  # fmt: skip
    assert rows(controlled) == [
        ["“三公”经费", "3.59", "4.20", "3.24", "3.24", "-0.35"],
        ["1.公务用车购置和运行费", "3.28", "3.60", "3.00", "3.00", "-0.28"],
        ["　其中：公车购置", "0", "0", "0", "0", "0"],
        ["　　　　公车运行维护", "3.28", "3.60", "3.00", "3.00", "-0.28"],
        ["2.因公出国（境）费", "0", "0", "0", "0", "0"],
        ["3.公务接待费", "0.31", "0.60", "0.24", "0.24", "-0.07"],
        ["项目支出", "345.77", "360.38", "366.80", "366.80", "21.03"],
        ["　其中：业务工作专项", "265.77", "280.38", "286.80", "286.80", "21.03"],
        ["　　　　运行维护专项", "80.00", "80.00", "80.00", "80.00", "0"],
        ["公用经费", "84.92", "82.60", "78.35", "78.35", "-6.57"],
        ["　其中：办公费", "18.80", "18.00", "16.50", "16.50", "-2.30"],
        ["　　　　水电费、差旅费", "25.10", "26.00", "24.00", "24.00", "-1.10"],
        ["　　　　会议费", "1.20", "2.00", "0.80", "0.80", "-0.40"],
        ["　　　　培训费", "0", "6.00", "5.00", "5.00", "5.00"],
        ["政府采购金额", "不适用", "42.00", "40.00", "38.60", "—"],
    ]
    assert rows(table_of(sheet, "部门预算调整情况")) == [
        ["基本支出", "670.80", "690.83", "20.03", "3.0%"],
        ["项目支出", "360.38", "366.80", "6.42", "1.8%"],
        ["部门整体支出", "1,031.18", "1,057.63", "26.45", "2.6%"],
    ]
    building = table_of(sheet, "楼堂馆所控制情况")
    assert building.label == "楼堂馆所控制情况（2022年完工；规模单位：㎡，投资单位：万元）"
    assert rows(building) == [["1,200", "1,180.5", "98.4%", "360.00", "358.12", "99.5%"]]
    assert rows(table_of(sheet, "厉行节约保障措施"))[0][1] == "会议合并召开，公务用车统一调度。"


def test_base_data_tells_missing_from_not_applicable_and_from_zero():
    facts = facts_of("empty")
    sheet = sheet_of(facts, Annex.BASE_DATA)
    assert {word for row in rows(table_of(sheet, "经费控制情况")) for word in row[1:5]} == {"未填写"}
    assert rows(table_of(sheet, "楼堂馆所")) == [["—"] * 6]
    assert rows(table_of(sheet, "厉行节约"))[0][1] == "未填写"
    based = based_facts()
    lines = tuple(
        line.model_copy(update=dict.fromkeys(
            ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount"), NOT_APPLICABLE
        )) if line.item in (BudgetItem.VEHICLE_PURCHASE, BudgetItem.VEHICLE_RUNNING) else line
        for line in based.budget_lines
    )  # fmt: skip
    changed = sheet_of(based.model_copy(update={"budget_lines": lines}), Annex.BASE_DATA)
    assert rows(table_of(changed, "经费控制情况"))[1] == ["1.公务用车购置和运行费", *["不适用"] * 4, "—"]
