"""The forms of 佐证材料."""

from typing import Any

from django import forms

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.file_types import ACCEPTED
from evaluations.enums import EvidenceKind
from huadu_perf.lib.forms import BaseForm, DateField, PlainTextField


class EvidenceForm(BaseForm):
    """What a piece of evidence is and what it proves."""

    title = PlainTextField(
        label="材料名称", max_length=200, error_messages={"max_length": "材料名称最多 200 字。"}
    )
    kind = forms.ChoiceField(label="材料类型", choices=EvidenceKind.choices)
    dated = DateField(label="材料日期", required=False, help_text="材料本身的日期，可以不填")
    sample_size = forms.IntegerField(
        label="样本量", required=False, min_value=0, max_value=999999999, help_text="满意度问卷填写有效份数"
    )
    indicators = forms.MultipleChoiceField(
        label="佐证的指标", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )
    projects = forms.MultipleChoiceField(
        label="佐证的项目", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, facts: EvaluationFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scored = [(str(row.key), row.name or "（未命名的指标）") for row in facts.scored_indicators()]
        projects = [(str(row.key), row.name or "（未命名的项目）") for row in facts.projects]
        for name, choices in (("indicators", scored), ("projects", projects)):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not choices:
                del self.fields[name]


class UploadForm(EvidenceForm):
    """A new piece of evidence with its file."""

    file = forms.FileField(
        label="文件", help_text="PDF、OFD、JPG、PNG、DOCX、XLSX、PPTX",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
        error_messages={"required": "请选择要上传的文件。", "empty": "这个文件是空的，请重新选择。"},
    )  # fmt: skip
    field_order = ("file", "title", "kind", "dated", "sample_size", "indicators", "projects")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = "不填就用文件名"
