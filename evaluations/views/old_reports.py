"""导入往年报告: upload or paste, look at each item beside its sentence, take what is right."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.old_reports import drop_old_report, keep_old_report, take_old_report
from evaluations.actions.sections import StaleSection
from evaluations.domain.old_report import read_old_report
from evaluations.domain.old_report.proposals import Offer
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.forms.old_reports import OldReportForm, accepted_in, faults, panels
from evaluations.models import OldReportDraft
from evaluations.models.old_report import KEPT
from evaluations.views.frame import Case
from huadu_perf.lib.forms import error_links

LOCKED = "这份自评已报送，不能导入。"
GONE = "待导入的报告已过期、已导入或已换成另一份，没有写入任何内容。请重新上传。"
STALE = "“{section}”在预览之后有人保存过，没有写入任何内容。下面已换成最新的内容，请核对后再确认。"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.FILL_EVALUATION)
def old_report(request: HttpRequest, pk: int) -> HttpResponse:
    """The upload form; once a report is there, its preview."""
    case = Case(request, pk)
    if not case.may_fill:
        messages.error(request, LOCKED)
        return redirect("evaluations:detail", pk)
    if request.method == "POST":
        return _upload(case)
    draft = _draft(case)
    return _preview(case, draft) if draft else _form(case, OldReportForm())


def _upload(case: Case) -> HttpResponse:
    form = OldReportForm(case.request.POST, case.request.FILES)
    if not form.is_valid():
        return _form(case, form, status=422)
    data = form.cleaned_data
    try:
        keep_old_report(
            evaluation=case.evaluation, name=data["name"], text=data["report"], by=case.request.user
        )
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:detail", case.evaluation.pk)
    return redirect("evaluations:old_report", case.evaluation.pk)


def _draft(case: Case) -> OldReportDraft | None:
    """This person's report for this evaluation, while it is kept."""
    kept = OldReportDraft.objects.filter(evaluation=case.evaluation, person=case.request.user)
    return kept.filter(made_at__gte=timezone.now() - KEPT).first()


def _form(case: Case, form: OldReportForm, status: int = 200) -> HttpResponse:
    context = case.context(form=form, errors=error_links(form))
    return render(case.request, "evaluations/old_report.html", context, status=status)


def _preview(
    case: Case, draft: OldReportDraft, accepted: set[int] | None = None, errors: Any = (), status: int = 200
) -> HttpResponse:
    offer = _offer(case, draft)
    shown = list(panels(offer, accepted))
    context = case.context(
        draft=draft,
        report=offer.report,
        panels=shown,
        bar_words=f"{sum(panel['takeable'] for panel in shown)} 项可以带入",
        other_department=bool(offer.report.department) and not _is_own(case, offer.report.department),
        whole=offer.whole,
        same_year=offer.report.year == case.evaluation.campaign.year,
        versions=[(section.key, case.states[section.key].version) for section in FORM_SECTIONS],
        errors=[("", error) for error in errors],
    )
    return render(case.request, "evaluations/old_report_preview.html", context, status=status)


def _is_own(case: Case, name: str) -> bool:
    own = case.evaluation.department
    return any(each and (each in name or name in each) for each in (own.name, own.short_name))


def _offer(case: Case, draft: OldReportDraft) -> Offer:
    """Another year's report gives only what can be carried over, unless the person asks for the whole."""
    report = read_old_report(draft.text)
    asked = case.request.POST.get("scope") or case.request.GET.get("scope")
    whole = asked == "whole" or (asked != "carried" and report.year == case.evaluation.campaign.year)
    return Offer(report, case.facts, whole)


@require_POST
@requires(Permission.FILL_EVALUATION)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes what was accepted, all sections at once, or throws the report away."""
    case = Case(request, pk)
    draft = _draft(case)
    if not case.may_fill or draft is None or request.POST.get("draft") != str(draft.pk):
        messages.error(request, GONE if case.may_fill else LOCKED)
        return redirect("evaluations:old_report" if case.may_fill else "evaluations:detail", pk)
    if request.POST.get("do") == "drop":
        drop_old_report(draft=draft, by=request.user)
        messages.success(request, "已放弃导入，没有写入任何内容。")
        return redirect("evaluations:old_report", pk)
    return _take(case, draft, accepted_in(request.POST))


def _take(case: Case, draft: OldReportDraft, accepted: set[int]) -> HttpResponse:
    offer = _offer(case, draft)
    sections = offer.taken(accepted)
    problems = faults(sections, case.facts) if sections else ["没有勾选任何一项。"]
    if problems:
        return _preview(case, draft, accepted, problems, status=422)
    try:
        take_old_report(
            draft=draft,
            sections=sections,
            versions=_versions(case),
            by=case.request.user,
            carried=offer.carried(accepted),
            from_year=offer.report.year or case.evaluation.campaign.year - 1,
        )
    except StaleSection as stale:
        title = next(section.title for section in FORM_SECTIONS if section.key == stale.state.section)
        return _preview(
            Case(case.request, case.evaluation.pk), draft, accepted, [STALE.format(section=title)], 409
        )
    except EvaluationLocked:
        messages.error(case.request, LOCKED)
        return redirect("evaluations:detail", case.evaluation.pk)
    taken = sum(each.number in accepted and each.may_be_taken for each in offer.proposals)
    titles = "、".join(f"“{section.title}”" for section in FORM_SECTIONS if section.key in sections)
    messages.success(case.request, f"已带入 {taken} 项到{titles}。请逐节核对后保存。")
    return redirect("evaluations:detail", case.evaluation.pk)


def _versions(case: Case) -> dict[str, int]:
    """The versions the person saw; one that is missing or no number fits nothing."""
    posted = {section.key: case.request.POST.get(f"version-{section.key}", "") for section in FORM_SECTIONS}
    return {key: int(text) if text.isdecimal() and len(text) < 10 else -1 for key, text in posted.items()}
