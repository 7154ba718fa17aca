"""用 Excel 填写: the workbook out, the filled-in one back, every problem or a comparison, and then one write."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from evaluations.actions.imports import set_pending, store_pending
from evaluations.domain.asked import asked_sections
from evaluations.exchange.filling import to_workbook
from evaluations.forms.uploads import FinanceFileForm, WorkbookForm
from evaluations.forms.workbook_preview import Preview, choices_of
from evaluations.models import PendingImport
from evaluations.queries import pending_import
from evaluations.views.frame import Case
from evaluations.views.waiting import filling, imported, is_seen, seen_of, with_file
from huadu_perf.lib.downloads import XLSX, attachment
from huadu_perf.lib.forms import error_links
from huadu_perf.lib.workbooks.reading import WorkbookRefused, mark_problems, open_cells

FILLED = PendingImport.Kind.FILLED


@require_http_methods(["GET", "HEAD", "POST"])
@filling
def workbook(case: Case) -> HttpResponse:
    """How it works, the download, and the uploads; a posted workbook is read and kept until it is confirmed."""
    if case.request.method != "POST":
        return _page(case, WorkbookForm())
    form = WorkbookForm(case.request.POST, case.request.FILES)
    if form.is_valid():
        try:
            _keep(case, form.cleaned_data["file"], form.cleaned_data["erase"])
            return redirect("evaluations:workbook_check", case.evaluation.pk)
        except WorkbookRefused as refusal:
            form.add_error("file", f"{refusal}。")
    return _page(case, form, status=422)


def _keep(case: Case, file: UploadedFile, erase: bool) -> None:
    """Reads the file as far as to know that it is one of this evaluation, and keeps it. Raises WorkbookRefused."""
    content = file.read()
    cells = open_cells(content)
    Preview(cells, case.evaluation, case.facts, erase=erase, last_year=case.last_year)
    store_pending(
        evaluation=case.evaluation, kind=FILLED, name=file.name or "", content=content, cells=cells,
        settings={"erase": erase}, by=case.request.user,
    )  # fmt: skip


def _page(case: Case, form: WorkbookForm, status: int = 200) -> HttpResponse:
    waiting = {kind: pending_import(case.evaluation, case.request.user, kind) for kind in PendingImport.Kind}
    context = case.context(
        form=form,
        finance_form=FinanceFileForm(auto_id="id_finance_%s"),
        errors=error_links(form),
        waiting=waiting[FILLED],
        finance_waiting=waiting[PendingImport.Kind.FINANCE],
    )
    return render(case.request, "evaluations/workbook.html", context, status=status)


@require_safe
@filling
def workbook_file(case: Case) -> HttpResponse:
    """The workbook with everything that is stored."""
    sections = asked_sections(case.facts)
    versions = {key: state.version for key, state in case.states.items()}
    content = to_workbook(case.facts, sections, versions, case.evaluation.pk, case.last_year)
    name = f"{case.evaluation.campaign.year}_{case.evaluation.department.display_name}_自评填报.xlsx"
    return attachment(content, XLSX, name)


@require_http_methods(["GET", "HEAD", "POST"])
@filling
@with_file(FILLED)
def workbook_check(case: Case, pending: PendingImport) -> HttpResponse:
    """The uploaded workbook beside what is stored, and what the person decides about it."""
    do = case.request.POST.get("do", "")
    if do in ("erase", "keep"):
        set_pending(pending=pending, settings={"erase": do == "erase"}, by=case.request.user)
        return redirect("evaluations:workbook_check", case.evaluation.pk)
    try:
        preview = Preview(
            pending.cells,
            case.evaluation,
            case.facts,
            erase=bool(pending.settings.get("erase")),
            last_year=case.last_year,
        )
    except WorkbookRefused as refusal:  # the sections changed after the upload
        messages.error(case.request, f"{refusal}。")
        return redirect("evaluations:workbook", case.evaluation.pk)
    if do == "confirm" and not preview.problems:
        return _confirm(case, pending, preview)
    return _comparison(case, pending, preview)


def _confirm(case: Case, pending: PendingImport, preview: Preview) -> HttpResponse:
    """Writes what was decided, all of it or nothing."""
    post = case.request.POST
    if not is_seen(case, pending):
        return _comparison(case, pending, preview, status=409)
    result = preview.result(choices_of(post))
    errors = [*preview.undecided(post), *(("", fault) for fault in preview.faults(result))]
    if errors:
        return _comparison(case, pending, preview, errors, status=422)
    if not imported(case, pending, result):
        return redirect("evaluations:workbook_check", case.evaluation.pk)
    titles = "、".join(section.title for section in result)
    told = f"已导入：{titles}。" if result else "没有要写入的改动。"
    messages.success(case.request, f"{told}继续在 Excel 里填写的，请重新下载工作簿。")
    return redirect("evaluations:detail", case.evaluation.pk)


def _comparison(
    case: Case, pending: PendingImport, preview: Preview, errors: Any = (), status: int = 200
) -> HttpResponse:
    post = case.request.POST if case.request.method == "POST" else None
    sheets = [] if preview.problems else preview.sheets(post)
    context = case.context(
        pending=pending,
        problems=preview.problems,
        titles=preview.titles,
        sheets=sheets,
        changed=[sheet for sheet in sheets if sheet.rows or sheet.refused],
        total=sum(len(sheet.rows) for sheet in sheets),
        same=sum(sheet.same for sheet in sheets),
        kept=0 if preview.problems else preview.kept,
        erase=preview.erase,
        errors=errors,
        seen=seen_of(case, pending),
        is_stale=preview.is_older_than({key: state.version for key, state in case.states.items()}),
    )
    return render(case.request, "evaluations/workbook_check.html", context, status=status)


@require_safe
@filling
@with_file(FILLED)
def workbook_marked(case: Case, pending: PendingImport) -> HttpResponse:
    """The person's own file with every problem at its cell; made anew each time, kept nowhere."""
    try:
        preview = Preview(pending.cells, case.evaluation, case.facts, erase=False, last_year=case.last_year)
        content = mark_problems(bytes(pending.content), preview.problems)
    except WorkbookRefused:
        messages.error(case.request, "这个文件不能加标注，请按页面上列出的单元格修改。")
        return redirect("evaluations:workbook_check", case.evaluation.pk)
    return attachment(content, XLSX, f"标注_{pending.file_name.rsplit('.', 1)[0]}.xlsx")
