"""Many people at once: no acknowledged save is lost, no step is taken twice. Without the version, saves are lost."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.colleagues import (
    FORGOTTEN_AFTER,
    Assignment,
    StaleAssignments,
    assign_sections,
    mark_present,
)
from evaluations.actions.inbox import remind
from evaluations.actions.scores import StaleReview, save_reviewed_scores
from evaluations.actions.sections import StaleSection, save_section, write_section
from evaluations.actions.workflow import take_step
from evaluations.colleagues import stamp_of
from evaluations.domain.review import NO_REVIEW, Review, ReviewedScore, stamp
from evaluations.domain.sections import SECTION_BY_KEY, SectionData, section_data
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import Campaign, Detail, SectionPresence, SectionState, SelfEvaluation, Transition
from evaluations.queries import review_of, section_states
from tests.at_once import together
from tests.factories import filed, make_evaluation, make_person, union_facts

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, SAVES = 8, 5
SECTION = SECTION_BY_KEY["profile"]


@pytest.fixture
def person(campaign: Campaign) -> User:
    return User.objects.get(username="zhengxie")


@pytest.fixture
def evaluation(campaign: Campaign, other_connections: Callable[[], None]) -> Iterator[SelfEvaluation]:
    """A complete evaluation with nobody retired, and a preparer of its department."""
    facts = union_facts()
    profile = facts.profile.model_copy(update={"retired_count": Decimal(0)})
    made = make_evaluation(campaign, "999001", facts.model_copy(update={"profile": profile}))
    make_person("tianbao", Role.PREPARER, department=made.department)
    other_connections()
    return made


def read(pk: int) -> tuple[SelfEvaluation, int, SectionData]:
    """What a page shows: the version first, then the values."""
    found = SelfEvaluation.objects.select_related("campaign__region", "department", "budget_sheet").get(pk=pk)
    version = SectionState.objects.get(evaluation=found, section=SECTION.key).version
    rows = section_data(SECTION, union_facts())
    detail = Detail.objects.get(evaluation=found)
    return found, version, SectionData({name: detail.value(name) for name in rows.fields}, rows.rows)


def counted(pk: int) -> tuple[Decimal, int]:
    """The retired people and the version, as another connection sees them."""
    ((_, version, data),) = together([lambda: read(pk)])
    return data.fields["retired_count"], version


def test_no_acknowledged_save_is_lost(evaluation, person):
    gate, stale = threading.Barrier(WRITERS), []

    def work() -> None:
        for number in range(SAVES):
            for attempt in range(10_000):
                found, version, data = read(evaluation.pk)
                if number == attempt == 0:
                    gate.wait(30)  # everybody has read the same version
                data.fields["retired_count"] += 1
                try:
                    save_section(evaluation=found, section=SECTION, data=data, version=version, by=person)
                    break
                except StaleSection as error:
                    stale.append(error)

    _, before = counted(evaluation.pk)
    assert together([work] * WRITERS) == [None] * WRITERS
    assert counted(evaluation.pk) == (WRITERS * SAVES, before + WRITERS * SAVES)
    assert len(stale) >= WRITERS - 1


def test_without_the_version_saves_are_lost(evaluation, person):
    """The negative control: the same writes, each in a transaction, bypassing the compare-and-set."""
    gate = threading.Barrier(WRITERS)

    def work() -> None:
        for _ in range(SAVES):
            found, _, data = read(evaluation.pk)
            gate.wait(30)
            data.fields["retired_count"] += 1
            with acting(person):
                write_section(found, SECTION, data)
            gate.wait(30)

    assert together([work] * WRITERS) == [None] * WRITERS
    assert counted(evaluation.pk)[0] == SAVES


def test_of_reviewers_who_save_at_once_one_is_heard_and_the_others_are_told(campaign, other_connections):
    reviewers = [
        make_person(f"shenhe-{number}", Role.REVIEWER, region=campaign.region) for number in range(WRITERS)
    ]
    made = make_evaluation(campaign, "999001", union_facts())
    filed(made, union_facts(), make_person("fuzeren", Role.LEADER, department=made.department))
    other_connections()
    gate, row = threading.Barrier(WRITERS), union_facts().scored_indicators()[0]
    waiting = iter(enumerate(reviewers))

    def work() -> None:
        number, person = next(waiting)
        found = SelfEvaluation.objects.select_related("department").get(pk=made.pk)
        given = ReviewedScore(
            rowset="indicators", key=row.key, score=Decimal(number) / 10, reason="因", basis="据"
        )
        seen = stamp(NO_REVIEW, 1)
        gate.wait(30)
        save_reviewed_scores(
            evaluation=found, review=Review(scores=(given,)), seen=seen, rights=Rights(person)
        )

    outcomes = together([work] * WRITERS)
    told = [each for each in outcomes if isinstance(each, StaleReview)]
    assert (len(told), outcomes.count(None)) == (WRITERS - 1, 1), outcomes
    (stored,) = together([lambda: review_of(SelfEvaluation.objects.get(pk=made.pk))])
    assert [each.stored for each in told] == [stored] * (WRITERS - 1)
    assert len(stored.scores) == 1


def test_pages_that_are_open_at_once_do_not_wait_for_each_other(campaign, other_connections):
    made = make_evaluation(campaign, "999001", union_facts())
    people = [
        make_person(f"tian-{number}", Role.PREPARER, department=made.department) for number in range(WRITERS)
    ]
    long_ago = timezone.now() - FORGOTTEN_AFTER * 2
    for person in people:
        with acting(person):
            SectionPresence.objects.create(evaluation=made, section="tasks", person=person, seen_at=long_ago)
    other_connections()
    gate = threading.Barrier(WRITERS)

    def work(person: User) -> None:
        gate.wait(30)
        for _ in range(SAVES):
            mark_present(evaluation=made, section="tasks", by=person)

    assert together([partial(work, person) for person in people]) == [None] * WRITERS
    ((seen, old),) = together(
        [
            lambda: (
                SectionPresence.objects.count(),
                SectionPresence.objects.filter(seen_at=long_ago).count(),
            )
        ]
    )
    assert (seen, old) == (WRITERS, 0)


def test_of_two_who_give_out_one_section_at_once_one_is_told(evaluation, person):
    people = [person, User.objects.get(username="tianbao")]
    seen = stamp_of(section_states(evaluation))
    gate = threading.Barrier(2)

    def work(by: User) -> int:
        found = SelfEvaluation.objects.get(pk=evaluation.pk)
        gate.wait(30)
        return assign_sections(
            evaluation=found, wanted={"tasks": Assignment(by)}, seen=seen, by=by, rows_seen={"tasks": ""}
        )

    outcomes = together([partial(work, by) for by in people])
    assert sorted(str(type(each)) for each in outcomes) == sorted([str(int), str(StaleAssignments)]), outcomes


def test_one_step_is_taken_once(evaluation):
    gate = threading.Barrier(WRITERS)

    def work() -> Any:
        found, _, _ = read(evaluation.pk)
        rights = Rights(User.objects.get(username="tianbao"))
        gate.wait(30)
        return take_step(evaluation=found, action=Action.SEND_TO_LEADER, rights=rights)

    outcomes = together([work] * WRITERS)
    assert sorted(map(str, map(type, outcomes))) == sorted(
        [str(tuple), *[str(TransitionRefused)] * (WRITERS - 1)]
    ), outcomes
    assert () in outcomes
    (seen,) = together(
        [
            lambda: (
                SelfEvaluation.objects.values_list("status", "step").get(pk=evaluation.pk),
                Transition.objects.filter(evaluation=evaluation.pk).count(),
            )
        ]
    )
    assert seen == ((Status.INTERNAL_REVIEW, 1), 1)


def test_two_managers_remind_a_department_once(evaluation: SelfEvaluation, campaign: Campaign) -> None:
    """Both press at once: the second one is told that it was done today."""
    manager = User.objects.get(username="caizheng")
    job = partial(
        remind, campaign=campaign, text="请抓紧。", by=manager, departments=[evaluation.department_id]
    )
    gate = threading.Barrier(4)

    def at_once() -> tuple[int, int]:
        gate.wait(30)
        done = job()
        return len(done.sent), len(done.left_out)

    assert sorted(together([at_once] * 4)) == [(0, 1), (0, 1), (0, 1), (1, 0)]
