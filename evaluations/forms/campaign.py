"""The forms of the campaign pages."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms

from accounts.models import Department, Region
from evaluations.enums import Scope
from evaluations.models import Campaign, IndexSystem, ReportTemplate
from evaluations.queries import published_systems
from huadu_perf.lib.forms import BaseForm, DateField, PlainTextField
from huadu_perf.templatetags.ui import cn_date

#: A year in a name: 2022年度…
YEAR = re.compile(r"(?<!\d)(20\d\d)(?=\s*年)")


class IndexSystemField(forms.ModelChoiceField):
    """A published index system, with its year and whether its source was verified."""

    def label_from_instance(self, obj: Any) -> str:
        """What the list shows."""
        return f"{obj} · {obj.definition['year']} 年 · {'已核实' if obj.definition.get('verified') else '未核实'}"


class ReportTemplateField(forms.ModelChoiceField):
    """A published report template, and whether its source was verified."""

    def label_from_instance(self, obj: Any) -> str:
        """What the list shows."""
        return f"{obj} · {'已核实' if obj.is_verified else '未核实'}"


class CampaignForm(BaseForm):
    """A new campaign."""

    region = forms.ModelChoiceField(label="财政区划", queryset=Region.objects.none(), empty_label=None)
    year = forms.IntegerField(
        label="评价年度", min_value=2000, max_value=2100,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": "评价年度应为四位数字，如 2022。",
            "min_value": "评价年度应在 2000 到 2100 之间。",
            "max_value": "评价年度应在 2000 到 2100 之间。",
        },
    )  # fmt: skip
    name = PlainTextField(label="任务名称", max_length=100, help_text="例如：2022年度部门整体支出绩效自评")
    index_system = IndexSystemField(
        label="指标体系", queryset=IndexSystem.objects.none(), empty_label="请选择"
    )
    project_index_system = IndexSystemField(
        label="项目指标体系",
        queryset=IndexSystem.objects.none(),
        empty_label="不规定",
        required=False,
        help_text="规定项目指标的类别和权重；不规定的，项目单位自行分配 100 分",
    )
    report_template = ReportTemplateField(
        label="报告模板", queryset=ReportTemplate.objects.filter(is_published=True), empty_label="请选择"
    )
    notice = PlainTextField(
        label="工作通知", max_length=200, required=False,
        help_text="部署本次自评的通知名称和文号，印在报告引言里；没有就空着",
        error_messages={"max_length": "工作通知最多 200 字。"},
    )  # fmt: skip
    opens_on = DateField(label="开始日期", help_text="这一天起可以报送；之前可以填报、核对，不能报送")
    due_on = DateField(label="截止日期")
    leader_signs = forms.BooleanField(label="报送前须部门负责人审签", required=False, initial=True)
    review_levels = forms.TypedChoiceField(
        label="财政审核级数", coerce=int, choices=((1, "一级"), (2, "两级（初审、终审）"), (3, "三级"))
    )
    contact_office = PlainTextField(
        label="联系股室", max_length=60, required=False,
        help_text="财政联系人显示在各部门填报的每一页和填报手册里，三项都可以不填",
        error_messages={"max_length": "联系股室最多 60 字。"},
    )  # fmt: skip
    contact_person = PlainTextField(
        label="联系人", max_length=40, required=False, error_messages={"max_length": "联系人最多 40 字。"}
    )
    contact_phone = PlainTextField(
        label="联系电话", max_length=60, required=False, error_messages={"max_length": "联系电话最多 60 字。"}
    )
    #: What a new campaign takes over from the one before, to be looked over; without one the contact of the region.
    CONTACT = ("contact_office", "contact_person", "contact_phone")
    TAKEN_OVER = (
        "index_system", "project_index_system", "report_template", "leader_signs", "review_levels", *CONTACT,
    )  # fmt: skip
    layout = Layout(
        "region", Div("year", "name", css_class="field-row"), "index_system", "project_index_system",
        "report_template", "notice",
        Div("opens_on", "due_on", css_class="field-row"), "leader_signs", "review_levels",
        "contact_office", Div("contact_person", "contact_phone", css_class="field-row"),
    )  # fmt: skip

    def __init__(self, *args: Any, regions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]
        for name, scope in (("index_system", Scope.DEPARTMENT), ("project_index_system", Scope.PROJECT)):
            self.fields[name].queryset = published_systems(scope)  # type: ignore[attr-defined]

    @classmethod
    def after(cls, before: Campaign | None, regions: Iterable[Region]) -> dict[str, Any]:
        """What a form for the year after `before` begins with; the first campaign, with the contact of the one region."""
        if before is None:
            only = list(regions)
            return {name: getattr(only[0], name) for name in cls.CONTACT} if len(only) == 1 else {}
        year = before.year + 1
        return {
            "region": before.region,
            "year": year,
            "name": before.name.replace(str(before.year), str(year)),
            **{name: getattr(before, name) for name in cls.TAKEN_OVER},
        }

    def clean(self) -> dict[str, Any]:
        """The dates in order, the name new and of the same year."""
        data = super().clean() or self.cleaned_data
        opens, due = data.get("opens_on"), data.get("due_on")
        if opens and due and due < opens:
            self.add_error("due_on", f"截止日期 {cn_date(due)}早于开始日期 {cn_date(opens)}。")
        year, name = data.get("year"), data.get("name") or ""
        others = sorted({int(found) for found in YEAR.findall(name)} - {year})
        if year and others:
            self.add_error("name", f"任务名称写的是 {others[0]} 年，评价年度是 {year}。请改成同一年。")
        if Campaign.objects.filter(
            region=data.get("region"), year=data.get("year"), name=data.get("name")
        ).exists():
            self.add_error("name", "本区划本年度已有同名任务，请换一个名称。")
        return data


class ExtensionForm(BaseForm):
    """A later due date for one department."""

    department = forms.ModelChoiceField(
        label="部门", queryset=Department.objects.none(), empty_label="请选择"
    )
    due_on = DateField(label="延期至")
    reason = PlainTextField(
        label="延期原因", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "延期原因最多 500 字。"},
    )  # fmt: skip

    def __init__(self, *args: Any, departments: Any, campaign_due: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign_due = campaign_due
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]

    def clean_due_on(self) -> date:
        """Later than the campaign's own due date."""
        due: date = self.cleaned_data["due_on"]
        if due <= self.campaign_due:
            raise forms.ValidationError(f"延期日期要晚于任务的截止日期 {cn_date(self.campaign_due)}。")
        return due


