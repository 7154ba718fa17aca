"""Working together inside a department: sections given to colleagues, who has one open, internal notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.holding import hold_open
from evaluations.colleagues import assigned, stamp_of, stamp_of_row
from evaluations.models import InternalNote, SectionAssignment, SectionPresence, SectionState, SelfEvaluation
from evaluations.queries import section_states

#: Rows of pages that were closed go when anybody opens one.
FORGOTTEN_AFTER = timedelta(minutes=10)


class StaleAssignments(Exception):
    """Somebody else gave the same section to another after the page was opened; nothing was written."""


@dataclass(frozen=True)
class Assignment:
    """What a section's row of the page says."""

    assignee: User
    due_on: date | None = None
    note: str = ""


def assign_sections(
    *,
    evaluation: SelfEvaluation,
    wanted: Mapping[str, Assignment | None],
    seen: str,
    by: User,
    rows_seen: Mapping[str, str] | None = None,
) -> int:
    """Gives sections to colleagues or takes them back (None); those that stay as they were keep who gave them and when.

    `seen`: the stamp of the assignments the page was made of, `rows_seen` of each of its rows. What others changed meanwhile
    stays where this page did not change it. The number of changed sections is returned. Raises EvaluationLocked after
    submission, StaleAssignments when both changed the same section differently.
    """
    with acting(by):
        hold_open(evaluation)
        states = section_states(evaluation)
        if seen != stamp_of(states):
            wanted = _beside_others(wanted, rows_seen, states)
        changed = 0
        for key, row in wanted.items():
            found = assigned(states[key])
            before = Assignment(found.assignee, found.due_on, found.note) if found else None
            if row == before:
                continue
            changed += 1
            _put(states[key].pk, before, row, by)
            if row and key == "evidence" and (before is None or before.assignee != row.assignee):
                _open_again(states[key])
        return changed


def _beside_others(
    wanted: Mapping[str, Assignment | None],
    rows_seen: Mapping[str, str] | None,
    states: Mapping[str, SectionState],
) -> dict[str, Assignment | None]:
    """What this page changed; raises StaleAssignments where another changed the same, or nothing is known of the page."""
    if rows_seen is None:
        raise StaleAssignments
    changed = {key: row for key, row in wanted.items() if stamp_of_row(row) != rows_seen.get(key)}
    for key, row in changed.items():
        now = stamp_of_row(assigned(states[key]))
        if now not in (rows_seen.get(key), stamp_of_row(row)):
            raise StaleAssignments
    return changed


def _open_again(state: SectionState) -> None:
    """佐证材料 is declared finished by a post of its own, so what was declared before it was given stands no longer."""
    SectionState.objects.filter(pk=state.pk, is_declared_complete=True).update(is_declared_complete=False)


def _put(state: int, before: Assignment | None, row: Assignment | None, by: User) -> None:
    """Another person, or the same one with other words: who was told first keeps the time it was given."""
    if row is None:
        SectionAssignment.objects.filter(pk=state).delete()
        return
    values = {"assignee": row.assignee, "due_on": row.due_on, "note": row.note}
    if before is None or before.assignee != row.assignee:
        values |= {"assigned_by": by, "assigned_at": timezone.now()}
    if before is None:
        SectionAssignment.objects.create(state_id=state, **values)
    else:
        SectionAssignment.objects.filter(pk=state).update(**values)


def mark_present(*, evaluation: SelfEvaluation, section: str, by: User) -> None:
    """Notes that this person has the section open; what is long past goes."""
    now = timezone.now()
    with acting(by):
        _forget(now - FORGOTTEN_AFTER)
        SectionPresence.objects.bulk_create(
            [SectionPresence(evaluation=evaluation, section=section, person=by, seen_at=now)],
            update_conflicts=True,
            unique_fields=["evaluation", "section", "person"],
            update_fields=["seen_at"],
        )


def _forget(before: datetime) -> None:
    """Deletes rows that are long past; two beats at once do not wait for each other's."""
    old = SectionPresence.objects.select_for_update(skip_locked=True).filter(seen_at__lt=before)
    if found := list(old.values_list("pk", flat=True)):
        SectionPresence.objects.filter(pk__in=found).delete()


def add_note(
    *, evaluation: SelfEvaluation, section: str, place: str, place_label: str, text: str, by: User
) -> InternalNote:
    """Writes an internal note; in any state, as it is no content."""
    with acting(by):
        return InternalNote.objects.create(
            evaluation=evaluation,
            section=section,
            place=place,
            place_label=place_label,
            text=text,
            by=by,
            at=timezone.now(),
        )


def tick_note(*, evaluation: SelfEvaluation, key: UUID, done: bool, by: User) -> None:
    """Marks a note as dealt with, or as open again."""
    with acting(by):
        InternalNote.objects.filter(evaluation=evaluation, key=key, done_at__isnull=done).update(
            done_by=by if done else None, done_at=timezone.now() if done else None
        )


def delete_note(*, evaluation: SelfEvaluation, key: UUID, by: User) -> int:
    """Deletes a note of one's own; 0 when there is none."""
    with acting(by):
        return InternalNote.objects.filter(evaluation=evaluation, key=key, by=by).delete()[0]
