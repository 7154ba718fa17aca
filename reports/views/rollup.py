"""区级汇总 of a campaign: on the screen as sheets of paper, and as PDF, Word and Excel."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.models import Campaign
from evaluations.queries import campaigns_rolled_up
from huadu_perf.lib.downloads import XLSX, attachment
from reports.domain.document import Report
from reports.queries import rollup_of
from reports.views.files import pdf_file
from reports.views.formats import WORD
from reports.word import to_docx
from reports.workbook import to_xlsx


@require_safe
@requires(Permission.VIEW_ROLLUP)
def rollup(request: HttpRequest, pk: int) -> HttpResponse:
    """What the departments filed so far, added up."""
    campaign = _campaign(request, pk)
    manages = request.rights.can(Permission.MANAGE_CAMPAIGNS)  # type: ignore[attr-defined]
    context = {"campaign": campaign, "report": _report(request, campaign), "manages": manages}
    return render(request, "reports/rollup.html", context)


@require_safe
@requires(Permission.VIEW_ROLLUP)
def rollup_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF; with `show` in the browser's own window."""
    return pdf_file(request, None, _report(request, _campaign(request, pk)), is_shown="show" in request.GET)


@require_safe
@requires(Permission.VIEW_ROLLUP)
def rollup_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a Word file."""
    report = _report(request, _campaign(request, pk))
    return attachment(to_docx(report), WORD, f"{report.file_stem}.docx")


@require_safe
@requires(Permission.VIEW_ROLLUP)
def rollup_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """Its tables as an Excel file."""
    report = _report(request, _campaign(request, pk))
    return attachment(to_xlsx(report), XLSX, f"{report.file_stem}.xlsx")


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    """404 for a campaign of another region."""
    return get_object_or_404(campaigns_rolled_up(request.rights), pk=pk)  # type: ignore[attr-defined]


def _report(request: HttpRequest, campaign: Campaign) -> Report:
    return rollup_of(request.rights, campaign)  # type: ignore[attr-defined]
