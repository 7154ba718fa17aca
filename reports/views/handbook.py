"""填报手册 of a campaign: on the screen as a sheet of paper, which the browser prints, and as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.domain.workflow import Route
from evaluations.models import Campaign
from evaluations.queries import campaign_facts, campaigns_read_by
from reports.domain.document import Report
from reports.domain.handbook import Announced
from reports.domain.handbook import handbook as made_of
from reports.views.files import pdf_file


@require_safe
@requires(Permission.VIEW_EVALUATION)
def handbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The instruction as it stands now."""
    campaign = _campaign(request, pk)
    context = {"campaign": campaign, "report": _report(campaign), "contact": campaign.contact}
    return render(request, "reports/handbook.html", context)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def handbook_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a file; with `show` in the browser's own window."""
    return pdf_file(request, None, _report(_campaign(request, pk)), is_shown="show" in request.GET)


def _campaign(request: HttpRequest, pk: int) -> Campaign:
    """404 for a campaign that this person has nothing to do with."""
    readable = campaigns_read_by(request.rights)  # type: ignore[attr-defined]
    together = readable.select_related("region", "index_system", "project_index_system", "report_template")
    return get_object_or_404(together, pk=pk)


def _report(campaign: Campaign) -> Report:
    route = Route(campaign.leader_signs, campaign.review_levels)
    announced = Announced(campaign.region.name, campaign.opens_on, campaign.due_on, route, campaign.contact)
    return made_of(campaign_facts(campaign), announced)
