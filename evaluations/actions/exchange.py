"""The interchange file: writing facts into an evaluation, whole or not at all."""

from collections.abc import Mapping
from datetime import date

from django.db.models import F
from django.utils import timezone

from accounts.acting import acting
from accounts.models import Department, User
from evaluations.actions.campaigns import open_evaluation
from evaluations.actions.evidence import add_evidence
from evaluations.actions.sections import EvaluationLocked, write_section
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.facts import Evidence as EvidenceFacts
from evaluations.domain.sections import FORM_SECTIONS, section_data
from evaluations.models import (
    Campaign,
    Evidence,
    Explanation,
    Indicator,
    SectionState,
    SelfEvaluation,
)


class FactsRefused(Exception):
    """The facts do not fit the campaign; the message names place and value."""


def load_evaluation(
    *, facts: EvaluationFacts, campaign: Campaign, by: User | str, files: Mapping[str, bytes] | None = None
) -> SelfEvaluation:
    """Puts the facts into the department's evaluation of the campaign, opening it when there is none.

    `files` gives evidence contents by file name; evidence without one is listed without its file. Raises FactsRefused
    or EvaluationLocked; then nothing was written.
    """
    department = Department.objects.filter(region=campaign.region_id, code=facts.department.code).first()
    if department is None:
        raise FactsRefused(f"department.code: {campaign.region} 没有预算代码为 {facts.department.code} 的部门")
    if facts.campaign.year != campaign.year:
        raise FactsRefused(f"campaign.year: 文件是 {facts.campaign.year} 年，任务“{campaign}”是 {campaign.year} 年")
    with acting(by):
        evaluation = SelfEvaluation.objects.filter(campaign=campaign, department=department).first()
        if evaluation is None:
            evaluation = open_evaluation(campaign=campaign, department=department, by=by)
        if not evaluation.state.is_open:
            raise EvaluationLocked
        write_facts(evaluation, facts, by=by, files=files or {})
    return evaluation


def write_facts(
    evaluation: SelfEvaluation, facts: EvaluationFacts, *, by: User | str, files: Mapping[str, bytes]
) -> None:
    """Replaces the content of an open evaluation by the facts; the caller holds the transaction."""
    Evidence.objects.filter(evaluation=evaluation).delete()
    for section in FORM_SECTIONS:
        write_section(evaluation, section, section_data(section, facts))
    for position, piece in enumerate(facts.evidence):
        _write_evidence(evaluation, piece, position, by, files)
    Explanation.objects.filter(evaluation=evaluation).delete()
    Explanation.objects.bulk_create(
        Explanation(evaluation=evaluation, finding=row.finding, text=row.text) for row in facts.explanations
    )
    SectionState.objects.filter(evaluation=evaluation).update(
        version=F("version") + 1, edited_by=by if isinstance(by, User) else None, edited_at=timezone.now()
    )


def _write_evidence(
    evaluation: SelfEvaluation, piece: EvidenceFacts, position: int, by: User | str, files: Mapping[str, bytes]
) -> None:
    dated = date.fromisoformat(piece.dated) if piece.dated else None
    if piece.file_name in files:
        add_evidence(
            evaluation=evaluation, name=piece.file_name, content=files[piece.file_name], title=piece.title,
            kind=piece.kind, dated=dated, by=by, indicators=piece.indicators, projects=piece.projects, key=piece.key,
        )  # fmt: skip
        return
    row = Evidence.objects.create(
        evaluation=evaluation, key=piece.key, position=position, title=piece.title or piece.file_name or "未命名",
        kind=piece.kind, dated=dated, file_name=piece.file_name, size=piece.size, sha256=piece.sha256,
    )  # fmt: skip
    row.indicators.set(Indicator.objects.filter(evaluation=evaluation, key__in=piece.indicators))
    row.projects.set(evaluation.budget_sheet.projects.filter(key__in=piece.projects))
