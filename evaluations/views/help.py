"""帮助: what there is to read for each campaign, whom to call, and the words of the field. For everybody who is logged in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluations.domain.terms import TERMS
from evaluations.queries import campaigns_read_by


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """The campaigns this person reads, each with its 填报手册, its rules and its contact; without one, that of the region."""
    campaigns = list(campaigns_read_by(request.rights))  # type: ignore[attr-defined]
    return render(request, "evaluations/help.html", {"campaigns": campaigns})


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """术语: a list of definitions; the browser's own search finds words in it."""
    return render(request, "evaluations/terms.html", {"groups": TERMS})
