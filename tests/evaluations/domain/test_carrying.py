"""What an earlier filing gives this year, part by part, and what it never gives."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from evaluations.domain.carried_rows import Outcome
from evaluations.domain.carrying import PARTS, Part, Plan, plan
from evaluations.domain.facts import Duty, EvaluationFacts, Indicator, ProjectIndicator, SubUnit, Task
from evaluations.domain.index_system import IndexNode
from evaluations.domain.sections import MAX_ROWS, SectionData
from evaluations.enums import Direction
from huadu_perf.lib.findings import Place
from tests.factories import indicator, indicators, key, union_facts

EVERY = tuple(Part)
SOURCE = union_facts()


def this_year(year: int = 2023, nodes: tuple[IndexNode, ...] = (), **rows: Any) -> EvaluationFacts:
    """An evaluation nobody filled in."""
    campaign = SOURCE.campaign.model_copy(update={"year": year, "nodes": nodes})
    return EvaluationFacts(department=SOURCE.department, campaign=campaign, **rows)


def copied(
    facts: EvaluationFacts | None = None,
    *parts: Part,
    source: EvaluationFacts = SOURCE,
    replacing: tuple[Part, ...] = (),
) -> Plan:
    return plan(source, facts or this_year(), parts or EVERY, replacing)


def outcomes(made: Plan, part: Part) -> list[Outcome]:
    return [line.outcome for each in made.parts if each.spec.part == part for line in each.lines]


def row(data: SectionData, rowset: str, row_key: UUID) -> dict[str, Any]:
    return next(each for each in data.rows[rowset] if each["key"] == row_key)


def test_into_an_empty_year_goes_everything_that_is_asked_and_nothing_that_came_of_it():
    made = copied()
    goals, leaves = made.sections["goals"].rows["goals"], made.sections["indicators"].rows["indicators"]
    assert [(each["key"], each["title"], each["expected"], each["tasks"]) for each in goals] == [
        (goal.key, goal.title, goal.expected, goal.tasks) for goal in SOURCE.goals
    ]
    assert {each["achieved"] for each in goals} == {""}
    assert [each["key"] for each in leaves] == [each.key for each in SOURCE.indicators]
    for name in (
        "actual_value",
        "actual_text",
        "attainment",
        "self_score",
        "deduction_reason",
        "corrective_measures",
    ):
        assert {each[name] for each in leaves} <= {None, ""}, name
    asked = (
        "name",
        "kind",
        "direction",
        "target_value",
        "target_text",
        "unit",
        "points",
        "goal",
        "parent",
        "level",
    )
    for new, old in zip(leaves, SOURCE.indicators, strict=True):
        assert [new[name] for name in asked] == [getattr(old, name) for name in asked]
    assert set(made.sections) == {"profile", "tasks", "budget", "goals", "indicators", "projects"}
    assert len(made.marks) == len(set(made.marks)) == sum(each.writes for each in made.parts)


def test_of_projects_go_over_names_and_targets_and_no_money():
    made = copied()
    (project,) = made.sections["projects"].rows["projects"]
    old = SOURCE.projects[0]
    given = {"key": old.key, "name": old.name, "implementing_unit": old.implementing_unit, "task": old.task}
    stated = {name: value for name, value in project.items() if value not in (None, "")}
    assert stated == {name: value for name, value in given.items() if value} | (
        {"quantity_unit": old.quantity_unit} if old.quantity_unit else {}
    )
    rows = made.sections["projects"].rows["project_indicators"]
    assert [(each["key"], each["project"], each["target_value"]) for each in rows] == [
        (each.key, each.project, each.target_value) for each in SOURCE.project_indicators
    ]
    assert {each[name] for each in rows for name in ("actual_value", "self_score", "attainment")} == {None}


def test_indicators_of_a_project_are_known_by_their_project_and_name():
    project = SOURCE.projects[0].model_copy(update={"key": key("同名项目"), "task": None})
    first = SOURCE.project_indicators[0]
    here = ProjectIndicator(key=key("同名指标"), project=project.key, name=first.name)
    other = SOURCE.projects[0].model_copy(update={"key": key("另一项目"), "name": "另一项目", "task": None})
    alike = ProjectIndicator(key=key("另一同名指标"), project=other.key, name=first.name)
    made = copied(this_year(projects=(other, project), project_indicators=(alike, here)), Part.PROJECTS)
    rows = made.sections["projects"].rows["project_indicators"]
    assert (
        row(made.sections["projects"], "project_indicators", here.key)["target_value"] == first.target_value
    )
    assert row(made.sections["projects"], "project_indicators", alike.key)["target_value"] is None
    assert len(rows) == len(SOURCE.project_indicators) + 1
    assert {each["project"] for each in rows} == {project.key, other.key}


def test_the_sections_with_results_are_never_copied():
    assert {spec.section for spec in PARTS}.isdisjoint({"conclusion", "problems", "evidence"})
    lines = copied().sections["budget"].rows["budget_lines"]
    assert {
        each[name] for each in lines for name in ("initial_amount", "adjusted_amount", "executed_amount")
    } == {None}


def test_last_years_executed_amounts_become_last_years_column_only_where_it_is_empty():
    """C1 asks for exactly these figures."""
    executed = {line.item: line.executed_amount for line in SOURCE.budget_lines}
    lines = copied().sections["budget"].rows["budget_lines"]
    assert {each["item"]: each["last_year_amount"] for each in lines} == executed
    typed = SOURCE.budget_lines[0].model_copy(update={"last_year_amount": Decimal("7.00")})
    made = copied(this_year(budget_lines=(typed,)), replacing=EVERY)
    assert row(made.sections["budget"], "budget_lines", typed.key)["last_year_amount"] == Decimal("7.00")
    assert Outcome.REPLACED not in outcomes(made, Part.AMOUNTS)


def test_an_older_year_gives_no_last_years_amounts():
    made = copied(this_year(year=2024))
    assert Part.AMOUNTS not in {each.spec.part for each in made.parts}
    assert "budget" not in made.sections


def test_what_is_filled_in_stays_unless_it_is_to_give_way():
    own = Task(key=key("今年的任务"), title=SOURCE.tasks[0].title, text="今年另写的内容")
    facts = this_year(tasks=(own,), profile={"nature": "今年另写的性质"})
    for replacing, text, nature, outcome in (
        ((), "今年另写的内容", "今年另写的性质", Outcome.KEPT),
        (EVERY, SOURCE.tasks[0].text, SOURCE.profile.nature, Outcome.REPLACED),
    ):
        made = copied(facts, replacing=replacing)
        tasks = made.sections["tasks"].rows["tasks"]
        assert [each["title"] for each in tasks] == [each.title for each in SOURCE.tasks]
        assert row(made.sections["tasks"], "tasks", own.key)["text"] == text
        assert made.sections["profile"].fields["nature"] == nature
        assert outcomes(made, Part.TASKS)[-len(SOURCE.tasks)] == outcomes(made, Part.PROFILE)[0] == outcome
        assert (Place("profile", field="nature") in made.marks) == (outcome == Outcome.REPLACED)


def test_own_rows_that_last_year_had_not_stay_and_links_lead_to_this_years_rows():
    here = Task(key=key("今年的任务"), title=f"{SOURCE.tasks[0].title}。", text="")
    extra = Task(key=key("新任务"), title="新任务", text="新内容")
    made = copied(this_year(tasks=(here, extra)))
    tasks = made.sections["tasks"].rows["tasks"]
    assert [each["key"] for each in tasks[:2]] == [here.key, extra.key]
    assert tasks[0]["text"] == SOURCE.tasks[0].text, "what it lacked"
    served = {goal.key: goal.tasks for goal in SOURCE.goals}
    for goal in made.sections["goals"].rows["goals"]:
        renamed = tuple(here.key if each == SOURCE.tasks[0].key else each for each in served[goal["key"]])
        assert goal["tasks"] == renamed


def test_a_link_to_what_was_not_chosen_is_left_out():
    made = copied(None, Part.GOALS)
    assert {goal["tasks"] for goal in made.sections["goals"].rows["goals"]} == {()}
    assert set(made.sections) == {"goals"}


def test_a_key_that_this_year_uses_otherwise_is_not_taken_twice():
    """Keys of indicators and projects are one set, as scores are kept by key."""
    leaf = next(each for each in SOURCE.indicators if each.level == 3)
    other = SOURCE.projects[0].model_copy(update={"key": leaf.key, "name": "另一个", "task": None})
    made = copied(this_year(projects=(other,)))
    rows = made.sections["indicators"].rows["indicators"]
    assert leaf.key not in {each["key"] for each in rows}
    assert len({each["key"] for each in rows}) == len(SOURCE.indicators)
    assert next(each for each in rows if each["name"] == leaf.name)["target_value"] == leaf.target_value


def node(name: str, level: int = 3, parent: str = "", **values: Any) -> IndexNode:
    above = key(f"节点{parent}") if parent else None
    return IndexNode(key=key(f"节点{name}"), level=level, parent=above, name=name, **values)


def planted(*nodes: IndexNode) -> tuple[Indicator, ...]:
    """The rows an evaluation is opened with."""
    return tuple(
        Indicator(key=each.key, level=each.level, parent=each.parent, name=each.name, points=each.points if each.level == 3 else None)
        for each in nodes
    )  # fmt: skip


NODES = (
    node("履职效能", 1),
    node("推进改革", 2, "履职效能"),
    node("开设课程期数", 3, "推进改革", points="8"),
)


def test_nodes_of_this_years_index_system_are_matched_by_their_path_and_keep_what_it_prescribes():
    source = SOURCE.model_copy(update={"indicators": indicators([indicator(), indicator("自设指标")])})
    made = copied(this_year(nodes=NODES, indicators=planted(*NODES)), source=source, replacing=EVERY)
    rows = made.sections["indicators"].rows["indicators"]
    assert [each["name"] for each in rows] == ["履职效能", "推进改革", "开设课程期数", "自设指标"]
    leaf, own = rows[2], rows[3]
    assert (leaf["key"], leaf["points"], leaf["target_value"]) == (NODES[2].key, Decimal(8), Decimal(48))
    assert (own["key"], own["parent"]) == (key("自设指标"), NODES[1].key)
    assert [place.key for place in made.marks if place.rowset == "indicators"] == [leaf["key"], own["key"]]


def test_indicators_that_left_the_index_system_are_listed_and_not_copied():
    gone = node("已取消的指标", 3, "推进改革", points="5")
    campaign = SOURCE.campaign.model_copy(update={"nodes": (*NODES, gone)})
    leaf = Indicator(key=gone.key, level=3, parent=NODES[1].key, name=gone.name, target_value=Decimal(1))
    lost = node("已取消的分组", 2, "履职效能")
    below = indicator("分组下的自设指标", parent=lost.key)
    group = Indicator(key=lost.key, level=2, parent=NODES[0].key, name=lost.name)
    rows = (*planted(*NODES), leaf, group, below)
    source = SOURCE.model_copy(
        update={"indicators": rows, "campaign": campaign.model_copy(update={"nodes": (*NODES, gone, lost)})}
    )
    made = copied(this_year(nodes=NODES, indicators=planted(*NODES)), source=source)
    part = next(each for each in made.parts if each.spec.part == Part.INDICATORS)
    assert {line.label: line.reason for line in part.lines if line.outcome == Outcome.LEFT} == {
        "已取消的指标": "本年指标体系中没有这一项",
        "已取消的分组": "本年指标体系中没有这一项",
        "分组下的自设指标": "本年指标体系中没有它的上级指标",
    }
    assert "indicators" not in made.sections


def test_a_target_in_another_unit_is_no_target():
    own = indicator(unit="次", target_value=None, goal=None)
    facts = this_year(indicators=indicators([own]))
    source = SOURCE.model_copy(update={"indicators": indicators([indicator()])})
    for replacing, target, unit in (((), None, "次"), (EVERY, Decimal(48), "期")):
        made = copied(facts, Part.INDICATORS, source=source, replacing=replacing)
        data = made.sections.get("indicators")
        if data is None:
            assert target is None
            continue
        found = row(data, "indicators", own.key)
        assert (found["target_value"], found["unit"]) == (target, unit)


def test_a_node_that_says_in_what_it_is_measured_never_takes_another_target():
    nodes = (
        *NODES[:2],
        node("开设课程期数", 3, "推进改革", points="8", unit="次", direction=Direction.AT_LEAST),
    )
    rows = tuple(
        each.model_copy(update={"unit": "次", "direction": Direction.AT_LEAST}) if each.level == 3 else each
        for each in planted(*nodes)
    )
    source = SOURCE.model_copy(update={"indicators": indicators([indicator()])})
    made = copied(this_year(nodes=nodes, indicators=rows), Part.INDICATORS, source=source, replacing=EVERY)
    leaf = row(made.sections["indicators"], "indicators", nodes[2].key)
    assert (leaf["target_value"], leaf["unit"]) == (None, "次")


def test_bound_numbers_are_copied_as_what_they_said_then():
    """A token would speak of this year's figures."""
    goal = SOURCE.goals[0].model_copy(update={"expected": "全年支出«支出合计.执行数»以内。"})
    source = SOURCE.model_copy(update={"goals": (goal, *SOURCE.goals[1:])})
    text = copied(source=source).sections["goals"].rows["goals"][0]["expected"]
    assert "«" not in text
    assert text != goal.expected


