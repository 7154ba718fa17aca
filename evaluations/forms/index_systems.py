"""The forms of the pages of index systems."""

from django import forms

from huadu_perf.lib.forms import BaseForm, SizedFileField
from huadu_perf.lib.workbooks.reading import MAX_BYTES


class IndexSystemFileForm(BaseForm):
    """An index system as a file."""

    file = SizedFileField(
        most=MAX_BYTES,
        label="指标体系文件",
        help_text="从本系统下载后修改的 .xlsx，或 .json；5 MB 以内",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.json"}),
        error_messages={"empty": "选择的文件是空的，请重新选择。"},
    )
