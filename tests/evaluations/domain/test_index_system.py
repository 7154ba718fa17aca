"""An index system says what it still lacks, and itself in the words of an official scoring table."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from evaluations.domain.checks import check
from evaluations.domain.grading import GradeBand
from evaluations.domain.index_system import IndexNode, IndexSystemFacts, node_key
from evaluations.domain.index_table import groups, whole
from evaluations.domain.method_words import (
    NARRATIVES,
    grade_words,
    method_words,
    rules_words,
)
from evaluations.domain.rules import ExecutionCap, ScoringRules, WordLimit
from evaluations.domain.scoring import score, score_indicator
from evaluations.enums import IndicatorKind
from huadu_perf.lib.locations import located
from tests.factories import indicator, key, union_facts

FOLDER = Path(__file__).parents[3] / "evaluations/reference/index_systems"
SHIPPED = sorted(path.stem for path in FOLDER.glob("*.json"))
BANDS = [{"name": "优", "lowest": "90"}, {"name": "差", "lowest": "0"}]


def shipped(code: str) -> IndexSystemFacts:
    """One that comes with the product."""
    return IndexSystemFacts.model_validate_json((FOLDER / f"{code}.json").read_text("utf-8"))


def node(name: str, level: int = 3, parent: str | None = "二", **more: Any) -> dict[str, Any]:
    """A node; its key goes by its name."""
    return {"key": key(name), "level": level, "parent": parent and key(parent), "name": name} | more


def system(*leaves: dict[str, Any], points: str = "100", **more: Any) -> IndexSystemFacts:
    """One group with these leaves."""
    tree = [node("一", 1, None, points=points), node("二", 2, "一", points=points), *leaves]
    return IndexSystemFacts.model_validate(
        {"code": "test", "name": "体系", "year": 2022, "region": "花都", "bands": BANDS, "nodes": tree} | more
    )


def faults(*leaves: dict[str, Any], **more: Any) -> list[str]:
    return system(*leaves, **more).faults()


# ── what stands in the way of publishing ─────────────────────────────────────────────────────────────────────────


def test_points_add_up_with_the_running_total_in_the_message():
    assert faults(node("甲", points="100")) == []
    assert faults(node("甲", points="60"), node("乙", points="35")) == [
        "nodes: “二”下级分值合计 95，应为 100，还差 5"
    ]
    assert faults(node("甲", points="60"), node("乙", points="45.5")) == [
        "nodes: “二”下级分值合计 105.5，应为 100，多出 5.5"
    ]
    assert faults(node("甲", points="90"), points="90") == ["nodes: 一级指标分值合计 90，应为 100，还差 10"]
    rules = {"total_points": "90"}
    assert faults(node("甲", points="90"), points="90", rules=rules) == []


def test_a_system_without_indicators_is_not_published():
    assert faults(nodes=[]) == ["nodes: 还没有指标"]


def test_groups_may_leave_the_split_of_their_points_open():
    """财预〔2020〕10号: 产出 50 without saying how much for each of its four kinds."""
    tree = [node("一", 1, None, points="100"), node("二", 2, "一"), node("三", 2, "一")]
    assert faults(nodes=tree) == []
    stated = [*tree[:2], node("三", 2, "一", points="30")]
    assert faults(nodes=stated) == ["nodes: “一”下级分值合计 30，应为 100，还差 70"]


@pytest.mark.parametrize(
    "name", ["数量指标", "社会效益指标", "满意度指标", "产出指标", "质量指标", "可持续影响指标"]
)
def test_names_that_are_only_types_are_refused(name):
    assert faults(node(name, points="100")) == [
        f"nodes[2].name: “{name}”是指标类型，不是指标，请写明衡量什么"
    ]
    tree = [node("一", 1, None, points="100"), node(name, 2, "一", points="100")]
    assert faults(nodes=tree) == []


@pytest.mark.parametrize(
    ("leaf", "fault"),
    [
        ({"method": "bands"}, "bands: “甲”按分档给分，还没有写分档"),
        ({"method": "bands", "bands": [{"score": "90"}]}, "bands: “甲”最高一档 90 分，应等于分值 100"),
        ({"method": "bands", "bands": [{"score": "101"}]}, "bands: “甲”最高一档 101 分，应等于分值 100"),
        ({"method": "bands", "bands": [{"score": None}]}, "bands: “甲”有一档没有写得分"),
        ({"method": "per_point", "target_value": "100"}, "step: “甲”还没有写每点（每项）的分数"),
        ({"method": "per_point", "target_value": "100", "step": "0"}, "step: “甲”还没有写每点（每项）的分数"),
        ({"method": "per_point", "step": "0.5"}, "target_value: “甲”按偏离扣分，还没有写标准值"),
        ({"method": "checklist", "items": ["一"]}, "step: “甲”还没有写每点（每项）的分数"),
        ({"method": "checklist", "step": "1"}, "items: “甲”按要素给分，还没有写要素"),
        ({"method": "checklist", "step": "30", "items": ["一", "二"]},
         "items: “甲”有 2 个要素，每项 30 分，全部具备得 60 分，应等于分值 100"),
        ({"source": "execution_rate"}, "target_value: “甲”的完成值由系统计算，还要写比较符号和目标值"),
    ],
)  # fmt: skip
def test_a_method_has_its_data(leaf, fault):
    assert faults(node("甲", points="100", **leaf)) == [f"nodes[2].{fault}"]


@pytest.mark.parametrize(
    "leaf",
    [
        {"method": "bands", "bands": [{"at_least": "90", "score": "100"}, {"score": "0"}]},
        {"method": "per_point", "target_value": "100", "step": "0.5"},
        {"method": "checklist", "step": "50", "items": ["一", "二"]},
        {"method": "checklist", "step": "1", "items": ["一"], "item_counts": "breach"},
        {"source": "execution_rate", "direction": "at_least", "target_value": "100"},
        {"method": "bands", "bands": [{"score": "100"}], "source": "adjustment_rate"},
    ],
)  # fmt: skip
def test_a_method_with_its_data_has_no_fault(leaf):
    assert faults(node("甲", points="100", **leaf)) == []


@pytest.mark.parametrize("points", [None, "0"])
def test_an_indicator_has_points(points):
    assert "nodes[3].points: “乙”还没有写分值" in faults(node("甲", points="100"), node("乙", points=points))


@pytest.mark.parametrize(
    ("lowest", "fault"),
    [
        (["90", "10"], "bands: 最低一个等级应从 0 分起"),
        (["90", "0", "90"], "bands: 有两个等级的起点分相同"),
        (["90", None], "bands: 每个等级都要写最低分"),
    ],
)
def test_grades_leave_no_gap(lowest, fault):
    bands = [{"name": f"等级{number}", "lowest": floor} for number, floor in enumerate(lowest)]
    assert faults(node("甲", points="100"), bands=bands) == [fault]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"code": "有 空格"}, "code: 格式不对（现为 '有 空格'）"), ({"code": "x" * 61}, "code: 太长"), ({"name": ""}, "name: 不能为空"),
        ({"year": 1999}, "year: 数值过小（现为 '1999'）"), ({"version": 0}, "version: 数值过小（现为 '0'）"),
        ({"bands": []}, "bands: 不能为空"), ({"rules": {"low_execution": "90"}}, "rules.low_execution: 数值过大（现为 '90'）"),
        ({"rules": {"total_points": "1E+30000"}}, "rules.total_points: 数值过大"),
        ({"rules": {"total_points": "10000.01"}}, "rules.total_points: 数值过大"),
        ({"rules": {"total_points": "0"}}, "rules.total_points: 数值过小（现为 '0'）"),
        ({"rules": {"total_points": "99.995"}}, "rules.total_points: 小数位过多"),
        ({"rules": {"over_deduction": "1E+30000"}}, "rules.over_deduction: 数值过大"),
        ({"rules": {"over_deduction": "10000.01"}}, "rules.over_deduction: 数值过大"),
        ({"rules": {"over_deduction": "-1"}}, "rules.over_deduction: 数值过小"),
        ({"rules": {"over_deduction": "0.333"}}, "rules.over_deduction: 小数位过多"),
    ],
)  # fmt: skip
def test_what_no_system_can_be_is_refused_at_once(change, fault):
    with pytest.raises(ValidationError) as refusal:
        system(**change)
    assert located(refusal.value)[0].startswith(fault)


# ── the shipped ones ─────────────────────────────────────────────────────────────────────────────────────────────


def test_these_are_shipped():
    assert SHIPPED == [
        "guangdong-2022-draft", "huadu-2022", "hubei-2020", "hunan-2021", "project-caiyu-2020-10",
    ]  # fmt: skip


@pytest.mark.parametrize("code", SHIPPED)
def test_a_shipped_system_is_whole_and_says_where_it_is_from(code):
    facts = shipped(code)
    assert (facts.code, facts.faults()) == (code, [])
    assert len(facts.source) > 40
    assert facts.verified is False
    assert "核定" in facts.source or "核对" in facts.source
    for leaf in (node for node in facts.nodes if node.level == 3):
        assert leaf.method_text and leaf.kind, leaf.name


@pytest.mark.parametrize("code", ["hubei-2020", "hunan-2021", "project-caiyu-2020-10"])
def test_keys_of_a_shipped_system_come_from_its_code_and_names(code):
    facts = shipped(code)
    by_key = {node.key: node for node in facts.nodes}

    def path(node: IndexNode) -> tuple[str, ...]:
        return (*(path(by_key[node.parent]) if node.parent else ()), node.name)

    assert [node.key for node in facts.nodes] == [node_key(code, *path(node)) for node in facts.nodes]


def best_actual(node: IndexNode) -> Decimal | None:
    """The actual value that should get full points."""
    if node.method == "checklist":
        return Decimal(len(node.items) if node.item_counts == "met" else 0)
    if node.method == "bands":
        band = next(band for band in node.bands if band.score == node.points)
        return band.at_least if band.at_least is not None else band.at_most
    return node.target_value


@pytest.mark.parametrize("code", SHIPPED)
def test_every_indicator_of_a_shipped_system_can_be_met_and_missed(code):
    """What is planted for departments is scored: the best value gets all points, the worst nothing."""
    facts = shipped(code)
    for node in (node for node in facts.nodes if node.level == 3):
        shown = {
            "key": node.key,
            "direction": node.direction,
            "target_value": node.target_value,
            "points": node.points,
        }
        worst = Decimal(10**6) if node.direction == "at_most" else Decimal(0)
        scores = [
            score_indicator(indicator(**shown, actual_value=actual), facts.rules, node)
            for actual in (best_actual(node), worst)
        ]
        assert scores == [node.points, 0], node.name


def points_of(code: str, level: int) -> dict[str, Decimal | None]:
    return {node.name: node.points for node in shipped(code).nodes if node.level == level}


def test_structures_are_those_of_the_sources():
    """domain.md §1.2, §1.4, §1.5."""
    assert points_of("project-caiyu-2020-10", 1) == {
        "预算执行率": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10,
    }  # fmt: skip
    kinds = [node.kind for node in shipped("project-caiyu-2020-10").nodes if node.level == 2]
    assert kinds == [IndicatorKind.MANAGEMENT, *list(IndicatorKind)[:9]]
    assert points_of("hunan-2021", 1) == {"投入": 15, "过程": 40, "产出及效果": 45}
    assert points_of("hunan-2021", 2) == {
        "预算配置": 15, "预算执行": 15, "预算管理": 15, "资产管理": 10, "职责履行": 25, "履职效益": 12, "满意度": 8,
    }  # fmt: skip
    assert points_of("hubei-2020", 1) == {"预算执行": 20, "年度绩效指标": 80}
    assert points_of("guangdong-2022-draft", 1) == {"部门整体绩效目标指标": 0, "履职效能": 50, "管理效率": 50}
    assert points_of("huadu-2022", 1) == {"履职效能": 100}
    hubei = shipped("hubei-2020").rules
    assert (hubei.reverse, [(str(each.highest), str(each.lowest)) for each in hubei.qualitative]) == (
        "quotient", [("1", "0.8"), ("0.8", "0.5"), ("0.5", "0")],
    )  # fmt: skip


def test_weights_of_projects_are_held_against_its_first_level_once():
    """The demo's project splits its points as the system says; without one kind, one dimension is told, once."""
    nodes = shipped("project-caiyu-2020-10").nodes
    facts = union_facts(campaign=union_facts().campaign.model_copy(update={"project_nodes": nodes}))

    def told(kind: IndicatorKind | None) -> list[str]:
        rows = tuple(row for row in facts.project_indicators if row.kind != kind)
        less = facts.model_copy(update={"project_indicators": rows})
        found = (finding.message for finding in check(less, score(less)) if finding.code == "A2d")
        return [re.split("”的|分值合计", message)[1] for message in found]

    assert told(None) == []
    assert told(IndicatorKind.MANAGEMENT) == ["预算执行率"]
    assert told(IndicatorKind.SATISFACTION) == ["满意度指标"]
    assert told(IndicatorKind.QUANTITY) == ["产出指标"]


