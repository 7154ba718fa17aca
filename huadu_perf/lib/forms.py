"""Ordinary forms: crispy wired once, drawn with our own field component, messages that name field and fix."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from huadu_perf.lib.values import plain_text


class BaseForm(forms.Form):
    """A form says its `layout`, or nothing for its fields in order; views never see the helper."""

    layout: Layout | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                verb = "请选择" if isinstance(field, forms.ChoiceField | forms.FileField) else "请填写"
                field.error_messages["required"] = f"{verb}{field.label}。"

    @property
    def helper(self) -> FormHelper:
        """What `{% crispy form %}` asks for."""
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.field_template = "components/crispy_field.html"
        helper.layout = self.layout or Layout(*self.fields)
        return helper


def error_links(form: forms.BaseForm | forms.BaseFormSet | None) -> list[tuple[str, str]]:
    """Every error of a form or formset as (anchor, message) in reading order, for the error summary."""
    if form is None:
        return []
    if isinstance(form, forms.BaseFormSet):
        general = [("", str(error)) for error in form.non_form_errors()]
        return general + [pair for one in form for pair in error_links(one)]
    links = [("", str(error)) for error in form.non_field_errors()]
    return links + [
        (bound.id_for_label or bound.auto_id, str(error)) for bound in form for error in bound.errors
    ]


class PlainTextField(forms.CharField):
    """Text as it is stored: NFC, no control characters."""

    def to_python(self, value: Any) -> str:
        """Cleans what was typed."""
        return plain_text(super().to_python(value) or "")


class SizedFileField(forms.FileField):
    """A file of at most `most` bytes; of a larger one nothing is read into memory."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file; ValidationError for one that is too large."""
        file = super().clean(data, initial)
        if file and file.size > self.most:
            raise forms.ValidationError(
                f"文件超过 {self.most // 1024 // 1024} MB，不读取。", code="too_large"
            )
        return file


class DateField(forms.DateField):
    """A date typed or picked; the message shows the form it should have."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y.%m.%d"])
        super().__init__(**kwargs)
        self.error_messages["invalid"] = f"{self.label}应为日期，如 2023-04-06。"
