"""审核意见: remarks on single items, and the department's answers; explanations of findings."""

from uuid import UUID

from django.db.models import F
from django.utils import timezone

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.holding import hold
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Status
from evaluations.models import Explanation, Remark, SectionState, SelfEvaluation
from huadu_perf.lib.findings import Finding


def add_remark(*, evaluation: SelfEvaluation, place: str, place_label: str, text: str, by: User) -> Remark:
    """Notes a remark; the department sees it once the evaluation is returned."""
    with acting(by):
        hold(evaluation)
        if evaluation.state != Status.SUBMITTED:
            raise TransitionRefused("只有待审核的自评才能加审核意见。")
        return Remark.objects.create(
            evaluation=evaluation,
            round=evaluation.round,
            place=place,
            place_label=place_label,
            text=text,
            by=by,
            at=timezone.now(),
        )


def withdraw_remark(*, evaluation: SelfEvaluation, key: UUID, by: User) -> None:
    """Takes back a remark that was not sent yet."""
    with acting(by):
        Remark.objects.filter(evaluation=evaluation, key=key, issued_at__isnull=True).delete()


def answer_remark(*, evaluation: SelfEvaluation, key: UUID, kind: str, answer: str, by: User) -> None:
    """Answers a remark: changed how, or why not. May be changed until the evaluation is submitted again.

    That is also while it stands at 填报中 again: sent back by the leader, or withdrawn.
    """
    with acting(by):
        hold(evaluation)
        if not evaluation.state.is_open:
            raise TransitionRefused("已送审或报送，不能再修改答复。")
        Remark.objects.filter(evaluation=evaluation, key=key, issued_at__isnull=False).update(
            answer_kind=kind, answer=answer, answered_by=by, answered_at=timezone.now()
        )


def explain_finding(*, evaluation: SelfEvaluation, finding: Finding, text: str, by: User) -> None:
    """Files what is said to a finding and to its figures; an empty text takes it back."""
    with acting(by):
        hold(evaluation)
        if not evaluation.state.is_open:
            raise TransitionRefused("已报送，不能再修改说明。")
        SectionState.objects.filter(evaluation=evaluation, section="check").update(
            version=F("version") + 1, edited_by=by, edited_at=timezone.now()
        )
        explanations = Explanation.objects.filter(evaluation=evaluation, finding=finding.identity)
        if not text.strip():
            explanations.delete()
        elif not explanations.update(text=text.strip(), message=finding.message):
            Explanation.objects.create(
                evaluation=evaluation, finding=finding.identity, message=finding.message, text=text.strip()
            )
