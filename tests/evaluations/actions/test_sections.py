"""Saving a section: all of it or nothing, what changed and no more, and only on the version that was read."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import StaleSection, save_section
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, SectionData, section_data
from evaluations.models import (
    Campaign,
    ChangeLog,
    Detail,
    Goal,
    ProjectResult,
    SectionState,
    SelfEvaluation,
    Task,
)
from evaluations.queries import load_facts, section_states
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.factories import indicator, indicators, key, make_evaluation, union_facts

pytestmark = pytest.mark.django_db
Save = Callable[..., SectionData]


@pytest.fixture
def evaluation(campaign: Campaign) -> SelfEvaluation:
    """Another department's evaluation, filled as the union's."""
    return make_evaluation(campaign, "999001", union_facts())


@pytest.fixture
def save(evaluation: SelfEvaluation, people: dict[str, User]) -> Save:
    """Saves a section of `facts` (or of what is stored, changed in place by a function)."""

    def saving(
        name: str, change: Callable[[SectionData], Any] | None = None, facts: EvaluationFacts | None = None
    ) -> SectionData:
        section = SECTION_BY_KEY[name]
        data = section_data(section, facts or load_facts(evaluation))
        if change:
            change(data)
        version = SectionState.objects.get(evaluation=evaluation, section=name).version
        save_section(
            evaluation=evaluation, section=section, data=data, version=version, by=people["zhengxie"]
        )
        return data

    return saving


def logged(since: int) -> list[tuple[str, str]]:
    return list(ChangeLog.objects.filter(pk__gt=since).order_by("pk").values_list("table_name", "operation"))


def last() -> int:
    return ChangeLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@pytest.mark.parametrize("name", [section.key for section in FORM_SECTIONS])
def test_what_is_saved_is_loaded_again(campaign, people, name):
    empty = make_evaluation(campaign, "999002")
    section = SECTION_BY_KEY[name]
    facts = union_facts()
    if name != "budget":  # links point at rows of other sections, so those come first
        for other in FORM_SECTIONS[: section.number - 1]:
            save_section(
                evaluation=empty,
                section=other,
                data=section_data(other, facts),
                version=0,
                by=people["zhengxie"],
            )
    save_section(
        evaluation=empty,
        section=section,
        data=section_data(section, facts),
        version=0,
        by=people["zhengxie"],
        complete=True,
    )
    assert section_data(section, load_facts(empty)) == section_data(section, facts)
    state = SectionState.objects.get(evaluation=empty, section=name)
    assert (state.version, state.edited_by, state.is_declared_complete) == (1, people["zhengxie"], True)
    assert state.edited_at is not None


@pytest.mark.parametrize("name", [section.key for section in FORM_SECTIONS])
def test_saving_what_is_there_rewrites_no_row(save, name):
    save(name)  # positions and blanks as the form gives them
    since = last()
    with CaptureQueriesContext(connection) as captured:
        save(name)
    written = [
        query["sql"].split()[:2]
        for query in captured
        if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert len(written) == (2 if SECTION_BY_KEY[name].fields else 1), written
    assert logged(since) == [("evaluations_sectionstate", "UPDATE")]


def test_one_changed_value_rewrites_one_row(save, evaluation):
    since = last()
    save("indicators", lambda data: data.rows["indicators"][5].update(actual_value=Decimal("1.5")))
    assert logged(since) == [("evaluations_sectionstate", "UPDATE"), ("evaluations_indicator", "UPDATE")]
    since = last()
    save("projects", lambda data: data.rows["projects"][0].update(work_done="另一段"))
    assert logged(since) == [("evaluations_sectionstate", "UPDATE"), ("evaluations_projectresult", "UPDATE")]


def test_rows_are_added_changed_dropped_and_reordered(save, evaluation):
    def change(data: SectionData) -> None:
        rows = data.rows["duties"]
        rows.reverse()
        rows.pop()
        rows[0]["text"] = "改过"
        rows.insert(1, {"key": key("新"), "text": "新加"})

    saved = save("profile", change)
    assert section_data(SECTION_BY_KEY["profile"], load_facts(evaluation)) == saved
    duties = load_facts(evaluation).duties
    assert (duties[0].text, duties[1].key, len(duties)) == ("改过", key("新"), len(union_facts().duties))


def test_links_are_set_and_taken_away(save, evaluation):
    tasks = union_facts().tasks
    save("goals", lambda data: data.rows["goals"][0].update(tasks=(tasks[1].key, tasks[3].key)))
    assert load_facts(evaluation).goals[0].tasks == (tasks[1].key, tasks[3].key)
    save("goals", lambda data: data.rows["goals"][0].update(tasks=()))
    assert load_facts(evaluation).goals[0].tasks == ()
    save("indicators", lambda data: data.rows["indicators"][-1].update(goal=None))
    assert load_facts(evaluation).indicators[-1].goal is None


def test_links_to_what_is_gone_meanwhile_are_left_out(save, evaluation):
    save("goals", lambda data: data.rows["goals"][0].update(tasks=(key("没有"), union_facts().tasks[2].key)))
    assert load_facts(evaluation).goals[0].tasks == (union_facts().tasks[2].key,)


def test_dropping_a_task_unlinks_goals_and_projects(save, evaluation):
    facts = load_facts(evaluation)
    gone = facts.projects[0].task
    save(
        "tasks",
        lambda data: data.rows.update(tasks=[row for row in data.rows["tasks"] if row["key"] != gone]),
    )
    left = load_facts(evaluation)
    assert left.projects[0].task is None
    assert all(gone not in goal.tasks for goal in left.goals)
    assert len(left.tasks) == len(facts.tasks) - 1


def test_dropping_a_project_drops_its_results_and_indicators(save, evaluation):
    save("projects", lambda data: data.rows.update(projects=[], project_indicators=[]))
    assert (load_facts(evaluation).projects, load_facts(evaluation).project_indicators) == ((), ())
    assert not ProjectResult.objects.filter(evaluation=evaluation).exists()


def test_a_whole_tree_is_replaced_from_the_leaves_up(save, evaluation):
    goal = union_facts().goals[0].key
    tree = indicators([indicator("甲", goal=goal), indicator("乙", goal=goal)])
    facts = load_facts(evaluation).model_copy(update={"indicators": tree})
    save("indicators", facts=facts)
    assert load_facts(evaluation).indicators == tree


def test_leaves_may_move_to_a_new_group(save, evaluation):
    """The old group goes although its leaves pointed at it (they PROTECT it)."""
    facts = load_facts(evaluation)
    groups = {row.key: key(f"另{row.name}") for row in facts.indicators if row.level < 3}
    moved = tuple(
        row.model_copy(update={"key": groups.get(row.key, row.key), "parent": groups.get(row.parent)})
        for row in facts.indicators
    )
    save("indicators", facts=facts.model_copy(update={"indicators": moved}))
    assert load_facts(evaluation).indicators == moved


def test_indicators_may_move_to_a_new_project(save, evaluation):
    facts = load_facts(evaluation)
    project = facts.projects[0].model_copy(update={"key": key("另一项目")})
    rows = tuple(row.model_copy(update={"project": project.key}) for row in facts.project_indicators)
    save("projects", facts=facts.model_copy(update={"projects": (project,), "project_indicators": rows}))
    assert (load_facts(evaluation).projects, load_facts(evaluation).project_indicators) == ((project,), rows)


def test_zero_empty_and_not_applicable_are_stored_apart(save, evaluation):
    save(
        "profile",
        lambda data: data.fields.update(
            retired_count=Decimal(0), serving_count=None, established_count=NOT_APPLICABLE
        ),
    )
    profile = load_facts(evaluation).profile
    assert (profile.retired_count, profile.serving_count, profile.established_count) == (
        0,
        None,
        NOT_APPLICABLE,
    )

    def amounts(data: SectionData) -> None:
        data.rows["budget_lines"][1].update(
            initial_amount=Decimal(0), adjusted_amount=None, executed_amount=NOT_APPLICABLE
        )

    save("budget", amounts)
    line = load_facts(evaluation).budget_lines[1]
    assert (line.initial_amount, line.adjusted_amount, line.executed_amount) == (0, None, NOT_APPLICABLE)
    save("budget", lambda data: data.rows["budget_lines"][1].update(executed_amount=Decimal("0.01")))
    assert load_facts(evaluation).budget_lines[1].executed_amount == Decimal("0.01")


def test_an_open_choice_stays_open(save, evaluation):
    save("indicators", lambda data: data.rows["indicators"][-1].update(kind=None, direction=None))
    row = load_facts(evaluation).indicators[-1]
    assert (row.kind, row.direction) == (None, None)


def test_a_stale_version_writes_nothing_and_says_who_was_first(evaluation, save, people):
    save("profile", lambda data: data.fields.update(nature="先"))
    before, since = load_facts(evaluation), last()
    section = SECTION_BY_KEY["profile"]
    mine = section_data(section, before)
    mine.fields["nature"] = "后"
    mine.rows["duties"].clear()
    for version in (0, 1, 99):
        with pytest.raises(StaleSection) as stale:
            save_section(
                evaluation=evaluation, section=section, data=mine, version=version, by=people["gonghui"]
            )
    assert (stale.value.state.version, stale.value.state.edited_by, stale.value.state.section) == (
        2,
        people["zhengxie"],
        "profile",
    )
    assert (load_facts(evaluation), logged(since)) == (before, [])


def test_sections_have_versions_of_their_own(evaluation, save):
    save("profile")
    assert SectionState.objects.get(evaluation=evaluation, section="tasks").version == 1
    assert SectionState.objects.get(evaluation=evaluation, section="profile").version == 2


@pytest.mark.parametrize("which", ["approved"])
def test_a_locked_evaluation_refuses(request, people, which):
    locked = request.getfixturevalue(which)
    before, since = load_facts(locked), last()
    for section in FORM_SECTIONS:
        with pytest.raises(EvaluationLocked):
            save_section(
                evaluation=locked,
                section=section,
                data=section_data(section, before),
                version=1,
                by=people["gonghui"],
            )
    assert (load_facts(locked), logged(since)) == (before, [])


def test_a_returned_evaluation_is_open(returned, people):
    section = SECTION_BY_KEY["work" if "work" in SECTION_BY_KEY else "tasks"]
    data = section_data(section, load_facts(returned))
    data.fields["overview"] = "按意见补充。"
    version = SectionState.objects.get(evaluation=returned, section=section.key).version
    save_section(evaluation=returned, section=section, data=data, version=version, by=people["canlian"])
    assert Detail.objects.get(evaluation=returned).overview == "按意见补充。"


def test_a_failure_half_way_leaves_everything_as_it_was(evaluation, people):
    before, since = load_facts(evaluation), last()
    section = SECTION_BY_KEY["tasks"]
    data = section_data(section, before)
    data.fields["overview"] = "写了一半"
    data.rows["tasks"][0]["title"] = "写了一半"
    del data.rows["tasks"][-1]["text"]
    with pytest.raises(KeyError):
        save_section(evaluation=evaluation, section=section, data=data, version=1, by=people["zhengxie"])
    assert (load_facts(evaluation), logged(since)) == (before, [])
    assert SectionState.objects.get(evaluation=evaluation, section="tasks").version == 1


def test_rows_of_another_evaluation_are_never_touched(save, evaluation, approved):
    """Both hold the same keys: the demo's."""
    before = load_facts(approved)
    assert {row.key for row in before.tasks} == {row.key for row in load_facts(evaluation).tasks}
    save("tasks", lambda data: data.rows.update(tasks=[]))
    save("goals", lambda data: data.rows.update(goals=[]))
    assert load_facts(approved) == before
    assert not Task.objects.filter(evaluation=evaluation).exists()
    assert not Goal.objects.filter(evaluation=evaluation).exists()


