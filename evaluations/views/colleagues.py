"""分工: who fills in which section; and the beat of a page that is open, which tells who else has it open."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import passive, requires
from accounts.roles import Permission
from evaluations.actions.colleagues import StaleAssignments, assign_sections, mark_present
from evaluations.actions.holding import EvaluationLocked
from evaluations.colleagues import (
    Assigned,
    assigned,
    fillers_of,
    presence_words,
    present_in,
    stamp_of,
    stamp_of_row,
)
from evaluations.domain.sections import SECTIONS
from evaluations.forms.colleagues import AssignmentForm, assignment_forms, kept_from_others
from evaluations.views.drafts import form_section
from evaluations.views.frame import Case
from huadu_perf.lib.forms import error_links

LOCKED = "现在不能改分工：自评不在填报中或已退回状态，或不由你的部门填报。"
STALE = "你打开页面之后，同一节的分工刚被别人改过，还没有保存。请核对标出的各节后再保存。"


def inside(request: HttpRequest, pk: int) -> Case:
    """The evaluation for those who read what its department keeps to itself; 403 for others who may read it."""
    case = Case(request, pk)
    if not case.is_inside:
        raise PermissionDenied
    return case


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.WORK_INSIDE)
def assignments(request: HttpRequest, pk: int) -> HttpResponse:
    """All sections with whom they are given to; one save for all."""
    case = inside(request, pk)
    if request.method != "POST":
        return _page(case, assignment_forms(_stored(case), fillers_of(case.evaluation.department)))
    if not case.may_assign:
        messages.error(request, LOCKED)
        return redirect("evaluations:assignments", pk)
    forms = assignment_forms(_stored(case), fillers_of(case.evaluation.department), request.POST)
    if [form for form in forms if not form.is_valid()]:  # each is asked: all errors at once
        return _page(case, forms, status=422)
    return _save(case, forms)


def _save(case: Case, forms: list[AssignmentForm]) -> HttpResponse:
    post, wanted = case.request.POST, {form.section.key: form.wanted for form in forms}
    rows_seen = {section.key: post[name] for section in SECTIONS if (name := f"{section.key}-was") in post}
    try:
        changed = assign_sections(
            evaluation=case.evaluation, wanted=wanted, seen=post.get("seen", ""), by=case.request.user, rows_seen=rows_seen or None,
        )  # fmt: skip
    except StaleAssignments:
        messages.error(case.request, STALE)
        return _stale(Case(case.request, case.evaluation.pk), forms, rows_seen)
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:assignments", case.evaluation.pk)
    messages.success(case.request, f"分工已保存，改动 {changed} 节。" if changed else "分工没有改动。")
    return redirect("evaluations:detail", case.evaluation.pk)


def _stale(case: Case, forms: list[AssignmentForm], rows_seen: dict[str, str]) -> HttpResponse:
    """What was typed beside what stands now; rows that the page did not change show the latter."""
    stored = _stored(case)
    data = kept_from_others(case.request.POST, stored, rows_seen, forms)
    again = assignment_forms(stored, fillers_of(case.evaluation.department), data)
    for form in again:
        form.is_valid()
    both = {
        form.section.key
        for form in again
        if stamp_of_row(stored[form.section.key])
        not in (rows_seen.get(form.section.key), stamp_of_row(form.wanted))
    }
    return _page(case, again, status=409, both=both)


def _stored(case: Case) -> dict[str, Assigned | None]:
    return {section.key: assigned(case.states[section.key]) for section in SECTIONS}


def _page(
    case: Case, forms: list[AssignmentForm], status: int = 200, both: Collection[str] = ()
) -> HttpResponse:
    """`both`: sections that this page and somebody else gave out differently."""
    rows: list[dict[str, Any]] = [
        {
            "form": form,
            "section": form.section,
            "state": case.progress[form.section.key],
            "stored": form.stored,
            "was": _was(case, form, status),
            "differs": form.section.key in both,
        }
        for form in forms
    ]
    return render(
        case.request,
        "evaluations/assignments.html",
        case.context(
            rows=rows,
            seen=case.request.POST.get("seen", "") if status == 422 else stamp_of(case.states),
            editable=case.may_assign,
            errors=[pair for form in forms for pair in error_links(form)],
        ),
        status=status,
    )


def _was(case: Case, form: AssignmentForm, status: int) -> str:
    """What the row said when the page was opened: a page that is shown again for its errors is no newer for that."""
    now = stamp_of_row(form.stored)
    return case.request.POST.get(f"{form.section.key}-was", now) if status == 422 else now


@passive
@require_POST
@requires(Permission.FILL_EVALUATION)
def presence(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The beat of an open section: notes who has it open, answers who else has, and the stamp of the content."""
    case, spec = Case(request, pk), form_section(key)
    if not (case.may_fill and case.is_inside):
        return JsonResponse({"stamp": case.stamp, "words": ""}, status=423)
    mark_present(evaluation=case.evaluation, section=spec.key, by=request.user)
    words = presence_words(present_in(case.evaluation, spec.key, request.user))
    return JsonResponse({"stamp": case.stamp, "words": words})
