"""Pydantic's errors in our words: the place as people write it, the value, what is wrong; never English."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import freeze
from huadu_perf.lib.locations import located, path_of
from tests.factories import union_facts

FACTS = json.loads(freeze(union_facts()))


def broken(path: str, value: Any) -> dict[str, Any]:
    """The demo's facts with another value at `path` (dots and numbers); `...` takes it away."""
    facts = json.loads(json.dumps(FACTS))
    *steps, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    target = facts
    for step in steps:
        target = target[step]
    if value is ...:
        del target[last]
    else:
        target[last] = value
    return facts


#: path, value, sentence (beginning)
CASES = (
    ("projects.0.executed_amount", 10.6, "projects[0].executed_amount: 数字要写成文本"),
    ("projects.0.executed_amount", "十万", "projects[0].executed_amount: 应为数字"),
    ("projects.0.executed_amount", [], "projects[0].executed_amount: 应为数字"),
    ("projects.0.executed_amount", {"a": 1}, "projects[0].executed_amount: 应为数字"),
    ("projects.0.executed_amount", "NaN", "projects[0].executed_amount: 应为数字"),
    ("projects.0.executed_amount", "0.001", "projects[0].executed_amount: 小数位过多"),
    ("projects.0.executed_amount", "-1", "projects[0].executed_amount: 应为零或正数"),
    ("projects.0.executed_amount", "1e20", "projects[0].executed_amount: 数值过大"),
    ("projects.0.name", 5, "projects[0].name: 应为文本（现为 '5'）"),
    ("projects.0.name", None, "projects[0].name: 应为文本"),
    ("projects.0.key", "abc", "projects[0].key: 不是有效的编号（UUID）（现为 'abc'）"),
    ("projects.0.key", 7, "projects[0].key: 不是有效的编号"),
    ("projects.0.key", ..., "projects[0].key: 缺少这一项"),
    ("projects.0.colour", "红", "projects[0].colour: 不认识这一项"),
    ("projects.0", "x", "projects[0]: 应为一组有名称的值"),
    ("projects", {}, "projects: 应为列表"),
    ("projects", None, "projects: 应为列表"),
    ("profile", [], "profile: 应为一组有名称的值"),
    ("campaign.year", "二〇二二", "campaign.year: 应为整数"),
    ("campaign.year", 1999, "campaign.year: 数值过小"),
    ("campaign.year", 2101, "campaign.year: 数值过大"),
    ("campaign.year", 2022.5, "campaign.year: 应为整数"),
    ("campaign.year", 10**40, "campaign.year: 数值过大"),
    ("campaign.index_system_verified", "也许", "campaign.index_system_verified: 应为 true 或 false"),
    ("indicators.2.kind", "nothing", "indicators[2].kind: 取值不在允许的范围内（现为 'nothing'）"),
    ("indicators.2.level", 4, "indicators[2].level: 取值不在允许的范围内"),
    ("budget_lines.0.item", "gold", "budget_lines[0].item: 取值不在允许的范围内"),
    ("evidence.0.dated", "2022年", "evidence[0].dated: 格式不对"),
    ("evidence.0.dated", "2022-02-30", "evidence[0].dated: 没有“2022-02-30”这一天"),
    ("evidence.0.sha256", "xyz", "evidence[0].sha256: 格式不对"),
    ("evidence.0.size", -1, "evidence[0].size: 数值过小"),
    ("schema_version", 2, "schema_version: 取值不在允许的范围内"),
    ("department", ..., "department: 缺少这一项"),
    ("explanations", [{"finding": "B7@x", "text": " "}], "explanations[0].text: 不能为空"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "value", "sentence"), CASES)
def test_each_fault_is_one_sentence_that_begins_with_its_place(path, value, sentence):
    with pytest.raises(ValidationError) as refusal:
        EvaluationFacts.model_validate_json(json.dumps(broken(path, value)))
    sentences = located(refusal.value)
    assert len(sentences) == 1, sentences
    assert sentences[0].startswith(sentence)
    words = sentences[0].split(": ", 1)[1]
    assert not re.search(r"[A-Za-z]{4,} [a-z]+ [a-z]+", words), words


def test_all_faults_are_told_at_once():
    facts = broken("projects.0.executed_amount", 1.5)
    facts["goals"][1]["title"] = 3
    facts["unknown"] = 1
    with pytest.raises(ValidationError) as refusal:
        EvaluationFacts.model_validate_json(json.dumps(facts))
    places = [sentence.split(": ")[0] for sentence in located(refusal.value)]
    assert places == ["goals[1].title", "projects[0].executed_amount", "unknown"]


def test_a_rule_of_the_whole_gives_a_sentence_for_each_place():
    facts = broken("goals.0.tasks", [str(UUID(int=1))])
    facts["indicators"][2]["goal"] = str(UUID(int=2))
    with pytest.raises(ValidationError) as refusal:
        EvaluationFacts.model_validate_json(json.dumps(facts))
    assert located(refusal.value) == [
        f"goals[0].tasks: 指向不存在的 tasks ({UUID(int=1)})", f"indicators[2].goal: 指向不存在的 goals ({UUID(int=2)})",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("location", "path"),
    [((), "（整个文件）"), (("projects", 2, "executed_amount"), "projects[2].executed_amount"),
     (("projects", 2, "executed_amount", "decimal"), "projects[2].executed_amount"), ((3,), "[3]"), (("a", "b", 0), "a.b[0]")],
)  # fmt: skip
def test_paths_are_written_as_people_write_them(location, path):
    assert path_of(location) == path


def test_long_values_are_cut():
    with pytest.raises(ValidationError) as refusal:
        EvaluationFacts.model_validate_json(json.dumps(broken("projects.0.key", "x" * 5000)))
    assert len(located(refusal.value)[0]) < 150
    assert UUID(FACTS["projects"][0]["key"])
