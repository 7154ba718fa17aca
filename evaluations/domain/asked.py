"""What this report asks for: sections without the fields and lines of annexes that its template does not have.

Facts hold everything that was ever stated; forms, completeness and reading pages go by what is asked.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

from budgets.enums import BASE_DATA_ITEMS, BudgetItem
from evaluations.domain.facts import CampaignFacts, EvaluationFacts
from evaluations.domain.last_measures import to_answer
from evaluations.domain.report_template import Annex, ReportTemplateFacts
from evaluations.domain.sections import (
    FORM_SECTIONS,
    Row,
    RowSet,
    Section,
    SectionData,
    section_data,
)

#: Lines nobody has saved yet get their keys from here, the same for everybody who opens the form.
LINES = UUID("5c1d6a52-6a0d-5f55-9d0e-0c7b7a4f3a11")


def has_annex(campaign: CampaignFacts, kind: Annex) -> bool:
    """Whether the report of this campaign has the annex."""
    return kind in _annexes(campaign.template)


def asked(section: Section, template: ReportTemplateFacts) -> Section:
    """A section with a form as a report of this template asks for it; the very same where nothing is left out."""
    return next(each for each in _asked(_annexes(template)) if each.key == section.key)


def asked_sections(facts: EvaluationFacts) -> tuple[Section, ...]:
    """All sections with forms, as this evaluation's report asks for them."""
    return _asked(_annexes(facts.campaign.template))


def asked_rows(rowset: RowSet, facts: EvaluationFacts) -> tuple[Any, ...]:
    """The rows of a row set that are asked for: of a fixed set the lines on its form, those that are stored."""
    rows = getattr(facts, rowset.name)
    return tuple(row for row in rows if row.item in rowset.items) if rowset.is_fixed else rows


def missing_items(rowset: RowSet, facts: EvaluationFacts) -> Iterator[BudgetItem]:
    """The lines of a fixed set that nobody has saved yet."""
    stored = {row.item for row in getattr(facts, rowset.name)} if rowset.is_fixed else set()
    return (item for item in rowset.items if item not in stored)


def form_data(
    section: Section, facts: EvaluationFacts, last_year: EvaluationFacts | None = None
) -> SectionData:
    """What the form shows: each line of a fixed set, and each measure of last year's filing, whether it is stored or not."""
    if any(rowset.is_given for rowset in section.rowsets):
        facts = facts.model_copy(update={"last_measures": to_answer(facts, last_year)})
    data = section_data(section, facts)
    fixed = {
        rowset.name: _lines(rowset, data.rows[rowset.name]) for rowset in section.rowsets if rowset.is_fixed
    }
    return SectionData(data.fields, data.rows | fixed)


def _lines(rowset: RowSet, rows: list[Row]) -> list[Row]:
    stored = {row["item"]: row for row in rows}
    blank = dict.fromkeys(field.name for field in rowset.fields)
    return [
        stored.get(item) or {**blank, "key": uuid5(LINES, item.value), "item": item} for item in rowset.items
    ]


def _annexes(template: ReportTemplateFacts) -> frozenset[Annex]:
    return frozenset(annex.kind for annex in template.annexes)


@lru_cache(maxsize=64)
def _asked(annexes: frozenset[Annex]) -> tuple[Section, ...]:
    return tuple(_without_others(section, annexes) for section in FORM_SECTIONS)


def _without_others(section: Section, annexes: Collection[Annex]) -> Section:
    fields = tuple(field for field in section.fields if field.annex is None or field.annex in annexes)
    rowsets = tuple(_asked_lines(rowset, annexes) for rowset in section.rowsets)
    if (fields, rowsets) == (section.fields, section.rowsets):
        return section
    return replace(section, fields=fields, rowsets=rowsets)


def _asked_lines(rowset: RowSet, annexes: Collection[Annex]) -> RowSet:
    if not rowset.is_fixed or Annex.BASE_DATA in annexes:
        return rowset
    return replace(rowset, items=tuple(item for item in rowset.items if item not in BASE_DATA_ITEMS))
