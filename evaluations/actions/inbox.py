"""消息: what was read, and reminders that finance sends (docs/decisions/0029)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import User
from evaluations.domain.inbox import NEWS_FOR, WITH_DEPARTMENT
from evaluations.inbox import unread
from evaluations.models import Campaign, MessageRead, Reminder, SelfEvaluation
from evaluations.queries import reminded_today, reminders_of

#: Kind, row and time of a message.
Key = tuple[str, int, datetime]


def mark_read(*, messages: Iterable[Key], by: User) -> None:
    """Notes that this person has read these messages; marks of what is no news any more go."""
    with acting(by):
        MessageRead.objects.filter(person=by, at__lt=timezone.now() - NEWS_FOR).delete()
        MessageRead.objects.bulk_create(
            [MessageRead(person=by, kind=kind, row=row, at=at) for kind, row, at in messages],
            update_conflicts=True,
            unique_fields=["person", "kind", "row"],
            update_fields=["at"],
        )


def mark_all_read(*, rights: Rights, until: datetime) -> int:
    """The same for everything unread up to `until`, when the page was made: what came later nobody has seen."""
    keys = [(kind, row, at) for kind, row, at, _ in unread(rights) if at <= until]
    mark_read(messages=keys, by=rights.user)
    return len(keys)


@dataclass(frozen=True)
class Reminded:
    """Whom a reminder went to, and who was left out because one had gone there today."""

    sent: tuple[SelfEvaluation, ...]
    left_out: tuple[SelfEvaluation, ...]


def remind(
    *,
    campaign: Campaign,
    text: str,
    by: User,
    departments: Collection[int] | None = None,
    again: bool = False,
) -> Reminded:
    """Reminds departments of the campaign that have not filed: all, or those of `departments`.

    Nobody is reminded twice on one day unless `again` asks for it.
    """
    with acting(by):
        Campaign.objects.select_for_update().get(pk=campaign.pk)
        waiting = SelfEvaluation.objects.filter(campaign=campaign, status__in=WITH_DEPARTMENT)
        if departments is not None:
            waiting = waiting.filter(department__in=departments)
        rows = tuple(waiting.select_related("department"))
        before = set() if again else reminded_today(reminders_of(campaign))
        sent = tuple(row for row in rows if row.pk not in before)
        now = timezone.now()
        Reminder.objects.bulk_create(Reminder(evaluation=row, text=text, by=by, at=now) for row in sent)
    return Reminded(sent, tuple(row for row in rows if row.pk in before))
