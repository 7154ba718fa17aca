"""分工: who fills in which section; and the beat of a page that is open, which tells who else has it open."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.colleagues import StaleAssignments, assign_sections, mark_present
from evaluations.actions.holding import EvaluationLocked
from evaluations.colleagues import Assigned, assigned, fillers_of, presence_words, present_in, stamp_of
from evaluations.domain.sections import SECTIONS
from evaluations.forms.colleagues import AssignmentForm, assignment_forms
from evaluations.views.drafts import form_section
from evaluations.views.frame import Case
from huadu_perf.lib.forms import error_links

LOCKED = "现在不能改分工：自评不在填报中或已退回状态，或不由你的部门填报。"
STALE = "你打开页面之后，分工刚被别人改过，还没有保存。请核对后再保存。"


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
    wanted = {form.section.key: form.wanted for form in forms}
    seen = case.request.POST.get("seen", "")
    try:
        changed = assign_sections(evaluation=case.evaluation, wanted=wanted, seen=seen, by=case.request.user)
    except StaleAssignments:
        messages.error(case.request, STALE)
        return _page(case, forms, status=409)
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:assignments", case.evaluation.pk)
    messages.success(case.request, f"分工已保存，改动 {changed} 节。" if changed else "分工没有改动。")
    return redirect("evaluations:detail", case.evaluation.pk)


def _stored(case: Case) -> dict[str, Assigned | None]:
    return {section.key: assigned(case.states[section.key]) for section in SECTIONS}


def _page(case: Case, forms: list[AssignmentForm], status: int = 200) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "form": form,
            "section": form.section,
            "state": case.progress[form.section.key],
            "stored": form.stored,
        }
        for form in forms
    ]
    return render(
        case.request,
        "evaluations/assignments.html",
        case.context(
            rows=rows,
            seen=stamp_of(case.states),
            editable=case.may_assign,
            errors=[pair for form in forms for pair in error_links(form)],
        ),
        status=status,
    )


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
