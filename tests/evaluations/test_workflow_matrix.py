"""Who may take which step, from which state, on which route: one written table, everything else refused, once only."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Membership, User
from accounts.roles import Role
from evaluations.actions.holding import EvaluationLocked
from evaluations.actions.sections import save_section
from evaluations.actions.workflow import steps_for, take_step
from evaluations.domain.review import NO_REVIEW, stamp
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import Campaign, ChangeLog, SectionState, SelfEvaluation, Submission, Transition
from evaluations.queries import load_facts
from tests.factories import make_department, make_evaluation, make_person, union_facts
from tests.test_access_matrix import ACTORS, World

pytestmark = pytest.mark.django_db
PEOPLE = tuple(actor for actor in ACTORS if actor != "anonymous")

# leader: whether the leader signs. levels: how many finance levels. at: the level that waits.
# Whoever is not named is refused; so is every step that has no line.
TABLE = """
leader levels state           at action          to              who
yes    1      draft           0  send_to_leader  internal_review preparer
yes    1      returned        0  send_to_leader  internal_review preparer
yes    1      internal_review 0  sign            submitted       leader
yes    1      internal_review 0  send_back       draft           leader
yes    1      internal_review 0  withdraw        draft           preparer
yes    1      submitted       1  approve         approved        reviewer manager
yes    1      submitted       1  return          returned        reviewer manager
yes    1      submitted       1  ask_back        submitted       preparer leader
no     1      draft           0  submit          submitted       preparer
no     1      returned        0  submit          submitted       preparer
no     1      submitted       1  approve         approved        reviewer manager
no     1      submitted       1  return          returned        reviewer manager
no     1      submitted       1  ask_back        submitted       preparer leader
yes    2      draft           0  send_to_leader  internal_review preparer
yes    2      internal_review 0  sign            submitted       leader
yes    2      internal_review 0  send_back       draft           leader
yes    2      internal_review 0  withdraw        draft           preparer
yes    2      submitted       1  pass_on         submitted       reviewer manager
yes    2      submitted       1  return          returned        reviewer manager
yes    2      submitted       1  ask_back        submitted       preparer leader
yes    2      submitted       2  approve         approved        manager
yes    2      submitted       2  return          returned        reviewer manager
yes    2      submitted       2  ask_back        submitted       preparer leader
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
ALLOWED = {
    (leader == "yes", int(levels), state, int(level), action): (target, set(who))
    for leader, levels, state, level, action, target, *who in ROWS
}
ROUTES = [
    *((True, 1, state, int(state == "submitted")) for state in Status),
    *((False, 1, state, int(state == "submitted")) for state in Status if state != Status.INTERNAL_REVIEW),
    *((True, 2, state, int(state == "submitted")) for state in Status if state != Status.RETURNED),
    (True, 2, Status.SUBMITTED, 2),
]


@pytest.fixture
def world(demo: None) -> World:
    """The people of the access matrix."""
    return World(Campaign.objects.order_by("pk")[0])


def taken(evaluation: SelfEvaluation, action: Action, person: User, comment: str = "意见") -> SelfEvaluation:
    """A step that must succeed."""
    assert take_step(evaluation=evaluation, action=action, rights=Rights(person), comment=comment) == ()
    return SelfEvaluation.objects.get(pk=evaluation.pk)


def evaluation_at(world: World, leader: bool, levels: int, state: str, level: int) -> SelfEvaluation:
    """The sub-unit's evaluation in that state of a campaign with these settings."""
    campaign = world.make_campaign("任务", leader_signs=leader, review_levels=levels)
    evaluation = make_evaluation(campaign, world.unit.code, union_facts())
    if state == Status.DRAFT:
        return evaluation
    if leader:
        evaluation = taken(evaluation, Action.SEND_TO_LEADER, world.person("preparer"))
        if state == Status.INTERNAL_REVIEW:
            return evaluation
    evaluation = taken(
        evaluation, Action.SIGN if leader else Action.SUBMIT, world.person("leader" if leader else "preparer")
    )
    if state == Status.RETURNED:
        return taken(evaluation, Action.RETURN, world.person("reviewer"))
    if level == 2 or (levels == 2 and state == Status.APPROVED):
        evaluation = taken(
            evaluation, Action.PASS_ON, make_person("first", Role.REVIEWER, department=world.unit)
        )
    return (
        taken(evaluation, Action.APPROVE, world.person("manager")) if state == Status.APPROVED else evaluation
    )


