"""操作日志 for the auditor: every changed row of his regions, and who came in and took what; newest first, also as Excel."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.models import SecurityEvent
from accounts.queries import people_seen_from, security_events
from accounts.roles import Permission
from evaluations.audit_log import (
    OPERATIONS,
    EventFilter,
    LogFilter,
    LoggedChange,
    models_by_table,
    people_by_actor,
    told,
)
from evaluations.exchange.audit_log import changes_file, events_file
from evaluations.models import ChangeLog, InternalNote, SectionAssignment, SelfEvaluation
from evaluations.overview import UNSHOWN
from evaluations.queries import decided_changes, evaluations_visible_to
from huadu_perf.lib.downloads import XLSX, attachment

PAGE_SIZE = 50
#: As many of the newest go into one Excel file; what is older is asked for by days.
FILE_ROWS = 20_000
#: What a department keeps to itself.
INSIDE = (InternalNote, SectionAssignment)


@require_safe
@requires(Permission.VIEW_LOGS)
def audit(request: HttpRequest) -> HttpResponse:
    """The log, narrowed by evaluation, person, kind of data, operation and days."""
    evaluations = _evaluations(request)
    asked = LogFilter.of(request.GET)
    page = Paginator(_changes(request, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    people = people_by_actor()
    context = {
        "page": page,
        "rows": [(told(change, people), evaluations.get(change.evaluation_id)) for change in page],
        "asked": asked,
        "evaluations": [(str(pk), row) for pk, row in evaluations.items()],
        "people": people.items(),
        "tables": _tables(),
        "operations": OPERATIONS.items(),
        "file_query": request.GET.urlencode(),
        "file_rows": FILE_ROWS,
    }
    return render(request, "evaluations/audit.html", context)


@require_safe
@requires(Permission.VIEW_LOGS)
def audit_file(request: HttpRequest) -> HttpResponse:
    """The same changes, with the same filter, as an Excel file."""
    evaluations, people = _evaluations(request), people_by_actor()

    def rows() -> Iterator[tuple[LoggedChange, SelfEvaluation | None]]:
        for change in _changes(request, LogFilter.of(request.GET))[:FILE_ROWS].iterator():
            yield told(change, people), evaluations.get(change.evaluation_id)

    return attachment(changes_file(rows()), XLSX, f"操作日志_数据改动_{timezone.localdate():%Y%m%d}.xlsx")


@require_safe
@requires(Permission.VIEW_LOGS)
def access(request: HttpRequest) -> HttpResponse:
    """登录与下载, narrowed by person, event, result, words and days."""
    asked = EventFilter.of(request.GET)
    page = Paginator(_events(request, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    regions = request.rights.regions(Permission.VIEW_LOGS)
    context = {
        "page": page,
        "asked": asked,
        "people": [(str(person.pk), person) for person in people_seen_from(regions).order_by("name", "pk")],
        "events": SecurityEvent.Event.choices,
        "results": SecurityEvent.Result.choices,
        "file_query": request.GET.urlencode(),
        "file_rows": FILE_ROWS,
    }
    return render(request, "evaluations/audit_access.html", context)


@require_safe
@requires(Permission.VIEW_LOGS)
def access_file(request: HttpRequest) -> HttpResponse:
    """The same events, with the same filter, as an Excel file."""
    found = _events(request, EventFilter.of(request.GET))[:FILE_ROWS]
    return attachment(
        events_file(found.iterator()), XLSX, f"操作日志_登录与下载_{timezone.localdate():%Y%m%d}.xlsx"
    )


def _evaluations(request: HttpRequest) -> dict[int, SelfEvaluation]:
    """By their numbers."""
    visible = evaluations_visible_to(request.rights).defer(*UNSHOWN)
    return {row.pk: row for row in visible.order_by("-campaign__year", "department__code")}


def _changes(request: HttpRequest, asked: LogFilter) -> QuerySet[ChangeLog]:
    changes = decided_changes(evaluations_visible_to(request.rights))
    # 0026: who reviews reads no internal notes, in no other office either
    if request.rights.can(Permission.REVIEW_EVALUATION):
        changes = changes.exclude(table_name__in=[model._meta.db_table for model in INSIDE])
    return asked.narrowed(changes).order_by("-pk")


def _events(request: HttpRequest, asked: EventFilter) -> QuerySet[SecurityEvent]:
    return asked.narrowed(security_events(request.rights.regions(Permission.VIEW_LOGS)))


def _tables() -> list[tuple[str, str]]:
    """The kinds of data that are logged, by their names."""
    names = set(ChangeLog.objects.order_by().values_list("table_name", flat=True).distinct())
    models = models_by_table()
    return sorted(
        ((name, str(models[name]._meta.verbose_name)) for name in names if name in models),
        key=lambda each: each[1],
    )
