"""A department's budget of one year: lines of income and spending, and key projects."""

import uuid
from functools import reduce
from operator import and_

from django.db import models
from django.db.models import Q

from accounts.models import Department
from budgets.enums import FUNDING, BudgetItem
from huadu_perf.lib.fixed_point import FiguresModel, amount_field, quantity_field


class BudgetSheet(models.Model):
    """The figures of one department and year as one self-evaluation states them."""

    department = models.ForeignKey(Department, models.PROTECT, verbose_name="部门", related_name="+")
    year = models.PositiveSmallIntegerField("年度")

    class Meta:
        verbose_name = verbose_name_plural = "部门预算表"

    def __str__(self) -> str:
        return f"{self.department} {self.year} 年"


class BudgetLine(FiguresModel):
    """One line of the sheet; amounts in 元, stored as 分."""

    sheet = models.ForeignKey(BudgetSheet, models.PROTECT, related_name="lines")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    item = models.CharField("项目", max_length=30, choices=BudgetItem.choices)
    initial_amount = amount_field("年初预算数")
    adjusted_amount = amount_field("全年预算数")
    executed_amount = amount_field("全年执行数")
    last_year_amount = amount_field("上年决算数")

    class Meta:
        verbose_name = verbose_name_plural = "收支项目"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint("sheet", "key", name="budget_line_key"),
            models.UniqueConstraint("sheet", "item", name="budget_line_item"),
            models.CheckConstraint(
                condition=(Q(initial_amount__isnull=True) | Q(initial_amount__gte=0))
                & (Q(adjusted_amount__isnull=True) | Q(adjusted_amount__gte=0))
                & (Q(executed_amount__isnull=True) | Q(executed_amount__gte=0))
                & (Q(last_year_amount__isnull=True) | Q(last_year_amount__gte=0)),
                name="budget_line_amounts_not_negative",
                violation_error_message="金额应为零或正数。",
            ),
        )

    def __str__(self) -> str:
        return self.get_item_display()


class Project(FiguresModel):
    """A key project 重点任务项目: its money."""

    sheet = models.ForeignKey(BudgetSheet, models.PROTECT, related_name="projects")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField("项目名称", max_length=200, blank=True)
    implementing_unit = models.CharField("实施单位", max_length=200, blank=True)
    initial_amount = amount_field("年初预算数")
    adjusted_amount = amount_field("全年预算数")
    executed_amount = amount_field("全年执行数")
    appropriation_initial_amount = amount_field(FUNDING["appropriation_initial_amount"])
    appropriation_adjusted_amount = amount_field(FUNDING["appropriation_adjusted_amount"])
    appropriation_executed_amount = amount_field(FUNDING["appropriation_executed_amount"])
    carry_over_initial_amount = amount_field(FUNDING["carry_over_initial_amount"])
    carry_over_adjusted_amount = amount_field(FUNDING["carry_over_adjusted_amount"])
    carry_over_executed_amount = amount_field(FUNDING["carry_over_executed_amount"])
    other_initial_amount = amount_field(FUNDING["other_initial_amount"])
    other_adjusted_amount = amount_field(FUNDING["other_adjusted_amount"])
    other_executed_amount = amount_field(FUNDING["other_executed_amount"])
    adjustment_reason = models.TextField("预算调整原因", blank=True)
    quantity = quantity_field("数量")
    quantity_unit = models.CharField("计量单位", max_length=20, blank=True)
    unit_price = amount_field("单价")

    class Meta:
        verbose_name = verbose_name_plural = "重点任务项目"
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint("sheet", "key", name="project_key"),
            models.CheckConstraint(
                condition=(Q(initial_amount__isnull=True) | Q(initial_amount__gte=0))
                & (Q(adjusted_amount__isnull=True) | Q(adjusted_amount__gte=0))
                & (Q(executed_amount__isnull=True) | Q(executed_amount__gte=0))
                & (Q(unit_price__isnull=True) | Q(unit_price__gte=0)),
                name="project_amounts_not_negative",
                violation_error_message="金额应为零或正数。",
            ),
            models.CheckConstraint(
                condition=reduce(
                    and_, (Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__gte": 0}) for name in FUNDING)
                ),
                name="project_funding_not_negative",
                violation_error_message="金额应为零或正数。",
            ),
        )

    def __str__(self) -> str:
        return self.name
