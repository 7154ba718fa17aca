"""报告模板: listed, read as text, taken as files and brought back, edited, published, copied."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.definitions import DefinitionRefused
from evaluations.actions.reference import copy_definition
from evaluations.actions.report_templates import StaleTemplate, edit_template, store_template
from evaluations.domain.report_checks import left_out
from evaluations.domain.report_text import TextRefused, changed_lines, write_text
from evaluations.domain.report_text_reading import read_text
from evaluations.forms.report_templates import TemplateFileForm, TemplateTextForm, reference
from evaluations.models import ReportTemplate
from evaluations.queries import version_before
from evaluations.views.definitions import drafted, published
from huadu_perf.lib.downloads import attachment
from huadu_perf.lib.stamps import content_stamp

TEXT = "id_text"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def report_templates(request: HttpRequest) -> HttpResponse:
    """All report templates; a posted file becomes a draft, whole or not at all."""
    form, errors = TemplateFileForm(), []
    if request.method == "POST":
        form = TemplateFileForm(request.POST, request.FILES)
        draft, errors = drafted(
            request, form, lambda text: store_template(facts=read_text(text), by=request.user)
        )
        if draft:
            return redirect("evaluations:report_template", draft.pk)
    context = {"templates": ReportTemplate.objects.all(), "form": form, "errors": errors}
    return render(request, "evaluations/report_templates.html", context, status=422 if errors else 200)


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def report_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a template, what stands in the way of publishing, and what changed since the version before."""
    return _page(request, get_object_or_404(ReportTemplate, pk=pk))


def _page(request: HttpRequest, row: ReportTemplate, errors: Any = ()) -> HttpResponse:
    facts, before = row.facts, version_before(row)
    text = write_text(facts)
    context = {
        "row": row,
        "text": text,
        "seen": content_stamp(row.definition),
        "faults": () if row.is_published else row.faults_of(facts),
        "left_out": left_out(facts),
        "before": before,
        "changes": _changes(before, row.version, text) if before else (),
        "errors": errors,
    }
    return render(request, "evaluations/report_template.html", context, status=422 if errors else 200)


def _changes(before: ReportTemplate, version: int, text: str) -> list[tuple[str, str]]:
    """What changed since the version before, but for its number."""
    return changed_lines(write_text(before.facts.model_copy(update={"version": version})), text)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text of a draft, to be typed in; what is refused stays on the page with every fault."""
    row = get_object_or_404(ReportTemplate, pk=pk)
    if row.is_published and request.method != "POST":
        messages.info(request, "已发布的模板不能再改，请另存为新版本后修改。")
        return redirect("evaluations:report_template", pk)
    if request.method != "POST":
        form = TemplateTextForm(initial={"text": write_text(row.facts)})
        return _edit_page(request, row, form, content_stamp(row.definition))
    form, seen = TemplateTextForm(request.POST), request.POST.get("seen", "")
    try:
        edit_template(row=row, facts=read_text(form["text"].value() or ""), by=request.user, seen=seen)
    except (TextRefused, DefinitionRefused) as error:
        return _edit_page(request, row, form, seen, error.faults, status=422)
    except StaleTemplate:
        return _edit_page(request, row, form, content_stamp(row.definition), status=409)
    messages.success(request, "已保存。请预览，确认无误后发布。")
    return redirect("evaluations:report_template", pk)


def _edit_page(
    request: HttpRequest,
    row: ReportTemplate,
    form: TemplateTextForm,
    seen: str,
    faults: Any = (),
    status: int = 200,
) -> HttpResponse:
    """`seen`: what the page was made from. 409: others changed the draft; theirs is shown below what was typed."""
    is_stale = status == 409
    typed = form["text"].value() or ""
    context = {
        "row": row,
        "form": form,
        "seen": seen,
        "errors": [(TEXT, str(fault)) for fault in faults],
        "is_stale": is_stale,
        "changes": changed_lines(write_text(row.facts), typed) if is_stale else (),
        **reference(),
    }
    return render(request, "evaluations/report_template_edit.html", context, status=status)


@require_safe
@requires(Permission.MANAGE_CAMPAIGNS)
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """The text as a file; with the mark by which Windows editors know UTF-8."""
    row = get_object_or_404(ReportTemplate, pk=pk)
    content = write_text(row.facts).replace("\n", "\r\n").encode("utf-8-sig")
    return attachment(content, "text/plain; charset=utf-8", f"{row.name}（第{row.version}版）.txt")


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Freezes it, or says everything that stands in the way."""
    row = get_object_or_404(ReportTemplate, pk=pk)
    if errors := published(request, row):
        return _page(request, row, errors)
    return redirect("evaluations:report_template", pk)


@require_POST
@requires(Permission.MANAGE_CAMPAIGNS)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft of the next version, open for editing."""
    draft = copy_definition(row=get_object_or_404(ReportTemplate, pk=pk), by=request.user)
    messages.success(request, f"已存为草稿：{draft}。改好保存后预览、发布。")
    return redirect("evaluations:report_template_edit", draft.pk)
