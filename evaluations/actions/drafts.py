"""Keeping what is typed and not saved yet: by sitting and sequence number, so that late requests change nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.holding import hold_open
from evaluations.models import SectionDraft, SelfEvaluation

#: Beyond any number a page counts to: nothing is written over a closed sitting.
CLOSED_SEQ = 2**62
#: A closed sitting is remembered until no request of it can be under way any more.
CLOSED_FOR = timedelta(days=1)
#: Sittings of one person in one section that are kept; the oldest go first.
MOST = 10


class Kept(Enum):
    """What became of a draft that was sent."""

    STORED = "stored"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a page sent: its sitting, its number there, the version it was opened at, the fields as JSON.

    `replaces`: the sitting whose draft this page was opened with.
    """

    sitting: UUID
    seq: int
    version: int
    content: str
    replaces: UUID | None = None


def keep_draft(*, evaluation: SelfEvaluation, section: str, typed: Typed, by: User) -> Kept:
    """Stores a draft unless a newer one of its sitting is there. Raises EvaluationLocked after submission."""
    with acting(by):
        hold_open(evaluation)
        drafts = SectionDraft.objects.filter(evaluation=evaluation, section=section, person=by)
        own = drafts.filter(sitting=typed.sitting)
        if _replace(_older(own, typed), typed):
            return Kept.STORED
        found = own.first()
        if found is not None:
            return Kept.LATE if found.content else Kept.CLOSED
        if typed.replaces is None or not _replace(
            drafts.filter(sitting=typed.replaces).exclude(content=""), typed
        ):
            SectionDraft.objects.create(evaluation=evaluation, section=section, person=by, **_columns(typed))
            _drop_old(drafts)
        return Kept.STORED


def _older(own: QuerySet[SectionDraft], typed: Typed) -> QuerySet[SectionDraft]:
    """The sitting's draft, unless a later request was here first."""
    return own.filter(seq__lt=typed.seq)


def _columns(typed: Typed) -> dict[str, object]:
    return {
        "sitting": typed.sitting,
        "seq": typed.seq,
        "version": typed.version,
        "content": typed.content,
        "stored_at": timezone.now(),
    }


def _replace(drafts: QuerySet[SectionDraft], typed: Typed) -> int:
    return drafts.update(**_columns(typed))


def _drop_old(drafts: QuerySet[SectionDraft]) -> None:
    """With a new sitting: those closed long ago, and the oldest beyond the number that is kept."""
    drafts.filter(content="", stored_at__lt=timezone.now() - CLOSED_FOR).delete()
    kept = drafts.exclude(content="").order_by("-stored_at", "-pk").values_list("pk", flat=True)
    if len(kept) > MOST:
        drafts.filter(pk__in=list(kept)[MOST:]).delete()


def discard_draft(*, evaluation: SelfEvaluation, section: str, sitting: UUID, by: User) -> None:
    """Throws a draft of one's own away."""
    with acting(by):
        SectionDraft.objects.filter(
            evaluation=evaluation, section=section, person=by, sitting=sitting
        ).delete()


def close_sittings(
    evaluation: SelfEvaluation, section: str, by: User, sitting: UUID, replaced: Collection[UUID] = ()
) -> None:
    """After a save its sitting, and those it was opened with, take no more drafts; the caller is `acting`."""
    now = timezone.now()
    closed = [
        SectionDraft(
            evaluation=evaluation, section=section, person=by, sitting=each, seq=CLOSED_SEQ, version=0, content="",
            stored_at=now,
        )
        for each in {sitting, *replaced}
    ]  # fmt: skip
    SectionDraft.objects.bulk_create(
        closed,
        update_conflicts=True,
        unique_fields=["evaluation", "section", "person", "sitting"],
        update_fields=["seq", "version", "content", "stored_at"],
    )


def drop_drafts(evaluation: SelfEvaluation) -> None:
    """When an evaluation was locked: nobody's drafts are kept; the caller is `acting`."""
    SectionDraft.objects.filter(evaluation=evaluation).delete()
