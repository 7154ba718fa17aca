"""核查得分: computed, own and reviewed score of every indicator and project on one page."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.scores import StaleReview, save_reviewed_scores
from evaluations.actions.workflow import conflict_of_interest
from evaluations.domain.review import NO_REVIEW, Review, round_of, stamp
from evaluations.domain.scoring import score
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Status
from evaluations.forms.score_page import ScoresPage, tiles
from evaluations.forms.scores import ScoreDraft
from evaluations.queries import last_review_of, last_scored
from evaluations.views.frame import Case

#: What stands where there is no reviewed score.
REVIEW_NOTES = {
    Status.DRAFT: "报送后由财政核查",
    Status.INTERNAL_REVIEW: "报送后由财政核查",
    Status.RETURNED: "重新报送后由财政核查",
    Status.SUBMITTED: "审核中",
    Status.APPROVED: "没有核查调整，以自评得分为准",
}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_EVALUATION)
def scores(request: HttpRequest, pk: int) -> HttpResponse:
    """All three scores: shown to those who may read, the reviewed ones saved by those who review."""
    case = Case(request, pk)
    if request.method == "POST":
        return _post(case)
    return _page(case, ScoreDraft.of_review(case.facts, case.review), _stamp(case), **_access(case))


def _access(case: Case) -> dict[str, bool]:
    """Whether this person may fill in the page now, and whether his own part in it is what forbids it."""
    is_maker = case.may_review and conflict_of_interest(case.evaluation, case.request.user)
    return {"editable": case.may_review and not is_maker, "is_maker": is_maker}


def _post(case: Case) -> HttpResponse:
    post, seen = case.request.POST, case.request.POST.get("seen", "")
    if not case.rights.can_in(Permission.REVIEW_EVALUATION, case.evaluation.department):
        messages.error(case.request, "核查得分由财政审核人填写。")
        return redirect("evaluations:scores", case.evaluation.pk)
    draft = ScoreDraft.of_post(case.facts, post)
    if post.get("resolve"):
        draft = draft.merged(case.review, post)
    review = draft.read()
    is_current = case.may_review and round_of(seen) == str(case.evaluation.round)
    if is_current and not draft.is_whole:
        raise BadRequest("表单不完整，请回到上一页刷新后重试。")
    if is_current and review is None and (access := _access(case))["editable"]:
        return _page(case, draft, seen, status=422, **access)
    return _save(case, draft, review or NO_REVIEW, seen)


def _save(case: Case, draft: ScoreDraft, review: Review, seen: str) -> HttpResponse:
    pk = case.evaluation.pk
    try:
        save_reviewed_scores(evaluation=case.evaluation, review=review, seen=seen, rights=case.rights)
    except StaleReview as stale:
        return _conflict(case, draft, stale.stored)
    except TransitionRefused as refusal:
        messages.error(case.request, str(refusal))
        return _refused(Case(case.request, pk), draft)
    messages.success(case.request, f"{case.evaluation.department.display_name}的核查得分已保存。")
    return redirect(_then(case))


def _then(case: Case) -> str:
    """Where the button leads that saved: stay, the decision of this evaluation, or the scores of the next one."""
    pk, wanted = case.evaluation.pk, case.request.POST.get("then", "")
    if wanted == "decide":
        return reverse("evaluations:review", args=[pk]) + "#decision"
    if wanted == "next":
        rest = case.next_to_review
        return reverse("evaluations:scores", args=[rest[0].pk]) if rest else reverse("evaluations:dashboard")
    return reverse("evaluations:scores", args=[pk])


def _refused(fresh: Case, draft: ScoreDraft) -> HttpResponse:
    """What was typed: to be saved again by who still may, else only to be read (and copied)."""
    access = _access(fresh)
    typed = ScoreDraft(fresh.facts, draft.texts)
    return _page(fresh, typed, _stamp(fresh), status=409, is_unsaved=not access["editable"], **access)


def _stamp(case: Case) -> str:
    return stamp(case.review, case.evaluation.round)


def _page(case: Case, draft: ScoreDraft, seen: str, *, status: int = 200, **shown: Any) -> HttpResponse:
    card = score(case.said, case.review)
    page = ScoresPage(case.said, card, draft, last_review_of(case.evaluation))
    return render(
        case.request,
        "evaluations/scores.html",
        case.context(
            page=page,
            card=card,
            tiles=tiles(card, REVIEW_NOTES[case.evaluation.state]),
            errors=page.errors,
            seen=seen,
            reviewed=page.has_review or shown.get("editable") or shown.get("is_unsaved"),
            saved_words=_saved_words(case) if shown.get("editable") else "",
            **shown,
        ),
        status=status,
    )


def _saved_words(case: Case) -> str:
    row = last_scored(case.evaluation)
    if row is None:
        return "本轮还没有核查得分"
    return f"{row.by} {localtime(row.at):%m-%d %H:%M} 保存"


def _conflict(case: Case, draft: ScoreDraft, stored: Review) -> HttpResponse:
    """Shows both; nothing was written. The next post carries what was typed, the choices, what was seen now."""
    last = last_scored(case.evaluation)
    return render(
        case.request,
        "evaluations/scores_conflict.html",
        case.context(
            rows=draft.differences(stored),
            draft=draft,
            seen=stamp(stored, case.evaluation.round),
            their_name=last.by if last else "其他审核人",
            their_time=last.at if last else None,
        ),
        status=409,
    )
