"""审核意见与答复: what the department says to each remark. All that was typed is filed, whichever button was pressed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import requires
from accounts.roles import Permission
from evaluations.actions.review import answer_remark
from evaluations.domain.workflow import TransitionRefused
from evaluations.forms.review import AnswerForm
from evaluations.models import Remark
from evaluations.views.frame import Case
from evaluations.views.review import shown_remark


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.VIEW_EVALUATION)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The remarks, and a form for each; the department answers every one before it submits again."""
    case = Case(request, pk)
    if request.method != "POST":
        return _page(case)
    asked = [remark for remark in _sent(case) if str(remark.key) in request.POST.getlist("remark")]
    if not asked or not case.may_fill:
        messages.error(request, "现在不能答复这条意见。")
        return redirect("evaluations:answers", pk)
    return _answer(case, asked)


def _answer(case: Case, asked: list[Remark]) -> HttpResponse:
    """Files what was typed; what is incomplete stays on the page as it was typed."""
    pressed = case.request.POST.get("pressed", "")
    forms = [AnswerForm(case.request.POST, prefix=str(row.key), initial=_initial(row)) for row in asked]
    forms = [form for form in forms if form.has_changed() or form.prefix == pressed] or forms
    filed = sum(_file(case, form) for form in forms if form.is_valid())
    if filed:
        messages.success(case.request, "答复已保存。" if filed == 1 else f"已保存 {filed} 条答复。")
    refused = [form for form in forms if form.errors]
    if not refused:
        return redirect("evaluations:answers", case.evaluation.pk)
    conflict = any(form.non_field_errors() for form in refused)
    return _page(Case(case.request, case.evaluation.pk), refused, status=409 if conflict else 422)


def _file(case: Case, form: AnswerForm) -> bool:
    try:
        answer_remark(
            evaluation=case.evaluation,
            key=form.remark,
            kind=form.cleaned_data["answer_kind"],
            answer=form.cleaned_data["answer"],
            by=case.request.user,
        )
    except TransitionRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _page(case: Case, refused: list[AnswerForm] | None = None, status: int = 200) -> HttpResponse:
    posted = {form.remark: form for form in refused or ()}
    items = [shown_remark(case, remark) for remark in _sent(case)]
    if case.may_fill:
        for item, remark in zip(items, _sent(case), strict=True):
            item["form"] = posted.get(remark.key) or AnswerForm(
                initial=_initial(remark), prefix=str(remark.key)
            )
    return render(
        case.request,
        "evaluations/answers.html",
        case.context(items=items, errors=_errors(refused or [])),
        status=status,
    )


def _sent(case: Case) -> list[Remark]:
    return [remark for remark in case.signed_remarks if remark.issued_at]


def _initial(remark: Remark) -> dict[str, str]:
    return {"answer_kind": remark.answer_kind, "answer": remark.answer}


def _errors(forms: list[AnswerForm]) -> list[tuple[str, str]]:
    """A group of radio buttons has no label of its own; its first button takes the focus."""
    return [("", error) for form in forms for error in form.non_field_errors()] + [
        (field.id_for_label or f"{field.auto_id}_0", error)
        for form in forms
        for field in form
        for error in field.errors
    ]
