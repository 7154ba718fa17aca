"""Issuing: the PDF of an approved round is made, kept and recorded, once."""

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import User
from evaluations.actions.workflow import steps_for, take_step
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import SelfEvaluation
from evaluations.queries import ReportSource, report_source, source_once_approved
from reports.domain.document import Report
from reports.files import ISSUED, kept
from reports.models import IssuedReport
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
