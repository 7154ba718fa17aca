"""What was copied from an earlier year and nobody has confirmed yet."""

from django.db import models
from django.db.models import Q

from evaluations.models.self_evaluation import SelfEvaluation


class CarriedOver(models.Model):
    """One row (by its key) or one single field that was copied. No part of the facts: gone once changed, confirmed or dropped."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="carried_over")
    rowset = models.CharField("表", max_length=20, blank=True)
    key = models.UUIDField("行", null=True, blank=True)
    field = models.CharField("栏目", max_length=40, blank=True)
    from_year = models.PositiveSmallIntegerField("沿用年度")

    class Meta:
        verbose_name = verbose_name_plural = "沿用上年待核对"
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation", "rowset", "key"),
                condition=Q(key__isnull=False),
                name="carried_row_once",
            ),
            models.UniqueConstraint(
                fields=("evaluation", "field"), condition=Q(key__isnull=True), name="carried_field_once"
            ),
            models.CheckConstraint(
                condition=(Q(key__isnull=False) & ~Q(rowset="") & Q(field=""))
                | (Q(key__isnull=True, rowset="") & ~Q(field="")),
                name="carried_is_row_or_field",
            ),
        )

    def __str__(self) -> str:
        return f"{self.evaluation} {self.rowset or self.field}"
