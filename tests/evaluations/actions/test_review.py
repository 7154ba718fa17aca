"""Remarks, answers and explanations: each at its time, by its side."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from evaluations.actions.review import add_remark, answer_remark, explain_finding, withdraw_remark
from evaluations.actions.workflow import take_step
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action
from evaluations.models import Explanation, Remark, SectionState, SelfEvaluation
from huadu_perf.lib.findings import Finding, Place, Severity
from tests.factories import rights

pytestmark = pytest.mark.django_db
OVERSTAFFED = Finding("B7", Severity.WARNING, Place("profile"), "在职 11 人，超过编制 10 人")


@pytest.fixture
def submitted(returned: SelfEvaluation, people) -> SelfEvaluation:
    """The returned one, answered and sent again."""
    for remark in Remark.objects.filter(evaluation=returned):
        answer_remark(evaluation=returned, key=remark.key, kind="kept", answer="不改", by=people["canlian"])
    assert (
        take_step(evaluation=returned, action=Action.SEND_TO_LEADER, rights=rights(people["canlian"])) == ()
    )
    assert (
        take_step(
            evaluation=returned, action=Action.SIGN, rights=rights(people["canlian-fzr"]), comment="同意"
        )
        == ()
    )
    return returned


def test_a_remark_belongs_to_its_round_and_can_be_taken_back_until_it_is_sent(submitted, people):
    remark = add_remark(
        evaluation=submitted,
        place="profile///nature",
        place_label="部门性质",
        text="太短",
        by=people["shenhe2"],
    )
    assert (remark.round, remark.issued_at, remark.by) == (2, None, people["shenhe2"])
    withdraw_remark(evaluation=submitted, key=remark.key, by=people["shenhe2"])
    assert Remark.objects.filter(evaluation=submitted, round=2).count() == 0


def test_a_remark_that_was_sent_stays(submitted, people):
    sent = Remark.objects.filter(evaluation=submitted, round=1).first()
    withdraw_remark(evaluation=submitted, key=sent.key, by=people["shenhe2"])
    assert Remark.objects.filter(pk=sent.pk).exists()


@pytest.mark.parametrize("which", ["draft", "returned", "approved"])
def test_only_what_was_submitted_is_remarked_on(request, people, which):
    evaluation = request.getfixturevalue(which)
    count = Remark.objects.filter(evaluation=evaluation).count()
    with pytest.raises(TransitionRefused, match="只有待审核"):
        add_remark(evaluation=evaluation, place="goals", place_label="", text="x", by=people["shenhe"])
    assert Remark.objects.filter(evaluation=evaluation).count() == count


def test_a_remark_has_words(submitted, people):
    with pytest.raises(IntegrityError), transaction.atomic():
        add_remark(evaluation=submitted, place="goals", place_label="", text="", by=people["shenhe"])


def test_an_answer_may_be_changed_until_the_next_submission(returned, people):
    remark = Remark.objects.filter(evaluation=returned).first()
    for kind, answer in (("changed", "已补充"), ("kept", "依据见附件")):
        answer_remark(evaluation=returned, key=remark.key, kind=kind, answer=answer, by=people["canlian"])
    remark.refresh_from_db()
    assert (remark.answer_kind, remark.answer, remark.answered_by) == (
        "kept",
        "依据见附件",
        people["canlian"],
    )
    assert remark.answered_at > remark.issued_at
    others = Remark.objects.filter(evaluation=returned).exclude(pk=remark.pk)
    assert set(others.values_list("answer_kind", flat=True)) == {""}


@pytest.mark.parametrize(("kind", "answer"), [("", "已补充"), ("changed", "")])
def test_half_an_answer_is_refused_by_the_database(returned, people, kind, answer):
    remark = Remark.objects.filter(evaluation=returned).first()
    with pytest.raises(IntegrityError), transaction.atomic():
        answer_remark(evaluation=returned, key=remark.key, kind=kind, answer=answer, by=people["canlian"])


def test_answers_are_for_an_evaluation_that_is_open(submitted, people):
    remark = Remark.objects.filter(evaluation=submitted).first()
    with pytest.raises(TransitionRefused, match="不能再修改答复"):
        answer_remark(evaluation=submitted, key=remark.key, kind="kept", answer="x", by=people["canlian"])


def test_a_remark_of_another_evaluation_is_not_answered(returned, draft, people):
    remark = Remark.objects.filter(evaluation=returned).first()
    answer_remark(evaluation=draft, key=remark.key, kind="kept", answer="x", by=people["zhengxie"])
    answer_remark(evaluation=returned, key=uuid.uuid4(), kind="kept", answer="x", by=people["canlian"])
    remark.refresh_from_db()
    assert remark.answer_kind == ""


def test_an_explanation_is_written_changed_and_taken_back(draft, people):
    version = SectionState.objects.get(evaluation=draft, section="check").version
    for text in ("借调", " 借调三人 "):
        explain_finding(evaluation=draft, finding=OVERSTAFFED, text=text, by=people["zhengxie"])
    row = Explanation.objects.get(evaluation=draft, finding="B7@profile")
    assert (row.text, row.message) == ("借调三人", OVERSTAFFED.message)
    explain_finding(evaluation=draft, finding=OVERSTAFFED, text="  ", by=people["zhengxie"])
    assert not Explanation.objects.filter(evaluation=draft, finding="B7@profile").exists()
    state = SectionState.objects.get(evaluation=draft, section="check")
    assert (state.version, state.edited_by) == (version + 3, people["zhengxie"])


def test_nothing_is_explained_after_submission(approved, people):
    with pytest.raises(TransitionRefused, match="已报送"):
        explain_finding(evaluation=approved, finding=OVERSTAFFED, text="x", by=people["gonghui"])
    assert not Explanation.objects.filter(evaluation=approved, finding="B7@profile").exists()


def test_a_noted_remark_is_not_dropped_by_an_approval(submitted, people):
    """Approving with remarks that were never sent would lose them: it is refused until they are withdrawn."""
    reviewer = people["shenhe"]
    remark = add_remark(
        evaluation=submitted, place="profile///nature", place_label="部门性质", text="请补充", by=reviewer
    )
    with pytest.raises(TransitionRefused, match="1 条意见没有发出"):
        take_step(evaluation=submitted, action=Action.APPROVE, rights=rights(reviewer))
    withdraw_remark(evaluation=submitted, key=remark.key, by=reviewer)
    assert take_step(evaluation=submitted, action=Action.APPROVE, rights=rights(reviewer)) == ()
    assert submitted.status == "approved"
