"""The forms of the pages of report templates: the text as typed, and the text as a file."""

from typing import Any

from django import forms

from evaluations.domain.report_checks import LONGEST_TEXT
from evaluations.domain.report_template import ANNEX_NAMES, PART_NAMES
from evaluations.domain.report_words import COMMON, PLAIN_FIGURES, SENTENCES
from huadu_perf.lib.forms import BaseForm

#: As bytes: every character of the longest text in four, and some air.
LARGEST_FILE = 4 * LONGEST_TEXT + 1000


class TemplateTextForm(BaseForm):
    """A template's text, kept exactly as it was typed."""

    text = forms.CharField(
        label="模板文字",
        strip=False,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 30, "spellcheck": "false", "class": "template-text", "autocomplete": "off"}
        ),
    )


class TemplateFileForm(BaseForm):
    """A template's text as a file."""

    file = forms.FileField(
        label="模板文件",
        help_text="从本系统下载后修改的 .txt，200 KB 以内",
        widget=forms.ClearableFileInput(attrs={"accept": ".txt"}),
        error_messages={"empty": "选择的文件是空的，请重新选择。"},
    )

    def clean_file(self) -> str:
        """The text of the file: UTF-8, or GB18030 as older Windows editors write it."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"文件有 {file.size // 1024:,} KB，最多 {LARGEST_FILE // 1024} KB，不读取。"
            )
        text = text_of(file.read())
        if text is None:
            raise forms.ValidationError(f"“{file.name}”不是文本文件，请上传从本系统下载后修改的 .txt。")
        return text


def text_of(content: bytes) -> str | None:
    """The text of a file: UTF-8, or GB18030 as older Windows editors write it; None for what is no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def reference() -> dict[str, Any]:
    """What a template may say, for the help beside its text."""
    return {
        "parts": list(PART_NAMES),
        "annexes": list(ANNEX_NAMES),
        "common": COMMON,
        "figures": PLAIN_FIGURES,
        "sentences": SENTENCES,
    }
