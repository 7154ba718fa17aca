"""操作日志 for the auditor: every changed row of his regions, newest first."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.audit_log import OPERATIONS, LogFilter, models_by_table, people_by_actor, told
from evaluations.models import ChangeLog, InternalNote, SectionAssignment
from evaluations.overview import UNSHOWN
from evaluations.queries import decided_changes, evaluations_visible_to

PAGE_SIZE = 50
#: What a department keeps to itself.
INSIDE = (InternalNote, SectionAssignment)


@require_safe
@requires(Permission.VIEW_LOGS)
def audit(request: HttpRequest) -> HttpResponse:
    """The log, narrowed by evaluation, person, kind of data, operation and days."""
    visible = evaluations_visible_to(request.rights)
    changes = decided_changes(visible)
    # 0026: who reviews reads no internal notes, in no other office either
    if request.rights.can(Permission.REVIEW_EVALUATION):
        changes = changes.exclude(table_name__in=[model._meta.db_table for model in INSIDE])
    asked = LogFilter.of(request.GET)
    found = asked.narrowed(changes).order_by("-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    people = people_by_actor()
    evaluations = {
        row.pk: row for row in visible.defer(*UNSHOWN).order_by("-campaign__year", "department__code")
    }
    context = {
        "page": page,
        "rows": [(told(change, people), evaluations.get(change.evaluation_id)) for change in page],
        "asked": asked,
        "evaluations": [(str(pk), row) for pk, row in evaluations.items()],
        "people": people.items(),
        "tables": _tables(),
        "operations": OPERATIONS.items(),
    }
    return render(request, "evaluations/audit.html", context)


def _tables() -> list[tuple[str, str]]:
    """The kinds of data that are logged, by their names."""
    names = set(ChangeLog.objects.order_by().values_list("table_name", flat=True).distinct())
    models = models_by_table()
    return sorted(
        ((name, str(models[name]._meta.verbose_name)) for name in names if name in models),
        key=lambda each: each[1],
    )
