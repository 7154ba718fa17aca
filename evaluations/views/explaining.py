"""What a post of 核对与提交 says to its findings: all that was typed on the page is filed, not only beside the button."""

from dataclasses import dataclass

from django.contrib import messages

from evaluations.actions.review import explain_finding
from evaluations.domain.facts import Explanation
from evaluations.domain.workflow import TransitionRefused
from evaluations.forms.review import ExplanationForm
from evaluations.views.frame import Case
from huadu_perf.lib.findings import Finding, Place, Severity

CHANGED = "数据刚被修改，这个问题里的数已经不同。请看上面新的问题，再保存说明。"


@dataclass(frozen=True)
class Filed:
    """How many explanations were filed, and those that were refused, as they were typed, with their errors."""

    count: int = 0
    refused: tuple[ExplanationForm, ...] = ()

    @property
    def status(self) -> int:
        """Of the page that shows what was refused: what was typed is wrong (422), or the figures moved meanwhile (409)."""
        return 409 if any(CHANGED in str(form.errors) for form in self.refused) else 422


def file_explanations(case: Case) -> Filed:
    """Files every explanation of the post that differs from what is stored; says in the messages what has no place."""
    if not case.may_fill:
        return Filed()
    post = case.request.POST
    stored = {row.finding: row for row in case.facts.explanations}
    forms = [ExplanationForm(post, finding=finding) for finding in dict.fromkeys(post.getlist("finding"))]
    touched = [form for form in forms if _is_touched(form, stored.get(form.finding))]
    count = sum(_file(case, form) for form in touched)
    return Filed(count, tuple(form for form in touched if form.errors))


def _is_touched(form: ExplanationForm, stored: Explanation | None) -> bool:
    """Not posted as the page gave it, because another one was typed. A blank takes back only what it stood for.

    Words that were stored without the message they are said to, as in files, stand for the one of today.
    """
    text, message = form["text"].data or "", form["message"].data or ""
    if stored is None:
        return bool(text.strip())
    if not text.strip():
        return message in ("", stored.message)
    return text.strip() != stored.text or stored.message not in ("", message)


def _file(case: Case, form: ExplanationForm) -> bool:
    """Whether it was filed. One that was not has its errors, or what it spoke of is gone."""
    finding = _asked(case, form.finding)
    if finding is None:
        text = form["text"].data or ""
        messages.error(case.request, f"这个问题已不存在，数据可能刚被修改。没有保存的说明：{text.strip()}")
        return False
    if form.is_valid() and form.cleaned_data["text"].strip() and form["message"].data != finding.message:
        form.add_error("text", CHANGED)
        form.data = form.data.copy()
        form.data[form.add_prefix("message")] = finding.message
    if form.errors:
        return False
    try:
        explain_finding(
            evaluation=case.evaluation, finding=finding, text=form.cleaned_data["text"], by=case.request.user
        )
    except TransitionRefused as refusal:
        form.add_error("text", str(refusal))
        return False
    return True


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
