"""What views of reports answer with: a PDF made now, or a page that says why there is no file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from huadu_perf.lib.downloads import attachment
from reports.domain.document import Report
from reports.rendering import RenderingFailed, to_html, to_pdf

PDF = "application/pdf"


def pdf_file(request: HttpRequest, pk: int | None, report: Report, *, is_shown: bool = False) -> HttpResponse:
    """The report as a PDF to keep, or (`is_shown`) for the browser's own window, where it can be printed.

    `pk`: the evaluation it is of; None for what belongs to none.
    """
    try:
        content = to_pdf(to_html(report))
    except RenderingFailed as failure:
        return failed(request, pk, "没有生成 PDF", str(failure))
    name = f"{report.file_stem}.pdf"
    if not is_shown:
        return attachment(content, PDF, name)
    headers = {"Content-Disposition": content_disposition_header(False, name)}
    return HttpResponse(content, content_type=PDF, headers=headers)


def failed(request: HttpRequest, pk: int | None, title: str, message: str, status: int = 500) -> HttpResponse:
    """A page instead of the file, with the way back to the report of evaluation `pk`, if it is of one."""
    context = {"title": title, "message": message, "pk": pk}
    return render(request, "reports/failed.html", context, status=status)
