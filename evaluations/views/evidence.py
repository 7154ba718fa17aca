"""佐证材料: what is there and what it proves, upload, describe, remove. The files themselves: evidence_files.py."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.evidence import (
    Doubled,
    add_evidence,
    check_size,
    declare_evidence,
    describe_evidence,
    remove_evidence,
)
from evaluations.actions.holding import EvaluationLocked
from evaluations.domain.file_types import FileRefused
from evaluations.forms.evidence import EvidenceForm, UploadForm
from evaluations.models import Evidence
from evaluations.queries import evidence_of
from evaluations.views.frame import Case
from evaluations.views.notes import given_of
from huadu_perf.lib.findings import Place
from huadu_perf.lib.forms import error_links

LOCKED = "这份自评已报送，佐证材料不能再改动。"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_EVALUATION)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """All evidence of the evaluation, item by item what has some, and the form for more; `?for=<key>` ticks an item."""
    case = Case(request, pk)
    if request.method == "POST":
        return _upload(case)
    wanted = request.GET.get("for", "")
    return _page(case, UploadForm(facts=case.facts, initial={"indicators": [wanted], "projects": [wanted]}))


def _upload(case: Case) -> HttpResponse:
    if not case.may_fill:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:evidence", case.evaluation.pk)
    form = UploadForm(case.request.POST, case.request.FILES, facts=case.facts, kept=_kept(case))
    is_valid = form.is_valid()
    try:
        taken = _take_in(case, form, form.files_given)
        if is_valid and form.kept:
            _describe_kept(case, form)
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:evidence", case.evaluation.pk)
    if taken.pieces:
        messages.success(case.request, f"已上传：{'、'.join(piece.title for piece in taken.pieces)}。")
    if is_valid and not taken.refused:
        return redirect("evaluations:evidence", case.evaluation.pk)
    for reason in taken.refused:
        form.add_error("file", f"{reason}。")
    if not is_valid:
        form.kept = (*form.kept, *(piece.key for piece in taken.pieces))
    return _page(case, form, status=422)


def _kept(case: Case) -> list[UUID]:
    """The files that an earlier post of this form has brought, as far as they are there."""
    asked = set(case.request.POST.getlist("kept"))
    return [piece.key for piece in case.facts.evidence if str(piece.key) in asked]


@dataclass
class Taken:
    """What became of the files of a post."""

    pieces: list[Evidence] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def _take_in(case: Case, form: UploadForm, files: Sequence[UploadedFile]) -> Taken:
    """Keeps each file that can be kept, also where something else in the form is wrong: none has to be chosen twice."""
    taken, described = Taken(), form.described
    if len(files) != 1:
        described["title"] = ""  # one title cannot name several
    for file in files:
        try:
            piece = add_evidence(
                evaluation=case.evaluation, name=file.name or "", content=content_of(file), by=case.request.user, **described
            )  # fmt: skip
        except FileRefused as refusal:
            taken.refused.append(refusal.reason)
        else:
            taken.pieces.append(piece)
    return taken


def content_of(file: UploadedFile) -> bytes:
    """What stands in a file that is not too large. Raises FileRefused."""
    check_size(file.name or "", file.size or 0)
    return file.read()


def _describe_kept(case: Case, form: UploadForm) -> None:
    """Says of the files that are here already what this post says."""
    titles = {piece.key: piece.title for piece in case.facts.evidence}
    for key in form.kept:
        own = form.described["title"] if len(form.kept) == 1 else ""
        words = form.described | {"title": own or titles[key]}
        describe_evidence(evaluation=case.evaluation, key=key, by=case.request.user, **words)
    messages.success(case.request, f"已保存 {len(form.kept)} 份材料的说明。")


@require_POST
@requires(Permission.FILL_EVALUATION)
def upload(request: HttpRequest, pk: int) -> JsonResponse:
    """One file as the page's script sends it: kept at once, whatever the rest of the form looks like."""
    case = Case(request, pk)
    if not case.may_fill:
        return JsonResponse({"error": LOCKED}, status=423)
    form = UploadForm(request.POST, request.FILES, facts=case.facts)
    form.is_valid()
    if len(form.files_given) != 1:
        return JsonResponse({"error": "没有收到文件，请重新选择。"}, status=422)
    file = form.files_given[0]
    try:
        piece = add_evidence(
            evaluation=case.evaluation, name=file.name or "", content=content_of(file), by=request.user, **form.described
        )  # fmt: skip
    except Doubled as double:
        return JsonResponse({"error": f"{double.reason}。", **_links(case, double.twin)}, status=409)
    except FileRefused as refusal:
        return JsonResponse({"error": f"{refusal.reason}。"}, status=422)
    except EvaluationLocked:
        return JsonResponse({"error": LOCKED}, status=423)
    return JsonResponse({"title": piece.title, **_links(case, piece)}, status=201)


