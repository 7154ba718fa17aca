"""What stands between an uploaded file and its confirmation, and how a region's finance sheets are read."""

from django.conf import settings
from django.db import models

from accounts.models import Region
from evaluations.models.self_evaluation import SelfEvaluation

USER = settings.AUTH_USER_MODEL


class PendingImport(models.Model):
    """A file that was uploaded and not yet confirmed: one of a kind for each person and evaluation, for some hours."""

    class Kind(models.TextChoices):
        """What the file is."""

        FILLED = "filled", "填报工作簿"
        FINANCE = "finance", "财务系统导出表"

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="pending_imports")
    by = models.ForeignKey(USER, models.PROTECT, verbose_name="上传人", related_name="+")
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    file_name = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.BinaryField("文件")
    cells = models.JSONField("单元格")
    settings = models.JSONField("设置", default=dict, blank=True)
    uploaded_at = models.DateTimeField("上传时间")
    expires_at = models.DateTimeField("保留至", db_index=True)

    class Meta:
        verbose_name = verbose_name_plural = "待确认的导入"
        constraints = (models.UniqueConstraint("evaluation", "by", "kind", name="pending_import_once"),)

    def __str__(self) -> str:
        return self.file_name


class FinanceMapping(models.Model):
    """How the sheets with these heads are read in a region: which column is what, the unit, and which name is which.

    `items`: name in the sheet → budget item. `projects`: code of the department → name in the sheet → name of its project.
    """

    region = models.ForeignKey(Region, models.PROTECT, verbose_name="财政区划", related_name="+")
    heads = models.JSONField("表头")
    stamp = models.CharField("表头识别码", max_length=16)
    columns = models.JSONField("各列")
    unit = models.CharField("金额单位", max_length=4)
    items = models.JSONField("收支项目对应", default=dict, blank=True)
    projects = models.JSONField("项目对应", default=dict, blank=True)
    edited_by = models.ForeignKey(USER, models.PROTECT, verbose_name="最近修改人", related_name="+")
    edited_at = models.DateTimeField("最近修改")

    class Meta:
        verbose_name = verbose_name_plural = "财务表对应关系"
        ordering = ("-edited_at",)
        constraints = (models.UniqueConstraint("region", "stamp", name="finance_mapping_once"),)

    def __str__(self) -> str:
        return "、".join(self.heads)[:60]