def test_the_key_of_the_demo_never_changes():
    """Filled-in evaluations point at it."""
    (root,) = shipped("huadu-2022").nodes
    assert (str(root.key), shipped("huadu-2022").version) == ("8cef471b-04b1-5300-9314-c09e72e83019", 1)


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("leaf", "sentence", "lines"),
    [
        ({"direction": "at_least", "target_value": "100", "unit": "%"},
         "达到 100% 得满分；未达到的，得分＝完成值÷目标值×分值", ()),
        ({"direction": "equal", "target_value": "6000", "unit": "人"},
         "达到 6,000人 得满分；未达到的，得分＝完成值÷目标值×分值", ()),
        ({"direction": "at_least", "target_value": "0"}, "0 及以上得满分", ()),
        ({"direction": "equal", "target_value": "0"}, "为 0 得满分，否则不得分", ()),
        ({"direction": "at_least", "target_value": "-5", "unit": "%"}, "达到 -5% 得满分，否则不得分", ()),
        ({"direction": "at_most", "target_value": "10", "unit": "天"},
         "不超过 10天 得满分；超过的，得分＝（1－超出部分÷目标值）×分值，达到目标值 2 倍不得分", ()),
        ({"direction": "at_most", "target_value": "10", "reverse": "quotient"},
         "不超过 10 得满分；超过的，得分＝目标值÷完成值×分值", ()),
        ({"direction": "at_most", "target_value": "0"}, "不超过 0 得满分；超过的，不得分", ()),
        ({"direction": "qualitative"}, "按达成等级，在该等级的区间内给分", ()),
        ({}, "按完成值与目标值的比例给分", ()),
        ({"method": "bands", "unit": "%", "bands": [
            {"at_least": "90", "score": "5"}, {"at_least": "80", "at_most": "90", "score": "4.5"},
            {"at_least": "0", "at_most": "0", "score": "3"}, {"at_most": "10", "score": "2"}, {"score": "0"}]},
         "分档给分，从上往下取第一个符合的",
         ("达到 90%：5 分", "80%～90%：4.5 分", "等于 0%：3 分", "不超过 10%：2 分", "其余：0 分")),
        ({"method": "per_point", "target_value": "100", "step": "0.5", "unit": "%", "direction": "at_most"},
         "≤100% 得满分；每超过 1 个百分点扣 0.5 分，扣完为止（按实际超出的比例计算）", ()),
        ({"method": "per_point", "target_value": "5", "step": "1", "unit": "天", "direction": "at_least",
          "counting": "begun"}, "≥5天 得满分；每低于 1天扣 1 分，扣完为止（不足 1 个按 1 个计算）", ()),
        ({"method": "checklist", "step": "1.5", "items": ["制度", "执行"]}, "共 2 项，每具备一项得 1.5 分", ("制度", "执行")),
        ({"method": "checklist", "step": "1", "items": ["盘点"]}, "具备得 1 分", ("盘点",)),
        ({"method": "checklist", "step": "1", "items": ["违规"], "item_counts": "breach", "unit": "起"},
         "每发现 1 起不符扣 1 分，扣完为止", ("违规",)),
    ],
)  # fmt: skip
def test_a_method_in_words(leaf, sentence, lines):
    words = method_words(IndexNode(**node("甲", points="5", **leaf)), ScoringRules())
    assert (words.sentence, words.lines, words.note) == (sentence, lines, "")


