"""导入收支数据: a finance system's sheet, read as the person says, beside our budget, and then one write."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from evaluations.actions.imports import remember_mapping, set_pending, store_pending
from evaluations.domain.finance_sheet import SKIP, UNITS
from evaluations.forms.finance import FinanceSheet
from evaluations.forms.uploads import FinanceFileForm, WorkbookForm
from evaluations.models import PendingImport
from evaluations.views.frame import Case
from evaluations.views.waiting import filling, imported, is_seen, seen_of, with_file
from huadu_perf.lib.forms import error_links
from huadu_perf.lib.workbooks.reading import WorkbookRefused, open_cells

FINANCE = PendingImport.Kind.FINANCE


@require_POST
@filling
def upload(case: Case) -> HttpResponse:
    """Reads the file and keeps it until it is confirmed."""
    form = FinanceFileForm(case.request.POST, case.request.FILES, auto_id="id_finance_%s")
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read()
            cells = open_cells(content, values=True)
            if not any(sheet["rows"] for sheet in cells.values()):
                raise WorkbookRefused("文件里没有内容")
            store_pending(
                evaluation=case.evaluation, kind=FINANCE, name=file.name or "", content=b"", cells=cells,
                by=case.request.user,
            )  # fmt: skip
            return redirect("evaluations:finance_sheet", case.evaluation.pk)
        except WorkbookRefused as refusal:
            form.add_error("file", f"{refusal}。")
    context = case.context(form=WorkbookForm(), finance_form=form, errors=error_links(form))
    return render(case.request, "evaluations/workbook.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@filling
@with_file(FINANCE)
def sheet(case: Case, pending: PendingImport) -> HttpResponse:
    """How the sheet is read, which line is which, and what would change."""
    found = FinanceSheet(pending, case.facts)
    do = case.request.POST.get("do", "")
    if do == "read":
        set_pending(pending=pending, settings=found.posted_reading(case.request.POST), by=case.request.user)
        return redirect("evaluations:finance_sheet", case.evaluation.pk)
    if do in ("match", "confirm"):
        return _matched(case, found, do)
    return _page(case, found)


def _matched(case: Case, found: FinanceSheet, do: str) -> HttpResponse:
    """Remembers what the lines stand for, and writes when nothing changed since the comparison was shown."""
    pending, targets = found.pending, found.posted_targets(case.request.POST)
    if targets != found.targets or do == "match":
        set_pending(pending=pending, settings={"targets": targets}, by=case.request.user)
        if do == "confirm":
            messages.warning(case.request, "对应关系有变动，还没有导入。请核对下面的改动，再确认。")
        return redirect("evaluations:finance_sheet", case.evaluation.pk)
    if not is_seen(case, pending):
        return _page(case, found, status=409)
    if found.errors or found.problems:
        return _page(case, found, status=422)
    return _import(case, found)


def _import(case: Case, found: FinanceSheet) -> HttpResponse:
    lesson, count = found.lesson(), len(found.changes)
    if not imported(case, found.pending, found.result()):
        return redirect("evaluations:finance_sheet", case.evaluation.pk)
    remember_mapping(**lesson, by=case.request.user)
    messages.success(case.request, f"已导入 {count} 个金额。表头相同的表，下次自动识别。")
    return redirect(case.section_url("budget"))


def _page(case: Case, found: FinanceSheet, status: int = 200) -> HttpResponse:
    options: list[tuple[str, list[tuple[str, str]]]] = [
        ("收支情况", [(key, label) for key, (label, _) in found.ours.items() if key.startswith("item:")]),
        (
            "重点任务项目",
            [(key, label) for key, (label, _) in found.ours.items() if not key.startswith("item:")],
        ),
    ]
    context: dict[str, Any] = case.context(
        pending=found.pending,
        found=found,
        errors=found.errors,
        units=UNITS,
        skip=SKIP,
        options=[(title, group) for title, group in options if group],
        seen=seen_of(case, found.pending),
    )
    return render(case.request, "evaluations/finance_sheet.html", context, status=status)
