"""What messages need beside the rows they are read from: reminders that finance sends, and what a person has read."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.domain.inbox import Kind
from evaluations.models.self_evaluation import SelfEvaluation

USER = settings.AUTH_USER_MODEL


class Reminder(models.Model):
    """催报: finance asks one department to file. Those sent together have the same time. Never changed."""

    evaluation = models.ForeignKey(
        SelfEvaluation, models.PROTECT, verbose_name="自评", related_name="reminders"
    )
    text = models.CharField("催报内容", max_length=200)
    by = models.ForeignKey(USER, models.PROTECT, verbose_name="催报人", related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = verbose_name_plural = "催报"
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(text=""), name="reminder_has_words", violation_error_message="请写明催报内容。"
            ),
        )

    def __str__(self) -> str:
        return self.text[:30]


class MessageRead(models.Model):
    """That a person has read a message, as it was at `at`: what happens to the same row later is news again."""

    person = models.ForeignKey(USER, models.PROTECT, verbose_name="阅读人", related_name="+")
    kind = models.CharField("消息种类", max_length=10, choices=[(kind.value, kind.label) for kind in Kind])
    row = models.BigIntegerField("所依据的行")
    at = models.DateTimeField("消息时间")

    class Meta:
        verbose_name = verbose_name_plural = "已读消息"
        constraints = (models.UniqueConstraint(fields=("person", "kind", "row"), name="message_read_once"),)

    def __str__(self) -> str:
        return f"{self.person} {self.kind} {self.row}"
