"""Review: remarks on single items, the finance bureau's steps."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.review import add_remark, withdraw_remark
from evaluations.actions.workflow import take_step
from evaluations.domain.sections import FORM_SECTIONS, SECTION_BY_KEY, SECTION_OF_ROWSET
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action
from evaluations.forms.outline import Chapter, outline
from evaluations.forms.review import ReasonForm, RemarkForm, StepForm
from evaluations.models import Remark
from evaluations.views.frame import Case, ShownFinding
from evaluations.views.submission import NOT_SEEN, check_again
from huadu_perf.lib.findings import Place, Severity
from huadu_perf.lib.forms import error_links

#: The steps of finance that are taken here, and those of the department, whose words stand on 核对与提交.
OF_FINANCE = (Action.PASS_ON, Action.RETURN)
OF_DEPARTMENT = (Action.SEND_BACK, Action.WITHDRAW, Action.ASK_BACK)
#: The sections that stand in the page, and that remarks may be on.
READ_KEYS = frozenset((*(section.key for section in FORM_SECTIONS), "evidence"))
#: Where a step of the page posts to. 审核通过 issues the report, which is the business of the app above.
STEP, APPROVE = "evaluations:step", "reports:approve"


@require_safe
@requires(Permission.VIEW_EVALUATION)
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The evaluation beside its findings and remarks; `?at=<place>` opens the form for a remark there."""
    return review_page(Case(request, pk))


def review_page(
    case: Case, form: RemarkForm | None = None, *, step_form: StepForm | None = None, status: int = 200
) -> HttpResponse:
    """The page, with a form as it was posted; also for 审核通过, which is answered by the app above."""
    place = _place(case, form.data.get("place", "") if form else case.request.GET.get("at", ""))
    if form is None and place is not None:
        form = RemarkForm(initial={"place": str(place)})
    pending = [remark for remark in case.remarks if remark.issued_at is None]
    chapters = outline(case.said, case.findings, case.remarks, case.explained, with_evidence=True)
    context = case.context(
        outline=chapters,
        shown_findings=_shown_findings(case),
        remark_form=form if case.may_review and place else None,
        remark_place=_label(case, place) if place else "",
        errors=[*error_links(form), *error_links(step_form)],
        pending=pending,
        pending_words=f"待发出的意见 {len(pending)} 条" if pending else "",
        warned=sum(found.severity == Severity.WARNING for found in case.findings),
        sent=[shown_remark(case, remark) for remark in case.signed_remarks if remark.issued_at],
        finance_steps=_finance_steps(case),
        step_form=step_form or StepForm(),
        card=case.reviewed_scorecard,
    )
    context["sections"] = _chapters(case, chapters)
    return render(case.request, "evaluations/review.html", context, status=status)


def _chapters(case: Case, chapters: list[Chapter]) -> list[dict[str, Any]]:
    """The sections as places of this page, with how much was found and said there."""
    counts: Counter[str] = Counter(
        found.place.section for found in case.findings if found.severity > Severity.HINT
    )
    said: Counter[str] = Counter(Place.parse(remark.place).section for remark in case.remarks)
    entries = []
    for section in (chapter.section for chapter in chapters):
        words = [f"{counts[section.key]} 处需说明"] if counts[section.key] else []
        words += [f"{said[section.key]} 条意见"] if said[section.key] else []
        entries.append(
            {
                "number": section.number,
                "title": section.title,
                "url": f"#{section.key}",
                "state": "，".join(words),
                "tone": "warning",
            }
        )
    return entries


def _shown_findings(case: Case) -> list[ShownFinding]:
    """The findings with links to their places in this page, and to a remark there."""
    shown = case.shown(case.findings)
    for item in shown:
        place = item.finding.place
        if place.section in READ_KEYS:
            item.url = f"#{_read_at(place)}"
        if case.may_review and _place(case, str(place)):
            item.remark_url = f"?{urlencode({'at': str(place)})}#remark"
    return shown


def _read_at(place: Place) -> str:
    """Where a place stands in the outline: its row, its single field, else its section."""
    if place.key:
        return Place(place.section, place.rowset, place.key).anchor
    return place.section if place.rowset or not place.field else place.field


def _finance_steps(case: Case) -> list[tuple[Action, str]]:
    """The steps of the page with the addresses they post to."""
    pk = case.evaluation.pk
    return [
        (step.action, reverse(APPROVE if step.action == Action.APPROVE else STEP, args=[pk]))
        for step in case.steps
        if step.action in (*OF_FINANCE, Action.APPROVE)
    ]


