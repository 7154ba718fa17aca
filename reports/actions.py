"""Issuing: the PDF of an approved round is made, kept and recorded once; stamped scans are laid beside it."""

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import User
from accounts.roles import Permission
from evaluations.actions.workflow import steps_for, take_step
from evaluations.domain.file_types import FileRefused
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import SelfEvaluation
from evaluations.queries import ReportSource, report_source, source_once_approved
from huadu_perf.lib.pdfs.reading import PdfRefused, inspect_pdf
from huadu_perf.lib.values import plain_text
from reports.domain.document import Report
from reports.files import ISSUED, STAMPED, kept
from reports.models import IssuedReport, StampedReport
from reports.queries import issued_for, report_of
from reports.rendering import to_html, to_pdf

CHANGED = "生成报告期间，这份自评的状态或核查得分有改动，没有通过。请核对后再办理。"


@dataclass(frozen=True)
class Made:
    """A document, and what it was made from."""

    source: ReportSource
    report: Report
    content: bytes


def make(source: ReportSource) -> Made:
    """The document of this source as PDF. Raises RenderingFailed."""
    report = report_of(source)
    return Made(source, report, to_pdf(to_html(report)))


def approve(*, evaluation: SelfEvaluation, rights: Rights, comment: str = "", seen: str = "") -> IssuedReport:
    """审核通过: the last step of the workflow and the issued report, both or neither.

    The document is made first, which takes a second and holds no lock; then it is compared with what was approved.
    Raises TransitionRefused as `take_step` does, or RenderingFailed; in both cases nothing was written.
    """
    may = any(step.action == Action.APPROVE for step in steps_for(evaluation, rights))
    made = make(source_once_approved(evaluation)) if may else None
    with kept(made.content, ISSUED) if made else nullcontext("") as name, acting(rights.user):
        take_step(evaluation=evaluation, action=Action.APPROVE, rights=rights, comment=comment, seen=seen)
        if made is None or not _is_of(made, report_source(evaluation)):
            raise TransitionRefused(CHANGED)
        return _record(evaluation, made, name, rights.user)


def issue(*, evaluation: SelfEvaluation, by: User | str) -> IssuedReport:
    """The report of an evaluation that was approved without one; the one it has, if it has one.

    Raises TransitionRefused for an evaluation that is not approved, RenderingFailed.
    """
    if found := issued_for(evaluation):
        return found
    if evaluation.status != Status.APPROVED:
        raise TransitionRefused("只能为审核通过的自评签发报告。")
    made = make(report_source(evaluation))
    try:
        with kept(made.content, ISSUED) as name, acting(by):
            return _record(evaluation, made, name, by)
    except IntegrityError:
        if found := issued_for(evaluation):  # somebody else was faster
            return found
        raise


def _is_of(made: Made, source: ReportSource) -> bool:
    """Whether the document was made from exactly this round and these scores."""
    of = made.source
    return (of.round, of.sha256, of.review) == (source.round, source.sha256, source.review)


def _record(evaluation: SelfEvaluation, made: Made, name: str, by: User | str) -> IssuedReport:
    return IssuedReport.objects.create(
        evaluation=evaluation,
        round=made.source.round,
        year=made.source.facts.campaign.year,
        department=made.report.department,
        title=made.report.title,
        facts_sha256=made.source.sha256,
        file=name,
        file_name=f"{made.report.file_stem}.pdf",
        size=len(made.content),
        sha256=hashlib.sha256(made.content).hexdigest(),
        issued_by=by if isinstance(by, User) else None,
        issued_at=timezone.now(),
    )


# ── stamped scans ────────────────────────────────────────────────────────────────────────────────────────────────


def may_add_stamped(rights: Rights, evaluation: SelfEvaluation) -> bool:
    """Whether this person lays scans beside the issued report: the department's preparers and leaders."""
    return any(
        rights.can_in(permission, evaluation.department)
        for permission in (Permission.FILL_EVALUATION, Permission.SIGN_EVALUATION)
    )


def add_stamped(*, issued: IssuedReport, name: str, content: bytes, rights: Rights) -> StampedReport:
    """Keeps a scan of the issued report with the seal on it, as the next version.

    Raises FileRefused (not a PDF, encrypted, with scripts or attachments, too large, too many, double).
    """
    if not may_add_stamped(rights, issued.evaluation):
        raise PermissionDenied
    name = plain_text(PurePath(name.replace("\\", "/")).name)[-200:] or "盖章件.pdf"
    pages = _inspected(name, content)
    digest = hashlib.sha256(content).hexdigest()
    if digest == issued.sha256:
        raise FileRefused(f"“{name}”就是签发的报告本身，还没有盖章。请上传盖章后的扫描件")
    with kept(content, STAMPED) as stored, acting(rights.user):
        return StampedReport.objects.create(
            issued=issued,
            version=_next_version(issued, name, digest),
            file=stored,
            file_name=name,
            size=len(content),
            sha256=digest,
            pages=pages,
            uploaded_by=rights.user,
            uploaded_at=timezone.now(),
        )


def _inspected(name: str, content: bytes) -> int:
    """How many pages the file has."""
    if len(content) > settings.STAMPED_MAX_BYTES:
        limit = settings.STAMPED_MAX_BYTES // 1024 // 1024
        raise FileRefused(f"“{name}”有 {len(content) / 1024 / 1024:.1f} MB，超过 {limit} MB 的限制")
    try:
        return inspect_pdf(content)
    except PdfRefused as refusal:
        raise FileRefused(f"“{name}”{refusal}") from refusal


def _next_version(issued: IssuedReport, name: str, digest: str) -> int:
    """One at a time: the row of the issued report is held until the scan has its own."""
    IssuedReport.objects.select_for_update().get(pk=issued.pk)
    kept_before = {scan.sha256: scan.version for scan in issued.stamped_scans.all()}
    if digest in kept_before:
        raise FileRefused(f"“{name}”与已上传的第 {kept_before[digest]} 版相同，不必重复上传")
    if len(kept_before) >= settings.STAMPED_MAX_FILES:
        raise FileRefused(f"已有 {len(kept_before)} 版盖章件，到了上限，不能再传")
    return len(kept_before) + 1
