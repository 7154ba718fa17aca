"""The rows of a self-evaluation: duties, tasks, goals, indicators, project results, problems, measures."""

import uuid

from django.db import models
from django.db.models import F, Q

from budgets.models import Project
from evaluations.enums import Attainment, Direction, IndicatorKind, MeasureAnswer
from evaluations.models.self_evaluation import SelfEvaluation
from huadu_perf.lib.fixed_point import FiguresModel, points_field, quantity_field


class Item(models.Model):
    """A row with a key that is unique in its evaluation and survives export, import and copying."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ("position",)
        constraints = (models.UniqueConstraint("evaluation", "key", name="%(class)s_key"),)


class Division(Item):
    """内设机构."""

    name = models.CharField("名称", max_length=100, blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "内设机构"

    def __str__(self) -> str:
        return self.name


class SubUnit(Item):
    """下属单位."""

    name = models.CharField("名称", max_length=100, blank=True)
    nature = models.CharField("性质", max_length=100, blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "下属单位"

    def __str__(self) -> str:
        return self.name


class Duty(Item):
    """主要职责."""

    text = models.TextField("内容", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "主要职责"

    def __str__(self) -> str:
        return self.text[:30]


class Task(Item):
    """重点工作任务."""

    title = models.CharField("任务名称", max_length=200, blank=True)
    text = models.TextField("任务内容", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "重点工作任务"

    def __str__(self) -> str:
        return self.title


class Goal(Item):
    """整体绩效目标."""

    title = models.CharField("目标名称", max_length=200, blank=True)
    expected = models.TextField("预期目标", blank=True)
    achieved = models.TextField("完成情况", blank=True)
    tasks = models.ManyToManyField(Task, verbose_name="对应的重点工作任务", related_name="goals", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "整体绩效目标"

    def __str__(self) -> str:
        return self.title


class Measured(Item, FiguresModel):
    """What every third-level indicator states."""

    name = models.CharField("指标名称", max_length=200, blank=True)
    kind = models.CharField("指标类型", max_length=20, choices=IndicatorKind.choices, blank=True)
    direction = models.CharField("符号", max_length=20, choices=Direction.choices, blank=True)
    target_value = quantity_field("目标值")
    target_text = models.CharField("目标值（定性）", max_length=200, blank=True)
    actual_value = quantity_field("实际完成值")
    actual_text = models.CharField("实际完成值（定性）", max_length=500, blank=True)
    attainment = models.CharField("达成等级（定性）", max_length=20, choices=Attainment.choices, blank=True)
    unit = models.CharField("计量单位", max_length=20, blank=True)
    points = points_field("分值")
    self_score = points_field("自评得分")
    deduction_reason = models.TextField("扣分原因", blank=True)
    corrective_measures = models.TextField("改进措施", blank=True)

    class Meta(Item.Meta):
        abstract = True
        constraints = (
            *Item.Meta.constraints,
            models.CheckConstraint(
                condition=(Q(points__isnull=True) | Q(points__gte=0))
                & (Q(self_score__isnull=True) | Q(self_score__gte=0)),
                name="%(class)s_points_not_negative",
                violation_error_message="分值和得分应为零或正数。",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Indicator(Measured):
    """A node of the indicator tree 一级 / 二级 / 三级; only level 3 is measured and scored."""

    level = models.PositiveSmallIntegerField("级别", default=3)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    goal = models.ForeignKey(
        Goal, models.SET_NULL, verbose_name="对应的绩效目标", null=True, blank=True, related_name="indicators"
    )

    class Meta(Measured.Meta):
        verbose_name = verbose_name_plural = "绩效指标"
        constraints = (
            *Measured.Meta.constraints,
            models.CheckConstraint(condition=Q(level__in=(1, 2, 3)), name="indicator_level"),
            models.CheckConstraint(
                condition=Q(level=1, parent__isnull=True) | (Q(level__gt=1) & Q(parent__isnull=False)),
                name="indicator_parent_fits_level",
            ),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="indicator_not_its_own_parent"),
        )


class ProjectResult(FiguresModel):
    """What a key project achieved; its money is budgets.Project."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="+")
    project = models.OneToOneField(Project, models.PROTECT, related_name="+", primary_key=True)
    work_done = models.TextField("实施情况", blank=True)
    self_score = points_field("自评得分")
    deduction_reason = models.TextField("扣分原因", blank=True)
    task = models.ForeignKey(
        Task, models.SET_NULL, verbose_name="对应的重点工作任务", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = verbose_name_plural = "项目完成情况"
        constraints = (
            models.CheckConstraint(
                condition=Q(self_score__isnull=True) | Q(self_score__gte=0), name="project_score_not_negative"
            ),
        )

    def __str__(self) -> str:
        return str(self.project)


class ProjectIndicator(Measured):
    """An indicator of one project."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="+")

    class Meta(Measured.Meta):
        verbose_name = verbose_name_plural = "项目绩效指标"


class LastMeasure(Item):
    """A measure of last year's filing (with its key there), and what became of it."""

    text = models.TextField("上年提出的措施", blank=True)
    problem = models.TextField("针对的问题", blank=True)
    answer = models.CharField("落实情况", max_length=10, choices=MeasureAnswer.choices, blank=True)
    note = models.TextField("说明", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "上年改进措施落实情况"

    def __str__(self) -> str:
        return self.text[:30]


class Problem(Item):
    """存在的主要问题."""

    text = models.TextField("问题", blank=True)
    cause = models.TextField("原因", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "存在的主要问题"

    def __str__(self) -> str:
        return self.text[:30]


class Measure(Item):
    """下一步改进措施."""

    text = models.TextField("措施", blank=True)
    problems = models.ManyToManyField(Problem, verbose_name="针对的问题", related_name="measures", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "下一步改进措施"

    def __str__(self) -> str:
        return self.text[:30]


class Explanation(models.Model):
    """What the department says to a finding that needs an explanation."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="+")
    finding = models.CharField("校验问题", max_length=200)
    message = models.TextField("当时的问题", blank=True)
    text = models.TextField("说明")

    class Meta:
        verbose_name = verbose_name_plural = "校验说明"
        constraints = (
            models.UniqueConstraint("evaluation", "finding", name="explanation_once"),
            models.CheckConstraint(condition=~Q(text=""), name="explanation_has_words"),
        )

    def __str__(self) -> str:
        return self.finding