def test_where_the_actual_value_comes_from_in_words():
    leaf = node("甲", source="carry_over_rate", direction="at_most", target_value="0")
    assert method_words(IndexNode(**leaf), ScoringRules()).note == "完成值由系统计算：结转结余率"


def test_grades_in_words():
    bands = [GradeBand(name=name, lowest=lowest) for name, lowest in (("中", 60), ("优", 90), ("差", 0))]
    assert grade_words(bands) == [
        ("优", "90 分及以上"),
        ("中", "60 分及以上，不足 90 分"),
        ("差", "不足 60 分"),
    ]
    assert grade_words(bands[2:]) == [("差", "全部")]


def test_rules_in_words():
    rules = ScoringRules(
        reverse="quotient", over_at_zero=Decimal(30), over_deduction=Decimal(2), reasons=False,
        self_score="locked", not_applicable="refuse", low_execution=Decimal("0.855"),
        execution_caps=(ExecutionCap(below="0.5", most=59), ExecutionCap(below="0.8", most=89)),
        word_limits=(WordLimit(field="narrative", limit=200), WordLimit(rowset="problems", field="text", limit=100),
                     WordLimit(field="nowhere", limit=1)),
    )  # fmt: skip
    assert dict(rules_words(rules)) == {
        "总分": "100 分",
        "反向指标（≤）": "不超过目标值得满分；超过的，得分＝目标值÷完成值×分值",
        "定性指标": "达成年度指标 100%～80%；部分达成年度指标并具有一定效果 80%～60%；未达成年度指标且效果较差 60%～0%",
        "超额完成": "完成值达到目标值的 130% 及以上，说明原因；目标值为 0 的，完成值达到 30 说明原因，并减 2 分",
        "执行率偏低": "支出执行率低于 85.5% 的，写明原因",
        "执行率封顶": "执行率低于 80%，总分最高 89 分；执行率低于 50%，总分最高 59 分",
        "自评得分": "按计算得分，不能改动",
        "不适用": "不允许填“不适用”",
        "扣分": "不要求逐处写原因",
        "字数": "自评结论·综合评价不超过 200 字；存在的主要问题·问题不超过 100 字；nowhere不超过 1 字",
    }
    plain = dict(rules_words(ScoringRules()))
    assert (plain["执行率封顶"], plain["扣分"]) == ("不设", "每处扣分写明原因和改进措施")


def test_every_narrative_has_words_of_its_own():
    assert len(set(NARRATIVES.values())) == len(NARRATIVES) > 15


# ── the empty table ──────────────────────────────────────────────────────────────────────────────────────────────


def test_labels_span_the_rows_below_them():
    tree = [
        node("一", 1, None, points="60"), node("一·一", 2, "一", points="40"), node("甲", parent="一·一", points="30"),
        node("乙", parent="一·一", points="10"), node("一·二", 2, "一", points="20", method_text="自行设置"),
        node("二", 1, None, points="35"),
    ]  # fmt: skip
    facts = system(nodes=tree)
    lines = [
        [(line.first and (line.first.node.name, line.first.rows), line.second and (line.second.node.name, line.second.rows),
          line.leaf and line.leaf.name, line.standard) for line in group]
        for group in groups(facts)
    ]  # fmt: skip
    assert lines == [
        [(("一", 3), ("一·一", 2), "甲", ""), (None, None, "乙", ""), (None, ("一·二", 1), None, "自行设置")],
        [(("二", 1), None, None, "")],
    ]
    assert (whole(facts).added, whole(facts).gap) == (95, "还差 5")
    assert whole(system(points="101")).gap == "多出 1"
    assert whole(system()).gap == ""
