"""An index system as a file and back: nothing lost, every fault with its cell, nothing taken by halves."""

import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from evaluations.domain.index_system import IndexNode, IndexSystemFacts, ScoreBand, node_key
from evaluations.domain.rules import ExecutionCap, ScoringRules, WordLimit
from evaluations.enums import Direction, FigureSource, IndicatorKind, ScoringMethod
from evaluations.exchange.index_sheets import SHEETS
from evaluations.exchange.index_systems import FileRefused, from_file, to_json, to_workbook
from evaluations.exchange.lines import read_bands, read_caps, read_items, read_limits, write_bands
from huadu_perf.lib.workbooks import box
from tests.evaluations.domain.test_index_system import SHIPPED, node, shipped, system

Edit = Callable[[Any], None]


def edited(code: str, *edits: Edit) -> bytes:
    """A shipped system's workbook after somebody worked on it; each edit gets the book."""
    book = load_workbook(io.BytesIO(to_workbook(shipped(code))))
    for edit in edits:
        edit(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def put(sheet: str, cell: str, value: object) -> Edit:
    """Types a value into a cell."""

    def edit(book: Any) -> None:
        book[sheet][cell] = value

    return edit


def refused(content: bytes, name: str = "体系.xlsx") -> list[str]:
    with pytest.raises(FileRefused) as refusal:
        from_file(name, content)
    return list(refusal.value.faults)


# ── round trip ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_system_comes_back_the_same(code):
    facts = shipped(code)
    assert from_file("体系.XLSX", to_workbook(facts)).system == facts
    assert from_file("体系.json", to_json(facts)).system == facts


def test_every_rule_and_every_method_comes_back_the_same():
    rules = ScoringRules(
        reverse="quotient", total_points=Decimal("90"), low_execution=Decimal("0.855"),
        over_achievement=Decimal("1.25"), over_at_zero=Decimal("30.5"), over_deduction=Decimal("2"),
        execution_caps=(ExecutionCap(below="0.8", most="89"), ExecutionCap(below="0.555", most="59.5")),
        self_score="locked", not_applicable="refuse", reasons=False,
        word_limits=(WordLimit(field="narrative", limit=200), WordLimit(rowset="goals", field="achieved", limit=1)),
    )  # fmt: skip
    leaves = (
        node("甲", points="30", direction="at_most", target_value="-1.5", unit="℃", reverse="deviation", kind="cost"),
        node("=乙", points="20.5", method="bands", method_text="=1+1\n第二行",
             bands=[{"at_least": "-3", "at_most": "-1", "score": "20.5"}, {"at_least": "0", "at_most": "0", "score": "1"},
                    {"score": "0"}]),
        node("丙", points="19.5", method="per_point", target_value="100", step="0.5", counting="begun",
             source="carry_over_rate"),
        node("丁", points="20", method="checklist", step="1", items=["+一", "二；三"], item_counts="breach"),
    )  # fmt: skip
    facts = system(
        *leaves,
        points="90",
        rules=rules,
        verified=True,
        source="=来源",
        version=7,
        scope="project",
    )
    assert facts.faults() == []
    assert from_file("a.xlsx", to_workbook(facts)).system == facts
    assert from_file("a.json", to_json(facts)).system == facts


NAMES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")),
    min_size=1,
    max_size=12,
)
FIGURES = st.none() | st.decimals(-1000, 1000, places=3)
SCORES = st.decimals(0, 100, places=2)
LEAVES = st.builds(
    dict,
    points=SCORES, kind=st.none() | st.sampled_from(IndicatorKind), method=st.sampled_from(ScoringMethod),
    direction=st.none() | st.sampled_from(Direction), target_value=FIGURES, step=st.none() | SCORES,
    counting=st.sampled_from(["exact", "full", "begun"]), item_counts=st.sampled_from(["met", "breach"]),
    source=st.none() | st.sampled_from(FigureSource), reverse=st.none() | st.sampled_from(["deviation", "quotient"]),
    bands=st.lists(st.builds(dict, at_least=FIGURES, at_most=FIGURES, score=SCORES), max_size=3),
)  # fmt: skip


@settings(max_examples=25)
@given(st.lists(LEAVES, max_size=4), NAMES)
def test_any_system_comes_back_the_same(leaves, name):
    """The same path as a file's, without a process for each example."""
    from evaluations.exchange import index_systems  # noqa: PLC0415
    from huadu_perf.lib.workbooks import reading  # noqa: PLC0415

    facts = system(*(node(f"指标{number}", **leaf) for number, leaf in enumerate(leaves)), name=name)
    facts = from_file("a.json", to_json(facts)).system  # text as it is stored
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            reading, "open_cells", lambda content, titles: json.loads(json.dumps(box.cells(content, titles)))
        )
        assert index_systems.from_file("a.xlsx", to_workbook(facts)).system == facts


