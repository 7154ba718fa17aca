"""The section specs, the facts and the tables speak of the same fields."""

import pytest
from django.db import models

from evaluations.domain import facts as parts
from evaluations.domain.facts import LINKS, ROW_SETS, EvaluationFacts
from evaluations.domain.sections import (
    FORM_SECTIONS,
    ROWSETS,
    SECTION_BY_KEY,
    SECTIONS,
    Field,
    Kind,
    is_blank,
    section_data,
    values_of,
)
from evaluations.models import Detail
from evaluations.row_tables import ROW_TABLES
from huadu_perf.lib.fixed_point import FixedPointField
from huadu_perf.lib.values import NOT_APPLICABLE
from tests.factories import union_facts

GROUPS = {section.group: section for section in SECTIONS if section.group}
#: Keeping a row, not stating anything.
BOOKKEEPING = {"id", "key", "position", "evaluation", "sheet", "not_applicable", "project_id"}


def part_of(name: str) -> type[parts.Facts]:
    """The pydantic class of a row set or a group."""
    annotation = EvaluationFacts.model_fields[name].annotation
    return annotation.__args__[0] if hasattr(annotation, "__args__") else annotation


@pytest.mark.parametrize("name", ROWSETS)
def test_row_sets_of_specs_are_those_of_the_facts(name):
    assert {field.name for field in ROWSETS[name].fields} | {"key"} == set(part_of(name).model_fields)


@pytest.mark.parametrize("group", GROUPS)
def test_single_fields_of_specs_are_those_of_the_facts(group):
    assert {field.name for field in GROUPS[group].fields} == set(part_of(group).model_fields)


def test_the_facts_have_no_other_parts():
    own = {"schema_version", "department", "campaign", "evidence", "explanations"}
    assert set(EvaluationFacts.model_fields) == own | set(GROUPS) | set(ROWSETS)
    assert set(ROW_SETS) == {*ROWSETS, "evidence"}


@pytest.mark.parametrize("name", ROWSETS)
def test_row_sets_of_specs_are_those_of_the_tables(name):
    table = ROW_TABLES[name]
    columns = {
        column.name for column in (*table.model._meta.concrete_fields, *table.model._meta.many_to_many)
    }
    if table.extension:
        columns |= {column.name for column in table.extension._meta.concrete_fields} - {"project"}
    assert columns - BOOKKEEPING == {field.name for field in ROWSETS[name].fields}


def test_single_fields_of_specs_are_those_of_the_table():
    columns = {column.name for column in Detail._meta.concrete_fields} - BOOKKEEPING
    assert columns == {field.name for section in GROUPS.values() for field in section.fields}


STORED = [
    (ROW_TABLES[name].model, ROW_TABLES[name].extension, field)
    for name in ROWSETS
    for field in ROWSETS[name].fields
]
STORED += [(Detail, None, field) for section in GROUPS.values() for field in section.fields]
PLACES = {Kind.AMOUNT: 2, Kind.AREA: 2, Kind.POINTS: 2, Kind.QUANTITY: 6, Kind.COUNT: 0}


@pytest.mark.parametrize(
    ("table", "extension", "field"), STORED, ids=lambda value: getattr(value, "name", None)
)
def test_columns_hold_what_their_kind_asks(table, extension, field):
    owner = table if field.name in {column.name for column in table._meta.get_fields()} else extension
    column = owner._meta.get_field(field.name)
    if field.name == "level":
        assert isinstance(column, models.PositiveSmallIntegerField)
    elif field.kind in PLACES:
        assert isinstance(column, FixedPointField)
        assert (column.places, column.null) == (PLACES[field.kind], True)
    elif field.kind == Kind.CHOICE:
        assert list(column.choices) == field.choices.choices
    elif field.kind in (Kind.LINK, Kind.LINKS):
        assert column.related_model is ROW_TABLES[field.target].model
    else:
        assert column.max_length is None or column.max_length >= field.max_length


def test_links_of_specs_are_those_of_the_facts():
    specified = {
        (name, field.name, field.target)
        for name, rows in ROWSETS.items()
        for field in rows.fields
        if field.target
    }
    assert specified == {link for link in LINKS if link[0] != "evidence"}
    assert [name for name, rows in ROWSETS.items() if rows.parent] == ["indicators", "project_indicators"]


def test_sections_are_numbered_and_known_by_key():
    assert [section.number for section in SECTIONS] == list(range(1, len(SECTIONS) + 1))
    assert len(SECTION_BY_KEY) == len(SECTIONS)
    assert len(ROWSETS) == sum(len(section.rowsets) for section in SECTIONS)
    assert [section.key for section in SECTIONS if not section.is_form] == ["evidence", "check"]
    assert SECTION_BY_KEY["goals"].rowset("goals").word == "个"
    with pytest.raises(KeyError):
        SECTION_BY_KEY["goals"].rowset("tasks")


def test_section_data_gives_every_value_of_the_facts():
    facts = union_facts()
    for section in FORM_SECTIONS:
        stated = list(values_of(section_data(section, facts)))
        rows = [
            row for rowset in section.rowsets for row in getattr(facts, rowset.name) for _ in rowset.fields
        ]
        assert len(stated) == len(section.fields) + len(rows)
        for rowset, key, name, value in stated:
            holder = (
                next(row for row in getattr(facts, rowset) if row.key == key)
                if rowset
                else getattr(facts, section.group)
            )
            assert getattr(holder, name) == value


@pytest.mark.parametrize(
    ("value", "blank"),
    [
        (None, True),
        ("", True),
        ((), True),
        ([], True),
        (0, False),
        (NOT_APPLICABLE, False),
        ("无", False),
        ((1,), False),
    ],
)
def test_zero_and_not_applicable_are_statements(value, blank):
    assert is_blank(value) is blank


@pytest.mark.parametrize(
    ("field", "length"),
    [
        (Field("a", "甲"), 200),
        (Field("a", "甲", Kind.PROSE), 20000),
        (Field("a", "甲", Kind.AMOUNT), 40),
        (Field("a", "甲", limit=7), 7),
    ],
)
def test_every_field_has_a_longest_text(field, length):
    assert field.max_length == length
