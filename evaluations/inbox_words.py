"""Messages in the words their reader sees: what happened, who did it, what he wrote."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count

from accounts.access import Rights
from accounts.models import User
from evaluations.colleagues import assigned
from evaluations.domain.inbox import DECIDES, STEPS, Kind
from evaluations.enums import Action
from evaluations.models import (
    DeadlineExtension,
    Remark,
    Reminder,
    SectionAssignment,
    SelfEvaluation,
    Transition,
)
from huadu_perf.templatetags.ui import cn_date

TOGETHER = ("evaluation__campaign", "evaluation__department")


@dataclass(frozen=True)
class Message:
    """One message as its reader sees it. `decides`: told because the reader decides next, not as the department's."""

    kind: Kind
    row: int
    at: datetime
    is_unread: bool
    evaluation: SelfEvaluation
    title: str
    who: User | None = None
    words: str = ""
    note: str = ""
    action: Action | None = None
    section: str = ""
    decides: bool = False


def told(rights: Rights, keys: Iterable[tuple[str, int, datetime, bool]]) -> list[Message]:
    """Messages in words, in the order they come in; a constant number of queries."""
    keys = list(keys)
    read = {
        kind: READERS[kind](rights, [row for found, row, *_ in keys if found == kind])
        for kind in Kind
    }  # fmt: skip
    shown = []
    for name, row, at, is_unread in keys:
        kind = Kind(name)
        if parts := read[kind].get(row):
            shown.append(Message(kind, row, at, is_unread, **parts))
    return shown


Parts = Mapping[int, Mapping[str, Any]]


def _read_steps(rights: Rights, keys: list[int]) -> Parts:
    rows = list(Transition.objects.filter(pk__in=keys).select_related(*TOGETHER, "by"))
    remarks = _remarks(row for row in rows if row.action == Action.RETURN)
    return {row.pk: _step(rights, row, remarks) for row in rows}


def _step(rights: Rights, row: Transition, remarks: Mapping[tuple[int, int], int]) -> Mapping[str, Any]:
    action, evaluation = Action(row.action), row.evaluation
    step = STEPS[action]
    decides = DECIDES in step.people and rights.can_in(DECIDES, evaluation.department)
    notes = [f"第 {row.round} 轮"] if row.round > 1 else []
    if action == Action.RETURN and (count := remarks.get((evaluation.pk, row.round))):
        notes.append(f"附 {count} 条审核意见")
    if row.step != evaluation.step:
        notes.append(f"现在：{evaluation.state.finance_label if decides else evaluation.state.label}")
    return {
        "evaluation": evaluation, "title": step.to_finance if decides else step.words, "who": row.by, "words": row.comment,
        "note": "，".join(notes), "action": action, "decides": decides,
    }  # fmt: skip


def _remarks(returns: Iterable[Transition]) -> dict[tuple[int, int], int]:
    """How many remarks went out with each return, by evaluation and round."""
    keys = [row.evaluation_id for row in returns]
    sent = Remark.objects.filter(evaluation__in=keys, issued_at__isnull=False).order_by()
    counts = sent.values_list("evaluation", "round").annotate(Count("pk"))
    return {(evaluation, round): count for evaluation, round, count in counts}


def _read_opened(rights: Rights, keys: list[int]) -> Parts:
    rows = SelfEvaluation.objects.filter(pk__in=keys).select_related("campaign", "department")
    return {
        row.pk: {
            "evaluation": row,
            "title": "自评已开启",
            "words": f"{cn_date(row.campaign.opens_on)}开始，{cn_date(row.campaign.due_on)}截止。",
        }
        for row in rows
    }


def _read_extensions(rights: Rights, keys: list[int]) -> Parts:
    rows = list(DeadlineExtension.objects.filter(pk__in=keys).select_related("granted_by"))
    found = SelfEvaluation.objects.filter(
        campaign__in={row.campaign_id for row in rows}, department__in={row.department_id for row in rows}
    ).select_related("campaign", "department")
    evaluations = {(row.campaign_id, row.department_id): row for row in found}
    return {
        row.pk: {
            "evaluation": evaluations[row.campaign_id, row.department_id],
            "title": f"截止日期延至 {cn_date(row.due_on)}",
            "who": row.granted_by,
            "words": row.reason,
        }
        for row in rows
    }


def _read_given(rights: Rights, keys: list[int]) -> Parts:
    rows = SectionAssignment.objects.filter(pk__in=keys).select_related(
        "state__evaluation__campaign", "state__evaluation__department", "assignee", "assigned_by"
    )
    return {row.pk: _given(row) for row in rows}


def _given(row: SectionAssignment) -> Mapping[str, Any]:
    given = assigned(row.state)
    return {
        "evaluation": row.state.evaluation,
        "title": f"“{given.title}”交给你{given.verb}",
        "who": given.assigned_by,
        "words": given.note,
        "note": f"希望 {cn_date(given.due_on)}前完成" if given.due_on else "",
        "section": given.section,
    }


def _read_reminders(rights: Rights, keys: list[int]) -> Parts:
    rows = Reminder.objects.filter(pk__in=keys).select_related(*TOGETHER, "by")
    return {
        row.pk: {"evaluation": row.evaluation, "title": "财政催报", "who": row.by, "words": row.text}
        for row in rows
    }


READERS: Mapping[Kind, Callable[[Rights, list[int]], Parts]] = {
    Kind.STEP: _read_steps,
    Kind.OPENED: _read_opened,
    Kind.EXTENDED: _read_extensions,
    Kind.GIVEN: _read_given,
    Kind.REMINDED: _read_reminders,
}
