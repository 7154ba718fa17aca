"""The change log: one row for every row that changed, written by the database itself."""

from django.db import models


class ChangeLog(models.Model):
    """A changed row: when, who, which table and row, before and after. Written by triggers, never changed."""

    at = models.DateTimeField("时间", db_index=True)
    actor = models.CharField("操作人", max_length=60)
    table_name = models.CharField("表", max_length=60)
    row_id = models.CharField("行", max_length=60)
    evaluation_id = models.BigIntegerField("自评", null=True, db_index=True)
    operation = models.CharField("操作", max_length=6)
    before = models.JSONField("改前", null=True)
    after = models.JSONField("改后", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "修改记录"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name} {self.row_id}"