def test_nodes_out_of_order_are_written_below_their_parents():
    tree = [
        node("一", 1, None, points="60"),
        node("二", 1, None, points="40"),
        node("一·一", 2, "一"),
        node("二·一", 2, "二"),
    ]
    found = from_file("a.xlsx", to_workbook(system(nodes=tree))).system
    assert [each.name for each in found.nodes] == ["一", "一·一", "二", "二·一"]
    assert {each.key: each.parent for each in found.nodes} == {each["key"]: each["parent"] for each in tree}


# ── edited by a clerk ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_changed_cell_and_a_new_row_are_read():
    edits = (
        put("指标", "A2", "预算执行情况"), put("指标", "D2", "２０"),
        put("指标", "C9", "新指标"), put("指标", "D9", 80), put("指标", "F9", "产出·数量"),
        put("指标", "G9", "分档给分"), put("指标", "L9", "≥ 90%：80"), put("计分规则", "B14", "<80%：89"),
    )  # fmt: skip
    system = from_file("a.xlsx", edited("hubei-2020", *edits)).system
    first, last = system.nodes[0], system.nodes[-1]
    assert (first.name, first.points, first.key) == ("预算执行情况", 20, shipped("hubei-2020").nodes[0].key)
    assert (last.level, last.name, last.points, last.kind) == (3, "新指标", 80, IndicatorKind.QUANTITY)
    assert (last.method, last.bands) == (ScoringMethod.BANDS, (ScoreBand(at_least="90", score="80"),))
    assert system.rules.execution_caps == (ExecutionCap(below="0.8", most="89"),)


def test_new_rows_get_keys_that_stay_the_same():
    edits = (put("指标", "C9", "办结信访案件"), put("指标", "D9", 80))
    first, second = (from_file("a.xlsx", edited("hubei-2020", *edits)).system for _ in range(2))
    assert first == second
    added = first.nodes[-1]
    assert (added.key, added.parent) == (
        node_key("hubei-2020", "年度绩效指标", "满意度指标", "办结信访案件"), first.nodes[-2].key,
    )  # fmt: skip


def test_what_stands_in_the_way_of_publishing_is_told_by_cell():
    content = edited(
        "hunan-2021",
        put("指标", "D4", 4),
        put("指标", "C5", "数量指标"),
        put("指标", "L6", None),
        put("等级", "B5", 1),
    )
    assert from_file("a.xlsx", content).faults() == [
        "“指标”表：“预算配置”下级分值合计 14，应为 15，还差 1",
        "“指标”表 C5：“数量指标”是指标类型，不是指标，请写明衡量什么",
        "“指标”表 L6：“重点支出安排率”按分档给分，还没有写分档",
        "“等级”表：最低一个等级应从 0 分起",
    ]


