"""The forms of the account pages."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm

from accounts.models import Region
from huadu_perf.lib.forms import BaseForm, SizedFileField
from huadu_perf.lib.workbooks.reading import MAX_BYTES


class RosterFileForm(BaseForm):
    """A roster as a file, for one of the regions a person may change; asked for only where there are several."""

    region = forms.ModelChoiceField(queryset=Region.objects.none(), label="财政区划", empty_label=None)
    file = SizedFileField(
        most=MAX_BYTES,
        label="填好的名册",
        help_text="从本页下载后修改的 .xlsx；5 MB 以内",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"empty": "选择的文件是空的，请重新选择。"},
    )

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        if len(regions) == 1:
            self.fields["region"].widget = forms.HiddenInput()
            self.fields["region"].initial = regions[0]


class OwnPasswordForm(PasswordChangeForm):
    """One's own new password, which is another than before."""

    def clean_new_password1(self) -> str:
        """Refuses the old password."""
        password: str = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise forms.ValidationError("新密码与原密码相同，请另设一个。")
        return password
