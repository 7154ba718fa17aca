"""佐证材料: upload, describe, remove, download through the permission check."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.evidence import add_evidence, describe_evidence, remove_evidence
from evaluations.actions.holding import EvaluationLocked
from evaluations.domain.file_types import FileRefused
from evaluations.forms.evidence import EvidenceForm, UploadForm
from evaluations.models import Evidence
from evaluations.queries import evidence_of
from evaluations.views.frame import Case
from huadu_perf.lib.forms import error_links

LOCKED = "这份自评已报送，佐证材料不能再改动。"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_EVALUATION)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """All evidence of the evaluation, and the form for one more."""
    case = Case(request, pk)
    if request.method == "POST":
        return _upload(case)
    return _page(case, UploadForm(facts=case.facts))


def _upload(case: Case) -> HttpResponse:
    if not case.may_fill:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:evidence", case.evaluation.pk)
    form = UploadForm(case.request.POST, case.request.FILES, facts=case.facts)
    if not form.is_valid():
        return _page(case, form, status=422)
    upload = form.cleaned_data["file"]
    try:
        piece = add_evidence(
            evaluation=case.evaluation,
            name=upload.name,
            content=upload.read(),
            by=case.request.user,
            **_values(form),
        )
    except FileRefused as refusal:
        form.add_error("file", f"{refusal.reason}。")
        return _page(case, form, status=422)
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:evidence", case.evaluation.pk)
    messages.success(case.request, f"“{piece.title}”已上传。")
    return redirect("evaluations:evidence", case.evaluation.pk)


def _values(form: EvidenceForm) -> dict[str, Any]:
    data = form.cleaned_data
    return {
        "title": data["title"],
        "kind": data["kind"],
        "dated": data["dated"],
        "sample_size": data["sample_size"],
        "indicators": [UUID(key) for key in data.get("indicators", ())],
        "projects": [UUID(key) for key in data.get("projects", ())],
    }


def _page(case: Case, form: UploadForm, status: int = 200) -> HttpResponse:
    pieces = [
        {
            "piece": piece,
            "size": filesizeformat(piece.size),
            "proves": [row.name for row in piece.indicators.all()]
            + [row.name for row in piece.projects.all()],
        }
        for piece in evidence_of(case.evaluation)
    ]
    bare = {row.key for row in case.facts.scored_indicators()} - {
        key for piece in case.facts.evidence for key in piece.indicators
    }
    findings = [finding for finding in case.findings if finding.place.section == "evidence"]
    return render(
        case.request,
        "evaluations/evidence.html",
        case.context(
            "evidence",
            pieces=pieces,
            form=form,
            errors=error_links(form),
            bare=[row.name for row in case.facts.scored_indicators() if row.key in bare],
            section_findings=case.shown(findings),
            editable=case.may_fill,
        ),
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILL_EVALUATION)
def edit(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Title, kind, date and links of one piece; or its removal."""
    case = Case(request, pk)
    piece = get_object_or_404(evidence_of(case.evaluation), key=key)
    if not case.may_fill:
        messages.error(request, LOCKED)
        return redirect("evaluations:evidence", pk)
    if request.method == "POST":
        return _change(case, piece)
    initial = {
        "title": piece.title,
        "kind": piece.kind,
        "dated": piece.dated,
        "sample_size": piece.sample_size,
        "indicators": [str(row.key) for row in piece.indicators.all()],
        "projects": [str(row.key) for row in piece.projects.all()],
    }
    return _edit_page(case, piece, EvidenceForm(initial=initial, facts=case.facts))


def _change(case: Case, piece: Evidence) -> HttpResponse:
    try:
        if case.request.POST.get("do") == "remove":
            remove_evidence(evaluation=case.evaluation, key=piece.key, by=case.request.user)
            messages.success(case.request, f"“{piece.title}”已移除。")
            return redirect("evaluations:evidence", case.evaluation.pk)
        form = EvidenceForm(case.request.POST, facts=case.facts)
        if not form.is_valid():
            return _edit_page(case, piece, form, status=422)
        describe_evidence(evaluation=case.evaluation, key=piece.key, by=case.request.user, **_values(form))
        messages.success(case.request, f"“{form.cleaned_data['title']}”已保存。")
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
    return redirect("evaluations:evidence", case.evaluation.pk)


def _edit_page(case: Case, piece: Evidence, form: EvidenceForm, status: int = 200) -> HttpResponse:
    context = case.context("evidence", piece=piece, form=form, errors=error_links(form))
    return render(case.request, "evaluations/evidence_edit.html", context, status=status)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def download(request: HttpRequest, pk: int, key: UUID) -> HttpResponseBase:
    """The file, as an attachment, to those who may read the evaluation."""
    case = Case(request, pk)
    piece = get_object_or_404(Evidence, evaluation=case.evaluation, key=key)
    if not piece.file or not piece.file.storage.exists(piece.file.name):
        raise Http404("文件不在库中。")
    response = FileResponse(
        piece.file.open("rb"), as_attachment=True, filename=piece.file_name, content_type=piece.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