CASES: list[tuple[str, list[Edit], list[str]]] = [
    ("no code", [put("基本信息", "B2", None)], ["“基本信息”表 B2：“代码”不能为空"]),
    ("bad code", [put("基本信息", "B2", "湖北 2020")], ["“基本信息”表 B2：格式不对（现为 '湖北 2020'）"]),
    ("year", [put("基本信息", "B4", "二〇二〇")], ["“基本信息”表 B4：“年度”应为数字（现为“二〇二〇”）"]),
    ("year too small", [put("基本信息", "B4", 20)], ["“基本信息”表 B4：数值过小（现为 '20'）"]),
    ("scope", [put("基本信息", "B5", "部门")], ["“基本信息”表 B5：“适用范围”只能填：部门整体支出、项目支出（现为“部门”）"]),
    ("no name", [put("指标", "A2", None)], [
        "“指标”表 A2：没有写指标名称", "“指标”表 B3：上面缺少它的上级（1 级指标）（现为“预算执行情况”）",
        "“指标”表 C4：上面缺少它的上级（2 级指标）（现为“部门整体支出预算执行率”）"]),
    ("two names", [put("指标", "B2", "又一个")], [
        "“指标”表 A2：名称只能写在一级、二级、三级指标中的一列（现为“预算执行、又一个”）",
        "“指标”表 B3：上面缺少它的上级（1 级指标）（现为“预算执行情况”）",
        "“指标”表 C4：上面缺少它的上级（2 级指标）（现为“部门整体支出预算执行率”）"]),
    ("points", [put("指标", "D4", "二十分")], ["“指标”表 D4：“分值”应为数字（现为“二十分”）"]),
    ("points places", [put("指标", "D4", 5.123)], ["“指标”表 D4：小数位过多：最多 2 位"]),
    ("points below zero", [put("指标", "D4", -5)], ["“指标”表 D4：应为零或正数（现为 -5）"]),
    ("formula", [put("指标", "D2", "=D3")], ["“指标”表 D2：“分值”是公式，请复制后“选择性粘贴”为数值（现为“=D3”）"]),
    ("kind", [put("指标", "F4", "管理")], [
        "“指标”表 F4：“类型”只能填：产出·数量、产出·质量、产出·时效、产出·成本、效益·经济、效益·社会、效益·生态、"
        "效益·可持续影响、满意度、管理效率（现为“管理”）"]),
    ("direction", [put("指标", "H4", ">")], ["“指标”表 H4：“符号”只能填：≥、≤、=、定性（现为“>”）"]),
    ("bands", [put("指标", "L4", "90以上：五分")], ["“指标”表 L4：“分档”的“90以上：五分”看不懂，每行一条，如：≥90：5（现为“90以上：五分”）"]),
    ("key", [put("指标", "R4", "abc")], ["“指标”表 R4：编号不对；新加的行请留空（现为“abc”）"]),
    ("grade", [put("等级", "A2", None)], ["“等级”表 A2：“等级”不能为空"]),
    ("rate", [put("计分规则", "B10", 90)], ["“计分规则”表 B10：数值过大（现为 '90'）"]),
    ("caps", [put("计分规则", "B14", "80%：89")], ["“计分规则”表 B14：“执行率封顶”的“80%：89”看不懂，每行一条，如：<80%：89（现为“80%：89”）"]),
    ("limits", [put("计分规则", "B18", "结论：200")], [
        "“计分规则”表 B18：“字数限制”的“结论”不是填报表的栏目，栏目名称见“填写说明”（现为“结论：200”）"]),
    ("head", [put("指标", "D1", "分数")], [
        "“指标”表 D1：不认识的表头，请删去这一列或改回原名（现为“分数”）", "“指标”表 第 1 行：缺少“分值”这一列"]),
    ("item", [put("计分规则", "A2", "总分数")], [
        "“计分规则”表 A2：不认识的项目或重复的项目，请删去（现为“总分数”）", "“计分规则”表 A 列：缺少“总分”这一项"]),
    ("no sheet", [lambda book: book.remove(book["等级"])], ["“等级”表：文件里没有这张表，请使用从本系统下载的文件"]),
    ("merged", [lambda book: book["指标"].merge_cells("A2:A3")], ["“指标”表 A2:A3：有合并的单元格，请取消合并，每格单独填写"]),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "faults"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_wrong_cell_is_refused_with_its_place(edits, faults):
    assert refused(edited("hubei-2020", *edits)) == faults


def test_rows_that_were_copied_are_told_apart():
    def doubled(book: Any) -> None:
        page = book["指标"]
        for column in range(1, 19):
            page.cell(9, column).value = page.cell(6, column).value
        page["B10"] = page["B11"] = "新的一组"

    assert refused(edited("hubei-2020", doubled)) == [
        "“指标”表 R9：编号与第 6 行重复；复制出来的行，请清空编号并改名（现为“产出指标”）",
        "“指标”表 R11：名称与第 10 行重复；复制出来的行，请清空编号并改名（现为“新的一组”）",
    ]


def test_everything_wrong_is_told_at_once():
    """What cells cannot hold, from every sheet; what no value can be is told once the cells can be read."""
    chosen = {
        "no code",
        "scope",
        "points",
        "kind",
        "direction",
        "bands",
        "key",
        "grade",
        "caps",
        "limits",
        "merged",
    }
    cases = [(edits, faults) for name, edits, faults in CASES if name in chosen]
    told = refused(edited("hubei-2020", *(edit for edits, _ in cases for edit in edits)))
    assert sorted(told) == sorted(fault for _, faults in cases for fault in faults)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("a.xls", b"", "“a.xls”的格式不能读取，只读 .xlsx 和 .json 文件"),
        ("a", b"{}", "“a”的格式不能读取，只读 .xlsx 和 .json 文件"),
        ("a.json", b"{\n\"code\": ,}", "第 2 行第 9 个字符处写法不对"), ("a.json", b"\xff", "文字编码不是 UTF-8"),
        ("a.json", b"[" * 100000, "不是有效的 JSON 文件（UTF-8）"),
        ("a.json", b'{"code": "x", "code": "y"}', "“code”写了不止一次"),
        ("a.json", b"[]", "（整个文件）: 应为一组有名称的值（对象）"),
        ("a.json", bytes(5 * 1024 * 1024 + 1), "文件超过 5 MB，不读取"),
        ("a.xlsx", b"PK", "不是有效的 Excel 文件（.xlsx）"),
    ],
)  # fmt: skip
def test_what_is_no_index_system_is_refused(name, content, fault):
    assert fault in refused(content, name)[0]


