"""核对与提交: everything on one page, the findings with their explanations, the declaration, the step."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.workflow import take_step
from evaluations.domain.checks import standing
from evaluations.domain.workflow import Step, TransitionRefused
from evaluations.enums import Action
from evaluations.forms.outline import outline
from evaluations.forms.review import DeclarationForm, ExplanationForm, ReasonForm, StepForm
from evaluations.views.carried import carried_links
from evaluations.views.drafts import unsaved_of
from evaluations.views.explaining import file_explanations
from evaluations.views.frame import Case, ShownFinding
from evaluations.views.key_figures import key_figures
from evaluations.views.notes import given_of
from huadu_perf.lib.findings import Severity
from huadu_perf.lib.forms import error_links

GATED = (Action.SEND_TO_LEADER, Action.SUBMIT, Action.SIGN)
NOT_SEEN = "没有办理：表单缺少你所核对的内容版本。请在本页核对后再办理。"


@require_safe
@requires(Permission.VIEW_EVALUATION)
def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole evaluation with 修改 links, the findings, and what this person may do next."""
    return _page(Case(request, pk))


def check_again(case: Case, form: StepForm | None, status: int) -> HttpResponse:
    """The page with the words of a step of the department that was refused, also where it cannot be taken any more."""
    return _page(case, back=form, status=status)


def _page(
    case: Case, form: DeclarationForm | None = None, refused: Sequence[ExplanationForm] = (),
    back: StepForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    form, back = form or DeclarationForm(), back or (ReasonForm if case.may_ask_back else StepForm)()
    back.auto_id = "back-%s"
    steps, back_steps = _steps(case, gate=True), _steps(case, gate=False)
    return render(
        case.request, "evaluations/check.html", status=status,
        context=case.context(
            "check", **given_of(case, "check"),
            tiles=key_figures(case),
            opening=case.opening if steps else "",
            outline=outline(case.said, remarks=[r for r in case.remarks if r.issued_at]),
            **_findings(case, refused),
            form=form,
            errors=[link for one in (form, *refused, back) for link in error_links(one)],
            gate_steps=steps,
            drafts=unsaved_of(case) if steps else (),
            back_steps=back_steps,
            unsent="" if back_steps else back.data.get("comment", "").strip(),
            step_form=back,
            carried=carried_links(case) if case.may_fill else (),
            unanswered=[r for r in case.remarks if r.issued_at and not r.answer_kind],
        ),
    )  # fmt: skip


def _steps(case: Case, *, gate: bool) -> list[Step]:
    """What this person may do next: through the gate, or back with words; a request is made once."""
    backs = {Action.SEND_BACK} | ({Action.ASK_BACK} if case.may_ask_back else set())
    return [step for step in case.steps if (step.gate if gate else step.action in backs)]


def _findings(case: Case, refused: Sequence[ExplanationForm]) -> dict[str, Any]:
    """The findings by how grave they are, and the words that were said to findings that are gone."""
    shown, names = _with_forms(case, refused), ("hints", "explain", "must")
    return {
        name: [item for item in shown if item.finding.severity == severity]
        for name, severity in zip(names, (Severity.HINT, Severity.WARNING, Severity.ERROR), strict=True)
    } | {"outdated": standing(case.findings, case.facts.explanations)[1] if case.may_fill else ()}


def _with_forms(case: Case, refused: Sequence[ExplanationForm]) -> list[ShownFinding]:
    """The findings; each that asks for an explanation with its form, some of them perhaps as they were posted."""
    shown, posted = case.shown(case.findings), {form.finding: form for form in refused}
    for item in shown:
        if item.finding.severity == Severity.WARNING and case.may_fill:
            identity, initial = (
                item.finding.identity,
                {"message": item.finding.message, "text": item.explanation},
            )
            item.form = posted.get(identity) or ExplanationForm(finding=identity, initial=initial)
    return shown


@require_POST
@requires(Permission.VIEW_EVALUATION)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends to the leader, or submits to finance; the gate is the list of findings on the page, after what was typed there."""
    case = Case(request, pk)
    form = DeclarationForm(request.POST)
    action = request.POST.get("action", "")
    if action not in GATED:
        messages.error(request, "没有这一步，请刷新页面。")
        return redirect("evaluations:check", pk)
    filed = file_explanations(case)
    if not form.is_valid() or filed.refused:
        return _page(Case(request, pk), form, filed.refused, status=filed.status if filed.refused else 422)
    try:
        if action == Action.SIGN and not request.POST.get("seen"):
            raise TransitionRefused(NOT_SEEN)
        in_the_way = take_step(
            evaluation=case.evaluation,
            action=Action(action),
            rights=case.rights,
            comment=form.cleaned_data["comment"],
            seen=request.POST.get("seen", ""),
        )
    except TransitionRefused as refusal:
        messages.error(request, str(refusal))
        return _page(Case(request, pk), form, status=409)
    if in_the_way:
        messages.error(request, f"还有 {len(in_the_way)} 个问题没有处理，未提交。请逐条修改或说明。")
        return _page(Case(request, pk), form, status=409)
    messages.success(request, f"已{Action(action).label}。")
    return redirect("evaluations:detail", pk)


@require_POST
@requires(Permission.FILL_EVALUATION)
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Files the explanations of the page; what stands in the form of the step beside them is not lost."""
    case = Case(request, pk)
    if not case.may_fill:
        messages.error(request, "已报送，不能再修改说明。")
        return redirect("evaluations:check", pk)
    filed = file_explanations(case)
    if filed.count:
        messages.success(request, "说明已保存。" if filed.count == 1 else f"已保存 {filed.count} 条说明。")
    elif not filed.refused:
        messages.info(request, "说明没有改动，没有要保存的。")
    begun = DeclarationForm(
        initial={"comment": request.POST.get("comment", ""), "truth": "truth" in request.POST}
    )
    if filed.refused:
        return _page(Case(request, pk), begun, filed.refused, status=filed.status)
    if any(begun.initial.values()):
        return _page(Case(request, pk), begun)
    return redirect("evaluations:check", pk)
