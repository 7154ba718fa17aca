"""修改记录: every save in the words of the form, whoever made it; never what finance notes, nor what is not decided."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from evaluations.actions.evidence import describe_evidence
from evaluations.actions.sections import save_section
from evaluations.domain.numbers.naming import names_of
from evaluations.domain.sections import SECTION_BY_KEY, SectionData, section_data
from evaluations.history_of_rows import Edit, editors_of, edits_of, told
from evaluations.models import SectionState, SelfEvaluation
from evaluations.queries import load_facts
from huadu_perf.lib.values import NOT_APPLICABLE

pytestmark = pytest.mark.django_db


def save(evaluation: SelfEvaluation, key: str, by: User, change: Any, complete: bool = False) -> None:
    """Saves a section after `change(data)`."""
    section = SECTION_BY_KEY[key]
    data = section_data(section, load_facts(evaluation))
    change(data)
    state = SectionState.objects.get(evaluation=evaluation, section=key)
    save_section(
        evaluation=evaluation, section=section, data=data, version=state.version, by=by, complete=complete
    )


def last(evaluation: SelfEvaluation, number: int, section: str = "", actor: str = "") -> tuple[Edit, ...]:
    """The newest edits in words."""
    return told(evaluation, edits_of(evaluation, section, actor)[:number], names_of(load_facts(evaluation)))


def said(edit: Edit) -> list[tuple[str, str, str]]:
    """Its fields as (label, before, after)."""
    return [(field.label, field.before, field.after) for field in edit.fields]


def put(**values: Any) -> Any:
    """Sets single fields."""
    return lambda data: data.fields.update(values)


def test_single_fields_are_told_with_who_and_both_values(
    draft: SelfEvaluation, people: dict[str, User]
) -> None:
    save(draft, "profile", people["zhengxie"], put(serving_count=Decimal(41), retired_count=NOT_APPLICABLE))
    (edit,) = last(draft, 1, "profile")
    assert (edit.who, edit.verb, edit.section, edit.part) == (
        people["zhengxie"].name,
        "修改",
        "部门概况",
        "",
    )
    assert ("在职人数", "", "41") in said(edit)
    assert said(edit)[-1][2] == "不适用"


def test_amounts_are_told_in_wan_and_rows_by_their_names(
    draft: SelfEvaluation, people: dict[str, User]
) -> None:
    def change(data: SectionData) -> None:
        data.rows["budget_lines"][0]["executed_amount"] = Decimal("12345678.90")

    line = load_facts(draft).budget_lines[0]
    save(draft, "budget", people["zhengxie"], change)
    (edit,) = last(draft, 1, "budget")
    assert edit.name == line.item.label
    assert said(edit)[0][::2] == ("全年执行数", "1,234.56789 万元")


def test_links_are_told_by_the_names_of_what_they_lead_to(
    returned: SelfEvaluation, people: dict[str, User]
) -> None:
    facts = load_facts(returned)

    def change(data: SectionData) -> None:
        data.rows["measures"][0]["problems"] = ()

    save(returned, "problems", people["canlian"], change)
    (edit,) = last(returned, len(facts.measures[0].problems), "problems")
    assert (edit.verb, edit.logged) == ("修改", len(facts.measures[0].problems))
    gone = next(row.text for row in facts.problems if row.key in facts.measures[0].problems)
    ((label, before, after),) = said(edit)
    assert (label, after) == ("针对的问题", "")
    assert gone[:30] in before
    assert facts.measures[0].text.startswith(edit.name.rstrip("…"))


def test_links_of_one_save_are_told_together_from_what_to_what(
    returned: SelfEvaluation, people: dict[str, User]
) -> None:
    facts = load_facts(returned)
    one, two = facts.tasks[:2]

    def link(*keys: Any) -> Any:
        return lambda data: data.rows["goals"][0].update(tasks=keys)

    save(returned, "goals", people["canlian"], link(one.key))
    save(returned, "goals", people["canlian-fzr"], link(one.key, two.key))
    save(returned, "goals", people["canlian"], link(two.key))
    newest = last(returned, 10, "goals")[:2]
    assert [(edit.who, said(edit)) for edit in newest] == [
        (people["canlian"].name, [("对应的重点工作任务", f"{one.title}、{two.title}", two.title)]),
        (people["canlian-fzr"].name, [("对应的重点工作任务", one.title, f"{one.title}、{two.title}")]),
    ]
    assert {edit.name for edit in newest} == {facts.goals[0].title}
    beyond = told(returned, edits_of(returned, "goals")[1:2], names_of(facts))
    assert said(beyond[0]) == said(newest[1]), "the page's edge changes nothing"


def test_links_of_material_are_told_by_the_names_of_what_it_proves(
    returned: SelfEvaluation, people: dict[str, User]
) -> None:
    facts = load_facts(returned)
    piece = facts.evidence[0]
    rows = [row for row in facts.indicators if row.level == 3][:2]
    before = "、".join(row.name for row in facts.indicators if row.key in piece.indicators)
    describe_evidence(
        evaluation=returned, key=piece.key, title=piece.title, kind=piece.kind or "other", dated=piece.dated,
        by=people["canlian"], indicators=[row.key for row in rows], projects=piece.projects,
        sample_size=piece.sample_size, pages=piece.pages,
    )  # fmt: skip
    edit = next(each for each in last(returned, 5, "evidence") if said(each)[0][0].startswith("佐证的"))
    assert said(edit) == [("佐证的指标", before, "、".join(row.name for row in rows))]
    assert edit.name == piece.title


def test_a_deleted_row_keeps_its_name(returned: SelfEvaluation, people: dict[str, User]) -> None:
    row = load_facts(returned).problems[0]

    def reword(data: SectionData) -> None:
        data.rows["problems"][0]["text"] = "另一种说法。"

    def drop(data: SectionData) -> None:
        data.rows["problems"].pop(0)
        for measure in data.rows["measures"]:
            measure["problems"] = tuple(key for key in measure["problems"] if key != row.key)

    save(returned, "problems", people["canlian"], reword)
    save(returned, "problems", people["canlian"], drop)
    gone = next(
        edit for edit in last(returned, 20, "problems") if edit.part == "问题" and edit.verb == "删除"
    )
    assert gone.name == "另一种说法。"


def test_finished_is_told_but_not_every_new_version(draft: SelfEvaluation, people: dict[str, User]) -> None:
    start = edits_of(draft, "tasks").count()
    save(draft, "tasks", people["zhengxie"], put(), complete=False)
    assert edits_of(draft, "tasks").count() == start
    save(draft, "tasks", people["zhengxie"], put(), complete=True)
    assert said(last(draft, 1, "tasks")[0]) == [("本节是否已填完", "否", "是")]
    assert last(draft, 1, "tasks")[0].section == "年度工作任务"


def test_editors_and_their_edits(draft: SelfEvaluation, people: dict[str, User]) -> None:
    save(draft, "tasks", people["zhengxie"], put(overview="另写一段。"))
    actor = f"user:{people['zhengxie'].pk}"
    assert (actor, people["zhengxie"].name) in editors_of(draft)
    assert {edit.who for edit in last(draft, 50, actor=actor)} == {people["zhengxie"].name}


def test_every_log_row_of_the_demo_is_told(
    approved: SelfEvaluation, returned: SelfEvaluation, draft: SelfEvaluation
) -> None:
    for evaluation in (approved, returned, draft):
        count = edits_of(evaluation).count()
        edits = last(evaluation, count)
        assert sum(edit.logged for edit in edits) == count > 0
        assert not any("意见" in edit.part for edit in edits)


def test_the_queries_do_not_grow(returned: SelfEvaluation) -> None:
    counts = []
    tokens = names_of(load_facts(returned))
    for number in (1, 40):
        with CaptureQueriesContext(connection) as captured:
            told(returned, edits_of(returned)[:number], tokens)
        counts.append(len(captured))
    assert counts[0] <= counts[1] <= 8, "two of them for links, where there are any"