def test_a_json_file_is_refused_with_every_place():
    stated = json.loads(to_json(shipped("hubei-2020")))
    stated["nodes"][2]["points"], stated["nodes"][2]["colour"], stated["year"] = 20.5, "red", "x"
    assert refused(json.dumps(stated).encode(), "a.json") == [
        "year: 应为整数（现为 'x'）",
        'nodes[2].points: 数字要写成文本（如 "10.60"）或整数，不能是浮点数',
        "nodes[2].colour: 不认识这一项，请删去或核对名称（现为 'red'）",
    ]
    stated = json.loads(to_json(shipped("hubei-2020")))
    stated["nodes"][2]["points"] = "19"
    faults = from_file("a.json", json.dumps(stated).encode()).faults()
    assert faults == ["nodes: “预算执行情况”下级分值合计 19，应为 20，还差 1"]


# ── lists in a cell, and the instructions ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("≥90：5", ("90", None, "5")), (">=90: 5分", ("90", None, "5")), ("≤10：2.5", (None, "10", "2.5")),
        ("<=-10:2", (None, "-10", "2")), ("80～90：4", ("80", "90", "4")), ("80-90：4", ("80", "90", "4")),
        ("80至90：4", ("80", "90", "4")), ("80—90：4", ("80", "90", "4")), ("＝0：3", ("0", "0", "3")),
        ("其余：0", (None, None, "0")), ("其他：0", (None, None, "0")), ("-5～-3：1", ("-5", "-3", "1")), ("≥９０：５", ("90", None, "5")),
    ],
)  # fmt: skip
def test_a_band_is_read_as_people_write_it(text, expected):
    (band,) = read_bands(text)
    assert (band["at_least"], band["at_most"], band["score"]) == expected
    assert read_bands(write_bands([ScoreBand(**band)])) == (band,)


@pytest.mark.parametrize(
    "text", ["90：5", "≥90～95：5", "≥90", "：5", "≥90：五", "≥90：5.123", "≥90：-5", "＞90：5"]
)
def test_a_band_that_may_mean_two_things_is_refused(text):
    with pytest.raises(ValueError, match=r"^的“"):
        read_bands(text)


def test_several_lines_in_a_cell():
    assert [band["score"] for band in read_bands("≥90：5\n\n80～90：4；其余：0")] == ["5", "4", "0"]
    assert read_caps("<80％：89分\n＜70%：79") == (
        {"below": Decimal("0.8"), "most": "89"}, {"below": Decimal("0.7"), "most": "79"},
    )  # fmt: skip
    assert read_limits("自评结论 · 综合评价：200字") == ({"rowset": "", "field": "narrative", "limit": 200},)
    assert read_items(" 一\n\n1.5 倍以上 ") == ("一", "1.5 倍以上")
    assert read_bands("") == read_caps("") == read_limits("") == read_items("") == ()


def test_the_instructions_name_every_column_and_every_choice():
    book = load_workbook(io.BytesIO(to_workbook(shipped("huadu-2022"))))
    assert book.sheetnames == ["基本信息", "指标", "等级", "计分规则", "填写说明"]
    told = "\n".join(str(row[0].value) for row in book["填写说明"])
    for sheet in SHEETS:
        for column in sheet.columns:
            assert f"　{column.header}：" in told
            assert all(choice in told for choice in column.choices)
    shown = [book["指标"][f"{letter}2"].value for letter in "ABCDG"]
    assert shown == ["履职效能", None, None, 100, None]


def test_every_field_of_a_node_has_a_column():
    columns = {column.name for sheet in SHEETS for column in sheet.columns}
    assert set(IndexNode.model_fields) - columns == {"level", "parent"}
    assert set(ScoringRules.model_fields) - columns == {"qualitative"}
    assert set(IndexSystemFacts.model_fields) - columns == {"rules", "nodes"}
