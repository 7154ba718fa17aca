"""审核意见: what the finance bureau says to single items, and the department's answers."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.self_evaluation import SelfEvaluation
from huadu_perf.lib.fixed_point import points_field


class AnswerKind(models.TextChoices):
    """What the department did about a remark."""

    CHANGED = "changed", "已修改"
    KEPT = "kept", "不修改，说明理由"


class Remark(models.Model):
    """A remark on one place of the evaluation; the department sees it once the evaluation is returned."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="remarks")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    round = models.PositiveSmallIntegerField("轮次")
    place = models.CharField("位置", max_length=200)
    place_label = models.CharField("位置名称", max_length=300)
    text = models.TextField("意见")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="审核人", related_name="+")
    at = models.DateTimeField("时间")
    issued_at = models.DateTimeField("发出时间", null=True, blank=True)
    answer_kind = models.CharField("处理", max_length=10, choices=AnswerKind.choices, blank=True)
    answer = models.TextField("答复", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="答复人",
        null=True,
        blank=True,
        related_name="+",
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "审核意见"
        ordering = ("round", "at")
        constraints = (
            models.UniqueConstraint("evaluation", "key", name="remark_key"),
            models.CheckConstraint(condition=~Q(text=""), name="remark_has_words"),
            models.CheckConstraint(
                condition=Q(answer_kind="", answer="", answered_by__isnull=True, answered_at__isnull=True)
                | (
                    ~Q(answer_kind="")
                    & ~Q(answer="")
                    & Q(answered_by__isnull=False, answered_at__isnull=False, issued_at__isnull=False)
                ),
                name="remark_answer_whole",
                violation_error_message="答复要选处理方式并写明内容。",
            ),
        )

    def __str__(self) -> str:
        return self.text[:30]


class ReviewedScore(models.Model):
    """核查分数: what the finance bureau gives one indicator or project in one round, with reason and basis."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="reviewed_scores")
    round = models.PositiveSmallIntegerField("轮次")
    rowset = models.CharField("表", max_length=20)
    key = models.UUIDField()
    score = points_field("核查得分")
    reason = models.TextField("核查意见")
    basis = models.CharField("依据", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="核查人", related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "核查得分"
        constraints = (
            models.UniqueConstraint("evaluation", "round", "key", name="reviewed_score_once"),
            models.CheckConstraint(condition=Q(score__gte=0), name="reviewed_score_not_negative"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(basis=""),
                name="reviewed_score_has_reason",
                violation_error_message="核查得分要写明理由和依据。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.rowset} {self.score}"
