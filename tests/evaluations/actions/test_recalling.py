"""撤回 and 申请退回修改: taken back from the leader at once, from finance only by its decision (docs/decisions/0028)."""

# ruff: noqa: F811 (fixtures of the workflow tests are imported, and asked for by name)

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Membership, User
from accounts.roles import Role
from evaluations.actions.sections import save_section
from evaluations.actions.workflow import hindered, steps_for, take_step
from evaluations.domain.review import NO_REVIEW, stamp
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import Campaign, ChangeLog, SelfEvaluation, Submission, Transition
from evaluations.queries import load_facts, open_request, report_source, with_requests
from tests.evaluations.actions.test_workflow import Take, evaluation, staff, take  # noqa: F401 (fixtures)
from tests.factories import make_person

pytestmark = pytest.mark.django_db
WHY = "附件3的金额漏了一笔，要补上。"


@pytest.fixture
def submitted(evaluation: SelfEvaluation, take: Take) -> SelfEvaluation:
    """Filed in its first round."""
    return submit(evaluation, take)


def submit(evaluation: SelfEvaluation, take: Take) -> SelfEvaluation:
    assert take(Action.SEND_TO_LEADER, "preparer") == ()
    assert take(Action.SIGN, "leader") == ()
    return evaluation


def change(evaluation: SelfEvaluation, text: str, by: User) -> None:
    section = SECTION_BY_KEY["conclusion"]
    data = section_data(section, load_facts(evaluation))
    data.fields["management"] = text
    version = evaluation.section_states.get(section=section.key).version
    save_section(evaluation=evaluation, section=section, data=data, version=version, by=by)


def set_campaign(evaluation: SelfEvaluation, **changes: object) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=evaluation.campaign_id).update(**changes)
    evaluation.refresh_from_db()


# ── 撤回 ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_sent_to_the_leader_is_taken_back_and_changed(evaluation, take, staff):
    take(Action.SEND_TO_LEADER, "preparer")
    assert take(Action.WITHDRAW, "preparer") == ()
    assert (evaluation.state, evaluation.round, evaluation.step) == (Status.DRAFT, 0, 2)
    row = Transition.objects.get(evaluation=evaluation, step=2)
    assert (row.action, row.from_status, row.to_status, row.by, row.comment) == (
        "withdraw", "internal_review", "draft", staff["preparer"], "",
    )  # fmt: skip
    change(evaluation, "撤回后改的。", staff["preparer"])
    submit(evaluation, take)
    assert report_source(evaluation).facts.conclusion.management == "撤回后改的。"


def test_the_gate_stands_again_after_a_withdrawal(evaluation, take, staff):
    take(Action.SEND_TO_LEADER, "preparer")
    take(Action.WITHDRAW, "preparer")
    change(evaluation, "", staff["preparer"])
    (finding,) = take(Action.SEND_TO_LEADER, "preparer")
    assert finding.place.field == "management"


def test_in_a_later_round_nothing_of_the_rounds_before_is_touched(submitted, take):
    take(Action.RETURN, "reviewer", "请补充")
    take(Action.SEND_TO_LEADER, "preparer")
    take(Action.WITHDRAW, "preparer")
    assert (submitted.state, submitted.round) == (Status.DRAFT, 1)
    assert Submission.objects.filter(evaluation=submitted).count() == 1
    submit(submitted, take)
    assert submitted.round == 2


def test_after_the_due_date_it_is_taken_back_and_waits_for_an_extension(evaluation, take):
    take(Action.SEND_TO_LEADER, "preparer")
    today = timezone.localdate()
    set_campaign(evaluation, opens_on=today - timedelta(days=9), due_on=today - timedelta(days=1))
    assert take(Action.WITHDRAW, "preparer") == ()
    with pytest.raises(TransitionRefused, match="已过截止日期"):
        take(Action.SEND_TO_LEADER, "preparer")


