"""What was copied counts as looked at once it is changed or dropped: its mark goes with the save that does it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from evaluations.domain.sections import Section, SectionData, is_blank, section_data
from evaluations.models import CarriedOver, SelfEvaluation
from evaluations.queries import load_facts


@dataclass(frozen=True)
class Marked:
    """The marks of a section with its values before it is written."""

    marks: list[CarriedOver]
    before: SectionData


def marks_of(evaluation: SelfEvaluation, section: Section) -> QuerySet[CarriedOver]:
    """What of a section was copied and waits to be confirmed."""
    own = Q(rowset__in=[rowset.name for rowset in section.rowsets])
    own |= Q(rowset="", field__in=[field.name for field in section.fields])
    return CarriedOver.objects.filter(own, evaluation=evaluation)


def marked_before(evaluation: SelfEvaluation, section: Section) -> Marked | None:
    """None where the section has no marks, which costs one query."""
    marks = list(marks_of(evaluation, section))
    return Marked(marks, section_data(section, load_facts(evaluation))) if marks else None


def touched_by(marked: Marked | None, data: SectionData) -> list[int]:
    """The marks of what the written values change or no longer have; a row that only moves keeps its own."""
    if marked is None:
        return []
    return [mark.pk for mark in marked.marks if not _same(_at(marked.before, mark), _at(data, mark))]


def _at(data: SectionData, mark: CarriedOver) -> dict[str, Any] | None:
    """The values a mark speaks of; None for a row that is not there."""
    if not mark.rowset:
        return {mark.field: data.fields[mark.field]} if mark.field in data.fields else None
    return next((row for row in data.rows[mark.rowset] if row["key"] == mark.key), None)


def _same(before: dict[str, Any] | None, after: dict[str, Any] | None) -> bool:
    if before is None or after is None:
        return False
    return all(
        before[name] == value or (is_blank(before[name]) and is_blank(value)) for name, value in after.items()
    )
