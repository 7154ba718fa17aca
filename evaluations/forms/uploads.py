"""The forms that take a workbook."""

from django import forms

from huadu_perf.lib.forms import BaseForm, SizedFileField
from huadu_perf.lib.workbooks.reading import MAX_BYTES

ENDINGS = ".xlsx,.xls,.zip"


def _file(label: str, hint: str) -> forms.FileField:
    return SizedFileField(
        most=MAX_BYTES,
        label=label,
        help_text=hint,
        widget=forms.ClearableFileInput(attrs={"accept": ENDINGS}),
        error_messages={"empty": "选择的文件是空的，请重新选择。"},
    )


class WorkbookForm(BaseForm):
    """A filled-in workbook."""

    file = _file("填好的工作簿", "从本页下载后填写的工作簿；.xlsx、.xls，或只装着它的 .zip；5 MB 以内")
    erase = forms.BooleanField(label="空白单元格清空原内容", required=False)


class FinanceFileForm(BaseForm):
    """A sheet that a finance system exported."""

    file = _file("财务系统导出的表", ".xlsx、.xls，或只装着一个工作簿的 .zip；5 MB 以内")
