"""The steps as they are taken: the gate, the frozen facts, the log row, and who may not."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Membership, User
from accounts.roles import Role
from evaluations.actions.campaigns import extend_deadline
from evaluations.actions.review import add_remark, answer_remark, explain_finding
from evaluations.actions.sections import save_section
from evaluations.actions.workflow import route_of, standing_findings, steps_for, take_step
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.snapshot import fingerprint, freeze, thaw
from evaluations.domain.workflow import Route, TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import (
    Campaign,
    ChangeLog,
    DeadlineExtension,
    Remark,
    SectionState,
    SelfEvaluation,
    Submission,
    Transition,
)
from evaluations.queries import load_facts, report_source
from tests.factories import make_evaluation, make_person, union_facts

pytestmark = pytest.mark.django_db
Take = Callable[..., object]


@pytest.fixture
def evaluation(campaign: Campaign) -> SelfEvaluation:
    """A complete evaluation that stands the check."""
    return make_evaluation(campaign, "999001", union_facts())


@pytest.fixture
def staff(evaluation: SelfEvaluation, campaign: Campaign) -> dict[str, User]:
    """Everybody a route may need, none of whom did anything yet."""
    department, region = {"department": evaluation.department}, {"region": campaign.region}
    return {
        "preparer": make_person("tianbao", Role.PREPARER, **department), "leader": make_person("lingdao", Role.LEADER, **department),
        "reviewer": make_person("shenhe3", Role.REVIEWER, **region), "second": make_person("shenhe4", Role.REVIEWER, **department),
        "manager": make_person("guanli", Role.MANAGER, **region), "auditor": make_person("shenji3", Role.AUDITOR, **region),
        "admin": make_person("xitong3", Role.SYSTEM_ADMIN),
    }  # fmt: skip


@pytest.fixture
def take(evaluation: SelfEvaluation, staff: dict[str, User]) -> Take:
    """Takes a step in the name of one of the staff."""

    def taking(action: Action, name: str, comment: str = "", seen: str = "") -> object:
        rights = Rights(staff[name])
        return take_step(evaluation=evaluation, action=action, rights=rights, comment=comment, seen=seen)

    return taking


def submitted(take: Take) -> None:
    assert take(Action.SEND_TO_LEADER, "preparer") == ()
    assert take(Action.SIGN, "leader", "同意") == ()


def route(evaluation: SelfEvaluation, **changes: object) -> None:
    with acting("tests"):
        Campaign.objects.filter(pk=evaluation.campaign_id).update(**changes)
    evaluation.refresh_from_db()


def test_the_whole_way_leaves_a_row_for_every_step(evaluation, take, staff):
    submitted(take)
    take(Action.RETURN, "reviewer", "请补充")
    submitted(take)
    take(Action.APPROVE, "reviewer", " 通过 ")
    rows = Transition.objects.filter(evaluation=evaluation).order_by("step")
    assert [
        (row.step, row.round, row.action, row.from_status, row.to_status, row.by.username, row.comment)
        for row in rows
    ] == [
        (1, 0, "send_to_leader", "draft", "internal_review", "tianbao", ""),
        (2, 1, "sign", "internal_review", "submitted", "lingdao", "同意"),
        (3, 1, "return", "submitted", "returned", "shenhe3", "请补充"),
        (4, 1, "send_to_leader", "returned", "internal_review", "tianbao", ""),
        (5, 2, "sign", "internal_review", "submitted", "lingdao", "同意"),
        (6, 2, "approve", "submitted", "approved", "shenhe3", "通过"),
    ]
    assert (evaluation.state, evaluation.round, evaluation.step, evaluation.review_level) == (
        Status.APPROVED,
        2,
        6,
        0,
    )
    assert (evaluation.submitted_by, evaluation.approved_by) == (staff["leader"], staff["reviewer"])
    assert (evaluation.total_score, evaluation.grade) == (96, "优")
    assert evaluation.approved_at >= evaluation.submitted_at
    assert [row.round for row in Submission.objects.filter(evaluation=evaluation)] == [1, 2]


def test_submitting_freezes_the_facts_under_their_hash(evaluation, take):
    facts = load_facts(evaluation)
    submitted(take)
    submission = Submission.objects.get(evaluation=evaluation)
    assert (thaw(submission.facts), submission.facts) == (facts, freeze(facts))
    assert submission.sha256 == fingerprint(submission.facts) == fingerprint(freeze(load_facts(evaluation)))
    assert (submission.round, submission.submitted_by) == (1, evaluation.submitted_by)
    assert [(found["code"], found["severity"]) for found in submission.findings] == [("G6", "HINT")]
    source = report_source(evaluation)
    assert (source.facts, source.round, source.is_draft, source.sha256) == (
        facts,
        1,
        False,
        submission.sha256,
    )


def test_each_submission_is_logged_by_the_database(evaluation, take, staff):
    submitted(take)
    logged = ChangeLog.objects.filter(evaluation_id=evaluation.pk, table_name="evaluations_submission")
    assert [(row.operation, row.actor) for row in logged] == [("INSERT", f"user:{staff['leader'].pk}")]
    assert logged[0].after["sha256"] == Submission.objects.get(evaluation=evaluation).sha256
    statuses = ChangeLog.objects.filter(
        evaluation_id=evaluation.pk, table_name="evaluations_selfevaluation", operation="UPDATE"
    )
    assert [row.after["status"] for row in statuses.order_by("pk")] == ["internal_review", "submitted"]


def test_the_frozen_facts_stay_when_the_evaluation_is_changed_again(evaluation, take, staff):
    submitted(take)
    first = Submission.objects.get(evaluation=evaluation)
    take(Action.RETURN, "reviewer", "请补充")
    section = SECTION_BY_KEY["conclusion"]
    data = section_data(section, load_facts(evaluation))
    data.fields["management"] = "另写一段。"
    version = SectionState.objects.get(evaluation=evaluation, section="conclusion").version
    save_section(evaluation=evaluation, section=section, data=data, version=version, by=staff["preparer"])
    assert report_source(evaluation).facts.conclusion.management == "另写一段。"
    submitted(take)
    again, second = Submission.objects.filter(evaluation=evaluation)
    assert (again.facts, again.sha256) == (first.facts, first.sha256)
    assert thaw(second.facts).conclusion.management == "另写一段。"
    assert second.sha256 != first.sha256


def test_errors_and_unexplained_warnings_stop_a_submission_and_nothing_is_written(
    campaign, take, evaluation, staff
):
    section = SECTION_BY_KEY["profile"]
    data = section_data(section, load_facts(evaluation))
    data.fields.update(established_count=data.fields["serving_count"] - 1, nature="")
    save_section(evaluation=evaluation, section=section, data=data, version=1, by=staff["preparer"])
    standing = take(Action.SEND_TO_LEADER, "preparer")
    assert [(finding.code, finding.place.field) for finding in standing] == [
        ("M1", "nature"),
        ("B7", "serving_count"),
    ]
    assert (evaluation.state, Transition.objects.filter(evaluation=evaluation).count()) == (Status.DRAFT, 0)
    data.fields["nature"] = "群团组织"
    save_section(evaluation=evaluation, section=section, data=data, version=2, by=staff["preparer"])
    (warning,) = take(Action.SEND_TO_LEADER, "preparer")
    explain_finding(evaluation=evaluation, finding=warning, text=" 借调人员 ", by=staff["preparer"])
    assert standing_findings(load_facts(evaluation)) == ()
    data.fields["established_count"] -= 1
    save_section(evaluation=evaluation, section=section, data=data, version=3, by=staff["preparer"])
    (again,) = take(Action.SEND_TO_LEADER, "preparer")
    assert again.identity == warning.identity
    assert again.message != warning.message  # what was said was said to other figures
    data.fields["established_count"] += 1
    save_section(evaluation=evaluation, section=section, data=data, version=4, by=staff["preparer"])
    assert take(Action.SEND_TO_LEADER, "preparer") == ()


def test_the_gate_stands_at_the_signature_too(evaluation, take):
    """What was complete may not be by the rules of the day the leader signs."""
    take(Action.SEND_TO_LEADER, "preparer")
    system = evaluation.campaign.index_system
    system.definition["rules"] = {"total_points": "90"}
    (finding,) = take(Action.SIGN, "leader")
    assert (finding.code, evaluation.state) == ("A2", Status.INTERNAL_REVIEW)


@pytest.mark.parametrize(
    ("before", "action", "name"),
    [
        ((), Action.SEND_TO_LEADER, "leader"), ((), Action.SEND_TO_LEADER, "reviewer"), ((), Action.SEND_TO_LEADER, "manager"),
        ((), Action.SEND_TO_LEADER, "auditor"), ((), Action.SEND_TO_LEADER, "admin"),
        (("send",), Action.SIGN, "preparer"), (("send",), Action.SIGN, "reviewer"), (("send",), Action.SEND_BACK, "preparer"),
        (("send", "sign"), Action.APPROVE, "preparer"), (("send", "sign"), Action.APPROVE, "leader"),
        (("send", "sign"), Action.APPROVE, "auditor"), (("send", "sign"), Action.RETURN, "admin"),
    ],
)  # fmt: skip
def test_steps_that_are_not_ones_own_are_refused(evaluation, take, before, action, name):
    for step in before:
        take(*{"send": (Action.SEND_TO_LEADER, "preparer"), "sign": (Action.SIGN, "leader")}[step])
    count = Transition.objects.filter(evaluation=evaluation).count()
    with pytest.raises(TransitionRefused, match="不由你办理"):
        take(action, name, "意见")
    assert Transition.objects.filter(evaluation=evaluation).count() == count == len(before)


def test_a_colleague_of_another_department_is_refused(evaluation, people):
    with pytest.raises(TransitionRefused, match="不由你办理"):
        take_step(evaluation=evaluation, action=Action.SEND_TO_LEADER, rights=Rights(people["zhengxie"]))


def test_after_the_due_date_the_first_submission_takes_an_extension(evaluation, take, people):
    today = timezone.localdate()
    route(evaluation, opens_on=today - timedelta(days=9), due_on=today - timedelta(days=1))
    with pytest.raises(TransitionRefused, match="已过截止日期"):
        take(Action.SEND_TO_LEADER, "preparer")
    extend_deadline(
        campaign=evaluation.campaign,
        department=evaluation.department,
        due_on=today,
        reason="机构改革",
        by=people["caizheng"],
    )
    submitted(take)
    take(Action.RETURN, "reviewer", "补充")
    with acting("tests"):
        DeadlineExtension.objects.all().delete()
    submitted(take)  # what the bureau returned may come back late


@pytest.mark.parametrize(
    ("clock", "may"),
    [("2023-04-01T15:59:59+00:00", False), ("2023-04-01T16:00:00+00:00", True)],
    ids=["last second of 1 April", "first second of 2 April"],
)
def test_the_first_submission_is_made_from_the_opening_day_on_by_the_clock_of_the_place(
    evaluation, take, monkeypatch, clock, may
):
    """The leader may have it before; the day begins in Guangzhou, not at the meridian."""
    route(evaluation, opens_on=date(2023, 4, 2), due_on=date(2023, 5, 2))
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(clock))
    take(Action.SEND_TO_LEADER, "preparer")
    if may:
        take(Action.SIGN, "leader")
    else:
        with pytest.raises(TransitionRefused, match="2023年4月2日开始报送，现在还不能报送"):
            take(Action.SIGN, "leader")
    evaluation.refresh_from_db()
    assert evaluation.status == (Status.SUBMITTED if may else Status.INTERNAL_REVIEW)


def test_without_a_leader_the_preparer_waits_for_the_opening_day(evaluation, take):
    today = timezone.localdate()
    route(
        evaluation, opens_on=today + timedelta(days=1), due_on=today + timedelta(days=9), leader_signs=False
    )
    with pytest.raises(TransitionRefused, match="现在还不能报送"):
        take(Action.SUBMIT, "preparer")


@pytest.mark.parametrize("words", ["", "  \n "])
def test_steps_back_need_words(take, evaluation, words):
    take(Action.SEND_TO_LEADER, "preparer")
    with pytest.raises(TransitionRefused, match="要写明意见"):
        take(Action.SEND_BACK, "leader", words)
    take(Action.SEND_BACK, "leader", "数不对")
    assert evaluation.state == Status.DRAFT
    submitted(take)
    with pytest.raises(TransitionRefused, match="要写明意见"):
        take(Action.RETURN, "reviewer", words)


def test_a_step_that_does_not_lead_out_of_the_state_is_refused(take):
    with pytest.raises(TransitionRefused, match="当前状态是“填报中”"):
        take(Action.APPROVE, "reviewer")
    submitted(take)
    with pytest.raises(TransitionRefused, match="当前状态是“已报送”"):
        take(Action.SIGN, "leader")


def test_without_a_leader_the_preparer_submits(evaluation, take, staff):
    route(evaluation, leader_signs=False)
    assert route_of(evaluation) == Route(False, 1)
    assert take(Action.SUBMIT, "preparer") == ()
    assert (evaluation.state, evaluation.submitted_by) == (Status.SUBMITTED, staff["preparer"])


def test_with_two_levels_two_people_pass_and_the_last_is_the_managers(evaluation, take, staff):
    route(evaluation, review_levels=2)
    submitted(take)
    assert [step.action for step in steps_for(evaluation, Rights(staff["reviewer"]))] == [
        Action.PASS_ON,
        Action.RETURN,
    ]
    take(Action.PASS_ON, "manager")
    assert (evaluation.state, evaluation.review_level) == (Status.SUBMITTED, 2)
    with pytest.raises(TransitionRefused, match="不由你办理"):
        take(Action.APPROVE, "reviewer")
    with pytest.raises(TransitionRefused, match="不能在同一轮里审核两级"):
        take(Action.APPROVE, "manager")
    assert [step.action for step in steps_for(evaluation, Rights(staff["manager"]))] == [Action.RETURN]
    other = make_person("guanli2", Role.MANAGER, region=evaluation.campaign.region)
    assert take_step(evaluation=evaluation, action=Action.APPROVE, rights=Rights(other)) == ()
    assert evaluation.approved_by == other
    assert Submission.objects.filter(evaluation=evaluation).count() == 1


def test_a_new_round_starts_at_the_first_level(evaluation, take):
    route(evaluation, review_levels=2)
    submitted(take)
    take(Action.PASS_ON, "reviewer")
    take(Action.RETURN, "manager", "补充")
    assert (evaluation.review_level, evaluation.round) == (0, 1)
    submitted(take)
    assert (evaluation.review_level, evaluation.round) == (1, 2)
    take(Action.PASS_ON, "reviewer")  # the same person may pass in another round


@pytest.mark.parametrize("did", ["edited", "submitted"])
def test_nobody_approves_what_he_made(evaluation, take, staff, did):
    """A person who holds both roles."""
    maker = staff["preparer"] if did == "edited" else staff["leader"]
    if did == "edited":
        section = SECTION_BY_KEY["tasks"]
        save_section(
            evaluation=evaluation,
            section=section,
            data=section_data(section, load_facts(evaluation)),
            version=1,
            by=maker,
        )
    submitted(take)
    assert not [step for step in steps_for(evaluation, Rights(maker)) if step.action == Action.APPROVE]
    with acting("tests"):
        Membership.objects.create(user=maker, role=Role.REVIEWER, region=evaluation.campaign.region)
    assert [step.action for step in steps_for(evaluation, Rights(maker))] == [Action.RETURN, Action.ASK_BACK]
    with pytest.raises(TransitionRefused, match="不能审核自己填报或报送的自评"):
        take_step(evaluation=evaluation, action=Action.APPROVE, rights=Rights(maker))
    assert evaluation.state == Status.SUBMITTED


def test_remarks_go_out_with_the_return_and_are_answered_before_the_next_round(evaluation, take, staff):
    submitted(take)
    for text in ("依据不足", "补充佐证"):
        add_remark(evaluation=evaluation, place="goals", place_label="目标", text=text, by=staff["reviewer"])
    take(Action.RETURN, "reviewer", "请修改")
    remarks = list(Remark.objects.filter(evaluation=evaluation))
    assert {remark.issued_at for remark in remarks} == {
        Transition.objects.get(evaluation=evaluation, action="return").at
    }
    for number, remark in enumerate(remarks):
        with pytest.raises(TransitionRefused, match="还有审核意见没有答复"):
            take(Action.SEND_TO_LEADER, "preparer")
        answer_remark(
            evaluation=evaluation,
            key=remark.key,
            kind="kept",
            answer=f"不改{number}",
            by=staff["preparer"],
        )
    submitted(take)


def test_buttons_are_the_steps_one_may_take(evaluation, take, staff):
    def buttons() -> dict[str, list[str]]:
        shown = {
            name: [step.action.value for step in steps_for(evaluation, Rights(person))]
            for name, person in staff.items()
        }
        return {name: actions for name, actions in shown.items() if actions}

    assert buttons() == {"preparer": ["send_to_leader"]}
    take(Action.SEND_TO_LEADER, "preparer")
    assert buttons() == {"preparer": ["withdraw"], "leader": ["sign", "send_back"]}
    take(Action.SIGN, "leader")
    assert buttons() == {
        "preparer": ["ask_back"], "leader": ["ask_back"],
        **{name: ["approve", "return"] for name in ("reviewer", "second", "manager")},
    }  # fmt: skip
    take(Action.APPROVE, "second")
    assert buttons() == {}
