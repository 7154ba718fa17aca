"""Campaigns: opening the year for every department, extending a due date, setting the checker."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from accounts.acting import acting
from accounts.models import Department, User
from budgets.models import BudgetLine, BudgetSheet
from evaluations.domain.asked import asked
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.checks import RULE_BY_CODE
from evaluations.domain.sections import SECTION_BY_KEY, SECTIONS
from evaluations.models import (
    Campaign,
    DeadlineExtension,
    Detail,
    Indicator,
    SectionState,
    SelfEvaluation,
)
from evaluations.queries import unopened_departments
from huadu_perf.lib.locations import located
from huadu_perf.lib.stamps import content_stamp


class SettingsRefused(Exception):
    """The checker cannot be set like this; `faults` say every reason."""

    def __init__(self, *faults: str) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class StaleSettings(Exception):
    """Somebody set the checker after this person opened the page; nothing was written."""


def create_campaign(*, campaign: Campaign, by: User | str) -> Campaign:
    """Stores a new campaign (checked by its form)."""
    with acting(by):
        campaign.save()
    return campaign


def open_evaluations(*, campaign: Campaign, by: User | str) -> int:
    """Opens the self-evaluation of every active department that files; gives how many are new. May be repeated."""
    opened = 0
    for department in unopened_departments(campaign):
        open_evaluation(campaign=campaign, department=department, by=by)
        opened += 1
    return opened


def open_evaluation(*, campaign: Campaign, department: Department, by: User | str) -> SelfEvaluation:
    """One department's evaluation with its empty parts: budget lines, and the indicator tree of the campaign."""
    with acting(by):
        sheet = BudgetSheet.objects.create(department=department, year=campaign.year)
        budget = asked(SECTION_BY_KEY["budget"], campaign.report_template.facts)
        items = budget.rowset("budget_lines").items
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


def set_check_settings(
    *, campaign: Campaign, settings: Mapping[str, Any], by: User | str, seen: str | None = None
) -> None:
    """Levels of single rules and thresholds of the checker. Levels that are the rules' own are not kept.

    `seen`: the stamp of the settings on this person's page (None for commands, which have none). Raises StaleSettings
    when they are others by now, SettingsRefused with every fault at once: unknown rules or levels, thresholds out of range.
    """
    stated = _read_settings(settings)
    with acting(by):
        campaign.refresh_from_db(
            fields=("check_settings",), from_queryset=Campaign.objects.select_for_update()
        )
        if seen is not None and seen != content_stamp(campaign.check_settings):
            raise StaleSettings
        campaign.check_settings = stated.model_dump(mode="json")
        campaign.save(update_fields=["check_settings"])


def _read_settings(settings: Mapping[str, Any]) -> CheckSettings:
    """The settings, without the levels that are the rules' own."""
    faults = [
        f"levels.{code}: 没有这条校验规则" for code in settings.get("levels", {}) if code not in RULE_BY_CODE
    ]
    try:
        stated = CheckSettings.model_validate(settings)
    except ValidationError as error:
        raise SettingsRefused(*faults, *located(error)) from error
    if faults:
        raise SettingsRefused(*faults)
    kept = {
        code: level for code, level in stated.levels.items() if level.severity != RULE_BY_CODE[code].severity
    }
    return CheckSettings(levels=kept, thresholds=stated.thresholds)
