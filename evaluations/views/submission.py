"""核对与提交: everything on one page, the findings with their explanations, the declaration, the step."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.review import explain_finding
from evaluations.actions.workflow import take_step
from evaluations.domain.checks import standing
from evaluations.domain.workflow import TransitionRefused
from evaluations.enums import Action
from evaluations.forms.outline import outline
from evaluations.forms.review import DeclarationForm, ExplanationForm, StepForm
from evaluations.views.carried import carried_links
from evaluations.views.drafts import unsaved_of
from evaluations.views.frame import Case, ShownFinding
from evaluations.views.notes import given_of
from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.forms import error_links

GATED = (Action.SEND_TO_LEADER, Action.SUBMIT, Action.SIGN)


@require_safe
@requires(Permission.VIEW_EVALUATION)
def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole evaluation with 修改 links, the findings, and what this person may do next."""
    return _page(Case(request, pk))


def check_again(case: Case, form: StepForm, status: int) -> HttpResponse:
    """The page with the words of a step that was refused."""
    return _page(case, back=form, status=status)


def _page(
    case: Case, form: DeclarationForm | None = None, explanation: ExplanationForm | None = None,
    back: StepForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    shown = _with_forms(case, explanation)
    form, back = form or DeclarationForm(), back or StepForm()
    back.auto_id = "back-%s"
    steps = [step for step in case.steps if step.gate]
    return render(
        case.request, "evaluations/check.html", status=status,
        context=case.context(
            "check", **given_of(case, "check"),
            outline=outline(case.said, remarks=[r for r in case.remarks if r.issued_at]),
            must=[item for item in shown if item.finding.severity == Severity.ERROR],
            explain=[item for item in shown if item.finding.severity == Severity.WARNING],
            outdated=standing(case.findings, case.facts.explanations)[1] if case.may_fill else (),
            hints=[item for item in shown if item.finding.severity == Severity.HINT],
            form=form,
            errors=[*error_links(form), *error_links(explanation), *error_links(back)],
            gate_steps=steps,
            drafts=unsaved_of(case) if steps else (),
            back_steps=[step for step in case.steps if step.action == Action.SEND_BACK],
            step_form=back,
            carried=carried_links(case) if case.may_fill else (),
            unanswered=[r for r in case.remarks if r.issued_at and not r.answer_kind],
        ),
    )  # fmt: skip


def _with_forms(case: Case, bound: ExplanationForm | None) -> list[ShownFinding]:
    """The findings; each that asks for an explanation with its form, one of them perhaps as it was posted."""
    shown = case.shown(case.findings)
    for number, item in enumerate(shown):
        if item.finding.severity != Severity.WARNING or not case.may_fill:
            continue
        initial = {
            "finding": item.finding.identity,
            "message": item.finding.message,
            "text": item.explanation,
        }
        item.form = ExplanationForm(initial=initial, auto_id=f"explain-{number}-%s")
        if bound is not None and bound.data.get("finding") == item.finding.identity:
            bound.auto_id = f"explain-{number}-%s"
            item.form = bound
    return shown


@require_POST
@requires(Permission.VIEW_EVALUATION)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Sends to the leader, or submits to finance; the gate is the list of findings on the page."""
    case = Case(request, pk)
    form = DeclarationForm(request.POST)
    action = request.POST.get("action", "")
    if action not in GATED:
        messages.error(request, "没有这一步，请刷新页面。")
        return redirect("evaluations:check", pk)
    if not form.is_valid():
        return _page(case, form, status=422)
    try:
        in_the_way = take_step(
            evaluation=case.evaluation,
            action=Action(action),
            rights=case.rights,
            comment=form.cleaned_data["comment"],
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
    """Files the explanation of a finding."""
    case = Case(request, pk)
    form = ExplanationForm(request.POST)
    finding = _asked(case, form.data.get("finding", ""))
    if not case.may_fill:
        messages.error(request, "已报送，不能再修改说明。")
    elif finding is None:
        messages.error(request, "这个问题已不存在，数据可能刚被修改。")
    elif not form.is_valid():
        return _page(case, explanation=form, status=422)
    elif form.cleaned_data["text"].strip() and form.cleaned_data["message"] != finding.message:
        form.add_error("text", "数据刚被修改，这个问题里的数已经不同。请看上面新的问题，再保存说明。")
        form.data = form.data.copy()
        form.data["message"] = finding.message
        return _page(case, explanation=form, status=409)
    else:
        return _explain(case, finding, form.cleaned_data["text"])
    return redirect("evaluations:check", pk)


def _asked(case: Case, identity: str) -> Finding | None:
    """What the words are said to: a finding that asks for them, or one that asked and does no more."""
    for finding in case.findings:
        if finding.identity == identity and finding.severity == Severity.WARNING:
            return finding
    said = next((row for row in case.facts.explanations if row.finding == identity), None)
    if said is None:
        return None
    code, _, place = identity.partition("@")
    return Finding(code, Severity.WARNING, Place.parse(place), said.message)


def _explain(case: Case, finding: Finding, text: str) -> HttpResponse:
    try:
        explain_finding(evaluation=case.evaluation, finding=finding, text=text, by=case.request.user)
    except TransitionRefused as refusal:
        messages.error(case.request, str(refusal))
    else:
        messages.success(case.request, "说明已保存。")
    return redirect("evaluations:check", case.evaluation.pk)
