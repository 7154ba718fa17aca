"""指标体系: seen as scoring tables, taken as files and brought back, published, copied."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from evaluations.actions.definitions import DefinitionRefused
from evaluations.actions.index_systems import copy_to_next_year, store_draft
from evaluations.actions.reference import copy_definition
from evaluations.domain.index_table import groups, whole
from evaluations.domain.method_words import grade_words, rules_words
from evaluations.exchange.index_systems import from_file, to_json, to_workbook
from evaluations.forms.index_systems import IndexSystemFileForm
from evaluations.models import IndexSystem
from evaluations.views.definitions import drafted, published
from huadu_perf.lib.downloads import XLSX, attachment
from huadu_perf.lib.stamps import content_stamp

FILES = {"xlsx": (XLSX, to_workbook), "json": ("application/json", to_json)}
COPIES = {"version": copy_definition, "year": copy_to_next_year}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def index_systems(request: HttpRequest) -> HttpResponse:
    """All index systems; a posted file becomes a draft, whole or not at all."""
    form, errors = IndexSystemFileForm(), []
    if request.method == "POST":
        form = IndexSystemFileForm(request.POST, request.FILES)
        draft, errors = drafted(request, form, lambda file: _stored(file, request.user))
        if draft:
            return redirect("evaluations:index_system", draft.pk)
    context = {"systems": IndexSystem.objects.all(), "form": form, "errors": errors}
    return render(request, "evaluations/index_systems.html", context, status=422 if errors else 200)


def _stored(file: UploadedFile, by: User) -> IndexSystem:
    return store_draft(facts=from_file(file.name or "", file.read()).system, by=by)


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def index_system(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty scoring table, as it would be printed."""
    return _page(request, get_object_or_404(IndexSystem, pk=pk))


def _page(request: HttpRequest, row: IndexSystem, errors: Any = ()) -> HttpResponse:
    facts = row.facts
    context = {
        "system": row,
        "seen": content_stamp(row.definition),
        "facts": facts,
        "groups": groups(facts),
        "whole": whole(facts),
        "faults": () if row.is_published else [fault.split(": ", 1)[-1] for fault in facts.faults()],
        "grades": grade_words(facts.bands),
        "rules": rules_words(facts.rules),
        "errors": errors,
    }
    return render(request, "evaluations/index_system.html", context, status=422 if errors else 200)


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def download(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """The index system as a file."""
    row = get_object_or_404(IndexSystem, pk=pk)
    if ending not in FILES:
        raise Http404
    media_type, write = FILES[ending]
    name = f"{row.name}（第{row.version}版）.{ending}"
    return attachment(write(row.facts), media_type, name)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes it, or says everything that stands in the way."""
    row = get_object_or_404(IndexSystem, pk=pk)
    if errors := published(request, row):
        return _page(request, row, errors)
    return redirect("evaluations:index_system", pk)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the next version, or of the next year."""
    row = get_object_or_404(IndexSystem, pk=pk)
    made = COPIES.get(request.POST.get("to", ""))
    if made is None:
        raise Http404
    try:
        draft = made(row=row, by=request.user)
    except DefinitionRefused as error:
        return _page(request, row, [("", fault) for fault in error.faults])
    messages.success(request, f"已存为草稿：{draft}。下载 Excel 修改后上传，再发布。")
    return redirect("evaluations:index_system", draft.pk)
