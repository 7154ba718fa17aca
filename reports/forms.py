"""The forms of the reports' pages: a stamped scan, and the question of the public page."""

import re
from typing import Any

from django import forms
from django.conf import settings

from huadu_perf.lib.forms import BaseForm, PlainTextField, SizedFileField

PDF_ONLY = {"accept": ".pdf,application/pdf"}
SHA256 = re.compile(r"[0-9a-f]{64}")
EMPTY = {"empty": "选择的文件是空的，请重新选择。"}


class StampedForm(BaseForm):
    """A scan of the issued report with the seal on it."""

    file = SizedFileField(
        most=settings.STAMPED_MAX_BYTES,
        label="盖章件",
        help_text=f"签发的报告打印盖章后的扫描件，PDF，{settings.STAMPED_MAX_BYTES // 1024 // 1024} MB 以内，不加密",
        widget=forms.ClearableFileInput(attrs=PDF_ONLY),
        error_messages=EMPTY,
    )


class VerifyForm(BaseForm):
    """A file, or the hash of one."""

    file = forms.FileField(
        label="报告的 PDF 文件",
        required=False,
        help_text=f"{settings.VERIFY_MAX_BYTES // 1024 // 1024} MB 以内；只计算校验值，不保存",
        widget=forms.ClearableFileInput(attrs=PDF_ONLY),
        error_messages=EMPTY,
    )
    sha256 = PlainTextField(
        label="或填写 SHA-256",
        required=False,
        max_length=200,
        help_text="64 位，由数字和字母 a–f 组成",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"max_length": "SHA-256 应为 64 位，写了 %(show_value)d 个字。"},
    )

    def clean_sha256(self) -> str:
        """As it is stored; spaces and capitals of a copied one are no fault."""
        typed = "".join(self.cleaned_data["sha256"].split()).lower()
        if typed and not SHA256.fullmatch(typed):
            wrong = sorted(set(re.sub(r"[0-9a-f]", "", typed)))
            strange = f"，其中有不该有的“{''.join(wrong)[:20]}”" if wrong else ""
            raise forms.ValidationError(
                f"SHA-256 应为 64 位数字和字母 a–f，填写的是 {len(typed)} 位{strange}。"
            )
        return typed

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        data = super().clean() or {}
        given = [name for name in ("file", "sha256") if data.get(name)]
        if len(given) == 2:
            self.add_error("sha256", "已选择了文件。文件和 SHA-256 只用一种，请清空其中一个。")
        elif not given and not self.errors:
            self.add_error("file", "请选择报告的 PDF 文件，或在下面填写 SHA-256。")
        return data

    @property
    def asked(self) -> str:
        """The hash that is looked for, of a valid form."""
        file = self.cleaned_data["file"]
        return file.sha256 if file else self.cleaned_data["sha256"]
