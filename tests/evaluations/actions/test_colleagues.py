"""Working together: who is given a section, who is seen at it, whose notes are whose; and what the database refuses."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.colleagues import (
    FORGOTTEN_AFTER,
    Assignment,
    StaleAssignments,
    add_note,
    assign_sections,
    delete_note,
    mark_present,
    tick_note,
)
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import save_section
from evaluations.colleagues import PRESENT_FOR, assigned, presence_words, present_in, stamp_of
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.models import ChangeLog, InternalNote, SectionAssignment, SectionPresence, SelfEvaluation
from evaluations.queries import load_facts, section_states
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def second(draft: SelfEvaluation) -> User:
    return make_person("second", Role.PREPARER, department=draft.department)


def give(evaluation: SelfEvaluation, by: User, **wanted: Assignment | None) -> int:
    """Gives sections out as the page would, as it stands now."""
    seen = stamp_of(section_states(evaluation))
    return assign_sections(evaluation=evaluation, wanted=wanted, seen=seen, by=by)


def save(evaluation: SelfEvaluation, key: str, by: User, complete: bool) -> None:
    section, state = SECTION_BY_KEY[key], section_states(evaluation)[key]
    data = section_data(section, load_facts(evaluation))
    save_section(
        evaluation=evaluation, section=section, data=data, version=state.version, by=by, complete=complete
    )


def refused(words: str):
    """The database refuses, and the test goes on."""
    return pytest.raises(DatabaseError, match=words)


# ── sections given to colleagues ─────────────────────────────────────────────────────────────────────────────────


def test_a_section_is_given_changed_and_taken_back(
    draft: SelfEvaluation, people: dict[str, User], second: User
) -> None:
    leader, preparer = people["zhengxie-fzr"], people["zhengxie"]
    assert give(draft, leader, budget=Assignment(second, date(2030, 1, 5), "以决算表为准")) == 1
    found = assigned(section_states(draft)["budget"])
    assert (found.assignee, found.assigned_by, found.note) == (second, leader, "以决算表为准")
    assert give(draft, preparer, budget=Assignment(second, date(2030, 1, 5), "以决算表为准"), goals=None) == 0
    assert give(draft, preparer, budget=Assignment(second, None, "改了说法")) == 1
    again = assigned(section_states(draft)["budget"])
    assert (again.assigned_by, again.assigned_at) == (leader, found.assigned_at), "who was told first stays"
    assert give(draft, preparer, budget=Assignment(preparer)) == 1
    assert assigned(section_states(draft)["budget"]).assigned_by == preparer
    assert give(draft, leader, budget=None) == 1
    assert assigned(section_states(draft)["budget"]) is None
    logged = ChangeLog.objects.filter(table_name=SectionAssignment._meta.db_table, evaluation_id=draft.pk)
    assert list(logged.order_by("pk").values_list("operation", "actor")) == [
        ("INSERT", f"user:{leader.pk}"),
        ("UPDATE", f"user:{preparer.pk}"),
        ("UPDATE", f"user:{preparer.pk}"),
        ("DELETE", f"user:{leader.pk}"),
    ]


def test_two_who_give_out_at_once_are_told(
    draft: SelfEvaluation, people: dict[str, User], second: User
) -> None:
    seen = stamp_of(section_states(draft))
    give(draft, people["zhengxie-fzr"], budget=Assignment(second))
    with pytest.raises(StaleAssignments):
        assign_sections(
            evaluation=draft,
            wanted={"budget": Assignment(people["zhengxie"])},
            seen=seen,
            by=people["zhengxie"],
        )
    assert assigned(section_states(draft)["budget"]).assignee == second


def test_finished_is_what_was_saved_as_finished_since(
    draft: SelfEvaluation, people: dict[str, User], second: User
) -> None:
    save(draft, "tasks", people["zhengxie"], complete=True)
    give(draft, people["zhengxie-fzr"], tasks=Assignment(second))
    assert not assigned(section_states(draft)["tasks"]).is_finished, "it was given to be gone over again"
    save(draft, "tasks", second, complete=False)
    assert not assigned(section_states(draft)["tasks"]).is_finished
    save(draft, "tasks", second, complete=True)
    assert assigned(section_states(draft)["tasks"]).is_finished


def test_it_locks_nothing(draft: SelfEvaluation, people: dict[str, User], second: User) -> None:
    give(draft, people["zhengxie-fzr"], tasks=Assignment(second))
    version = section_states(draft)["tasks"].version
    save(draft, "tasks", people["zhengxie"], complete=False)
    assert section_states(draft)["tasks"].version == version + 1


def test_nothing_is_given_out_after_submission(approved: SelfEvaluation, people: dict[str, User]) -> None:
    with pytest.raises(EvaluationLocked):
        give(approved, people["gonghui"], tasks=Assignment(people["gonghui"]))
    state = section_states(approved)["tasks"]
    row = SectionAssignment(
        state=state, assignee=people["gonghui"], assigned_by=people["gonghui"], assigned_at=timezone.now()
    )
    with refused("内容已锁定"), acting(people["gonghui"]):
        row.save(force_insert=True)


# ── who has a section open ───────────────────────────────────────────────────────────────────────────────────────


def test_others_see_who_is_there_and_not_for_long(
    draft: SelfEvaluation, people: dict[str, User], second: User
) -> None:
    preparer = people["zhengxie"]
    mark_present(evaluation=draft, section="tasks", by=second)
    mark_present(evaluation=draft, section="tasks", by=second)
    assert SectionPresence.objects.count() == 1
    (seen,) = present_in(draft, "tasks", preparer)
    at = timezone.localtime(seen.seen_at)
    assert presence_words([seen]) == f"{second.name}正在编辑本节（{at:%H:%M}）"
    assert present_in(draft, "tasks", second) == []
    assert present_in(draft, "goals", preparer) == []
    with acting(second):
        SectionPresence.objects.update(seen_at=timezone.now() - PRESENT_FOR - timedelta(seconds=1))
    assert present_in(draft, "tasks", preparer) == []
    with acting(second):
        SectionPresence.objects.update(seen_at=timezone.now() - FORGOTTEN_AFTER - timedelta(seconds=1))
    mark_present(evaluation=draft, section="goals", by=preparer)
    assert list(SectionPresence.objects.values_list("person", flat=True)) == [preparer.pk]
    assert not ChangeLog.objects.filter(table_name=SectionPresence._meta.db_table).exists()


def test_nobody_is_said_to_be_there_by_others(
    draft: SelfEvaluation, people: dict[str, User], second: User
) -> None:
    row = SectionPresence(evaluation=draft, section="tasks", person=second, seen_at=timezone.now())
    with refused("只能标明自己"), acting(people["zhengxie"]):
        row.save(force_insert=True)
    with refused("没有操作人"), transaction.atomic():
        row.save(force_insert=True)


# ── internal notes ───────────────────────────────────────────────────────────────────────────────────────────────


def note(evaluation: SelfEvaluation, by: User, text: str = "等人事科的数。") -> InternalNote:
    return add_note(
        evaluation=evaluation, section="profile", place="profile", place_label="整节", text=text, by=by
    )


def test_a_note_is_ticked_by_anybody_and_deleted_by_its_author(
    approved: SelfEvaluation, people: dict[str, User]
) -> None:
    author, other = people["gonghui"], people["gonghui-fzr"]
    row = note(approved, author)
    tick_note(evaluation=approved, key=row.key, done=True, by=other)
    row.refresh_from_db()
    assert (row.done_by, row.done_at is None) == (other, False)
    tick_note(evaluation=approved, key=row.key, done=False, by=author)
    row.refresh_from_db()
    assert (row.done_by, row.done_at) == (None, None)
    assert delete_note(evaluation=approved, key=row.key, by=other) == 0
    assert delete_note(evaluation=approved, key=row.key, by=author) == 1
    assert not InternalNote.objects.filter(key=row.key).exists()


def test_the_database_keeps_notes_to_their_authors(draft: SelfEvaluation, people: dict[str, User]) -> None:
    author, other = people["zhengxie"], people["zhengxie-fzr"]
    row = note(draft, author)
    own = InternalNote.objects.filter(pk=row.pk)
    with refused("以自己的名义"), acting(other):
        InternalNote(
            evaluation=draft, section="profile", place="profile", place_label="整节", text="冒名", by=author,
            at=timezone.now(),
        ).save()  # fmt: skip
    with refused("不能修改"), acting(author):
        own.update(text="改口")
    with refused("别人的内部备注不能删除"), acting(other):
        own.delete()
    with refused("以自己的名义标记"), acting(other):
        own.update(done_by=author, done_at=timezone.now())
