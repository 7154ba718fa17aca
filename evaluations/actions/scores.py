"""核查得分: finance's scores beside the department's own, saved whole and never over another reviewer's."""

from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting
from accounts.models import User
from accounts.roles import Permission
from evaluations.actions.holding import hold
from evaluations.actions.workflow import conflict_of_interest
from evaluations.domain.review import Review, faults, kept, round_of, stamp
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Status
from evaluations.models import ReviewedScore, SelfEvaluation
from evaluations.queries import report_source, review_of


class StaleReview(Exception):
    """Another reviewer saved after this person opened the page; nothing was written."""

    def __init__(self, stored: Review) -> None:
        super().__init__("stale")
        self.stored = stored


def save_reviewed_scores(*, evaluation: SelfEvaluation, review: Review, seen: str, rights: Rights) -> None:
    """Makes `review` the scores of the round under review, if they are still those the stamp `seen` names.

    Raises TransitionRefused when it is not (or no longer) this person's to score, StaleReview when another saved.
    """
    with acting(rights.user):
        hold(evaluation)
        _require(evaluation, rights)
        stored = review_of(evaluation)
        if round_of(seen) != str(evaluation.round):
            raise TransitionRefused("单位修改后重新报送了这份自评。请按新报送的内容核对后再保存。")
        if seen != stamp(stored, evaluation.round):
            raise StaleReview(stored)
        facts = report_source(evaluation).facts
        if found := faults(facts, review):
            raise TransitionRefused("；".join(fault.message for fault in found))
        _write(evaluation, stored, kept(facts, review), rights.user)


def _require(evaluation: SelfEvaluation, rights: Rights) -> None:
    if evaluation.state != Status.SUBMITTED:
        raise TransitionRefused(
            f"现在不能填写核查得分：当前状态是“{evaluation.state.finance_label}”。只有待审核的自评才能核查。"
        )
    if not rights.can_in(Permission.REVIEW_EVALUATION, evaluation.department):
        raise TransitionRefused("这份自评的核查得分不由你填写。")
    if conflict_of_interest(evaluation, rights.user):
        raise TransitionRefused(
            "不能核查自己填报或报送的自评；本轮已由你审核转出的，也不能再改核查得分。请由其他审核人办理。"
        )


def _write(evaluation: SelfEvaluation, stored: Review, wanted: Review, by: User) -> None:
    """Only the rows that changed, so that each keeps the name of who gave it."""
    before, after = stored.by_key, wanted.by_key
    mine = ReviewedScore.objects.filter(evaluation=evaluation, round=evaluation.round)
    if gone := before.keys() - after.keys():
        mine.filter(key__in=gone).delete()
    now = timezone.now()
    ReviewedScore.objects.bulk_create(
        [
            ReviewedScore(evaluation=evaluation, round=evaluation.round, by=by, at=now, **each.model_dump())
            for key, each in after.items()
            if before.get(key) != each
        ],
        update_conflicts=True,
        unique_fields=["evaluation", "round", "key"],
        update_fields=["score", "reason", "basis", "by", "at"],
    )