class ReminderForm(BaseForm):
    """催报: whom, and in which words."""

    ALL, SOME = "all", "some"
    to = forms.ChoiceField(label="催哪些部门", widget=forms.RadioSelect, initial=ALL)
    departments = forms.TypedMultipleChoiceField(
        label="勾选部门", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    text = PlainTextField(
        label="催报内容", max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        initial="请抓紧填报，在截止日期前报送。",
        error_messages={"required": "请写明催报内容。", "max_length": "催报内容最多 200 字。"},
    )  # fmt: skip
    again = forms.BooleanField(label="今天催过的也再发一次", required=False)

    def __init__(self, *args: Any, departments: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = departments
        kinds = ((self.ALL, f"全部未报送的部门（{len(departments)} 个）"), (self.SOME, "只催勾选的部门"))
        self.fields["to"].choices = kinds  # type: ignore[attr-defined]
        self.fields["departments"].choices = departments  # type: ignore[attr-defined]

    @property
    def lists_departments(self) -> bool:
        """Whether the list of departments is wanted."""
        return self.is_bound and ("departments" in self.data or self.data.get("to") == self.SOME)

    @property
    def chosen(self) -> list[int] | None:
        """The departments that are to be reminded; None for all."""
        return self.cleaned_data["departments"] if self.cleaned_data["to"] == self.SOME else None

    def clean(self) -> dict[str, Any]:
        """Ticks and choice say the same."""
        data = super().clean() or self.cleaned_data
        ticked = data.get("departments") or "departments" in self.errors
        if data.get("to") == self.SOME and not ticked:
            self.add_error("departments", "请勾选要催的部门。")
        if data.get("to") == self.ALL and ticked:
            self.add_error("to", "勾选了部门，又选了“全部未报送的部门”。请改选“只催勾选的部门”，或去掉勾选。")
        return data
