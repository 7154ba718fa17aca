"""A year's campaign 自评年度任务 and the reference data it chooses: index system, report template, deadlines."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from pydantic import BaseModel
from pydantic import ValidationError as FactsError

from accounts.models import Department, Region, WithContact
from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.index_system import IndexSystemFacts
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.domain.report_text_reading import faults_in
from evaluations.enums import Scope
from huadu_perf.lib.locations import located


class Definition(models.Model):
    """Reference data with a version, kept as one validated JSON document."""

    code = models.CharField("代码", max_length=60)
    version = models.PositiveSmallIntegerField("版本", default=1)
    name = models.CharField("名称", max_length=100)
    definition = models.JSONField("内容")
    is_published = models.BooleanField(
        "已发布", default=False, help_text="发布后不能再改，只能另存为新版本。"
    )

    #: The shape of `definition`.
    shape: type[BaseModel]
    #: The definition, validated (a property of each kind).
    facts: Any

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"

    def clean(self) -> None:
        """Refuses a document of the wrong shape, every fault located, and any change of a published one."""
        if self.pk and self._is_published_otherwise():
            raise ValidationError({"definition": "已发布的内容不能修改，请另存为新版本。"})
        try:
            facts = self.shape.model_validate(self.definition)
        except FactsError as error:
            raise ValidationError({"definition": located(error)}) from error
        if self.is_published and (faults := self.faults_of(facts)):
            raise ValidationError({"definition": faults})

    def faults_of(self, facts: Any) -> list[str]:
        """What stands in the way of publishing."""
        return []

    def _is_published_otherwise(self) -> bool:
        published = type(self)._default_manager.filter(pk=self.pk, is_published=True)
        return published.exclude(definition=self.definition).exists()


class IndexSystem(Definition):
    """An index system 指标体系: tree, points, bands, rules."""

    shape = IndexSystemFacts

    class Meta:
        verbose_name = verbose_name_plural = "指标体系"
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint("code", "version", name="index_system_version"),)

    def faults_of(self, facts: IndexSystemFacts) -> list[str]:
        """Points that do not add up, type names, methods without their data."""
        return facts.faults()

    @property
    def facts(self) -> IndexSystemFacts:
        """The definition, validated."""
        return IndexSystemFacts.model_validate(self.definition)

    @property
    def scope_label(self) -> str:
        """What it is for, without validating the whole (lists)."""
        return Scope(self.definition.get("scope", Scope.DEPARTMENT)).label


class ReportTemplate(Definition):
    """A report template 报告模板: chapters, parts, annexes."""

    shape = ReportTemplateFacts

    class Meta:
        verbose_name = verbose_name_plural = "报告模板"
        ordering = ("code", "-version")
        constraints = (models.UniqueConstraint("code", "version", name="report_template_version"),)

    def faults_of(self, facts: ReportTemplateFacts) -> list[str]:
        """Whatever its text would be refused for."""
        return [str(fault) for fault in faults_in(facts)]

    @property
    def facts(self) -> ReportTemplateFacts:
        """The definition, validated."""
        return ReportTemplateFacts.model_validate(self.definition)

    @property
    def is_verified(self) -> bool:
        """Whether somebody compared it with the original, without validating the whole (lists)."""
        return bool(self.definition.get("verified"))

    @property
    def source(self) -> str:
        """What it goes back to."""
        return str(self.definition.get("source", ""))


class Campaign(WithContact):
    """自评年度任务: what a region's departments are asked for in one year, until when, and whom they may call."""

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="财政区划", related_name="+")
    name = models.CharField("任务名称", max_length=100)
    year = models.PositiveSmallIntegerField("评价年度")
    index_system = models.ForeignKey(IndexSystem, models.PROTECT, verbose_name="指标体系", related_name="+")
    report_template = models.ForeignKey(
        ReportTemplate, models.PROTECT, verbose_name="报告模板", related_name="+"
    )
    project_index_system = models.ForeignKey(
        IndexSystem, models.PROTECT, verbose_name="项目指标体系", related_name="+", null=True, blank=True
    )
    notice = models.CharField(
        "工作通知",
        max_length=200,
        blank=True,
        help_text="部署本次自评的通知名称和文号，印在报告引言里；没有就空着",
    )
    check_settings = models.JSONField("校验设置", default=dict, blank=True)
    opens_on = models.DateField("开始日期")
    due_on = models.DateField("截止日期")
    leader_signs = models.BooleanField("报送前须部门负责人审签", default=True)
    review_levels = models.PositiveSmallIntegerField("财政审核级数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "自评年度任务"
        ordering = ("-year", "name")
        constraints = (
            models.UniqueConstraint(
                "region",
                "year",
                "name",
                name="campaign_once",
                violation_error_message="本区划本年度已有同名任务。",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="campaign_due_after_opening",
                violation_error_message="截止日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                condition=Q(review_levels__gte=1, review_levels__lte=3),
                name="campaign_review_levels",
                violation_error_message="财政审核级数为 1 到 3。",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="campaign_year",
                violation_error_message="评价年度应在 2000 到 2100 之间。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def checks(self) -> CheckSettings:
        """Levels and thresholds of the checker, validated."""
        return CheckSettings.model_validate(self.check_settings)


class DeadlineExtension(models.Model):
    """One department's later due date, with the reason."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="extensions")
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门", related_name="+")
    due_on = models.DateField("延期至")
    reason = models.TextField("延期原因")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="批准人", related_name="+"
    )
    granted_at = models.DateTimeField("批准时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "延期"
        ordering = ("-granted_at",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_has_reason",
                violation_error_message="请写明延期原因。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} 延期至 {self.due_on}"