def test_what_waits_for_a_signature_that_is_not_asked_for_any_more_finds_its_way_out(evaluation, take):
    take(Action.SEND_TO_LEADER, "preparer")
    set_campaign(evaluation, leader_signs=False)
    with pytest.raises(TransitionRefused, match="现在不能"):
        take(Action.SIGN, "leader")
    take(Action.WITHDRAW, "preparer")
    assert take(Action.SUBMIT, "preparer") == ()


def test_a_leader_signs_nothing_that_was_changed_behind_his_page(evaluation, take, staff):
    take(Action.SEND_TO_LEADER, "preparer")
    opened = stamp(NO_REVIEW, 0, evaluation.step)
    take(Action.WITHDRAW, "preparer")
    change(evaluation, "负责人没有看过的话。", staff["preparer"])
    take(Action.SEND_TO_LEADER, "preparer")
    with pytest.raises(TransitionRefused, match="撤回或退回过，又重新送审。请核对后再审签"):
        take(Action.SIGN, "leader", seen=opened)
    assert evaluation.state == Status.INTERNAL_REVIEW
    assert take(Action.SIGN, "leader", seen=stamp(NO_REVIEW, 0, evaluation.step)) == ()


# ── 申请退回修改 ─────────────────────────────────────────────────────────────────────────────────────────────────


def filing(evaluation: SelfEvaluation) -> tuple[object, ...]:
    """All that a filing consists of."""
    row = SelfEvaluation.objects.filter(pk=evaluation.pk)
    return (
        row.values_list("status", "round", "review_level", "submitted_by", "submitted_at", "total_score", "grade").get(),
        list(Submission.objects.filter(evaluation=evaluation).values_list()),
        report_source(evaluation),
    )  # fmt: skip


@pytest.mark.parametrize("asker", ["preparer", "leader"])
def test_a_request_is_a_step_with_its_reason_and_changes_nothing_of_the_filing(submitted, take, staff, asker):
    before = filing(submitted)
    assert take(Action.ASK_BACK, asker, f" {WHY} ") == ()
    assert filing(submitted) == before
    row = Transition.objects.get(evaluation=submitted, step=submitted.step)
    assert (row.step, row.round, row.action, row.from_status, row.to_status, row.by, row.comment) == (
        3, 1, "ask_back", "submitted", "submitted", staff[asker], WHY,
    )  # fmt: skip
    assert open_request(submitted) == row


def test_a_request_keeps_the_level_of_review(evaluation, take):
    set_campaign(evaluation, review_levels=3)
    submit(evaluation, take)
    take(Action.PASS_ON, "reviewer")
    take(Action.ASK_BACK, "leader", WHY)
    assert (evaluation.state, evaluation.review_level, evaluation.round) == (Status.SUBMITTED, 2, 1)
    take(Action.PASS_ON, "manager")
    assert evaluation.review_level == 3


def test_a_request_is_made_once_until_finance_answers(evaluation, take, staff):
    set_campaign(evaluation, review_levels=2)
    submit(evaluation, take)
    take(Action.ASK_BACK, "preparer", WHY)
    at = timezone.localtime(open_request(evaluation).at)
    for asker in ("preparer", "leader"):
        with pytest.raises(TransitionRefused) as refused:
            take(Action.ASK_BACK, asker, "再说一次。")
        assert str(refused.value) == (
            f"tianbao已于 {at:%Y-%m-%d %H:%M} 申请退回修改，等财政审核人决定，不必再申请。"
        )
    take(Action.PASS_ON, "reviewer")
    assert open_request(evaluation) is None, "passed on is answered"
    take(Action.ASK_BACK, "leader", "另有一处。")
    assert open_request(evaluation).by == staff["leader"]
    take(Action.RETURN, "manager", "同意退回。")
    assert (evaluation.state, open_request(evaluation)) == (Status.RETURNED, None)
    submit(evaluation, take)
    assert (evaluation.round, open_request(evaluation)) == (2, None)
    assert take(Action.ASK_BACK, "preparer", "又发现一处。") == ()


