"""Reading what a department keeps to itself: who fills in which section, who has it open, the internal notes.

Only for people of whom `Rights.is_inside` holds (docs/decisions/0026); the caller asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.access import Rights
from accounts.models import Department, User
from accounts.roles import Permission, roles_with
from evaluations.domain.sections import SECTION_BY_KEY, SECTIONS
from evaluations.enums import Status
from evaluations.models import InternalNote, SectionAssignment, SectionPresence, SectionState, SelfEvaluation
from evaluations.queries import evaluations_visible_to
from huadu_perf.lib.stamps import content_stamp

#: Somebody whose page was not heard of for so long has left.
PRESENT_FOR = timedelta(minutes=2)


@dataclass(frozen=True)
class Assigned:
    """A section that was given to somebody. `is_finished`: saved as 已填完 since it was given.

    核对与提交 is never marked so: it ends with the submission, and with it what was given out.
    """

    section: str
    assignee: User
    assigned_by: User
    assigned_at: datetime
    due_on: date | None
    note: str
    is_finished: bool
    evaluation: SelfEvaluation | None = None

    @property
    def title(self) -> str:
        """The section's name."""
        return SECTION_BY_KEY[self.section].title

    @property
    def verb(self) -> str:
        """What one does with it."""
        return "填写" if self.section != "check" else "办理"

    @property
    def is_late(self) -> bool:
        """Whether the day it was wanted for is over."""
        return not self.is_finished and self.due_on is not None and self.due_on < timezone.localdate()


def assigned(state: SectionState) -> Assigned | None:
    """To whom the section was given; None for nobody. Reads nothing of states that `section_states` loaded."""
    found: SectionAssignment | None = getattr(state, "assignment", None)
    return _assigned(found, state) if found else None


def _assigned(
    row: SectionAssignment, state: SectionState, evaluation: SelfEvaluation | None = None
) -> Assigned:
    finished = bool(state.is_declared_complete and state.edited_at and state.edited_at > row.assigned_at)
    return Assigned(
        state.section, row.assignee, row.assigned_by, row.assigned_at, row.due_on, row.note, finished, evaluation
    )  # fmt: skip


def stamp_of(states: Mapping[str, SectionState]) -> str:
    """Names the assignments as they stand, for a page that changes them."""
    rows = [(section.key, assigned(states[section.key])) for section in SECTIONS]
    return content_stamp(
        [
            [key, row.assignee.pk, row.assigned_at.isoformat(), str(row.due_on or ""), row.note]
            for key, row in rows
            if row
        ]
    )


class Given(Protocol):
    """Whoever a section is given to, until when and with which words."""

    @property
    def assignee(self) -> User:
        """The colleague."""

    @property
    def due_on(self) -> date | None:
        """The day it is wanted for."""

    @property
    def note(self) -> str:
        """The words that go with it."""


def stamp_of_row(given: Given | None) -> str:
    """Names one assignment, for a page on which somebody may change it; empty for nobody."""
    return content_stamp([given.assignee.pk, str(given.due_on or ""), given.note]) if given else ""


def fillers_of(department: Department) -> list[User]:
    """Who may fill in the department's evaluation."""
    roles = [role.value for role in roles_with(Permission.FILL_EVALUATION)]
    found = User.objects.filter(
        is_active=True, memberships__role__in=roles, memberships__department=department
    ).distinct()
    return sorted(found, key=lambda person: (person.name, person.pk))


def given_out(rights: Rights) -> tuple[list[Assigned], list[Assigned]]:
    """What waits for this person, and what he gave to others, of evaluations that are open. Nothing is asked for others."""
    if not rights.can(Permission.WORK_INSIDE):
        return [], []
    person = rights.user
    rows = SectionAssignment.objects.filter(
        Q(assignee=person) | Q(assigned_by=person),
        state__evaluation__in=evaluations_visible_to(rights).order_by().values("pk"),
        state__evaluation__status__in=[status.value for status in Status if status.is_open],
    ).select_related(
        "assignee", "assigned_by", "state__evaluation__campaign", "state__evaluation__department"
    )
    found = sorted(
        (_assigned(row, row.state, row.state.evaluation) for row in rows),
        key=lambda each: (each.due_on or date.max, each.evaluation.pk, SECTION_BY_KEY[each.section].number),  # type: ignore[union-attr]
    )
    mine = [each for each in found if each.assignee == person and not each.is_finished]
    return mine, [each for each in found if each.assigned_by == person and each.assignee != person]


def present_in(evaluation: SelfEvaluation, section: str, person: User) -> list[SectionPresence]:
    """Others who have the section open for editing, the last one seen first."""
    seen = SectionPresence.objects.filter(
        evaluation=evaluation, section=section, seen_at__gte=timezone.now() - PRESENT_FOR
    )
    return list(seen.exclude(person=person).select_related("person").order_by("-seen_at"))


def presence_words(present: Iterable[SectionPresence]) -> str:
    """王某正在编辑本节（14:03）."""
    return "；".join(
        f"{each.person}正在编辑本节（{timezone.localtime(each.seen_at):%H:%M}）" for each in present
    )


def notes_of(evaluation: SelfEvaluation, section: str) -> QuerySet[InternalNote]:
    """The internal notes of a section, what is still open first."""
    notes = InternalNote.objects.filter(evaluation=evaluation, section=section).select_related(
        "by", "done_by"
    )
    return notes.order_by("done_at", "at", "pk")


def open_notes(evaluation: SelfEvaluation) -> dict[str, int]:
    """How many internal notes are open, by section."""
    open_ones = InternalNote.objects.filter(evaluation=evaluation, done_at__isnull=True).order_by()
    return dict(open_ones.values_list("section").annotate(Count("pk")))
