"""Ordinary forms: clean text, dates as people type them, sentences that name the field."""

from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from huadu_perf.lib.forms import BaseForm, DateField, PlainTextField, SizedFileField


class Example(BaseForm):
    """One of each."""

    phone = forms.CharField(label="电话", required=False, error_messages={"required": "留个电话。"})
    title = PlainTextField(label="材料名称")
    kind = forms.ChoiceField(label="类型", choices=[("a", "甲")])
    dated = DateField(label="日期", required=False)


def test_missing_fields_are_asked_for_by_name():
    assert Example({}).errors.get_json_data() == {
        "title": [{"message": "请填写材料名称。", "code": "required"}],
        "kind": [{"message": "请选择类型。", "code": "required"}],
    }


@pytest.mark.parametrize("typed", ["2023-04-06", "2023/4/6", "2023年4月6日", "2023.04.06"])
def test_dates_are_read_as_people_write_them(typed):
    form = Example({"title": " 总\u200b结\x00 ", "kind": "a", "dated": typed})
    assert form.is_valid()
    assert (form.cleaned_data["dated"], form.cleaned_data["title"]) == (date(2023, 4, 6), "总结")


def test_a_field_may_have_words_of_its_own():
    form = Example({"title": "x", "kind": "a"})
    form.fields["phone"].required = True
    assert form.errors["phone"] == ["留个电话。"]


@pytest.mark.parametrize("typed", ["昨天", "2023-02-30", "6/4/2023"])
def test_what_is_no_date_is_refused(typed):
    form = Example({"title": "x", "kind": "a", "dated": typed})
    assert form.errors["dated"] == ["日期应为日期，如 2023-04-06。"]


def test_a_form_is_drawn_with_our_own_field_component():
    helper = Example().helper
    assert (helper.form_tag, helper.disable_csrf, list(helper.layout.fields)) == (
        False,
        True,
        ["phone", "title", "kind", "dated"],
    )


class Large(BaseForm):
    """A file of at most two megabytes."""

    file = SizedFileField(label="文件", most=2 * 1024 * 1024)


def test_a_file_that_is_too_large_is_refused_unread():
    """Its size is known before a byte of it stands in memory: this one has none."""
    form = Large({}, {"file": UploadedFile(None, "大.xlsx", "", 2 * 1024 * 1024 + 1)})
    assert form.errors["file"] == ["文件超过 2 MB，不读取。"]
    assert Large({}, {"file": SimpleUploadedFile("小.xlsx", b"x")}).is_valid()
