"""区级汇总 of a campaign: on the screen as sheets of paper, and as PDF, Word and Excel."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.models import Campaign
from evaluations.queries import campaigns_rolled_up
from huadu_perf.lib.downloads import XLSX, attachment, guarded
from reports.bundle import write_bundle
from reports.domain.assembly import safe_name
from reports.domain.document import Report
from reports.queries import issued_in, rollup_of
from reports.views.files import failed, pdf_file
from reports.views.formats import WORD
from reports.word import to_docx
from reports.workbook import to_xlsx


@require_safe
@requires(Permission.VIEW_ROLLUP)
def rollup(request: HttpRequest, pk: int) -> HttpResponse:
    """What the departments filed so far, added up."""
    campaign = _campaign(request, pk)
    manages = request.rights.can(Permission.MANAGE_CAMPAIGNS)  # type: ignore[attr-defined]
    context = {
        "campaign": campaign,
        "report": _report(request, campaign),
        "manages": manages,
        "issued": issued_in(campaign).count(),
    }
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


@require_safe
@requires(Permission.VIEW_ROLLUP)
def reports_zip(request: HttpRequest, pk: int) -> HttpResponseBase:
    """All issued reports of the campaign, made into a zip on the disk and sent from there."""
    campaign = _campaign(request, pk)
    issued = list(issued_in(campaign))
    if not issued:
        return failed(request, None, "没有打包", "还没有签发的报告。审核通过时签发。", status=409)
    package = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the response)
    write_bundle(package, issued)
    package.seek(0)
    name = safe_name(f"{campaign.year}_{campaign.region.name}_自评报告_{len(issued)}份") + ".zip"
    return guarded(FileResponse(package, as_attachment=True, filename=name, content_type="application/zip"))


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    """404 for a campaign of another region."""
    return get_object_or_404(campaigns_rolled_up(request.rights), pk=pk)  # type: ignore[attr-defined]


def _report(request: HttpRequest, campaign: Campaign) -> Report:
    return rollup_of(request.rights, campaign)  # type: ignore[attr-defined]
