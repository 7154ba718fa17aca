"""The steps of the workflow: each one atomic, logged, and possible once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from accounts.access import Rights
from accounts.acting import acting, actor_of
from accounts.models import User
from evaluations.actions.drafts import drop_drafts
from evaluations.domain.checks import check, standing, unsettled
from evaluations.domain.deadlines import opening_words
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.review import stamp, step_of
from evaluations.domain.scoring import score
from evaluations.domain.snapshot import fingerprint, freeze
from evaluations.domain.surroundings import ALONE, Surroundings
from evaluations.domain.workflow import Route, Step, TransitionRefused, available, next_step, permission_for
from evaluations.enums import Action, Status
from evaluations.models import ChangeLog, Remark, SectionState, SelfEvaluation, Submission, Transition
from evaluations.neighbours import filed_around, surroundings
from evaluations.past import history_of
from evaluations.queries import due_date, load_facts, open_request, report_source, review_of
from huadu_perf.lib.findings import Finding


def route_of(evaluation: SelfEvaluation) -> Route:
    """What the campaign asks for."""
    return Route(evaluation.campaign.leader_signs, evaluation.campaign.review_levels)


def steps_for(evaluation: SelfEvaluation, rights: Rights) -> tuple[Step, ...]:
    """The steps this person may take now; the page makes its buttons of them."""
    route = route_of(evaluation)
    return tuple(
        step
        for step in available(evaluation.state, route, evaluation.review_level)
        if rights.can_in(permission_for(step, route), evaluation.department)
        and not _conflict_of_interest(step, evaluation, rights.user)
    )


def take_step(
    *, evaluation: SelfEvaluation, action: Action, rights: Rights, comment: str = "", seen: str = ""
) -> tuple[Finding, ...]:
    """Takes one step of the workflow in the name of the person of `rights`.

    `seen`: the stamp of this person's page (scores, round, step); nobody signs or approves what he has not seen.
    Gives the findings that stand in the way; when there are any, nothing was written. Raises TransitionRefused when the
    step is not possible (any more), not this person's, or lacks its words.
    """
    by: User = rights.user
    with acting(by):
        evaluation.refresh_from_db(
            fields=("status", "step", "round", "review_level", "submitted_by"),
            from_queryset=SelfEvaluation.objects.select_for_update(),
        )
        route = route_of(evaluation)
        step = next_step(action, evaluation.state, route, evaluation.review_level)
        _require(step, evaluation, rights, comment)
        _require_seen(step, evaluation, seen)
        facts = load_facts(evaluation) if step.gate else None
        around = surroundings(evaluation, filed_around(evaluation)) if facts else ALONE
        if facts is not None and (in_the_way := standing_findings(facts, around)):
            return in_the_way
        _take(evaluation, step, by, comment, facts, around, timezone.now())
    return ()


def standing_findings(facts: EvaluationFacts, around: Surroundings = ALONE) -> tuple[Finding, ...]:
    """What stands in the way of a submission."""
    return unsettled(check(facts, score(facts), around), facts.explanations)


def _require(step: Step, evaluation: SelfEvaluation, rights: Rights, comment: str) -> None:
    if not rights.can_in(permission_for(step, route_of(evaluation)), evaluation.department):
        raise TransitionRefused(f"这一步“{step.action.label}”不由你办理。")
    if _conflict_of_interest(step, evaluation, rights.user):
        raise TransitionRefused(
            "不能审核自己填报或报送的自评，也不能在同一轮里审核两级。请由其他审核人办理。"
        )
    if step.gate and evaluation.round == 0:
        _require_in_time(step, evaluation)
    unsent = evaluation.remarks.filter(issued_at__isnull=True).count()
    if step.action in (Action.PASS_ON, Action.APPROVE) and unsent:
        raise TransitionRefused(f"还有 {unsent} 条意见没有发出。请撤下这些意见再通过，或退回修改。")
    if step.action == Action.ASK_BACK and (asked := open_request(evaluation)):
        raise TransitionRefused(f"{_asked(asked)}，等财政审核人决定，不必再申请。")
    if step.needs_comment and not comment.strip():
        raise TransitionRefused(f"“{step.action.label}”要写明{_words_of(step)}。")
    if step.gate and evaluation.remarks.filter(issued_at__isnull=False, answer_kind="").exists():
        raise TransitionRefused("还有审核意见没有答复。请逐条答复“已修改”或“不修改的理由”后再报送。")


def _require_in_time(step: Step, evaluation: SelfEvaluation) -> None:
    """The first filing is made from the opening day on, by the server's date; before, the leader may have it already."""
    today, opens_on = timezone.localdate(), evaluation.campaign.opens_on
    if today < opens_on and step.target == Status.SUBMITTED:
        raise TransitionRefused(
            f"{opening_words(opens_on)}，现在还不能报送。填写的内容都已保存，到时再报送。"
        )
    if (due := due_date(evaluation)) < today:
        whom = f"财政局{evaluation.campaign.contact_bracket}"
        raise TransitionRefused(f"已过截止日期 {due:%Y-%m-%d}，不能报送。请联系{whom}申请延期。")


def _words_of(step: Step) -> str:
    if step.action == Action.ASK_BACK:
        return "理由，让财政审核人决定是否退回"
    return "意见，让对方知道改什么"


