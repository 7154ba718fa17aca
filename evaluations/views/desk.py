"""The finance bureau's 工作台: what waits for this person's decision, and how far every department is."""

from collections import Counter
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.enums import Status
from evaluations.exchange.overview import overview_file
from evaluations.forms.overview import LATE, SORTS, Chosen
from evaluations.models import SelfEvaluation
from evaluations.overview import SECTION_COUNT, Standing, standings
from evaluations.queries import campaigns_with, evaluations_visible_to
from huadu_perf.lib.downloads import XLSX, attachment

PAGE_SIZE = 50


def finance_desk(request: HttpRequest) -> HttpResponse:
    """The queue, the counts by state (each a filter), and the list."""
    rights, visible = request.rights, evaluations_visible_to(request.rights)
    campaigns = campaigns_with(visible)
    chosen = Chosen.of(request.GET, campaigns)
    rows = standings(_listed(visible, chosen, Q(status=Status.SUBMITTED)), rights)
    found = [row for row in rows if chosen.covers(row)]
    mine = sorted(
        (row for row in rows if row.waits_for_me),
        key=lambda row: (row.evaluation.submitted_at, row.evaluation.pk),
    )
    page = Paginator(chosen.arranged(found), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "chosen": chosen,
        "campaigns": campaigns,
        "sorts": [(key, label) for key, (label, _) in SORTS.items()],
        "states": _states(request, chosen, found),
        "mine": mine,
        "reviews": rights.can(Permission.REVIEW_EVALUATION),
        "page": page,
        "section_count": SECTION_COUNT,
        "file_query": request.GET.urlencode(),
        "has_evaluations": bool(campaigns),
        "manages": rights.can(Permission.MANAGE_CAMPAIGNS),
        "sums_up": chosen.campaign and chosen.campaign.region_id in rights.regions(Permission.VIEW_ROLLUP),
    }
    return render(request, "evaluations/desk.html", context)


def _listed(visible: QuerySet[SelfEvaluation], chosen: Chosen, *more: Q) -> QuerySet[SelfEvaluation]:
    """The evaluations of the chosen campaign, and `more`."""
    found = visible.order_by("-campaign__year", "department__code")
    if chosen.campaign:
        found = found.filter(reduce(or_, more, Q(campaign=chosen.campaign)))
    return found


def _states(request: HttpRequest, chosen: Chosen, found: list[Standing]) -> list[dict[str, Any]]:
    """All states with their counts, as links that keep the rest of the filter."""
    counts = Counter(row.evaluation.status for row in found)
    counts[LATE] = sum(row.is_late for row in found)
    query = request.GET.copy()
    query.pop("page", None)
    entries = [("", "全部", len(found))]
    entries += [(state.value, state.finance_label, counts[state.value]) for state in Status]
    entries += [(LATE, "逾期未报送", counts[LATE])]
    links = []
    for value, label, count in entries:
        query["status"] = value
        links.append(
            {"label": label, "value": count, "url": f"?{query.urlencode()}", "on": value == chosen.status}
        )
    return links


@require_safe
@requires(Permission.VIEW_EVALUATION)
def overview(request: HttpRequest) -> HttpResponse:
    """The same list, with the same filter, as an Excel file."""
    rights, visible = request.rights, evaluations_visible_to(request.rights)
    if not rights.is_finance:
        raise PermissionDenied
    chosen = Chosen.of(request.GET, campaigns_with(visible))
    listed = _listed(visible, chosen).select_related("department__parent", "submitted_by", "approved_by")
    rows = [row for row in standings(listed, rights) if chosen.covers(row)]
    name = f"自评进度_{chosen.campaign.name if chosen.campaign else '全部年度'}.xlsx"
    return attachment(overview_file(chosen.arranged(rows)), XLSX, name)
