"""Small forms of the workflow: remarks, answers, words with a step, explanations, the declaration."""

from hashlib import sha256
from typing import Any
from uuid import UUID

from django import forms

from evaluations.models import AnswerKind
from huadu_perf.lib.forms import BaseForm, PlainTextField


def words(
    label: str, *, required: bool = True, rows: int = 3, hint: str = "", limit: int = 2000
) -> PlainTextField:
    """A field for a few sentences."""
    return PlainTextField(
        label=label,
        required=required,
        help_text=hint,
        max_length=limit,
        error_messages={"max_length": f"{label}写了 %(show_value)d 字，最多 {limit} 字。"},
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class RemarkForm(BaseForm):
    """What the reviewer says to one item."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=200)
    text = words("审核意见", hint="写明哪里不对、要改成什么或补什么")


class AnswerForm(BaseForm):
    """What the department did about a remark."""

    answer_kind = forms.ChoiceField(label="处理", choices=AnswerKind.choices, widget=forms.RadioSelect)
    answer = words("答复", rows=2, hint="写明改了什么，或为什么不改")

    @property
    def remark(self) -> UUID:
        """The key of the remark it answers, which is its prefix."""
        return UUID(self.prefix)


class StepForm(BaseForm):
    """The words that go with a step of the workflow."""

    comment = words("意见", required=False, rows=2)


class ReasonForm(StepForm):
    """Why the department asks finance to return what it filed."""

    comment = words("理由", hint="写明要改哪里、为什么改")


class OfSubmission(BaseForm):
    """A part of the one form of 核对与提交: whatever is pressed there posts all that was typed on the page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["form"] = "submission"


class ExplanationForm(OfSubmission):
    """What the department says to a finding; empty takes an explanation back. Its prefix names the finding."""

    message = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10000)
    text = words("说明", required=False, rows=2, limit=500)

    def __init__(self, *args: Any, finding: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"said-{sha256(finding.encode()).hexdigest()[:12]}", **kwargs)
        self.finding = finding


class DeclarationForm(OfSubmission):
    """The declaration of truthfulness."""

    truth = forms.BooleanField(
        label="本部门对所填数据和材料的真实性、完整性负责",
        error_messages={"required": "提交前要勾选真实性声明。"},
    )
    comment = words("给审核人的话", required=False, rows=2)
