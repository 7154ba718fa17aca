"""One department's self-evaluation, its sections, its submissions and the steps it took."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Department
from budgets.models import BudgetSheet
from evaluations.enums import Action, Status
from evaluations.models.campaign import Campaign
from huadu_perf.lib.fixed_point import FiguresModel, amount_field, area_field, count_field, points_field

USER = settings.AUTH_USER_MODEL


class SelfEvaluation(models.Model):
    """部门整体支出绩效自评: one department in one campaign. Its status is stored, never derived."""

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, verbose_name="年度任务", related_name="evaluations"
    )
    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门", related_name="+")
    budget_sheet = models.OneToOneField(BudgetSheet, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("开启时间", auto_now_add=True)
    status = models.CharField("状态", max_length=20, choices=Status.choices, default=Status.DRAFT)
    round = models.PositiveSmallIntegerField("报送轮次", default=0)
    review_level = models.PositiveSmallIntegerField("待审级次", default=0)
    step = models.PositiveIntegerField("流转步数", default=0)
    submitted_by = models.ForeignKey(
        USER, models.PROTECT, verbose_name="报送人", null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField("报送时间", null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, models.PROTECT, verbose_name="审核通过人", null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField("审核通过时间", null=True, blank=True)
    total_score = points_field("自评得分")
    grade = models.CharField("自评等级", max_length=10, blank=True)
    reviewed_score = points_field("核查得分")
    reviewed_grade = models.CharField("核查等级", max_length=10, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门整体支出绩效自评"
        ordering = ("department__code",)
        constraints = (
            models.UniqueConstraint("campaign", "department", name="evaluation_once"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True, round=0)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, round__gte=1),
                name="submitted_who_when_round",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["submitted", "approved", "returned"], round__gte=1)
                | Q(status__in=["draft", "internal_review"]),
                name="status_fits_round",
            ),
            models.CheckConstraint(
                condition=Q(status="approved", approved_at__isnull=False, approved_by__isnull=False)
                | (~Q(status="approved") & Q(approved_at__isnull=True, approved_by__isnull=True)),
                name="approved_who_when",
            ),
            models.CheckConstraint(
                condition=~Q(approved_by=models.F("submitted_by")),
                name="approver_is_not_submitter",
                violation_error_message="报送人不能审核通过自己报送的自评。",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", review_level__gte=1)
                | (~Q(status="submitted") & Q(review_level=0)),
                name="review_level_fits_status",
            ),
        )

    def __str__(self) -> str:
        return f"{self.campaign.year} {self.department}"

    @property
    def state(self) -> Status:
        """The status with its labels."""
        return Status(self.status)

    @property
    def official_score(self) -> Decimal | None:
        """The total that counts: 核查得分 where finance gave one with the approval, else the department's own."""
        return self.total_score if self.reviewed_score is None else self.reviewed_score

    @property
    def official_grade(self) -> str:
        """The grade that goes with it."""
        return self.grade if self.reviewed_score is None else self.reviewed_grade

    @property
    def was_corrected(self) -> bool:
        """Whether the total that counts is another than the department's own."""
        return self.official_score != self.total_score


class Detail(FiguresModel):
    """The single fields of all sections (rows have their own tables)."""

    evaluation = models.OneToOneField(SelfEvaluation, models.PROTECT, related_name="detail", primary_key=True)
    nature = models.TextField("部门性质", blank=True)
    established_count = count_field("编制人数")
    serving_count = count_field("在职人数")
    retired_count = count_field("离退休人数")
    overview = models.TextField("年度总体工作", blank=True)
    published_spending = amount_field("已公开决算支出总额")
    adjustment_reason = models.TextField("预算调整原因", blank=True)
    execution_reason = models.TextField("执行率偏低原因", blank=True)
    building_approved_area = area_field("楼堂馆所批复规模")
    building_actual_area = area_field("楼堂馆所实际规模")
    building_approved_investment = amount_field("楼堂馆所预算投资")
    building_actual_investment = amount_field("楼堂馆所实际投资")
    thrift_measures = models.TextField("厉行节约保障措施", blank=True)
    management = models.TextField("绩效管理情况", blank=True)
    narrative = models.TextField("自评结论", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "自评单项内容"
        constraints = (
            models.CheckConstraint(
                condition=(Q(established_count__isnull=True) | Q(established_count__gte=0))
                & (Q(serving_count__isnull=True) | Q(serving_count__gte=0))
                & (Q(retired_count__isnull=True) | Q(retired_count__gte=0)),
                name="staff_counts_not_negative",
            ),
            models.CheckConstraint(
                condition=(Q(building_approved_area__isnull=True) | Q(building_approved_area__gte=0))
                & (Q(building_actual_area__isnull=True) | Q(building_actual_area__gte=0))
                & (Q(building_approved_investment__isnull=True) | Q(building_approved_investment__gte=0))
                & (Q(building_actual_investment__isnull=True) | Q(building_actual_investment__gte=0)),
                name="building_figures_not_negative",
                violation_error_message="规模和投资应为零或正数。",
            ),
        )

    def __str__(self) -> str:
        return str(self.evaluation)


class SectionState(models.Model):
    """The version of one section, on which every save is a compare-and-set, and who saved it last."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="section_states")
    section = models.CharField("章节", max_length=20)
    version = models.PositiveIntegerField("版本", default=0)
    is_declared_complete = models.BooleanField("填报人已确认填完", default=False)
    edited_by = models.ForeignKey(
        USER, models.PROTECT, verbose_name="最近保存人", null=True, blank=True, related_name="+"
    )
    edited_at = models.DateTimeField("最近保存", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节状态"
        constraints = (models.UniqueConstraint("evaluation", "section", name="section_state_once"),)

    def __str__(self) -> str:
        return f"{self.evaluation} {self.section}"


class Submission(models.Model):
    """The frozen facts of one round: what was submitted, as it was. Never changed."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="submissions")
    round = models.PositiveSmallIntegerField("轮次")
    facts = models.TextField("事实（JSON）")
    findings = models.JSONField("校验结果", default=list)
    history = models.JSONField("往年数据", default=dict, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    submitted_by = models.ForeignKey(USER, models.PROTECT, verbose_name="报送人", related_name="+")
    submitted_at = models.DateTimeField("报送时间")

    class Meta:
        verbose_name = verbose_name_plural = "报送版本"
        ordering = ("round",)
        constraints = (models.UniqueConstraint("evaluation", "round", name="submission_round"),)

    def __str__(self) -> str:
        return f"{self.evaluation} 第 {self.round} 轮"


class Transition(models.Model):
    """One step of the workflow: who, when, from where to where, with what words. Never changed."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="transitions")
    step = models.PositiveIntegerField("步序")
    round = models.PositiveSmallIntegerField("轮次", default=0)
    action = models.CharField("操作", max_length=20, choices=Action.choices)
    from_status = models.CharField("原状态", max_length=20, choices=Status.choices)
    to_status = models.CharField("新状态", max_length=20, choices=Status.choices)
    by = models.ForeignKey(USER, models.PROTECT, verbose_name="操作人", related_name="+")
    at = models.DateTimeField("时间")
    comment = models.TextField("意见", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "流转记录"
        ordering = ("step",)
        constraints = (
            models.UniqueConstraint("evaluation", "step", name="transition_step"),
            models.CheckConstraint(
                condition=~Q(action__in=["return", "send_back", "ask_back"], comment=""),
                name="return_has_words",
                violation_error_message="退回和申请退回要写明意见。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d %H:%M}"