def stored(evaluation: SelfEvaluation) -> tuple[Any, ...]:
    """Everything a step could change, as it is in the database."""
    return (
        SelfEvaluation.objects.filter(pk=evaluation.pk).values_list().get(),
        list(Transition.objects.filter(evaluation=evaluation).values_list()),
        list(Submission.objects.filter(evaluation=evaluation).values_list("pk", "round", "sha256")),
        ChangeLog.objects.count(),
    )


@contextmanager
def undone() -> Iterator[None]:
    """What happens here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize(("leader", "levels", "state", "level"), ROUTES)
def test_steps_are_exactly_those_of_the_table(
    leader: bool, levels: int, state: Status, level: int, world: World
) -> None:
    """Every action by every person: it happens as written, or it is refused and no byte changes."""
    pk = evaluation_at(world, leader, levels, state, level).pk
    for action in Action:
        target, who = ALLOWED.get((leader, levels, state, level, action), ("", set()))
        for actor in PEOPLE:
            evaluation, rights = SelfEvaluation.objects.get(pk=pk), Rights(world.person(actor))
            offered = action in {step.action for step in steps_for(evaluation, rights)}
            assert offered == (actor in who), (actor, action, "offered on the page")
            before = stored(evaluation)
            with undone():
                try:
                    assert (
                        take_step(evaluation=evaluation, action=action, rights=rights, comment="意见") == ()
                    )
                except TransitionRefused:
                    assert actor not in who, (actor, action)
                    assert stored(evaluation) == before
                else:
                    assert actor in who, (actor, action)
                    after = SelfEvaluation.objects.get(pk=pk)
                    assert (after.status, after.step) == (target, before[0][8] + 1)
                    step = Transition.objects.get(evaluation=pk, step=after.step)
                    assert (step.action, step.from_status, step.to_status) == (action, state, target)
                    assert step.by == world.person(actor)


def test_the_table_of_this_file_names_columns_as_stored() -> None:
    """The ninth column of the stored row is the number of steps."""
    assert [field.name for field in SelfEvaluation._meta.concrete_fields][8] == "step"


# ── what a step needs beside the right person ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("state", "level", "action", "actor"),
    [
        ("submitted", 1, Action.RETURN, "reviewer"),
        ("internal_review", 0, Action.SEND_BACK, "leader"),
        ("submitted", 1, Action.ASK_BACK, "preparer"),
    ],
)
def test_sending_back_needs_words(state: str, level: int, action: Action, actor: str, world: World) -> None:
    """Whoever sends back says why, and who asks for it."""
    evaluation = evaluation_at(world, True, 1, state, level)
    before = stored(evaluation)
    with undone(), pytest.raises(TransitionRefused, match="要写明"):
        take_step(evaluation=evaluation, action=action, rights=Rights(world.person(actor)), comment=" \n")
    assert stored(evaluation) == before


def test_findings_in_the_way_are_given_and_nothing_is_written(world: World) -> None:
    """An unfinished evaluation is not submitted; the answer is the list of what is missing."""
    evaluation = make_evaluation(world.campaign, world.unit.code, union_facts(duties=()))
    before = stored(evaluation)
    rights = Rights(world.person("preparer"))
    standing = take_step(evaluation=evaluation, action=Action.SEND_TO_LEADER, rights=rights)
    assert {finding.place.section for finding in standing} == {"profile"}
    assert stored(evaluation) == before


def test_remarks_without_answer_are_in_the_way(world: World) -> None:
    """Every remark of the round is answered before the next submission."""
    evaluation = world.evaluation_in("returned")
    with undone(), pytest.raises(TransitionRefused, match="没有答复"):
        take_step(
            evaluation=evaluation, action=Action.SEND_TO_LEADER, rights=Rights(world.person("preparer"))
        )


def test_after_the_due_date_a_first_submission_needs_an_extension(world: World) -> None:
    """The server's date counts, and the department's own due date."""
    yesterday = timezone.localdate() - timedelta(days=1)
    campaign = world.make_campaign("已截止")
    with acting("tests"):
        Campaign.objects.filter(pk=campaign.pk).update(opens_on=yesterday, due_on=yesterday)
    evaluation = make_evaluation(Campaign.objects.get(pk=campaign.pk), world.unit.code, union_facts())
    rights = Rights(world.person("preparer"))
    with undone(), pytest.raises(TransitionRefused, match="截止日期"):
        take_step(evaluation=evaluation, action=Action.SEND_TO_LEADER, rights=rights)
    with acting(world.person("manager")):
        campaign.extensions.create(
            department=world.unit,
            due_on=timezone.localdate(),
            reason="疫情",
            granted_by=world.person("manager"),
        )
    taken(evaluation, Action.SEND_TO_LEADER, world.person("preparer"))


# ── maker is not checker ─────────────────────────────────────────────────────────────────────────────────────────


def both(world: World, name: str = "both") -> User:
    """A person who fills in for the sub-unit and reviews it, too."""
    person = make_person(name, Role.PREPARER, department=world.unit)
    with acting("tests"):
        Membership.objects.create(user=person, role=Role.REVIEWER, region=world.campaign.region)
    return person


def edit(evaluation: SelfEvaluation, by: User, key: str = "conclusion") -> None:
    """Saves a section as it is."""
    section = SECTION_BY_KEY[key]
    version = SectionState.objects.get(evaluation=evaluation, section=key).version
    data = section_data(section, load_facts(evaluation))
    save_section(evaluation=evaluation, section=section, data=data, version=version, by=by)


def refused_as_own(evaluation: SelfEvaluation, action: Action, person: User) -> None:
    """Neither offered nor possible."""
    assert action not in {step.action for step in steps_for(evaluation, Rights(person))}
    with undone(), pytest.raises(TransitionRefused, match="自己填报"):
        take_step(evaluation=evaluation, action=action, rights=Rights(person), comment="意见")


def test_who_submitted_does_not_approve(world: World) -> None:
    """A person of both sides submits, and may not approve; somebody else may."""
    person = both(world)
    campaign = world.make_campaign("任务", leader_signs=False)
    evaluation = make_evaluation(campaign, world.unit.code, union_facts())
    evaluation = taken(evaluation, Action.SUBMIT, person)
    refused_as_own(evaluation, Action.APPROVE, person)
    taken(evaluation, Action.APPROVE, world.person("reviewer"))


@pytest.mark.parametrize("levels", [1, 2])
def test_who_edited_does_not_approve_what_a_colleague_submitted(levels: int, world: World) -> None:
    """Filling in is enough to be out, at every level."""
    person = both(world)
    evaluation = make_evaluation(
        world.make_campaign("任务", leader_signs=False, review_levels=levels), world.unit.code, union_facts()
    )
    edit(evaluation, person)
    evaluation = taken(evaluation, Action.SUBMIT, world.person("preparer"))
    refused_as_own(evaluation, Action.APPROVE if levels == 1 else Action.PASS_ON, person)


def test_who_edited_does_not_approve_after_a_colleague_saved_the_same_section(world: World) -> None:
    """The last hand does not wipe out the one before."""
    person = both(world)
    evaluation = make_evaluation(
        world.make_campaign("任务", leader_signs=False), world.unit.code, union_facts()
    )
    edit(evaluation, person)
    edit(evaluation, world.person("preparer"))
    evaluation = taken(evaluation, Action.SUBMIT, world.person("preparer"))
    refused_as_own(evaluation, Action.APPROVE, person)


def test_one_person_does_not_pass_two_levels(world: World) -> None:
    """The manager who passed on cannot approve in the same round; another manager can, a mere reviewer cannot."""
    evaluation = evaluation_at(world, True, 2, "submitted", 1)
    manager = world.person("manager")
    evaluation = taken(evaluation, Action.PASS_ON, manager)
    assert (evaluation.status, evaluation.review_level) == ("submitted", 2)
    refused_as_own(evaluation, Action.APPROVE, manager)
    with undone(), pytest.raises(TransitionRefused, match="不由你办理"):
        take_step(evaluation=evaluation, action=Action.APPROVE, rights=Rights(world.person("reviewer")))
    second = make_person("second-manager", Role.MANAGER, region=world.campaign.region)
    assert taken(evaluation, Action.APPROVE, second).status == "approved"


def test_a_new_round_begins_at_the_first_level(world: World) -> None:
    """Returned at the second level, it waits for the first level again, and who passed before may pass again."""
    evaluation = evaluation_at(world, True, 2, "submitted", 1)
    evaluation = taken(evaluation, Action.PASS_ON, world.person("reviewer"))
    evaluation = taken(evaluation, Action.RETURN, world.person("manager"))
    assert (evaluation.status, evaluation.review_level, evaluation.round) == ("returned", 0, 1)
    evaluation = taken(evaluation, Action.SEND_TO_LEADER, world.person("preparer"))
    evaluation = taken(evaluation, Action.SIGN, world.person("leader"))
    assert (evaluation.review_level, evaluation.round) == (1, 2)
    taken(evaluation, Action.PASS_ON, world.person("reviewer"))


# ── two at once ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def elsewhere(
    transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., list[Any]]:
    """Runs functions at the same time, each on a connection of its own, and gives what each returned or raised.

    The tests' SQLite lies in memory, where connections do not wait for each other as they do in production; there the
    threads work on a copy on disk.
    """

    def run(*actions: Callable[[], Any]) -> list[Any]:
        if connection.vendor == "sqlite" and not (tmp_path / "copy").exists():
            with sqlite3.connect(tmp_path / "copy") as copy:
                connection.connection.backup(copy)
            monkeypatch.setitem(connections.settings["default"], "NAME", str(tmp_path / "copy"))
        outcomes: list[Any] = [None] * len(actions)
        barrier = Barrier(len(actions))

        def work(number: int, action: Callable[[], Any]) -> None:
            try:
                connection.ensure_connection()
                barrier.wait(10)
                outcomes[number] = action()
            except Exception as error:  # whatever it is, the test looks at it
                outcomes[number] = error
            finally:
                connection.close()

        threads = [Thread(target=work, args=pair) for pair in enumerate(actions)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        return outcomes

    return run


def step_by(pk: int, action: Action, person: User, seen: str = "") -> Callable[[], Any]:
    """The step as a request of its own would take it."""

    def take() -> Any:
        evaluation = SelfEvaluation.objects.get(pk=pk)
        return take_step(
            evaluation=evaluation, action=action, rights=Rights(person), comment="意见", seen=seen
        )

    return take


def make_ready(world: World, count: int) -> list[SelfEvaluation]:
    """Submitted evaluations of as many departments."""
    campaign = world.make_campaign("同时", leader_signs=False)
    found = []
    for number in range(count):
        department = make_department(campaign.region, f"8000{number}")
        preparer = make_person(f"preparer-{number}", Role.PREPARER, department=department)
        evaluation = make_evaluation(campaign, department.code, union_facts())
        found.append(taken(evaluation, Action.SUBMIT, preparer))
    return found


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_one_step(elsewhere: Callable[..., list[Any]], world: World) -> None:
    """Approve and approve, approve and return, return and return: one happens, the other is told in words."""
    rounds = [
        (one, two) for one in (Action.APPROVE, Action.RETURN) for two in (Action.APPROVE, Action.RETURN)
    ] * 2
    for evaluation, (one, two) in zip(make_ready(world, len(rounds)), rounds, strict=True):
        outcomes = elsewhere(
            step_by(evaluation.pk, one, world.person("reviewer")),
            step_by(evaluation.pk, two, world.person("manager")),
        )
        assert sorted(map(repr_of, outcomes)) == ["TransitionRefused", "done"], outcomes
        (steps,) = elsewhere(
            lambda pk=evaluation.pk: list(Transition.objects.filter(evaluation=pk, step__gt=1))
        )
        winner = (one, two)[outcomes.index(())]
        assert [step.action for step in steps] == [winner]


@pytest.mark.django_db(transaction=True)
def test_withdrawn_and_signed_at_once_is_one_of_both(
    elsewhere: Callable[..., list[Any]], world: World
) -> None:
    """The loser is told in words where it stands."""
    waiting = []
    for number in range(4):
        made = make_evaluation(world.make_campaign(f"同时 {number}"), world.unit.code, union_facts())
        waiting.append(taken(made, Action.SEND_TO_LEADER, world.person("preparer")).pk)
    actions = (Action.WITHDRAW, Action.SIGN)
    for pk in waiting:
        outcomes = elsewhere(
            step_by(pk, Action.WITHDRAW, world.person("preparer")),
            step_by(pk, Action.SIGN, world.person("leader")),
        )
        assert sorted(map(repr_of, outcomes)) == ["TransitionRefused", "done"], outcomes
        won = outcomes.index(())
        now = ("填报中", "已报送")[won]
        assert str(outcomes[1 - won]).startswith(f"现在不能“{actions[1 - won].label}”：当前状态是“{now}”")
        ((steps, submissions),) = elsewhere(
            lambda pk=pk: (
                list(Transition.objects.filter(evaluation=pk).values_list("action", flat=True)),
                Submission.objects.filter(evaluation=pk).count(),
            )
        )
        assert (steps, submissions) == (["send_to_leader", actions[won].value], won)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_at_once_one_asks(elsewhere: Callable[..., list[Any]], world: World) -> None:
    """Preparer and leader press at the same moment: one request, and the other reads who made it."""
    pk = evaluation_at(world, True, 1, "submitted", 1).pk
    outcomes = elsewhere(
        *(step_by(pk, Action.ASK_BACK, world.person(actor)) for actor in ("preparer", "leader"))
    )
    assert sorted(map(repr_of, outcomes)) == ["TransitionRefused", "done"], outcomes
    asker = ("preparer", "leader")[outcomes.index(())]
    assert str(outcomes[1 - outcomes.index(())]).startswith(f"{asker}已于 ")
    (count,) = elsewhere(lambda: Transition.objects.filter(evaluation=pk, action=Action.ASK_BACK).count())
    assert count == 1


@pytest.mark.django_db(transaction=True)
def test_asked_for_and_approved_at_once_is_one_of_both(
    elsewhere: Callable[..., list[Any]], world: World
) -> None:
    """Nobody approves over a request that his page did not show, however close it came."""
    for evaluation in make_ready(world, 4):
        preparer = User.objects.get(memberships__department=evaluation.department)
        seen = stamp(NO_REVIEW, 1, evaluation.step)
        outcomes = elsewhere(
            step_by(evaluation.pk, Action.ASK_BACK, preparer),
            step_by(evaluation.pk, Action.APPROVE, world.person("reviewer"), seen),
        )
        assert sorted(map(repr_of, outcomes)) == ["TransitionRefused", "done"], outcomes
        refused = str(next(outcome for outcome in outcomes if outcome != ()))
        assert "申请退回修改。请看过理由" in refused or "当前状态是“审核通过”" in refused


@pytest.mark.django_db(transaction=True)
def test_double_click_submits_once(elsewhere: Callable[..., list[Any]], world: World) -> None:
    """The same person submits the same evaluation four times at once: one submission, one step."""
    campaign = world.make_campaign("同时", leader_signs=False)
    pk = make_evaluation(campaign, world.unit.code, union_facts()).pk
    outcomes = elsewhere(*[step_by(pk, Action.SUBMIT, world.person("preparer"))] * 4)
    assert sorted(map(repr_of, outcomes)) == ["TransitionRefused"] * 3 + ["done"], outcomes
    (counts,) = elsewhere(
        lambda: (
            Transition.objects.filter(evaluation=pk).count(),
            Submission.objects.filter(evaluation=pk).count(),
        )
    )
    assert counts == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_saving_and_submitting_at_once_freezes_what_is_stored(
    elsewhere: Callable[..., list[Any]], world: World
) -> None:
    """Either the save came first and is in the frozen facts, or it is refused; the two never differ."""
    campaign = world.make_campaign("同时", leader_signs=False)
    pairs = []
    for number in range(3):
        department = make_department(campaign.region, f"8100{number}")
        preparer = make_person(f"preparer-{number}", Role.PREPARER, department=department)
        pairs.append((make_evaluation(campaign, department.code, union_facts()), preparer))
    for evaluation, preparer in pairs:
        saved, submitted = elsewhere(
            saving(evaluation.pk, preparer, "同时保存的文字。"),
            step_by(evaluation.pk, Action.SUBMIT, preparer),
        )
        assert submitted == ()
        assert saved is None or isinstance(saved, EvaluationLocked) or "内容已锁定" in str(saved), saved
        ((text, is_frozen),) = elsewhere(lambda pk=evaluation.pk: texts_of(pk, "同时保存的文字。"))
        assert (text == "同时保存的文字。") == is_frozen == (saved is None)


def saving(pk: int, by: User, narrative: str) -> Callable[[], None]:
    """A save of the conclusion as a request of its own would do it."""
    section = SECTION_BY_KEY["conclusion"]
    version = SectionState.objects.get(evaluation=pk, section=section.key).version
    data = section_data(section, load_facts(complete(pk)))
    data.fields["narrative"] = narrative

    def save() -> None:
        save_section(evaluation=complete(pk), section=section, data=data, version=version, by=by)

    return save


def complete(pk: int) -> SelfEvaluation:
    """The evaluation with what its facts name."""
    return SelfEvaluation.objects.select_related("campaign__region", "department", "budget_sheet").get(pk=pk)


def texts_of(pk: int, narrative: str) -> tuple[str, bool]:
    """The stored conclusion, and whether the frozen facts have this one."""
    return load_facts(complete(pk)).conclusion.narrative, narrative in Submission.objects.get(
        evaluation=pk
    ).facts


def repr_of(outcome: Any) -> str:
    """`done`, or the name of what was raised."""
    return "done" if outcome == () else type(outcome).__name__