def _links(case: Case, piece: Evidence) -> dict[str, str]:
    return {"edit": reverse("evaluations:evidence_edit", args=[case.evaluation.pk, piece.key])}


def _page(case: Case, form: UploadForm, status: int = 200) -> HttpResponse:
    findings = [finding for finding in case.findings if finding.place.section == "evidence"]
    return render(
        case.request,
        "evaluations/evidence.html",
        case.context(
            "evidence",
            **_remarked(case, [_shown(piece) for piece in evidence_of(case.evaluation)]),
            items=_items(case),
            form=form,
            errors=error_links(form),
            section_findings=case.shown(findings),
            editable=case.may_fill,
            **given_of(case, "evidence"),
        ),
        status=status,
    )


def _shown(piece: Evidence) -> dict[str, Any]:
    proved = [*piece.indicators.all(), *piece.projects.all()]
    return {"piece": piece, "size": filesizeformat(piece.size), "proves": [row.name for row in proved]}


def _remarked(case: Case, pieces: list[dict[str, Any]]) -> dict[str, Any]:
    """The pieces, each with what finance said to it; what it said to all of them, or to a piece that is gone."""
    said: dict[UUID | None, list[Any]] = {}
    for remark in case.remarks:
        place = Place.parse(remark.place)
        if place.section == "evidence" and remark.issued_at:
            said.setdefault(place.key, []).append(remark)
    pieces = [row | {"remarks": said.pop(row["piece"].key, [])} for row in pieces]
    return {"pieces": pieces, "section_remarks": [each for rest in said.values() for each in rest]}


def _items(case: Case) -> list[dict[str, Any]]:
    """Every indicator and project with its evidence, in the order of the tables."""
    proofs: dict[UUID, list[Any]] = {}
    for piece in case.facts.evidence:
        for key in (*piece.indicators, *piece.projects):
            proofs.setdefault(key, []).append(piece)
    rows = [("指标", row) for row in case.facts.scored_indicators()]
    rows += [("项目", project) for project in case.facts.projects]
    return [
        {"key": row.key, "kind": kind, "name": row.name or "（未命名）", "proofs": proofs.get(row.key, [])}
        for kind, row in rows
    ]


@require_POST
@requires(Permission.FILL_EVALUATION)
def finished(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes whether all material is there."""
    case, complete = Case(request, pk), request.POST.get("complete") == "yes"
    try:
        if not case.may_fill:
            raise EvaluationLocked
        declare_evidence(evaluation=case.evaluation, complete=complete, by=request.user)
        messages.success(request, "已记下：材料已齐。" if complete else "已记下：材料还没有齐。")
    except EvaluationLocked:
        messages.error(request, LOCKED)
    return redirect("evaluations:evidence", pk)


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
        "pages": piece.pages,
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
        describe_evidence(evaluation=case.evaluation, key=piece.key, by=case.request.user, **form.described)
        messages.success(case.request, f"“{form.cleaned_data['title']}”已保存。")
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
    return redirect("evaluations:evidence", case.evaluation.pk)


def _edit_page(case: Case, piece: Evidence, form: EvidenceForm, status: int = 200) -> HttpResponse:
    (shown,) = _remarked(case, [_shown(piece)])["pieces"]
    context = case.context("evidence", form=form, errors=error_links(form), **shown)
    return render(case.request, "evaluations/evidence_edit.html", context, status=status)
