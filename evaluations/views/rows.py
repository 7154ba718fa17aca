"""详情 of one row: its rule and computed score, what was found and said about it, its evidence, who changed it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.colleagues import notes_of
from evaluations.domain.asked import asked
from evaluations.domain.checks.completeness import row_label
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.row_rules import RowRule, row_rule
from evaluations.domain.sections import RowSet
from evaluations.models import InternalNote, Remark
from evaluations.row_history import RowChange, row_history
from evaluations.views.drafts import form_section
from evaluations.views.frame import Case, ShownFinding
from huadu_perf.lib.findings import Place


@dataclass(frozen=True)
class RowDetails:
    """What the page of a row shows."""

    name: str
    rule: RowRule | None
    findings: list[ShownFinding]
    remarks: list[Remark]
    evidence: list[Any]
    takes_evidence: bool
    history: list[RowChange]
    notes: list[InternalNote]


@require_safe
@requires(Permission.VIEW_EVALUATION)
def details(request: HttpRequest, pk: int, key: str, rowset: str, row: UUID) -> HttpResponse:
    """A page of its own; with `?part=1` only its content, which the section's page shows beside the form."""
    known, case = form_section(key), Case(request, pk)
    found = next((each for each in asked(known, case.template).rowsets if each.name == rowset), None)
    if found is None:
        raise Http404
    place = Place(key, rowset, row)
    shown = {
        "details": _details(case, found, place),
        "evaluation": case.evaluation,
        "notes_url": f"{reverse('evaluations:notes', args=[pk, key])}?at={place}" if case.is_inside else "",
    }
    if request.GET.get("part"):
        return render(request, "evaluations/_row_details.html", shown)
    context = case.context(
        known.key, **shown, back_url=f"{case.section_url(key)}#{rowset}-{row}", section=known
    )
    return render(request, "evaluations/row_details.html", context)


def _details(case: Case, rowset: RowSet, place: Place) -> RowDetails:
    """Everything about a row; 404 where the evaluation as it is shown has none of that key."""
    key, rows = place.key, getattr(case.facts, rowset.name)
    number, row = next(((n, each) for n, each in enumerate(rows, 1) if each.key == key), (0, None))
    if row is None or key is None:
        raise Http404
    return RowDetails(
        name=row_label(rowset, row, number),
        rule=row_rule(case.facts, case.scorecard, row),
        findings=case.shown(each for each in case.findings if _is_at(each.place, rowset.name, key)),
        remarks=[each for each in case.signed_remarks if _is_at(Place.parse(each.place), rowset.name, key)],
        evidence=_evidence(case.facts, rowset.name, key),
        takes_evidence=rowset.name in ("indicators", "projects"),
        history=row_history(case.evaluation, rowset.name, key),
        notes=list(notes_of(case.evaluation, place.section).filter(place=str(place)))
        if case.is_inside
        else [],
    )


def _is_at(place: Place, rowset: str, key: UUID) -> bool:
    return place.rowset == rowset and place.key == key


def _evidence(facts: EvaluationFacts, rowset: str, key: UUID) -> list[Any]:
    if rowset not in ("indicators", "projects"):
        return []
    return [piece for piece in facts.evidence if key in getattr(piece, rowset)]
