"""What a report asks for: without 基础数据表 everything is as it was before there was one."""

from uuid import uuid5

from budgets.enums import BASE_DATA_ITEMS, BudgetItem
from evaluations.domain.asked import (
    LINES,
    asked,
    asked_rows,
    asked_sections,
    form_data,
    missing_items,
)
from evaluations.domain.checks import check
from evaluations.domain.scoring import score
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, section_data
from tests.factories import based_facts, union_facts

BUDGET = SECTION_BY_KEY["budget"]
PLAIN, BASED = union_facts(), based_facts()
OWN = {
    "building_approved_area", "building_actual_area", "building_approved_investment", "building_actual_investment",
    "thrift_measures",
}  # fmt: skip


def test_only_the_section_of_money_differs():
    assert asked_sections(BASED) == FORM_SECTIONS
    others = [section.key for section in asked_sections(PLAIN) if section != SECTION_BY_KEY[section.key]]
    assert others == ["budget"]


def test_a_report_without_base_data_asks_for_none_of_it():
    plain = asked(BUDGET, PLAIN.campaign.template)
    assert {field.name for field in BUDGET.fields} - {field.name for field in plain.fields} == OWN
    lines = plain.rowset("budget_lines")
    assert lines.items == tuple(item for item in BudgetItem if item not in BASE_DATA_ITEMS)
    assert lines.is_fixed
    assert asked(BUDGET, BASED.campaign.template) is BUDGET


def test_a_form_shows_every_line_once_whatever_is_stored():
    facts = union_facts(budget_lines=PLAIN.budget_lines[::-1][3:])
    spec = asked(BUDGET, facts.campaign.template)
    data = form_data(spec, facts)
    rows = data.rows["budget_lines"]
    assert [row["item"] for row in rows] == list(spec.rowset("budget_lines").items)
    stored = {line.item: line.key for line in facts.budget_lines}
    assert [row["key"] for row in rows] == [
        stored.get(row["item"]) or uuid5(LINES, row["item"].value) for row in rows
    ]
    blank = next(row for row in rows if row["item"] == BudgetItem.RECEPTION)
    assert {name for name, value in blank.items() if value is not None} == {"key", "item"}
    assert data.fields == section_data(spec, facts).fields


def test_other_sections_are_given_back_as_they_are():
    profile = SECTION_BY_KEY["profile"]
    data = form_data(profile, PLAIN)
    assert data == section_data(profile, PLAIN)


def test_what_is_not_asked_for_is_neither_missing_nor_judged():
    hidden = BASED.model_copy(update={
        "campaign": PLAIN.campaign,
        "finance": BASED.finance.model_copy(update={"building_actual_area": None, "thrift_measures": ""}),
        "budget_lines": tuple(
            line.model_copy(update={"executed_amount": None}) if line.item in BASE_DATA_ITEMS else line
            for line in BASED.budget_lines
        ),
    })  # fmt: skip
    assert check(hidden, score(hidden)) == check(PLAIN, score(PLAIN))
    lines = asked(BUDGET, hidden.campaign.template).rowset("budget_lines")
    assert len(asked_rows(lines, hidden)) == 17
    assert list(missing_items(lines, hidden)) == []


def test_complete_base_data_has_no_finding_of_its_own():
    assert {finding.code for finding in check(BASED, score(BASED))} == {"G6"}
