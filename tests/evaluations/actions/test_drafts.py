"""Drafts: late requests change nothing, windows do not overwrite each other, a save and a lock end them, others cannot."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.drafts import MOST, Kept, Typed, discard_draft, keep_draft
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import save_section
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.models import ChangeLog, SectionDraft, SectionState, SelfEvaluation
from evaluations.queries import drafts_of, load_facts
from tests.browser.scenes import submit_again
from tests.factories import make_person

pytestmark = pytest.mark.django_db
SITTING, OTHER = UUID(int=1), UUID(int=2)
Keep = Callable[..., Kept]


def typed(content: str, seq: int = 1, sitting: UUID = SITTING, replaces: UUID | None = None) -> Typed:
    """A draft of 部门性质 at version 1."""
    return Typed(sitting, seq, 1, content, replaces)


@pytest.fixture
def person(people: dict[str, User]) -> User:
    return people["zhengxie"]


@pytest.fixture
def keep(draft: SelfEvaluation, person: User) -> Keep:
    def keeping(*args: object, by: User = person, **more: object) -> Kept:
        return keep_draft(evaluation=draft, section="profile", typed=typed(*args, **more), by=by)

    return keeping


def contents(evaluation: SelfEvaluation, person: User) -> list[str]:
    return [row.content for row in drafts_of(evaluation, "profile", person)]


def test_only_a_later_number_is_stored(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    assert [keep("一", 1), keep("三", 3), keep("二", 2), keep("又三", 3)] == [
        Kept.STORED,
        Kept.STORED,
        Kept.LATE,
        Kept.LATE,
    ]
    assert contents(draft, person) == ["三"]


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (1, 3, 2), (3, 1, 2), (2, 1, 3)])
def test_every_order_of_arrival_ends_with_the_last_typed(
    keep: Keep, draft: SelfEvaluation, person: User, order: tuple[int, ...]
) -> None:
    for seq in order:
        keep(f"第 {seq} 稿", seq)
    assert contents(draft, person) == ["第 3 稿"]


def test_two_windows_and_two_people_keep_their_own(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    second = make_person("second", Role.PREPARER, department=draft.department)
    keep("甲")
    keep("乙", sitting=OTHER)
    keep("丙", by=second)
    assert contents(draft, person) == ["乙", "甲"]
    assert contents(draft, second) == ["丙"]


def test_going_on_with_a_draft_takes_its_place(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    keep("昨天的", 7)
    assert keep("接着写的", 1, sitting=OTHER, replaces=SITTING) == Kept.STORED
    assert contents(draft, person) == ["接着写的"]
    keep("那个窗口还开着", 8)
    assert contents(draft, person) == ["那个窗口还开着", "接着写的"], "neither is lost"


def test_the_oldest_go_when_there_are_too_many(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    for number in range(MOST + 2):
        keep(f"{number}", sitting=uuid4())
    assert contents(draft, person) == [f"{number}" for number in range(MOST + 1, 1, -1)]


def save(draft: SelfEvaluation, person: User, sitting: UUID, *replaced: UUID) -> None:
    """Saves 部门概况 as it stands."""
    section = SECTION_BY_KEY["profile"]
    save_section(
        evaluation=draft,
        section=section,
        data=section_data(section, load_facts(draft)),
        version=SectionState.objects.get(evaluation=draft, section="profile").version,
        by=person,
        sitting=sitting,
        replaced=replaced,
    )


def test_a_save_ends_its_draft_and_what_comes_later_is_refused(
    keep: Keep, draft: SelfEvaluation, person: User
) -> None:
    keep("甲")
    keep("乙", sitting=OTHER)
    save(draft, person, SITTING)
    assert contents(draft, person) == ["乙"]
    assert keep("晚到的", 99) == Kept.CLOSED
    save(draft, person, third := uuid4(), OTHER)
    assert keep("从未暂存过的窗口，晚到的", sitting=third) == Kept.CLOSED
    assert keep("晚到的，来自接着写的那一份", 99, sitting=OTHER) == Kept.CLOSED
    assert contents(draft, person) == []


def test_closed_sittings_are_forgotten_after_a_day(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    save(draft, person, SITTING)
    with acting(person):
        SectionDraft.objects.update(stored_at=timezone.now() - timedelta(days=2))
    keep("甲", sitting=OTHER)
    assert [row.sitting for row in SectionDraft.objects.all()] == [OTHER]


def test_a_locked_evaluation_takes_no_drafts_and_keeps_none(
    returned: SelfEvaluation, people: dict[str, User]
) -> None:
    person = people["canlian"]
    keep_draft(evaluation=returned, section="profile", typed=typed("甲"), by=person)
    save(returned, person, OTHER)
    submit_again(people)
    assert SectionDraft.objects.count() == 0
    returned.refresh_from_db()
    with pytest.raises(EvaluationLocked):
        keep_draft(evaluation=returned, section="profile", typed=typed("乙"), by=person)


def test_drafts_leave_nothing_in_the_change_log(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    before = ChangeLog.objects.count()
    keep("甲", 1)
    keep("乙", 2)
    discard_draft(evaluation=draft, section="profile", sitting=SITTING, by=person)
    assert (ChangeLog.objects.count(), SectionDraft.objects.count()) == (before, 0)


def test_only_ones_own_draft_can_be_thrown_away(keep: Keep, draft: SelfEvaluation, person: User) -> None:
    second = make_person("second", Role.PREPARER, department=draft.department)
    keep("甲")
    discard_draft(evaluation=draft, section="profile", sitting=SITTING, by=second)
    assert contents(draft, person) == ["甲"]


# ── the database's own guards ────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def refused(words: str) -> Iterator[None]:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        yield


def test_the_database_refuses_what_is_not_ones_own(
    keep: Keep, draft: SelfEvaluation, approved: SelfEvaluation, person: User
) -> None:
    second = make_person("second", Role.PREPARER, department=draft.department)
    keep("甲")
    rows = SectionDraft.objects.all()
    row = rows.get()
    with refused("没有操作人"):
        rows.update(content="无人")
    with refused("没有操作人"):
        rows.delete()
    with acting(second):
        with refused("只能由填写人自己暂存"):
            rows.update(content="别人改的")
        with refused("别人的草稿不能删除"):
            rows.delete()
        with refused("只能由填写人自己暂存"):
            SectionDraft(**columns(row) | {"sitting": OTHER}).save()
    with acting(person):
        for name, value in {
            "evaluation_id": approved.pk,
            "section": "budget",
            "person_id": second.pk,
        }.items():
            with refused("不能把草稿移到别处"):
                rows.update(**{name: value})
        with refused("不能暂存草稿"):
            SectionDraft(**columns(row) | {"evaluation_id": approved.pk, "sitting": OTHER}).save()
    assert contents(draft, person) == ["甲"]


def columns(row: SectionDraft) -> dict[str, object]:
    """The row without its number."""
    return {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name != "id"
    }
