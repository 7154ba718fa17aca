"""What a report looks like by a template: the stored one, or the text as it is typed. Writes nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from evaluations.demo.specimen import specimen
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.domain.report_text import TextRefused
from evaluations.domain.report_text_reading import read_text
from evaluations.models import ReportTemplate, SelfEvaluation
from evaluations.queries import evaluations_visible_to, printed_by, source_printed_by
from reports.domain.assembly import build_report
from reports.domain.document import Report

#: As many evaluations are offered to try a template on.
OFFERED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.MANAGE_CAMPAIGNS)
def template_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The report by this template, of the demo's facts or of an evaluation one may read; posted: by the text typed."""
    row = get_object_or_404(ReportTemplate, pk=pk)
    text = request.POST.get("text") if request.method == "POST" else None
    visible = evaluations_visible_to(request.rights)  # type: ignore[attr-defined]
    choices = list(visible.order_by("-campaign__year", "-pk")[:OFFERED])
    chosen = _chosen(request, choices)
    context: dict[str, Any] = {"row": row, "text": text, "choices": choices, "chosen": chosen}
    try:
        context["report"] = _report(chosen, row.facts if text is None else read_text(text))
    except TextRefused as refusal:
        context["errors"] = [("", str(fault)) for fault in refusal.faults]
    status = 422 if "errors" in context else 200
    return render(request, "reports/template_preview.html", context, status=status)


def _chosen(request: HttpRequest, choices: list[SelfEvaluation]) -> SelfEvaluation | None:
    """The evaluation asked for, None for the demo's facts; 404 for one that is not offered to this person."""
    asked = (request.POST if request.method == "POST" else request.GET).get("evaluation", "")
    found = next((row for row in choices if str(row.pk) == asked), None)
    if asked and found is None:
        raise Http404
    return found


def _report(chosen: SelfEvaluation | None, template: ReportTemplateFacts) -> Report:
    """Always as a draft: what is tried is not what was filed."""
    if chosen is None:
        return build_report(printed_by(specimen(), template), is_draft=True, round=0)
    source = source_printed_by(chosen, template)
    return build_report(
        source.facts,
        is_draft=True,
        round=0,
        review=source.review,
        years=source.history,
        remarks=source.remarks,
    )
