"""The report of a self-evaluation: on the screen as a sheet of paper, and as PDF."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.queries import reportable
from reports.queries import report_of
from reports.rendering import RenderingFailed, to_html, to_pdf


@require_safe
@requires(Permission.VIEW_EVALUATION)
def preview(request, pk):
    """The report as it stands: frozen facts, or for a draft the current ones."""
    context = {"report": _report(request, pk), "pk": pk, "explained": "explained" in request.GET}
    return render(request, "reports/preview.html", context)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def pdf(request, pk):
    """The same report as PDF: a download, or shown in the browser for printing when `show` is asked for."""
    report = _report(request, pk)
    try:
        content = to_pdf(to_html(report))
    except RenderingFailed as failure:
        return render(request, "reports/failed.html", {"message": str(failure), "pk": pk}, status=500)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(
        "show" not in request.GET, f"{report.file_stem}.pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _report(request, pk):
    """The report; `?explained` adds the annex 说明事项."""
    return report_of(reportable(request.rights, pk), explained="explained" in request.GET)