def test_lists_know_which_evaluations_are_asked_for(submitted, take):
    def asked() -> set[int]:
        return {row.pk for row in with_requests(SelfEvaluation.objects.all()) if row.asks_back}

    assert asked() == set()
    take(Action.ASK_BACK, "preparer", WHY)
    assert asked() == {submitted.pk}
    take(Action.RETURN, "reviewer", "同意退回。")
    assert asked() == set()


def test_nobody_passes_over_a_request_that_his_page_did_not_show(submitted, take):
    opened = stamp(NO_REVIEW, 1, submitted.step)
    take(Action.ASK_BACK, "preparer", WHY)
    with pytest.raises(TransitionRefused, match=r"你打开页面之后，tianbao已于 .* 申请退回修改。请看过理由"):
        take(Action.APPROVE, "reviewer", seen=opened)
    assert submitted.state == Status.SUBMITTED
    assert take(Action.APPROVE, "reviewer", seen=stamp(NO_REVIEW, 1, submitted.step)) == ()
    assert submitted.state == Status.APPROVED


def test_nobody_passes_the_second_level_from_a_page_of_the_first(evaluation, take):
    set_campaign(evaluation, review_levels=3)
    submit(evaluation, take)
    opened = stamp(NO_REVIEW, 1, evaluation.step)
    take(Action.PASS_ON, "reviewer")
    with pytest.raises(TransitionRefused, match="有人办理过这份自评"):
        take(Action.PASS_ON, "manager", seen=opened)


def test_a_return_asks_not_whether_the_request_was_seen(submitted, take, staff):
    opened = stamp(NO_REVIEW, 1, submitted.step)
    take(Action.ASK_BACK, "preparer", WHY)
    take(Action.RETURN, "reviewer", "同意退回。", seen=opened)
    change(submitted, "补上了一笔。", staff["preparer"])
    assert submitted.state == Status.RETURNED


def test_who_asked_is_not_hindered_by_that_alone(submitted, take, campaign):
    """A person of both sides who made nothing of it."""
    both = make_person("both", Role.PREPARER, department=submitted.department)
    with acting("tests"):
        Membership.objects.create(user=both, role=Role.REVIEWER, region=campaign.region)
    take_step(evaluation=submitted, action=Action.ASK_BACK, rights=Rights(both), comment=WHY)
    assert hindered((submitted,), both) == set()
    assert Action.APPROVE in {step.action for step in steps_for(submitted, Rights(both))}


def test_the_log_has_the_request_and_nothing_else_but_the_step(submitted, take, staff):
    last = ChangeLog.objects.latest("pk").pk
    take(Action.ASK_BACK, "preparer", WHY)
    logged = ChangeLog.objects.filter(pk__gt=last).order_by("pk")
    assert [(row.table_name, row.operation, row.actor) for row in logged] == [
        ("evaluations_transition", "INSERT", f"user:{staff['preparer'].pk}"),
        ("evaluations_selfevaluation", "UPDATE", f"user:{staff['preparer'].pk}"),
    ]
    assert (logged[0].after["action"], logged[0].after["comment"]) == ("ask_back", WHY)
    assert (logged[1].before, logged[1].after) == ({"step": 2}, {"step": 3})


def test_the_database_takes_no_request_without_a_reason(submitted, staff):
    request = {
        "evaluation": submitted, "step": 3, "round": 1, "action": "ask_back", "from_status": "submitted",
        "to_status": "submitted", "by": staff["preparer"], "at": timezone.now(),
    }  # fmt: skip
    with pytest.raises(IntegrityError, match="return_has_words"), acting("tests"), transaction.atomic():
        Transition.objects.create(**request, comment="")
    with acting("tests"):
        Transition.objects.create(**request, comment=WHY)
