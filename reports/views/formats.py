"""The report as Word, as Excel, and its facts as JSON: downloads beside the PDF, from the same facts."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.queries import get_evaluation, interchange_text, report_source
from huadu_perf.lib.downloads import XLSX, attachment
from reports.domain.document import Report
from reports.queries import report_of, shown_report
from reports.word import to_docx
from reports.workbook import to_xlsx

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@requires(Permission.VIEW_EVALUATION)
def docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The report as a Word file."""
    report = _report(request, pk)
    return attachment(to_docx(report), WORD, f"{report.file_stem}.docx")


@require_safe
@requires(Permission.VIEW_EVALUATION)
def xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The annexes as an Excel file."""
    report = _report(request, pk)
    return attachment(to_xlsx(report), XLSX, f"{report.file_stem}.xlsx")


@require_safe
@requires(Permission.VIEW_EVALUATION)
def interchange(request: HttpRequest, pk: int) -> HttpResponse:
    """The facts: of a submitted evaluation exactly the text whose SHA-256 is on record."""
    evaluation = get_evaluation(request.rights, pk)
    name = report_of(report_source(evaluation)).file_stem
    return attachment(interchange_text(evaluation).encode(), "application/json", f"{name}.json")


def _report(request: HttpRequest, pk: int) -> Report:
    """The same report as the page shows; `?explained` adds the annex 说明事项."""
    return shown_report(get_evaluation(request.rights, pk), explained="explained" in request.GET)