def test_rows_beyond_what_a_section_holds_are_told():
    duties = tuple(Duty(key=key(f"职责{number}"), text=f"职责{number}") for number in range(MAX_ROWS))
    made = copied(this_year(duties=duties))
    lines = [line for each in made.parts if each.spec.part == Part.DUTIES for line in each.lines]
    assert {(line.outcome, line.reason) for line in lines} == {
        (Outcome.LEFT, f"已有 {MAX_ROWS} 行，不能再加")
    }


def test_a_part_is_offered_where_nothing_stands_yet():
    offered = {each.spec.part: each.is_offered for each in copied().parts}
    assert set(offered.values()) == {True}
    facts = this_year(
        nodes=NODES,
        indicators=planted(*NODES),
        subunits=(SubUnit(key=key("站"), name="服务站"),),
        profile={"retired_count": 0},
    )
    offered = {each.spec.part: each.is_offered for each in copied(facts).parts}
    assert [part for part, is_offered in offered.items() if not is_offered] == [
        Part.PROFILE,
        Part.ORGANISATION,
    ]


@pytest.mark.parametrize("part", EVERY)
def test_a_second_copy_writes_nothing(part):
    first = copied(None, part)
    assert first.marks
    section = first.sections[next(iter(first.sections))]
    rows = {name: tuple(each for each in found) for name, found in section.rows.items()}
    group = (
        {"profile": section.fields}
        if part == Part.PROFILE
        else {"work": section.fields}
        if part == Part.TASKS
        else {}
    )
    again = copied(
        EvaluationFacts.model_validate(this_year().model_dump() | group | _without_links(rows)), part
    )
    assert again.marks == ()
    assert not again.sections


def _without_links(rows: dict[str, Any]) -> dict[str, Any]:
    """Links to rows of sections that were not copied lead nowhere."""
    return {name: [dict(each) for each in found] for name, found in rows.items()}