def _place(case: Case, text: str) -> Place | None:
    """A place that exists in the facts (a whole section, a field, a row, a piece of evidence), or None."""
    try:
        place = Place.parse(text)
    except ValueError:
        return None
    if place.section not in READ_KEYS:
        return None
    if place.rowset:
        known = SECTION_OF_ROWSET.get(place.rowset) == place.section
        return (
            place if known and place.key in {row.key for row in getattr(case.facts, place.rowset)} else None
        )
    fields = {field.name for field in SECTION_BY_KEY[place.section].fields}
    return place if not place.key and (not place.field or place.field in fields) else None


def _label(case: Case, place: Place) -> str:
    """The place in words; a section as a whole is said to be one."""
    label = case.place_label(place)
    return label if place.rowset or place.field else f"{label}（整节）"


def shown_remark(case: Case, remark: Remark) -> dict[str, Any]:
    """A remark as the component takes it."""
    answer = None
    if remark.answer_kind:
        answer = {
            "kind": remark.get_answer_kind_display(),
            "text": remark.answer,
            "who": remark.answered_by,
            "when": remark.answered_at,
        }
    return {
        "key": remark.key,
        "kind": f"第 {remark.round} 轮意见",
        "where": remark.place_label,
        "url": case.place_url(Place.parse(remark.place)),
        "text": remark.text,
        "who": remark.by,
        "when": remark.at,
        "state": "已答复" if answer else "待答复",
        "tone": "success" if answer else "danger",
        "answer": answer,
    }


@require_POST
@requires(Permission.REVIEW_EVALUATION)
def remark_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Notes a remark on one item."""
    case = Case(request, pk)
    form = RemarkForm(request.POST)
    place = _place(case, request.POST.get("place", ""))
    if not case.may_review or place is None:
        messages.error(request, "现在不能在这里加审核意见。")
        return redirect("evaluations:review", pk)
    if not form.is_valid():
        return review_page(case, form, status=422)
    try:
        add_remark(
            evaluation=case.evaluation,
            place=str(place),
            place_label=_label(case, place),
            text=form.cleaned_data["text"],
            by=request.user,
        )
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return review_page(case, form, status=409)
    messages.success(request, f"已记下对{_label(case, place)}的意见，退回时一并发出。")
    return redirect(reverse("evaluations:review", args=[pk]) + f"#{place.anchor}")


@require_POST
@requires(Permission.REVIEW_EVALUATION)
def remark_withdraw(request: HttpRequest, pk: int, key: UUID) -> HttpResponse:
    """Takes back a remark that was not sent yet."""
    case = Case(request, pk)
    if case.may_review:
        withdraw_remark(evaluation=case.evaluation, key=key, by=request.user)
        messages.success(request, "意见已撤下。")
    return redirect("evaluations:review", pk)


@require_POST
@requires(Permission.VIEW_EVALUATION)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """Passes on or returns; sends back, withdraws, asks back. 审核通过 has its own address, which issues the report."""
    case = Case(request, pk)
    action = request.POST.get("action", "")
    form = (ReasonForm if action == Action.ASK_BACK else StepForm)(request.POST)
    if refusal := _step_refusal(action, form, seen := request.POST.get("seen", "")):
        return _step_again(case, action, form, refusal, 422)
    try:
        take_step(
            evaluation=case.evaluation,
            action=Action(action),
            rights=case.rights,
            comment=form.cleaned_data["comment"],
            seen=seen,
        )
    except TransitionRefused as refused:
        return _step_again(Case(request, pk), action, form, str(refused), 409)
    messages.success(request, f"{case.evaluation.department.display_name}：已{Action(action).label}。")
    return redirect("evaluations:detail", pk)


def _step_again(case: Case, action: str, form: StepForm, refusal: str, status: int) -> HttpResponse:
    """Says why, on the page with the words that were typed, to whoever works there."""
    messages.error(case.request, refusal)
    if action in OF_DEPARTMENT:
        if case.works_inside:
            return check_again(case, None if action == Action.WITHDRAW else form, status)
        return redirect("evaluations:check", case.evaluation.pk)
    if action in {each.action for each in case.steps}:
        return review_page(case, step_form=form, status=status)
    return redirect("evaluations:review", case.evaluation.pk)


def _step_refusal(action: str, form: StepForm, seen: str) -> str:
    """Why this post cannot be a step at all: no such step, too many words, or none of the scores that were on the page."""
    if action not in (*OF_FINANCE, *OF_DEPARTMENT):
        return "没有这一步，请刷新页面。"
    if not form.is_valid():
        return f"没有办理：{form.errors['comment'][0]}"
    if action == Action.PASS_ON and not seen:
        return NOT_SEEN
    return ""
