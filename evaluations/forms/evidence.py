"""The forms of 佐证材料."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.file_types import ACCEPTED
from evaluations.enums import EvidenceKind
from huadu_perf.lib.forms import BaseForm, DateField, PlainTextField

FORMATS = "PDF、OFD、JPG、PNG、DOCX、XLSX、PPTX"


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
    pages = PlainTextField(
        label="页码或位置", required=False, max_length=200, help_text="证明内容在第几页，如：第 3 页附表",
        error_messages={"max_length": "页码或位置最多 200 字。"},
    )  # fmt: skip
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

    @property
    def described(self) -> dict[str, Any]:
        """What was said of the file, as the actions take it; of a field that is wrong, nothing."""
        data = getattr(self, "cleaned_data", {})
        return {
            "title": data.get("title", ""),
            "kind": data.get("kind") or EvidenceKind.OTHER,
            "dated": data.get("dated"),
            "sample_size": data.get("sample_size"),
            "pages": data.get("pages", ""),
            "indicators": [UUID(key) for key in data.get("indicators", ())],
            "projects": [UUID(key) for key in data.get("projects", ())],
        }


class Files(forms.ClearableFileInput):
    """A button for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. What is wrong with one of them (empty, no evidence) is told of it alone, when it is taken in."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files; ValidationError where there is none and one is needed."""
        files = [each for each in data or () if each is not None]
        if not files and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class UploadForm(EvidenceForm):
    """New pieces of evidence: files with what is the same of all. `kept`: what an earlier, faulty post has brought already."""

    file = FilesField(
        label="文件", help_text=f"可以一次选几个。{FORMATS}",
        widget=Files(attrs={"accept": ",".join(f".{ending}" for ending in ACCEPTED)}),
        error_messages={"required": "请选择要上传的文件。"},
    )  # fmt: skip
    field_order = ("file", "title", "kind", "dated", "sample_size", "pages", "indicators", "projects")

    def __init__(self, *args: Any, kept: Collection[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = tuple(kept)
        self.fields["title"].required = False
        self.fields["title"].help_text = "不填就用文件名"
        self.fields["kind"].initial = EvidenceKind.OTHER
        if self.kept:
            self.fields["file"].required = False

    @property
    def files_given(self) -> list[UploadedFile]:
        """The files of this post."""
        files: list[UploadedFile] = self.cleaned_data.get("file", [])
        return files
