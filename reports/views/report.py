"""The report of a self-evaluation: on the screen as a sheet of paper, and as PDF."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.enums import Status
from evaluations.queries import get_evaluation
from reports.queries import issued_for, shown_report
from reports.views.files import pdf_file
from reports.views.issued import NOT_ISSUED, issued_pdf


@require_safe
@requires(Permission.VIEW_EVALUATION)
def preview(request, pk):
    """The report as it stands: frozen facts, or for a draft the current ones; with what was issued above it."""
    evaluation = get_evaluation(request.rights, pk)
    is_approved = evaluation.status == Status.APPROVED
    issued = issued_for(evaluation) if is_approved else None
    context = {
        "report": shown_report(evaluation, explained="explained" in request.GET),
        "pk": pk,
        "evaluation": evaluation,
        "explained": "explained" in request.GET,
        "issued": issued,
        "missing": NOT_ISSUED if is_approved and issued is None else "",
    }
    return render(request, "reports/preview.html", context)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def pdf(request, pk):
    """The report as PDF: a download, or shown in the browser for printing when `show` is asked for.

    Once approved it is the issued file, byte for byte; with `explained` a copy for reading, marked as such.
    """
    evaluation = get_evaluation(request.rights, pk)
    if evaluation.status == Status.APPROVED and "explained" not in request.GET:
        return issued_pdf(request, evaluation)
    report = shown_report(evaluation, explained="explained" in request.GET)
    return pdf_file(request, pk, report, is_shown="show" in request.GET)
