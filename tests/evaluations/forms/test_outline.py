"""The whole evaluation for reading: every item, its findings and its remarks at their place."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from evaluations.domain.asked import asked_sections
from evaluations.domain.sections import FORM_SECTIONS, ROWSETS
from evaluations.enums import Direction
from evaluations.forms.outline import measured_text, outline
from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.factories import indicator, union_facts

UNION = union_facts()


@dataclass
class Said:
    """Something said of a place."""

    place: str


def items(facts=UNION, **said):
    return {
        item.place: item for chapter in outline(facts, **said) for part in chapter.sets for item in part.items
    }


def test_every_section_field_and_row_of_the_demo_is_there():
    asked = asked_sections(UNION)
    assert [chapter.section for chapter in outline(UNION)] == list(asked)
    rows = {
        Place(section.key, rowset.name, row.key) for section in asked for rowset in section.rowsets
        for row in getattr(UNION, rowset.name)
    }  # fmt: skip
    fields = {Place(section.key, field=field.name) for section in asked for field in section.fields}
    assert set(items()) == rows | fields


def test_findings_and_remarks_stand_at_their_item_whatever_the_field():
    goal, line = UNION.goals[1], UNION.budget_lines[0]
    places = [
        Place("goals", "goals", goal.key, "achieved"), Place("goals", "goals", goal.key), Place("profile", field="nature"),
        Place("budget", "budget_lines", line.key, "executed_amount"), Place("evidence", "evidence"),
    ]  # fmt: skip
    found = items(
        findings=[Finding("X", Severity.ERROR, place, "…") for place in places],
        remarks=[Said(str(place)) for place in places],
    )
    counts = {
        place: (len(item.findings), len(item.remarks))
        for place, item in found.items()
        if item.findings or item.remarks
    }
    assert counts == {
        Place("goals", "goals", goal.key): (2, 2), Place("profile", field="nature"): (1, 1),
        Place("budget", "budget_lines", line.key): (1, 1),
    }  # fmt: skip


def test_links_choices_and_figures_are_in_words():
    def entries(rowset: str) -> dict[str, str]:
        place = Place(
            next(s.key for s in FORM_SECTIONS if ROWSETS[rowset] in s.rowsets),
            rowset,
            getattr(UNION, rowset)[-1].key,
        )
        return {entry.label: entry.text for entry in items()[place].entries}

    assert entries("projects")["全年执行数"] == "10.60"
    assert entries("projects")["对应的重点工作任务"] in {task.title for task in UNION.tasks}
    assert entries("goals")["对应的重点工作任务"]
    assert entries("indicators")["类型"] == UNION.indicators[-1].kind.label
    assert entries("measures")["针对的问题"].startswith("存在的主要问题 ")


def test_optional_fields_are_left_out_when_blank_and_needed_ones_are_not():
    project = UNION.projects[0].model_copy(update={"work_done": "", "quantity_unit": "", "quantity": None})
    found = items(union_facts(projects=(project,)))[Place("projects", "projects", project.key)]
    labels = [entry.label for entry in found.entries]
    assert "实施情况" in labels
    assert not {"数量", "计量单位"} & set(labels)


def test_empty_sets_that_are_not_needed_are_left_out():
    chapters = outline(union_facts(subunits=(), duties=()))
    labels = [part.label for part in chapters[0].sets]
    assert labels == ["", "内设机构", "主要职责"]
    assert [
        part.is_table
        for chapter in chapters
        for part in chapter.sets
        if part.label in ("收支情况", "主要职责")
    ] == [False, True]


@pytest.mark.parametrize(
    ("row", "target", "actual"),
    [
        (indicator(target_value="6000", actual_value="6000", unit="人"), "≥ 6,000 人", "6,000 人"),
        (indicator(target_value=None, actual_value="不适用", unit=""), "", "不适用"),
        (indicator(direction=Direction.QUALITATIVE, target_text="优", actual_text="良"), "优", "良"),
        (indicator(direction=None, target_value="0", actual_value="0", unit="%"), "0 %", "0 %"),
    ],
)
def test_targets_and_actual_values_in_words(row, target, actual):
    assert (measured_text(row, "target"), measured_text(row, "actual")) == (target, actual)
    assert indicator().target_value == Decimal(48) != NOT_APPLICABLE
