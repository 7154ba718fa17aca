"""Campaigns: opening the year for every department, extending a due date."""

from datetime import date
from decimal import Decimal

from accounts.acting import acting
from accounts.models import Department, User
from budgets.enums import GROUP_ITEMS
from budgets.models import BudgetLine, BudgetSheet
from evaluations.domain.sections import SECTIONS
from evaluations.models import (
    Campaign,
    DeadlineExtension,
    Detail,
    Indicator,
    SectionState,
    SelfEvaluation,
)


def create_campaign(*, campaign: Campaign, by: User | str) -> Campaign:
    """Stores a new campaign (checked by its form)."""
    with acting(by):
        campaign.save()
    return campaign


def open_evaluations(*, campaign: Campaign, by: User | str) -> int:
    """Opens the self-evaluation of every active department that files; gives how many are new. May be repeated."""
    waiting = Department.objects.filter(region=campaign.region_id, is_active=True, files_report=True).exclude(
        pk__in=SelfEvaluation.objects.filter(campaign=campaign).values("department")
    )
    opened = 0
    for department in waiting:
        open_evaluation(campaign=campaign, department=department, by=by)
        opened += 1
    return opened


def open_evaluation(*, campaign: Campaign, department: Department, by: User | str) -> SelfEvaluation:
    """One department's evaluation with its empty parts: budget lines, and the indicator tree of the campaign."""
    with acting(by):
        sheet = BudgetSheet.objects.create(department=department, year=campaign.year)
        items = [item for group in GROUP_ITEMS.values() for item in group]
        BudgetLine.objects.bulk_create(
            BudgetLine(sheet=sheet, item=item, position=position) for position, item in enumerate(items)
        )
        evaluation = SelfEvaluation.objects.create(
            campaign=campaign, department=department, budget_sheet=sheet
        )
        Detail.objects.create(evaluation=evaluation)
        SectionState.objects.bulk_create(
            SectionState(evaluation=evaluation, section=section.key) for section in SECTIONS
        )
        _plant_indicators(evaluation)
    return evaluation


def _plant_indicators(evaluation: SelfEvaluation) -> None:
    planted: dict[object, Indicator] = {}
    for position, node in enumerate(evaluation.campaign.index_system.facts.nodes):
        planted[node.key] = Indicator.objects.create(
            evaluation=evaluation,
            key=node.key,
            position=position,
            level=node.level,
            parent=planted.get(node.parent),
            name=node.name,
            kind=node.kind or "",
            points=node.points if node.level == 3 else None,
            direction=node.direction or "",
            target_value=node.target_value if isinstance(node.target_value, Decimal) else None,
            unit=node.unit,
        )


def extend_deadline(
    *, campaign: Campaign, department: Department, due_on: date, reason: str, by: User
) -> DeadlineExtension:
    """Gives one department a later due date, with the reason."""
    with acting(by):
        return DeadlineExtension.objects.create(
            campaign=campaign, department=department, due_on=due_on, reason=reason, granted_by=by
        )
