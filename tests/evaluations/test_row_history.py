"""修改记录 of a row: every save of it, in the words of the form, and nothing of its neighbours."""

from decimal import Decimal

import pytest

from accounts.acting import acting
from budgets.models import BudgetLine, Project
from evaluations.models import Evidence, Goal, Indicator, ProjectResult, Task
from evaluations.row_history import row_history

pytestmark = pytest.mark.django_db


def change(row, by, **values):
    """Sets some columns in somebody's name."""
    with acting(by):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()


def told(evaluation, rowset, row):
    """Who changed what, the last save first."""
    return [
        (change.who, change.fields) for change in row_history(evaluation, rowset, row.key) if change.fields
    ]


def test_fields_by_their_labels_and_values_as_the_form_shows_them(returned, people):
    row = Indicator.objects.filter(evaluation=returned, level=3).first()
    before = row.points
    change(row, people["canlian"], points=Decimal("9.5"), unit="人次")
    change(row, people["canlian-fzr"], goal=Goal.objects.filter(evaluation=returned).last(), position=40)
    first, second = told(returned, "indicators", row)
    assert first[0] == people["canlian-fzr"].name
    assert [label for label, _, _ in first[1]] == ["对应的绩效目标"]
    assert first[1][0][2] == str(row.goal)
    assert (people["canlian"].name, ("分值", f"{before.normalize():f}", "9.5")) == (
        second[0],
        next(each for each in second[1] if each[0] == "分值"),
    )
    assert row_history(returned, "indicators", row.key)[-1].fields == (), "the first one made the row"


def test_amounts_in_wan_and_what_does_not_apply(returned, people):
    line = BudgetLine.objects.filter(sheet=returned.budget_sheet_id).first()
    change(line, people["canlian"], initial_amount=Decimal("10576300"))
    change(line, people["canlian"], initial_amount=None, not_applicable=["initial_amount"])
    last, first = told(returned, "budget_lines", line)[:2]
    assert last[1] == (("年初预算数", "1,057.63", "不适用"),)
    assert first[1][0][2] == "1,057.63"


def test_a_project_stands_in_two_tables(returned, people):
    project = Project.objects.filter(sheet=returned.budget_sheet_id).first()
    result = ProjectResult.objects.get(project=project)
    other = Task.objects.filter(evaluation=returned).exclude(pk=result.task_id).first()
    change(result, people["canlian"], task=other)
    change(project, people["canlian"], name="改了名")
    fields = [each for _, changed in told(returned, "projects", project) for each in changed]
    assert [each[0] for each in fields] == ["项目名称", "对应的重点工作任务"]
    assert fields[1][2] == str(other)


def test_links_are_told_by_name_and_not_where_the_row_was_made(returned, people):
    goal = Goal.objects.filter(evaluation=returned).first()
    before, other = list(goal.tasks.all()), Task.objects.filter(evaluation=returned).last()
    assert len(told(returned, "goals", goal)) == 0
    with acting(people["canlian"]):
        goal.tasks.set([other])
    ((who, ((label, was, now),)),) = told(returned, "goals", goal)
    assert (who, label, now) == (people["canlian"].name, "对应的重点工作任务", other.title)
    assert was == "、".join(task.title for task in before)


def test_material_is_told_at_what_it_proves(returned, people):
    row = Indicator.objects.filter(evaluation=returned, level=3, evidence__isnull=True).first()
    piece = Evidence.objects.filter(evaluation=returned).first()
    with acting(people["canlian"]):
        piece.indicators.add(row)
    assert told(returned, "indicators", row) == [(people["canlian"].name, (("佐证材料", "", piece.title),))]


def test_another_evaluation_has_no_such_row(returned, draft):
    row = Indicator.objects.filter(evaluation=returned, level=3).first()
    assert row_history(draft, "indicators", row.key) == []


def test_queries_do_not_grow_with_the_history(returned, people, django_assert_num_queries):
    row = Indicator.objects.filter(evaluation=returned, level=3).first()
    for number in range(3):
        change(row, people["canlian"], unit=f"单位{number}")
    with django_assert_num_queries(5):
        row_history(returned, "indicators", row.key)
    for number in range(20):
        change(row, people["canlian"], unit=f"又{number}")
    with django_assert_num_queries(5):
        assert len(row_history(returned, "indicators", row.key)) >= 23
