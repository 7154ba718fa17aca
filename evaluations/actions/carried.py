"""Copying from an earlier year, at once or not at all; and the marks of what was copied, until it is confirmed or changed."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.holding import hold_open
from evaluations.actions.sections import save_section
from evaluations.domain.asked import asked
from evaluations.domain.sections import SECTION_BY_KEY, SectionData
from evaluations.models import CarriedOver, SelfEvaluation
from huadu_perf.lib.findings import Place


def copy_sections(
    *,
    evaluation: SelfEvaluation,
    sections: Mapping[str, SectionData],
    marks: Iterable[Place],
    from_year: int,
    versions: Mapping[str, int],
    by: User,
) -> None:
    """Writes the sections as they become, each against the version the person saw, and marks what was copied.

    Raises EvaluationLocked after submission, StaleSection when somebody saved one of them since; then nothing was
    written.
    """
    with acting(by):
        template = evaluation.campaign.report_template.facts
        for key, data in sections.items():
            section = asked(SECTION_BY_KEY[key], template)
            save_section(evaluation=evaluation, section=section, data=data, version=versions[key], by=by)
        mark_carried(evaluation, marks, from_year)


def mark_carried(evaluation: SelfEvaluation, marks: Iterable[Place], from_year: int) -> None:
    """Marks rows and single fields as 沿用上年，待核对, after they were written; the caller holds the transaction."""
    places = set(marks)
    _at(evaluation, places).delete()
    CarriedOver.objects.bulk_create(
        CarriedOver(
            evaluation=evaluation,
            rowset=place.rowset,
            key=place.key,
            field="" if place.key else place.field,
            from_year=from_year,
        )
        for place in sorted(places, key=str)
    )


def confirm_carried(*, evaluation: SelfEvaluation, places: Collection[Place], by: User) -> int:
    """Takes the marks of these rows and fields off; gives how many there were. Raises EvaluationLocked."""
    with acting(by):
        hold_open(evaluation)
        return _at(evaluation, places).delete()[0]


def _at(evaluation: SelfEvaluation, places: Collection[Place]) -> Any:
    keys: dict[str, list[UUID]] = {}
    for place in places:
        if place.key:
            keys.setdefault(place.rowset, []).append(place.key)
    wanted = Q(rowset="", field__in=[place.field for place in places if not place.key])
    for rowset, found in keys.items():
        wanted |= Q(rowset=rowset, key__in=found)
    return CarriedOver.objects.filter(wanted, evaluation=evaluation)
