"""The one document holds together: keys once, links that point somewhere, a tree that is one."""

import json
from uuid import UUID

import pytest
from pydantic import ValidationError

from evaluations.domain.facts import LINKS, ROW_SETS, EvaluationFacts, LastMeasure
from evaluations.domain.index_system import IndexSystemFacts
from evaluations.domain.snapshot import freeze
from huadu_perf.lib.locations import located
from tests.factories import key, union_facts

ANSWERED = LastMeasure(key=key("上年措施"), text="上年的措施", answer="done")
FACTS = json.loads(freeze(union_facts(last_measures=(ANSWERED,))))
NOWHERE = str(UUID(int=9))


def faults(facts: dict) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        EvaluationFacts.model_validate(facts)
    return located(refusal.value)


def copy() -> dict:
    return json.loads(json.dumps(FACTS))


@pytest.mark.parametrize("rowset", ROW_SETS)
def test_a_key_stands_once_in_its_set(rowset):
    facts = copy()
    facts[rowset].append(dict(facts[rowset][0]))
    number = len(facts[rowset]) - 1
    assert any(fault.startswith(f"{rowset}[{number}].key: 与前面的行重复") for fault in faults(facts))


@pytest.mark.parametrize(("rowset", "field", "target"), LINKS)
def test_a_link_points_at_an_item_that_exists(rowset, field, target):
    facts = copy()
    row = facts[rowset][-1]
    row[field] = [NOWHERE] if isinstance(row[field], list) else NOWHERE
    number = len(facts[rowset]) - 1
    assert faults(facts) == [f"{rowset}[{number}].{field}: 指向不存在的 {target} ({NOWHERE})"]


@pytest.mark.parametrize(
    ("number", "level", "parent", "fault"),
    [(0, 2, None, "第 2 级指标的上级应为第 1 级"), (0, 3, None, "第 3 级指标的上级应为第 2 级"),
     (-1, 3, 0, "第 3 级指标的上级应为第 2 级"), (-1, 1, 0, "第 1 级指标的上级应为第 0 级"), (-1, 3, -1, "第 3 级指标的上级应为第 2 级")],
)  # fmt: skip
def test_a_parent_is_one_level_above(number, level, parent, fault):
    facts = copy()
    rows = facts["indicators"]
    rows[number] |= {"level": level, "parent": None if parent is None else rows[parent]["key"]}
    assert any(
        fault in sentence and f"indicators[{number % len(rows)}].parent" in sentence
        for sentence in faults(facts)
    )


@pytest.mark.parametrize(
    ("rowset", "change", "fault"),
    [
        ("budget_lines", {"key": NOWHERE}, "budget_lines[17].item: 与前面的行重复 (income_general)"),
        ("explanations", {}, "explanations[1].finding: 与前面的行重复 (B7@profile)"),
    ],
)
def test_items_and_explanations_stand_once(rowset, change, fault):
    facts = copy()
    facts["explanations"] = [{"finding": "B7@profile", "text": "借调"}]
    facts[rowset].append(facts[rowset][0] | change)
    assert faults(facts) == [fault]


def test_rows_are_found_by_level_parent_and_project():
    facts = union_facts()
    (root,) = facts.children(None)
    assert [node.level for node in facts.children(root.key)] == [2, 2, 2]
    assert {row.level for row in facts.scored_indicators()} == {3}
    assert facts.indicators_of(facts.projects[0].key) == facts.project_indicators
    assert facts.indicators_of(key("没有")) == facts.children(key("没有")) == ()


def node(name: str, level: int, parent: str | None = None, **more: object) -> dict:
    return {"key": str(key(name)), "level": level, "parent": parent and str(key(parent)), "name": name} | more


SYSTEM = {
    "code": "x", "name": "体系", "year": 2022, "region": "花都", "bands": [{"name": "差", "lowest": "0"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("nodes", "fault"),
    [
        ([node("一", 1), node("一", 1)], "重复的 key"), ([node("一", 1), node("二", 2, "三")], "nodes[1].parent: “二”的上级应为第 1 级"),
        ([node("一", 1), node("二", 3, "一")], "nodes[1].parent"), ([node("一", 2)], "nodes[0].parent"),
        ([node("一", 1, "一")], "nodes[0].parent"),
    ],
)  # fmt: skip
def test_an_index_system_is_a_tree(nodes, fault):
    with pytest.raises(ValidationError) as refusal:
        IndexSystemFacts.model_validate(SYSTEM | {"nodes": nodes})
    assert fault in located(refusal.value)[0]
    assert "bands" not in str(refusal.value)
    assert (
        IndexSystemFacts.model_validate(SYSTEM | {"nodes": [node("一", 1), node("二", 2, "一")]})
        .nodes[1]
        .level
        == 2
    )


@pytest.mark.parametrize("name", ["projects", "project_indicators"])
def test_rows_with_scores_share_no_key(name):
    """Scores are kept by key: a project's indicator with the key of an indicator would take its score."""
    facts = union_facts()
    rows = list(getattr(facts, name))
    rows[0] = rows[0].model_copy(update={"key": facts.indicators[-1].key})
    document = facts.model_dump(mode="json") | {name: [row.model_dump(mode="json") for row in rows]}
    if name == "projects":
        document |= {"project_indicators": [], "evidence": []}
    with pytest.raises(ValidationError, match=rf"{name}\[0\].key: 与前面的行重复"):
        EvaluationFacts.model_validate(document)
