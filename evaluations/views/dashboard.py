"""工作台: whose move it is, for every evaluation the person may see; and the auditor's log."""

from functools import cache
from typing import Any

from django.apps import apps
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import User
from accounts.roles import Permission
from evaluations.colleagues import Assigned, given_out
from evaluations.enums import Status
from evaluations.models import ChangeLog, InternalNote, SectionAssignment, SelfEvaluation
from evaluations.models.campaign import days_left
from evaluations.queries import decided_changes, evaluations_visible_to, with_due_date
from evaluations.views.frame import section_address

PAGE_SIZE = 50
#: What a department keeps to itself.
INSIDE = (InternalNote, SectionAssignment)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """My evaluations: those that wait for me first, then the rest."""
    rights = request.rights
    found = with_due_date(evaluations_visible_to(rights)).order_by("-campaign__year", "department__code")
    query, status = request.GET.get("q", "").strip(), request.GET.get("status", "")
    rows = [_row(rights, evaluation) for evaluation in _filtered(found, query, status)]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    given_to_me, given_by_me = (_with_addresses(rows) for rows in given_out(rights))
    return render(
        request,
        "evaluations/dashboard.html",
        {
            "mine": [row for row in rows if row["is_mine"]],
            "given_to_me": given_to_me,
            "given_by_me": given_by_me,
            "page": page,
            "query": query,
            "status": status,
            "statuses": [
                (state.value, state.finance_label if rights.is_finance else state.label) for state in Status
            ],
            "has_evaluations": bool(rows) or query or status,
            "manages_accounts": rights.can(Permission.MANAGE_ACCOUNTS),
        },
    )


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
        Status.SUBMITTED: Permission.REVIEW_EVALUATION,
    }
    due = evaluation.extended_to or evaluation.campaign.due_on
    is_mine = state in moves and rights.can_in(moves[state], department)
    return {
        "evaluation": evaluation,
        "label": state.finance_label if rights.is_finance else state.label,
        "tone": state.tone,
        "is_mine": is_mine,
        "reviews": is_mine and state == Status.SUBMITTED,
        "signs": is_mine and state == Status.INTERNAL_REVIEW,
        "due": due,
        "late": state.is_open and days_left(due, timezone.localdate()) < 0,
    }


@require_safe
@requires(Permission.VIEW_LOGS)
def audit(request: HttpRequest) -> HttpResponse:
    """操作日志: every changed row of the auditor's regions, newest first."""
    visible = evaluations_visible_to(request.rights)
    changes = decided_changes(visible)
    if request.rights.can(
        Permission.REVIEW_EVALUATION
    ):  # 0026: who reviews reads no internal notes, in no other office either
        changes = changes.exclude(table_name__in=[model._meta.db_table for model in INSIDE])
    if evaluation := request.GET.get("evaluation", ""):
        changes = changes.filter(evaluation_id=evaluation if evaluation.isdecimal() else None)
    page = Paginator(changes.order_by("-pk"), PAGE_SIZE).get_page(request.GET.get("page"))
    people = {f"user:{person.pk}": person.name for person in User.objects.all()}
    rows = [_change_row(change, people) for change in page]
    context = {"page": page, "rows": rows, "evaluations": visible, "chosen": evaluation}
    return render(request, "evaluations/audit.html", context)


OPERATIONS = {"INSERT": "新增", "UPDATE": "修改", "DELETE": "删除"}


def _change_row(change: ChangeLog, people: dict[str, str]) -> dict[str, Any]:
    """A change in the words of the office: table and columns by their names."""
    model = _models().get(change.table_name)
    labels = {field.column: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}
    before, after = change.before or {}, change.after or {}
    return {
        "change": change,
        "who": people.get(change.actor, change.actor.removeprefix("system:")),
        "operation": OPERATIONS.get(change.operation, change.operation),
        "table": str(model._meta.verbose_name) if model else change.table_name,
        "fields": [
            (labels.get(name, name), _text(before.get(name)), _text(after.get(name)))
            for name in dict.fromkeys([*before, *after])
            if before.get(name) != after.get(name)
        ],
    }


@cache
def _models() -> dict[str, Any]:
    return {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}


def _text(value: object) -> str:
    return "" if value is None else str(value)[:200]
