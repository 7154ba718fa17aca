"""审核通过 with its report, the page of what was issued, and the files themselves."""

import logging
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.domain.file_types import FileRefused
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Status
from evaluations.forms.review import StepForm
from evaluations.models import SelfEvaluation
from evaluations.queries import get_evaluation
from evaluations.views.frame import Case
from evaluations.views.review import review_page
from evaluations.views.submission import NOT_SEEN
from huadu_perf.lib.downloads import guarded
from huadu_perf.lib.forms import error_links
from reports.actions import issuing
from reports.actions.stamped import add_stamped, may_add_stamped
from reports.files import FileDamaged, opened
from reports.forms import StampedForm
from reports.models import IssuedReport, StampedReport
from reports.queries import issued_for, stamped_scans
from reports.rendering import RenderingFailed
from reports.views.files import PDF, failed

logger = logging.getLogger(__name__)

NOT_ISSUED = "这份自评已审核通过，但还没有签发报告。请通知系统管理员运行 issue_reports 补签发。"
#: A full disk, or a folder nobody may write into.
NOT_STORED = "文件没有存下：磁盘已满或不能写入。请通知系统管理员，之后再试。"
FROM_BACKUP = "系统不会另外生成一份代替它。请通知系统管理员从备份中恢复这个文件。"


@require_POST
@requires(Permission.REVIEW_EVALUATION)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step of the review; the report is issued with it, or nothing happens."""
    case, form = Case(request, pk), StepForm(request.POST)
    seen = request.POST.get("seen", "")
    if not form.is_valid():
        return review_page(case, step_form=form, status=422)
    if not seen:
        messages.error(request, NOT_SEEN)
        return review_page(case, step_form=form, status=422)
    words = form.cleaned_data["comment"]
    try:
        issuing.approve(evaluation=case.evaluation, rights=case.rights, comment=words, seen=seen)
    except TransitionRefused as refused:
        return _refused(Case(request, pk), form, str(refused))
    except RenderingFailed as failure:
        messages.error(request, f"没有通过：审核通过时要签发报告。{failure}")
        return review_page(Case(request, pk), step_form=form, status=500)
    except OSError:
        logger.exception("evaluation %s: report not stored", pk)
        messages.error(request, f"没有通过：签发的报告{NOT_STORED}")
        return review_page(Case(request, pk), step_form=form, status=500)
    messages.success(request, f"{case.evaluation.department.display_name}：已审核通过，报告已签发。")
    return redirect("evaluations:detail", pk)


def _refused(case: Case, form: StepForm, why: str) -> HttpResponse:
    """The page again, with why; at the words of the decision where it can still be taken there."""
    if case.may_review:
        form.add_error("comment", why)
    else:
        messages.error(case.request, why)
    return review_page(case, step_form=form, status=409)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_EVALUATION)
def issued(request: HttpRequest, pk: int) -> HttpResponse:
    """签发文件: the issued report with its hash, the stamped scans, and the form for one more."""
    evaluation = get_evaluation(request.rights, pk)
    report = issued_for(evaluation)
    if request.method == "POST":
        return _upload(request, evaluation, report)
    return _page(request, evaluation, report, StampedForm())


def _page(
    request: HttpRequest,
    evaluation: SelfEvaluation,
    report: IssuedReport | None,
    form: StampedForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "evaluation": evaluation,
        "issued": report,
        "missing": NOT_ISSUED if report is None and evaluation.status == Status.APPROVED else "",
        "scans": list(stamped_scans(report)) if report else [],
        "form": form if report and may_add_stamped(request.rights, evaluation) else None,
        "errors": error_links(form),
    }
    return render(request, "reports/issued.html", context, status=status)


def _upload(request: HttpRequest, evaluation: SelfEvaluation, report: IssuedReport | None) -> HttpResponse:
    if report is None or not may_add_stamped(request.rights, evaluation):
        messages.error(request, "没有上传：盖章件由本部门的填报人或负责人在报告签发之后上传。")
        return redirect("reports:issued", evaluation.pk)
    form = StampedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, evaluation, report, form, status=422)
    upload = form.cleaned_data["file"]
    try:
        scan = add_stamped(issued=report, name=upload.name, content=upload.read(), rights=request.rights)
    except FileRefused as refusal:
        form.add_error("file", f"{refusal.reason}。")
        return _page(request, evaluation, report, form, status=422)
    except OSError:
        logger.exception("evaluation %s: scan not stored", evaluation.pk)
        form.add_error("file", NOT_STORED)
        return _page(request, evaluation, report, form, status=500)
    messages.success(request, f"盖章件第 {scan.version} 版已上传，共 {scan.pages} 页。")
    return redirect("reports:issued", evaluation.pk)


def issued_pdf(request: HttpRequest, evaluation: SelfEvaluation) -> HttpResponseBase:
    """The issued report as it was issued; nothing is rendered."""
    report = issued_for(evaluation)
    if report is None:
        return failed(request, evaluation.pk, "还没有签发报告", NOT_ISSUED, status=409)
    return _file(request, report, evaluation, is_shown="show" in request.GET)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def stamped(request: HttpRequest, pk: int, key: UUID) -> HttpResponseBase:
    """A stamped scan, as an attachment, to those who may read the evaluation."""
    evaluation = get_evaluation(request.rights, pk)
    scan = get_object_or_404(StampedReport, issued__evaluation=evaluation, key=key)
    return _file(request, scan, evaluation)


def _file(
    request: HttpRequest,
    row: IssuedReport | StampedReport,
    evaluation: SelfEvaluation,
    *,
    is_shown: bool = False,
) -> HttpResponseBase:
    """The stored bytes, if they are still what they were; else a page that says what is wrong."""
    try:
        file = opened(row)
    except FileDamaged as damage:
        logger.error("evaluation %s: %s", evaluation.pk, damage)
        return failed(request, evaluation.pk, "没有给出文件", f"{damage}。{FROM_BACKUP}")
    response = FileResponse(file, as_attachment=not is_shown, filename=row.file_name, content_type=PDF)
    return response if is_shown else guarded(response)
