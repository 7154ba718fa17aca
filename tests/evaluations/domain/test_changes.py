"""Two filings side by side: nothing between equal ones, everything between different ones, rows known by their names."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from budgets.enums import BudgetItem
from evaluations.domain.changes import EVIDENCE, EXPLANATIONS, Change, Comparison, ItemChange, compare
from evaluations.domain.facts import ROW_SETS, Duty, EvaluationFacts, Evidence, Explanation
from evaluations.domain.sections import FORM_SECTIONS, Kind
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.evaluations.domain.generated import facts
from tests.factories import key, union_facts
from tests.yardstick import usual_seconds

many = settings(max_examples=60)


def applied(old: EvaluationFacts, comparison: Comparison) -> dict[str, Any]:
    """The old filing with every listed change made to it: what the new one says, links in no order."""
    stated: dict[str, Any] = {}
    for part in comparison.sections:
        for change in part.sets:
            single = [item for item in change.items if not item.rowset]
            if single:
                group = part.section.group
                stated[group] = getattr(old, group).model_dump() | {
                    field.spec.name: field.new for item in single for field in item.changed
                }
            rows = [item for item in change.items if item.rowset and item.change != Change.REMOVED]
            for item in rows:
                stated.setdefault(item.rowset, []).append(_row(old, item))
    return stated


def _row(old: EvaluationFacts, item: ItemChange) -> dict[str, Any]:
    before = next((row for row in getattr(old, item.rowset) if _key(row) == item.old_key), None)
    row = {field.spec.name: getattr(before, field.spec.name, None) for field in item.fields}
    row |= {field.spec.name: field.new for field in item.changed}
    kinds = {field.spec.name: field.spec.kind for field in item.fields}
    return {
        name: _loose(value, kinds[name]) for name, value in row.items()
    } | ({"key": item.new_key} if item.rowset != EXPLANATIONS.name else {})  # fmt: skip


def _key(row: Any) -> Any:
    return getattr(row, "key", None)


def _loose(value: Any, kind: Kind) -> Any:
    if kind == Kind.LINKS:
        return frozenset(value or ())
    return None if value in ("", None) else value


def said(new: EvaluationFacts) -> dict[str, Any]:
    """What the new filing says, in the same shape."""
    stated: dict[str, Any] = {
        section.group: getattr(new, section.group).model_dump() for section in FORM_SECTIONS if section.group
    }
    for part in compare(new, new).sections:
        for change in part.sets:
            for item in change.items:
                if item.rowset:
                    stated.setdefault(item.rowset, []).append(_row(new, item))
    return stated


@given(facts())
@many
def test_equal_filings_have_no_changes(one: EvaluationFacts) -> None:
    comparison = compare(one, one)
    assert comparison.is_empty
    assert not any(item.changed for item in comparison.items())


@given(facts(), facts())
@many
def test_the_listed_changes_make_the_other_filing(old: EvaluationFacts, new: EvaluationFacts) -> None:
    comparison = compare(old, new)
    assert applied(old, comparison) == said(new)
    assert comparison.is_empty == (said(old) == said(new))


@given(facts(), facts())
@many
def test_back_and_forth_tell_of_the_same_items(old: EvaluationFacts, new: EvaluationFacts) -> None:
    there, back = compare(old, new), compare(new, old)
    assert there.count(Change.ADDED) == back.count(Change.REMOVED)
    assert there.count(Change.SAME) == back.count(Change.SAME)


def test_every_item_of_the_document_is_compared() -> None:
    covered = {
        item.rowset
        for item in compare(union_facts(), union_facts()).items()
    }  # fmt: skip
    assert covered >= {name for name in ROW_SETS if getattr(union_facts(), name)}


def test_every_field_of_evidence_and_explanations_is_compared() -> None:
    """They have no form of their own that would name their fields."""
    for rowset, row in ((EVIDENCE, Evidence), (EXPLANATIONS, Explanation)):
        assert {field.name for field in rowset.fields} == set(row.model_fields) - {"key"}


def changed(comparison: Comparison) -> dict[str, tuple[Change, list[tuple[str, Any, Any]]]]:
    """Only what changed: by label."""
    return {
        item.label: (item.change, [(field.spec.name, field.old, field.new) for field in item.changed])
        for item in comparison.items()
        if item.change != Change.SAME
    }


def replaced(rows: Iterable[Any], at: int, **values: Any) -> tuple[Any, ...]:
    """The rows with one of them changed."""
    return tuple(row.model_copy(update=values) if order == at else row for order, row in enumerate(rows))


def test_fields_are_told_with_both_values_and_the_difference() -> None:
    old = union_facts()
    new = union_facts(
        projects=replaced(old.projects, 0, executed_amount=Decimal("109000.00"), self_score=Decimal("98.5"))
    )
    (item,) = (item for item in compare(old, new).items() if item.change == Change.CHANGED)
    amount, score = item.changed
    assert (amount.old, amount.new) == (old.projects[0].executed_amount, Decimal("109000.00"))
    assert amount.difference == Decimal("109000.00") - old.projects[0].executed_amount
    assert amount.share == amount.difference / old.projects[0].executed_amount
    assert score.difference == Decimal("-0.50")


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        (Decimal(0), None, None),
        (None, Decimal(0), None),
        (Decimal(0), NOT_APPLICABLE, None),
        (NOT_APPLICABLE, None, None),
        (Decimal(0), Decimal(5), Decimal(5)),
    ],
)
def test_zero_empty_and_not_applicable_are_three_values(old: Any, new: Any, difference: Any) -> None:
    base = union_facts()
    before = union_facts(budget_lines=replaced(base.budget_lines, 0, initial_amount=old))
    after = union_facts(budget_lines=replaced(base.budget_lines, 0, initial_amount=new))
    (item,) = (item for item in compare(before, after).items() if item.change == Change.CHANGED)
    (field,) = item.changed
    assert (field.difference, field.share) == (difference, None)


def test_rows_that_came_and_went_stand_where_they_stood() -> None:
    old = union_facts()
    duties = (
        *old.duties[:2],
        old.duties[3],
        old.duties[0].model_copy(update={"key": key("新"), "text": "办理其他事项。"}),
    )
    items = [item for item in compare(old, union_facts(duties=duties)).items() if item.rowset == "duties"]
    assert [item.change for item in items[:4]] == [Change.SAME, Change.SAME, Change.REMOVED, Change.SAME]
    assert Change.ADDED in {item.change for item in items}


def test_another_order_is_told_once() -> None:
    old = union_facts()
    comparison = compare(old, union_facts(tasks=old.tasks[::-1]))
    assert not comparison.is_empty
    assert changed(comparison) == {}
    assert [part.label for section in comparison.sections for part in section.sets if part.is_reordered] == [
        "重点工作任务"
    ]


def rekeyed(facts: EvaluationFacts) -> EvaluationFacts:
    """The same with other keys throughout, as when last year was typed anew."""
    text = facts.model_dump_json()
    for name in ROW_SETS:
        for row in getattr(facts, name):
            text = text.replace(str(row.key), str(UUID(int=row.key.int ^ 1)))
    return EvaluationFacts.model_validate_json(text)


def test_rows_without_a_common_key_are_known_by_their_names() -> None:
    old = union_facts()
    assert compare(old, rekeyed(old)).is_empty
    new = rekeyed(old)
    leaf = len(new.indicators) - 1
    changes = changed(
        compare(
            old,
            new.model_copy(
                update={
                    "indicators": replaced(new.indicators, leaf, self_score=Decimal(1)),
                    "problems": replaced(new.problems, 0, text=new.problems[0].text + "需要继续完善。"),
                }
            ),
        )
    )
    assert [change for change, _ in changes.values()] == [Change.CHANGED, Change.CHANGED]


def test_an_indicator_below_another_parent_is_still_known() -> None:
    old = union_facts()
    second = next(row for row in old.indicators if row.level == 2)
    new = rekeyed(union_facts(indicators=tuple(
        row.model_copy(update={"name": "换了名称的二级指标"}) if row.key == second.key else row for row in old.indicators
    )))  # fmt: skip
    kinds = {item.change for item in compare(old, new).items() if item.rowset == "indicators"}
    leaves = [item for item in compare(old, new).items() if item.rowset == "indicators" and item.level == 3]
    assert Change.ADDED in kinds
    assert {item.change for item in leaves} <= {Change.SAME, Change.CHANGED}


def test_budget_lines_are_known_by_their_item() -> None:
    old = union_facts()
    lines = tuple(row for row in old.budget_lines if row.item != BudgetItem.INCOME_OTHER)
    new = union_facts(budget_lines=rekeyed(union_facts(budget_lines=lines, evidence=())).budget_lines)
    assert all(change == Change.REMOVED for change, _ in changed(compare(old, new)).values())


def test_links_differ_by_what_they_point_at() -> None:
    old = union_facts()
    goal = old.goals[0]
    moved = replaced(old.goals, 0, tasks=(old.tasks[-1].key,))
    assert goal.tasks != (old.tasks[-1].key,)
    ((change, fields),) = changed(compare(old, union_facts(goals=moved))).values()
    assert change == Change.CHANGED
    assert [name for name, _, _ in fields] == ["tasks"]


def test_explanations_are_known_by_their_finding() -> None:
    one = Explanation(finding="A1@budget", message="合计不符", text="已核对。")
    other = one.model_copy(update={"text": "已核对，差额为上年结转。"})
    ((change, fields),) = changed(
        compare(union_facts(explanations=(one,)), union_facts(explanations=(other,)))
    ).values()
    assert (change, fields) == (Change.CHANGED, [("text", one.text, other.text)])


def test_hundreds_of_rows_typed_anew_are_not_compared_one_by_one() -> None:
    """500 duties of 1,000 characters on both sides took minutes; as many as that are old ones out, new ones in."""

    def typed(name: str) -> EvaluationFacts:
        text = "".join(chr(0x4E00 + (number * 7919 + len(name)) % 20000) for number in range(1000))
        duties = (
            Duty(key=key(f"{name}{number}"), text=text[number:] + text[:number]) for number in range(300)
        )
        return union_facts(duties=tuple(duties))

    last, this = typed("上年"), typed("本年的")
    assert usual_seconds(lambda: compare(last, this)) < 5
    comparison = compare(last, this)
    assert comparison.count(Change.REMOVED) == comparison.count(Change.ADDED) == 300


def test_a_duty_typed_anew_is_known_by_its_words() -> None:
    old = union_facts(duties=(Duty(key=key("旧"), text="调查研究职工合法权益的重大问题，反映职工意愿。"),))
    new = union_facts(duties=(Duty(key=key("新"), text="调查研究职工权益的重大问题，及时反映职工意愿。"),))
    changed = [item for item in compare(old, new).items() if item.change != Change.SAME]
    assert [(item.change, item.rowset) for item in changed] == [(Change.CHANGED, "duties")]
