"""What was issued: the PDF of an approved round, byte for byte, and the stamped scans a department lays beside it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models import SelfEvaluation

USER = settings.AUTH_USER_MODEL


class KeptFile(models.Model):
    """A file in the store: what it was called, how large it is, and the hash it must have. Never changed."""

    file = models.FileField("文件", max_length=200)
    file_name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)

    class Meta:
        abstract = True


class IssuedReport(KeptFile):
    """签发的报告: made once, with the approval; served from the store from then on and never made again."""

    evaluation = models.OneToOneField(SelfEvaluation, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField("轮次")
    year = models.PositiveSmallIntegerField("评价年度")
    department = models.CharField("部门", max_length=200)
    title = models.TextField("报告标题")
    facts_sha256 = models.CharField("数据 SHA-256", max_length=64)
    issued_by = models.ForeignKey(
        USER, models.PROTECT, verbose_name="签发人", null=True, blank=True, related_name="+"
    )
    issued_at = models.DateTimeField("签发时间")

    class Meta:
        verbose_name = verbose_name_plural = "签发的报告"
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=Q(size__gt=0), name="issued_report_not_empty"),)

    def __str__(self) -> str:
        return self.file_name


class StampedReport(KeptFile):
    """盖章件: a scan of the issued report with the department's seal. Later versions are added, none is replaced."""

    issued = models.ForeignKey(
        IssuedReport, models.PROTECT, verbose_name="签发的报告", related_name="stamped_scans"
    )
    version = models.PositiveSmallIntegerField("版本")
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    pages = models.PositiveSmallIntegerField("页数")
    uploaded_by = models.ForeignKey(USER, models.PROTECT, verbose_name="上传人", related_name="+")
    uploaded_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "盖章件"
        ordering = ("-version",)
        constraints = (
            models.UniqueConstraint("issued", "version", name="stamped_report_version"),
            models.UniqueConstraint("issued", "sha256", name="stamped_report_once"),
        )

    def __str__(self) -> str:
        return f"第 {self.version} 版 {self.file_name}"
