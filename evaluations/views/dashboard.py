"""工作台 of a department's people: whose move it is, for every evaluation the person may see."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.roles import Permission
from evaluations.colleagues import Assigned, given_out
from evaluations.domain.deadlines import deadline
from evaluations.enums import ASKED_BACK, Status
from evaluations.models import SelfEvaluation
from evaluations.queries import evaluations_visible_to, with_due_date, with_requests, with_saved
from evaluations.views.desk import finance_desk
from evaluations.views.frame import section_address

PAGE_SIZE = 50


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """My evaluations: those that wait for me first, then the rest. The finance bureau has a desk of its own."""
    rights = request.rights
    if rights.is_finance:
        return finance_desk(request)
    found = with_requests(with_saved(with_due_date(evaluations_visible_to(rights))))
    found = found.order_by("-campaign__year", "department__code")
    query, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    rows = [_row(rights, evaluation) for evaluation in _filtered(found, query, status)]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    given_to_me, given_by_me = (_with_addresses(rows) for rows in given_out(rights))
    return render(
        request,
        "evaluations/dashboard.html",
        {
            "mine": [row for row in rows if row["is_mine"]],
            "first": _first_time(rows),
            "given_to_me": given_to_me,
            "given_by_me": given_by_me,
            "page": page,
            "query": query,
            "status": status,
            "statuses": [(state.value, state.label) for state in Status],
            "has_evaluations": bool(rows) or query or status,
            "manages_accounts": rights.can(Permission.MANAGE_ACCOUNTS),
            "contact": rows[0]["evaluation"].campaign.contact if rows else rights.contact,
        },
    )


def _first_time(rows: list[dict[str, Any]]) -> SelfEvaluation | None:
    """The evaluation that this person is to begin, where nothing was ever saved in any."""
    if any(row["evaluation"].is_saved for row in rows):
        return None
    return next((row["evaluation"] for row in rows if row["is_mine"]), None)


def _with_addresses(given: list[Assigned]) -> list[tuple[Assigned, str]]:
    return [(each, section_address(each.evaluation.pk, each.section)) for each in given if each.evaluation]


def _filtered(found: QuerySet[SelfEvaluation], query: str, status: str) -> QuerySet[SelfEvaluation]:
    if query:
        found = found.filter(department__name__icontains=query) | found.filter(
            department__code__startswith=query
        )
    if status in Status.values:
        found = found.filter(status=status)
    return found


def _row(rights: Any, evaluation: SelfEvaluation) -> dict[str, Any]:
    state, department = evaluation.state, evaluation.department
    moves = {
        Status.DRAFT: Permission.FILL_EVALUATION,
        Status.RETURNED: Permission.FILL_EVALUATION,
        Status.INTERNAL_REVIEW: Permission.SIGN_EVALUATION,
    }
    due = evaluation.extended_to or evaluation.campaign.due_on
    words, tone = deadline(state, evaluation.campaign.opens_on, due, timezone.localdate())
    is_mine = state in moves and rights.can_in(moves[state], department)
    return {
        "evaluation": evaluation,
        "label": state.label,
        "tone": state.tone,
        "waiting_for": ASKED_BACK if evaluation.asks_back else state.waiting_for,
        "is_mine": is_mine,
        "signs": is_mine and state == Status.INTERNAL_REVIEW,
        "due": due,
        "deadline": words,
        "deadline_tone": tone,
    }
