"""What somebody typed and has not saved yet, word for word: a safety copy, never a fact."""

from django.conf import settings
from django.db import models

from evaluations.models.self_evaluation import SelfEvaluation


class SectionDraft(models.Model):
    """The unsaved typing of one person in one section, from one sitting (a page as it was opened).

    A sitting is never overwritten by another, so two windows cost nothing; `seq` keeps its late requests from
    overwriting newer ones. Closed (empty) once its section was saved: what arrives afterwards comes too late.
    """

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="section_drafts")
    section = models.CharField("章节", max_length=20)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="填写人", related_name="+"
    )
    sitting = models.UUIDField("填写窗口")
    seq = models.PositiveBigIntegerField("暂存序号")
    version = models.PositiveIntegerField("所依据的版本")
    content = models.TextField("所填内容（JSON）", blank=True)
    stored_at = models.DateTimeField("暂存时间")

    class Meta:
        verbose_name = verbose_name_plural = "未保存的草稿"
        ordering = ("-stored_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("evaluation", "section", "person", "sitting"), name="draft_once_a_sitting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.evaluation} {self.section} {self.person}"
