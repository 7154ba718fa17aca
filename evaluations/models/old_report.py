"""An old report somebody is importing: kept between upload and confirmation, then gone."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from evaluations.models.self_evaluation import SelfEvaluation

#: A report that nobody confirmed is thrown away after so long.
KEPT = timedelta(days=7)


class OldReportDraft(models.Model):
    """The text of a report one person is importing into one evaluation; nothing of it is part of the evaluation."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, verbose_name="自评", related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="导入人", related_name="+"
    )
    name = models.CharField("文件名", max_length=255, blank=True)
    text = models.TextField("文字")
    made_at = models.DateTimeField("上传时间")

    class Meta:
        verbose_name = verbose_name_plural = "待导入的往年报告"
        constraints = (models.UniqueConstraint("evaluation", "person", name="old_report_draft_once"),)

    def __str__(self) -> str:
        return self.name or "粘贴的文字"
