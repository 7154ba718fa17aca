"""Reading: the document of a source, and what was issued."""

from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone

from accounts.access import Rights
from evaluations.domain.deadlines import is_overdue
from evaluations.enums import Status
from evaluations.models import Campaign, SelfEvaluation
from evaluations.overview import UNSHOWN
from evaluations.queries import (
    TOGETHER,
    ReportSource,
    evaluations_visible_to,
    filed_facts,
    report_source,
    unopened_departments,
    with_due_date,
)
from huadu_perf.lib.values import number
from reports.domain.assembly import build_report
from reports.domain.document import FILED, READING_COPY, Report
from reports.domain.rollup import Counted, Entry, rollup
from reports.models import IssuedReport, StampedReport


def report_of(source: ReportSource, *, explained: bool = False) -> Report:
    """The document of this source: the one way to it, for the page, for downloads and for issuing.

    `explained` adds the annex 说明事项. What was filed and is not approved is marked 送审稿 on every page and in its name;
    what is issued is made of a source that is approved, and bears no mark.
    """
    report = build_report(
        source.facts,
        is_draft=source.is_draft,
        round=source.round,
        with_explanations=explained,
        review=source.review,
        years=source.history,
        remarks=source.remarks,
        dated=source.dated,
    )
    return _marked(report, FILED) if source.is_pending else report


def shown_report(evaluation: SelfEvaluation, *, explained: bool) -> Report:
    """The document as a person reads or takes it along. Once approved the issued PDF alone is on file: a document with
    说明事项 is then a copy for reading, marked on every page and in its name."""
    report = report_of(report_source(evaluation), explained=explained)
    if not explained or evaluation.status != Status.APPROVED:
        return report
    return _marked(replace(report, file_stem=f"{report.file_stem}_附说明事项"), READING_COPY)


def _marked(report: Report, mark: str) -> Report:
    return replace(report, watermark=mark, file_stem=f"{report.file_stem}_{mark}")


def issued_for(evaluation: SelfEvaluation) -> IssuedReport | None:
    """The issued report of this evaluation, with who issued it."""
    return IssuedReport.objects.select_related("issued_by").filter(evaluation=evaluation).first()


def issued_in(campaign: Campaign) -> QuerySet[IssuedReport]:
    """The issued reports of a campaign, by the code of the department."""
    issued = IssuedReport.objects.filter(evaluation__campaign=campaign)
    return issued.select_related("evaluation__department").order_by("evaluation__department__code")


def stamped_scans(issued: IssuedReport) -> QuerySet[StampedReport]:
    """The stamped scans beside an issued report, the newest first."""
    return issued.stamped_scans.select_related("uploaded_by")


def issued_with(sha256: str) -> list[IssuedReport]:
    """The issued reports whose file has exactly this hash: one, or none."""
    return list(IssuedReport.objects.filter(sha256=sha256).select_related("evaluation"))


def rollup_of(rights: Rights, campaign: Campaign) -> Report:
    """区级汇总 of a campaign as it stands today."""
    today = timezone.localdate()
    evaluations = evaluations_visible_to(rights).filter(campaign=campaign)
    facts = filed_facts(evaluations)
    bands = sorted(campaign.index_system.facts.bands, key=lambda band: -(number(band.lowest) or 0))
    entries = (
        Entry(
            name=row.department.name,
            status=row.state,
            is_late=is_overdue(row.round, row.extended_to or campaign.due_on, today),
            facts=facts.get(row.pk),
            own=row.total_score,
            official=row.official_score,
            grade=row.official_grade,
        )
        for row in with_due_date(evaluations).defer(*UNSHOWN).order_by("department__code")
    )
    unopened = unopened_departments(campaign).values_list("name", flat=True)
    return rollup(
        Counted(
            campaign.region.name, campaign.year, today, tuple(band.name for band in bands), tuple(entries),
            tuple(unopened),
        )
    )  # fmt: skip


def unissued() -> QuerySet[SelfEvaluation]:
    """Approved evaluations without an issued report: approved past the page, or before there were any."""
    issued = IssuedReport.objects.values("evaluation")
    approved = SelfEvaluation.objects.filter(status=Status.APPROVED).exclude(pk__in=issued)
    return approved.select_related(*TOGETHER).order_by("pk")