@pytest.mark.parametrize("name", ["profile", "indicators", "projects"])
def test_the_number_of_queries_does_not_grow_with_the_rows(evaluation, people, campaign, name):
    def queries(count: int, facts: EvaluationFacts) -> int:
        leaf = facts.indicators[-1]
        more = tuple(leaf.model_copy(update={"key": key(f"{count}/{n}")}) for n in range(count))
        rows = tuple(
            facts.project_indicators[0].model_copy(update={"key": key(f"{count}/{n}")}) for n in range(count)
        )
        duties = tuple(facts.duties[0].model_copy(update={"key": key(f"{count}/{n}")}) for n in range(count))
        data = section_data(SECTION_BY_KEY[name], facts.model_copy(update={
            "indicators": (*facts.indicators, *more), "project_indicators": (*facts.project_indicators, *rows),
            "duties": (*facts.duties, *duties),
        }))  # fmt: skip
        version = SectionState.objects.get(evaluation=evaluation, section=name).version
        with CaptureQueriesContext(connection) as captured:
            save_section(
                evaluation=evaluation,
                section=SECTION_BY_KEY[name],
                data=data,
                version=version,
                by=people["zhengxie"],
            )
        return len(captured)

    assert queries(2, load_facts(evaluation)) == queries(30, load_facts(evaluation))


def test_a_forged_row_takes_no_key_of_another_scored_row(draft, people):
    """Only a post made by hand can; stored, it would make the whole evaluation unreadable."""
    facts, section = load_facts(draft), SECTION_BY_KEY["projects"]
    data = section_data(section, facts)
    texts = ("name", "prose")
    row = {field.name: "" if field.kind.value in texts else None for field in section.rowsets[0].fields}
    data.rows["projects"].append({"key": facts.indicators[-1].key, **row})
    version = section_states(draft)["projects"].version
    with pytest.raises(SuspiciousOperation):
        save_section(evaluation=draft, section=section, data=data, version=version, by=people["zhengxie"])
    assert load_facts(draft) == facts
