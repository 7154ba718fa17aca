"""核查得分: who may give it and when, what is written and what is not, two reviewers at once, and what the approval keeps."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import Membership, User
from accounts.roles import Role
from evaluations.actions.campaigns import create_campaign
from evaluations.actions.scores import StaleReview, save_reviewed_scores
from evaluations.actions.sections import save_section
from evaluations.actions.workflow import take_step
from evaluations.demo.accounts import UNION
from evaluations.domain.review import NO_REVIEW, Review, ReviewedScore, stamp
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action, Status
from evaluations.models import Campaign, ChangeLog, SelfEvaluation
from evaluations.models import ReviewedScore as Row
from evaluations.queries import last_review_of, last_scored, load_facts, report_source, review_of
from tests.factories import make_evaluation, make_person, union_facts

pytestmark = pytest.mark.django_db
Save = Callable[..., None]


@pytest.fixture
def evaluation(campaign: Campaign) -> SelfEvaluation:
    """A complete evaluation, 96 of 100, in a campaign where nobody else files."""
    like = campaign
    alone = create_campaign(
        campaign=Campaign(
            name="另一年度任务", year=like.year, region=like.region, index_system=like.index_system,
            report_template=like.report_template, opens_on=like.opens_on, due_on=like.due_on,
            leader_signs=True, review_levels=1,
        ),
        by="tests",
    )  # fmt: skip
    return make_evaluation(alone, UNION, union_facts())


@pytest.fixture
def staff(evaluation: SelfEvaluation, campaign: Campaign) -> dict[str, User]:
    """Those who fill in, sign and review."""
    department, region = {"department": evaluation.department}, {"region": campaign.region}
    return {
        "preparer": make_person("tianbao", Role.PREPARER, **department),
        "leader": make_person("lingdao", Role.LEADER, **department),
        "reviewer": make_person("shenhe3", Role.REVIEWER, **region),
        "second": make_person("shenhe4", Role.REVIEWER, **region),
        "manager": make_person("guanli", Role.MANAGER, **region),
        "auditor": make_person("shenji3", Role.AUDITOR, **region),
    }


@pytest.fixture
def save(evaluation: SelfEvaluation, staff: dict[str, User]) -> Save:
    """Saves scores in the name of one of the staff, on a page that was opened just now."""

    def saving(name: str, *scores: ReviewedScore, seen: str | None = None) -> None:
        evaluation.refresh_from_db()
        save_reviewed_scores(
            evaluation=evaluation,
            review=Review(scores=scores),
            seen=stamp(review_of(evaluation), evaluation.round) if seen is None else seen,
            rights=Rights(staff[name]),
        )

    return saving


def take(evaluation: SelfEvaluation, action: Action, person: User, **more: str) -> None:
    assert (
        take_step(evaluation=evaluation, action=action, rights=Rights(person), comment="意见", **more) == ()
    )


def submit(evaluation: SelfEvaluation, staff: dict[str, User]) -> SelfEvaluation:
    take(evaluation, Action.SEND_TO_LEADER, staff["preparer"])
    take(evaluation, Action.SIGN, staff["leader"])
    return evaluation


@pytest.fixture
def submitted(evaluation: SelfEvaluation, staff: dict[str, User]) -> SelfEvaluation:
    """Under review in its first round."""
    return submit(evaluation, staff)


LEAVES = {row.name: row for row in union_facts().scored_indicators()}
LOST = next(row for row in LEAVES.values() if row.self_score < row.points)
FULL = next(row for row in LEAVES.values() if row.self_score == row.points)


def given(
    row=LOST, score="5", reason="佐证不足", basis="评分标准第 3 条", rowset="indicators"
) -> ReviewedScore:
    return ReviewedScore(rowset=rowset, key=row.key, score=Decimal(score), reason=reason, basis=basis)


def stored(evaluation: SelfEvaluation) -> list[tuple[object, ...]]:
    return list(
        Row.objects.filter(evaluation=evaluation)
        .order_by("round", "pk")
        .values_list("round", "rowset", "key", "score", "reason", "basis", "by__username")
    )


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────


def test_scores_are_written_with_who_gave_them_and_read_back(submitted, save):
    save("reviewer", given(), given(FULL, "0"))
    assert stored(submitted) == [
        (1, "indicators", LOST.key, Decimal(5), "佐证不足", "评分标准第 3 条", "shenhe3"),
        (1, "indicators", FULL.key, Decimal(0), "佐证不足", "评分标准第 3 条", "shenhe3"),
    ]
    assert review_of(submitted).scores == (given(), given(FULL, "0"))
    assert last_scored(submitted).by.username == "shenhe3"


def test_only_what_changed_is_written_and_keeps_the_name_of_who_gave_it(submitted, save, staff):
    save("reviewer", given(), given(FULL, "1"))
    last = ChangeLog.objects.latest("pk").pk
    save("second", given(), given(FULL, "2"))
    assert [(row[3], row[6]) for row in stored(submitted)] == [(5, "shenhe3"), (2, "shenhe4")]
    logged = ChangeLog.objects.filter(pk__gt=last)
    assert [(entry.operation, entry.actor) for entry in logged] == [("UPDATE", f"user:{staff['second'].pk}")]
    last = ChangeLog.objects.latest("pk").pk
    save("reviewer", given(), given(FULL, "2"))
    assert not ChangeLog.objects.filter(pk__gt=last).exists()


def test_what_is_not_given_any_more_is_taken_back_and_logged(submitted, save):
    save("reviewer", given(), given(FULL, "1"))
    save("second", given(FULL, "1"))
    assert [row[2] for row in stored(submitted)] == [FULL.key]
    entry = ChangeLog.objects.get(table_name=Row._meta.db_table, operation="DELETE")
    assert (entry.evaluation_id, entry.before["reason"]) == (submitted.pk, "佐证不足")
    save("second")
    assert stored(submitted) == []
    assert last_scored(submitted) is None


def test_the_own_score_without_a_word_is_not_stored_and_with_words_it_is(submitted, save):
    own = str(LOST.self_score)
    save("reviewer", given(score=own, reason="", basis=""))
    assert stored(submitted) == []
    save("reviewer", given(score=own))
    assert [(row[3], row[4]) for row in stored(submitted)] == [(LOST.self_score, "佐证不足")]


@pytest.mark.parametrize(
    ("score", "message"),
    [
        (given(score=str(LOST.points + 1)), "超过分值"),
        (given(reason=""), "要写明核查意见"),
        (given(basis=""), "要写明依据"),
        (given(union_facts().projects[0], rowset="projects"), "不能单独核查"),
        (given(union_facts().tasks[0]), "不能单独核查"),
    ],
)
def test_what_cannot_stand_is_refused_whole(submitted, save, score, message):
    with pytest.raises(TransitionRefused, match=message):
        save("reviewer", given(FULL, "1"), score)
    assert stored(submitted) == []


@pytest.mark.parametrize("change", [{"reason": ""}, {"basis": ""}, {"score": Decimal(-1)}, {"score": None}])
def test_the_database_refuses_what_the_rules_refuse(submitted, save, staff, change):
    save("reviewer", given())
    with pytest.raises(IntegrityError), acting(staff["reviewer"]), transaction.atomic():
        Row.objects.filter(evaluation=submitted).update(**change)


# ── who, and when ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["preparer", "leader", "auditor"])
def test_only_reviewers_give_scores(submitted, save, name):
    with pytest.raises(TransitionRefused, match="不由你填写"):
        save(name, given())
    assert stored(submitted) == []


def test_before_submission_after_return_and_after_approval_nothing_is_given(evaluation, save, staff):
    with pytest.raises(TransitionRefused, match="当前状态是“单位填报中”"):
        save("reviewer", given())
    submit(evaluation, staff)
    take(evaluation, Action.RETURN, staff["reviewer"])
    with pytest.raises(TransitionRefused, match="当前状态是“已退回单位”"):
        save("reviewer", given())
    submit(evaluation, staff)
    take(evaluation, Action.APPROVE, staff["reviewer"])
    with pytest.raises(TransitionRefused, match="当前状态是“审核通过”"):
        save("second", given())
    assert stored(evaluation) == []


@pytest.mark.parametrize("did", ["edited", "submitted"])
def test_nobody_scores_what_he_made(evaluation, save, staff, did):
    maker = {"edited": "preparer", "submitted": "leader"}[did]
    section = SECTION_BY_KEY["tasks"]
    data = section_data(section, load_facts(evaluation))
    save_section(evaluation=evaluation, section=section, data=data, version=1, by=staff["preparer"])
    submit(evaluation, staff)
    with acting("tests"):
        Membership.objects.create(user=staff[maker], role=Role.REVIEWER, region=evaluation.campaign.region)
    with pytest.raises(TransitionRefused, match="不能核查自己填报或报送的自评"):
        save(maker, given())
    assert stored(evaluation) == []


def test_who_passed_it_on_changes_no_score_any_more(evaluation, save, staff):
    with acting("tests"):
        Campaign.objects.filter(pk=evaluation.campaign_id).update(review_levels=2)
    evaluation.refresh_from_db()
    submit(evaluation, staff)
    save("reviewer", given())
    take(evaluation, Action.PASS_ON, staff["reviewer"])
    with pytest.raises(TransitionRefused, match="已由你审核转出"):
        save("reviewer", given(score="6"))
    save("manager", given(score="6"))
    assert [(row[3], row[6]) for row in stored(evaluation)] == [(6, "guanli")]


# ── two reviewers ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_second_reviewer_is_told_and_nothing_is_overwritten(submitted, save):
    opened = stamp(NO_REVIEW, 1)
    save("reviewer", given(), seen=opened)
    with pytest.raises(StaleReview) as stale:
        save("second", given(FULL, "1"), seen=opened)
    assert stale.value.stored.scores == (given(),)
    assert [row[6] for row in stored(submitted)] == ["shenhe3"]
    save("second", given(FULL, "1"), seen=stamp(stale.value.stored, 1))
    assert [row[6] for row in stored(submitted)] == ["shenhe4"]


@pytest.mark.parametrize("seen", ["", "0-0", "nonsense"])
def test_a_page_of_another_round_saves_nothing(submitted, save, seen):
    with pytest.raises(TransitionRefused, match="重新报送"):
        save("reviewer", given(), seen=seen)
    assert stored(submitted) == []


def test_a_page_of_the_round_before_saves_nothing_though_both_are_empty(submitted, save, staff):
    opened = stamp(NO_REVIEW, 1)
    take(submitted, Action.RETURN, staff["reviewer"])
    submit(submitted, staff)
    with pytest.raises(TransitionRefused, match="重新报送"):
        save("reviewer", given(), seen=opened)


def test_a_request_of_the_department_refuses_no_scores(submitted, save, staff):
    """They were given to what still stands; the page that decides says what came in."""
    opened = stamp(NO_REVIEW, 1)
    take(submitted, Action.ASK_BACK, staff["preparer"])
    save("reviewer", given(), seen=opened)
    assert [row[6] for row in stored(submitted)] == ["shenhe3"]


# ── rounds and approval ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_round_starts_empty_and_the_last_one_stays_readable(submitted, save, staff):
    save("reviewer", given())
    assert last_review_of(submitted) == NO_REVIEW
    take(submitted, Action.RETURN, staff["reviewer"])
    assert (review_of(submitted), last_review_of(submitted).scores) == (NO_REVIEW, (given(),))
    submit(submitted, staff)
    assert (review_of(submitted), last_review_of(submitted).scores) == (NO_REVIEW, (given(),))
    save("second", given(FULL, "3"))
    take(submitted, Action.APPROVE, staff["second"])
    assert (review_of(submitted).scores, last_review_of(submitted).scores) == (
        (given(FULL, "3"),),
        (given(),),
    )
    assert [(row[0], row[6]) for row in stored(submitted)] == [(1, "shenhe3"), (2, "shenhe4")]


def test_the_approval_keeps_the_reviewed_total_and_grade(submitted, save, staff):
    lost = LOST.self_score + FULL.points
    save("reviewer", given(score="0"), given(FULL, "0"))
    assert (submitted.reviewed_score, submitted.official_score) == (None, 96)
    take(submitted, Action.APPROVE, staff["reviewer"])
    submitted.refresh_from_db()
    assert (submitted.total_score, submitted.grade) == (96, "优")
    assert (submitted.reviewed_score, submitted.reviewed_grade) == (96 - lost, "良")
    assert (submitted.official_score, submitted.official_grade) == (96 - lost, "良")
    assert submitted.was_corrected
    assert report_source(submitted).review.scores == (given(score="0"), given(FULL, "0"))


def test_without_reviewed_scores_the_own_ones_are_official(submitted, staff):
    take(submitted, Action.APPROVE, staff["reviewer"])
    submitted.refresh_from_db()
    assert (submitted.reviewed_score, submitted.reviewed_grade) == (None, "")
    assert (submitted.official_score, submitted.official_grade, submitted.was_corrected) == (96, "优", False)


def test_a_report_before_the_approval_knows_no_reviewed_score(submitted, save):
    save("reviewer", given())
    assert report_source(submitted).review == NO_REVIEW


def test_nobody_approves_scores_he_has_not_seen(submitted, save, staff):
    opened = stamp(NO_REVIEW, 1, submitted.step)
    save("second", given())
    with pytest.raises(TransitionRefused, match="核查得分有改动"):
        take(submitted, Action.APPROVE, staff["reviewer"], seen=opened)
    assert submitted.state == Status.SUBMITTED
    seen = stamp(review_of(submitted), 1, submitted.step)
    take(submitted, Action.APPROVE, staff["reviewer"], seen=seen)
    assert submitted.state == Status.APPROVED


def test_a_return_asks_not_what_was_seen(submitted, save, staff):
    save("second", given())
    take(submitted, Action.RETURN, staff["reviewer"], seen=stamp(NO_REVIEW, 1))
    assert submitted.state == Status.RETURNED


def test_reading_the_reviewed_scores_is_one_query(submitted, save, django_assert_num_queries):
    save("reviewer", *(given(row, "0") for row in LEAVES.values()))
    with django_assert_num_queries(1):
        assert len(review_of(submitted).scores) == len(LEAVES)