def _asked(request: Transition) -> str:
    return f"{request.by}已于 {timezone.localtime(request.at):%Y-%m-%d %H:%M} 申请退回修改"


def _require_seen(step: Step, evaluation: SelfEvaluation, seen: str) -> None:
    """Nobody signs or passes what his page did not show: newer content, newer scores, a request of the department."""
    if not seen or step.action not in (Action.SIGN, Action.PASS_ON, Action.APPROVE):
        return
    if seen == stamp(review_of(evaluation), evaluation.round, evaluation.step):
        return
    if step.action == Action.SIGN:
        raise TransitionRefused("你打开页面之后，这份自评撤回或退回过，又重新送审。请核对后再审签。")
    if step_of(seen) != f"{evaluation.step}" and (asked := open_request(evaluation)):
        raise TransitionRefused(f"你打开页面之后，{_asked(asked)}。请看过理由再决定通过或退回。")
    raise TransitionRefused("你打开页面之后，有人办理过这份自评，或核查得分有改动。请核对后再通过。")


def _conflict_of_interest(step: Step, evaluation: SelfEvaluation, person: Any) -> bool:
    return step.action in (Action.PASS_ON, Action.APPROVE) and conflict_of_interest(evaluation, person)


def conflict_of_interest(evaluation: SelfEvaluation, person: Any) -> bool:
    """Maker is not checker: who edited or submitted neither scores, passes nor approves, nor one person two levels."""
    return evaluation.pk in hindered((evaluation,), person)


def hindered(evaluations: Iterable[SelfEvaluation], person: Any) -> set[int]:
    """The same for a list, in two queries: the evaluations (by pk) that this person may not decide."""
    rows = tuple(evaluations)
    keys = [row.pk for row in rows]
    edited = ChangeLog.objects.filter(
        evaluation_id__in=keys,
        table_name=SectionState._meta.db_table,
        operation="UPDATE",
        actor=actor_of(person),
    )
    passed = Transition.objects.filter(
        evaluation__in=keys, round=F("evaluation__round"), action=Action.PASS_ON, by=person
    )
    return {
        *(row.pk for row in rows if row.submitted_by_id == person.pk),
        *edited.values_list("evaluation_id", flat=True),
        *passed.values_list("evaluation", flat=True),
    }


def _take(
    evaluation: SelfEvaluation,
    step: Step,
    by: User,
    comment: str,
    facts: EvaluationFacts | None,
    around: Surroundings,
    now: datetime,
) -> None:
    submits = step.gate and step.target == Status.SUBMITTED
    number = evaluation.round + 1 if submits else evaluation.round
    Transition.objects.create(
        evaluation=evaluation,
        step=evaluation.step + 1,
        round=number,
        action=step.action,
        from_status=evaluation.status,
        to_status=step.target,
        by=by,
        at=now,
        comment=comment.strip(),
    )
    levels = {Action.PASS_ON: evaluation.review_level + 1, Action.ASK_BACK: evaluation.review_level}
    changes: dict[str, Any] = {"status": step.target, "step": evaluation.step + 1}
    changes["review_level"] = levels.get(step.action, 0)
    if submits and facts is not None:
        changes |= _freeze(evaluation, facts, around, number, by, now)
    if step.action == Action.APPROVE:
        changes |= {"approved_by": by, "approved_at": now} | _reviewed(evaluation)
    moved = SelfEvaluation.objects.filter(pk=evaluation.pk, status=evaluation.status, step=evaluation.step)
    if not moved.update(**changes):
        raise TransitionRefused("刚才有人办理了这一步。请刷新页面查看最新状态。")
    if step.action == Action.RETURN:
        Remark.objects.filter(evaluation=evaluation, issued_at__isnull=True).update(issued_at=now)
    evaluation.refresh_from_db()
    if not evaluation.state.is_open:
        drop_drafts(evaluation)


def _reviewed(evaluation: SelfEvaluation) -> dict[str, Any]:
    """Finance's total and grade, where finance gave any score; else the department's own stand (0009)."""
    review = review_of(evaluation)
    if not review.scores:
        return {}
    scorecard = score(report_source(evaluation).facts, review)
    return {"reviewed_score": scorecard.reviewed_total, "reviewed_grade": scorecard.reviewed_grade}


def _freeze(
    evaluation: SelfEvaluation,
    facts: EvaluationFacts,
    around: Surroundings,
    number: int,
    by: User,
    now: datetime,
) -> dict[str, Any]:
    """Stores the frozen facts of this round; gives the columns that lists and sorting read."""
    scorecard = score(facts)
    findings = check(facts, scorecard, around)
    # What was said to a finding that is mended, or to other figures, is not filed.
    facts = facts.model_copy(update={"explanations": standing(findings, facts.explanations)[0]})
    text = freeze(facts)
    Submission.objects.create(
        evaluation=evaluation,
        round=number,
        facts=text,
        findings=[
            {
                "code": finding.code,
                "severity": finding.severity.name,
                "place": str(finding.place),
                "message": finding.message,
                "fix": finding.fix,
                "source": finding.source,
            }
            for finding in findings
        ],
        history=history_of(evaluation).model_dump(mode="json"),
        sha256=fingerprint(text),
        submitted_by=by,
        submitted_at=now,
    )
    return {
        "round": number,
        "review_level": 1,
        "submitted_by": by,
        "submitted_at": now,
        "total_score": scorecard.total,
        "grade": scorecard.grade,
    }
