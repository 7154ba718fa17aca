"""The interchange file: writing facts into an evaluation, whole or not at all."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from django.db.models import F
from django.utils import timezone

from accounts.acting import acting
from accounts.models import Department, User
from evaluations.actions.campaigns import open_evaluation
from evaluations.actions.evidence import add_evidence
from evaluations.actions.holding import hold_open
from evaluations.actions.sections import write_section
from evaluations.domain.checks.completeness import missing_in
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.facts import Evidence as EvidenceFacts
from evaluations.domain.sections import FORM_SECTIONS, MAX_ROWS, ROWSETS, section_data
from evaluations.models import (
    Campaign,
    Evidence,
    Explanation,
    Indicator,
    SectionState,
    SelfEvaluation,
)
from huadu_perf.lib.values import Figure


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
        raise FactsRefused(
            f"department.code: {campaign.region} 没有预算代码为 {facts.department.code} 的部门"
        )
    if facts.campaign.year != campaign.year:
        raise FactsRefused(
            f"campaign.year: 文件是 {facts.campaign.year} 年，任务“{campaign}”是 {campaign.year} 年"
        )
    if too_much := list(_too_much(facts)):
        raise FactsRefused("\n".join(too_much))
    with acting(by):
        evaluation = SelfEvaluation.objects.filter(campaign=campaign, department=department).first()
        if evaluation is None:
            evaluation = open_evaluation(campaign=campaign, department=department, by=by)
        hold_open(evaluation)
        write_facts(evaluation, facts, by=by, files=files or {})
    return evaluation


def _too_much(facts: EvaluationFacts) -> Iterator[str]:
    """Texts longer than the forms take, and more rows."""
    for section in FORM_SECTIONS:
        for field in section.fields:
            yield from _too_long(
                getattr(getattr(facts, section.group), field.name),
                field.max_length,
                f"{section.group}.{field.name}",
            )
    yield from _too_much_in_rows(facts)
    for number, piece in enumerate(facts.evidence):
        yield from _too_long(piece.title, 200, f"evidence[{number}].title")
        yield from _too_long(piece.file_name, 200, f"evidence[{number}].file_name")
        yield from _too_long(piece.pages, 200, f"evidence[{number}].pages")
    for number, explanation in enumerate(facts.explanations):
        yield from _too_long(explanation.finding, 200, f"explanations[{number}].finding")


def _too_much_in_rows(facts: EvaluationFacts) -> Iterator[str]:
    for name, rowset in ROWSETS.items():
        rows = getattr(facts, name)
        if len(rows) > MAX_ROWS:
            yield f"{name}: 有 {len(rows)} 行，最多 {MAX_ROWS} 行"
        for number, row in enumerate(rows):
            for field in rowset.fields:
                yield from _too_long(
                    getattr(row, field.name), field.max_length, f"{name}[{number}].{field.name}"
                )


def _too_long(value: object, limit: int, place: str) -> Iterator[str]:
    if isinstance(value, str) and len(value) > limit:
        yield f"{place}: 有 {len(value)} 字，最多 {limit} 字"


def write_facts(
    evaluation: SelfEvaluation, facts: EvaluationFacts, *, by: User | str, files: Mapping[str, bytes]
) -> None:
    """Replaces the content of an open evaluation by the facts; the caller holds the transaction."""
    stored = {
        piece.sha256: piece for piece in Evidence.objects.filter(evaluation=evaluation).exclude(file="")
    }
    Evidence.objects.filter(evaluation=evaluation).delete()
    for section in FORM_SECTIONS:
        write_section(evaluation, section, section_data(section, facts))
    for position, piece in enumerate(facts.evidence):
        _write_evidence(evaluation, piece, position, by, files, stored.get(piece.sha256))
    Explanation.objects.filter(evaluation=evaluation).delete()
    Explanation.objects.bulk_create(
        Explanation(evaluation=evaluation, finding=row.finding, message=row.message, text=row.text)
        for row in facts.explanations
    )
    whole = [section.key for section in FORM_SECTIONS if not missing_in(section, facts)]
    states = SectionState.objects.filter(evaluation=evaluation)
    states.update(
        version=F("version") + 1,
        edited_by=by if isinstance(by, User) else None,
        edited_at=timezone.now(),
        is_declared_complete=False,
    )
    states.filter(section__in=whole).update(is_declared_complete=True)


def _write_evidence(
    evaluation: SelfEvaluation, piece: EvidenceFacts, position: int, by: User | str, files: Mapping[str, bytes],
    stored: Evidence | None,
) -> None:  # fmt: skip
    """Lists a piece of evidence, with the file given, or the one with the same content that was there before."""
    dated = date.fromisoformat(piece.dated) if piece.dated else None
    if piece.file_name in files:
        add_evidence(
            evaluation=evaluation, name=piece.file_name, content=files[piece.file_name], title=piece.title,
            kind=piece.kind, dated=dated, by=by, indicators=piece.indicators, projects=piece.projects, key=piece.key,
            sample_size=_count(piece.sample_size), pages=piece.pages,
        )  # fmt: skip
        return
    row = Evidence.objects.create(
        evaluation=evaluation, key=piece.key, position=position, title=piece.title or piece.file_name or "未命名",
        kind=piece.kind, dated=dated, file_name=piece.file_name, size=piece.size, sha256=piece.sha256,
        sample_size=_count(piece.sample_size), pages=piece.pages,
        file=stored.file.name if stored else "", content_type=stored.content_type if stored else "",
    )  # fmt: skip
    row.indicators.set(Indicator.objects.filter(evaluation=evaluation, key__in=piece.indicators))
    row.projects.set(evaluation.budget_sheet.projects.filter(key__in=piece.projects))


def _count(value: Figure) -> int | None:
    return int(value) if isinstance(value, Decimal) else None
