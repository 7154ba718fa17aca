"""Working together inside a department: who fills in which section, who has it open, and what colleagues tell each other.

None of it is part of the facts, and finance sees none of it (docs/decisions/0026).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluations.models.self_evaluation import SectionState, SelfEvaluation

USER = settings.AUTH_USER_MODEL


class SectionAssignment(models.Model):
    """交给 … 填写: the colleague who fills in a section. It locks nothing; others may still save."""

    state = models.OneToOneField(
        SectionState, models.PROTECT, verbose_name="章节", related_name="assignment", primary_key=True
    )
    assignee = models.ForeignKey(USER, models.PROTECT, verbose_name="填写人", related_name="+")
    assigned_by = models.ForeignKey(USER, models.PROTECT, verbose_name="交办人", related_name="+")
    assigned_at = models.DateTimeField("交办时间")
    due_on = models.DateField("希望完成日期", null=True, blank=True)
    note = models.CharField("交办说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "章节分工"

    def __str__(self) -> str:
        return f"{self.state} {self.assignee}"


class SectionPresence(models.Model):
    """That somebody has a section open for editing: one row a person and section, true for two minutes."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="+")
    section = models.CharField("章节", max_length=20)
    person = models.ForeignKey(USER, models.PROTECT, verbose_name="填写人", related_name="+")
    seen_at = models.DateTimeField("最近在线")

    class Meta:
        verbose_name = verbose_name_plural = "正在编辑"
        constraints = (
            models.UniqueConstraint(fields=("evaluation", "section", "person"), name="presence_once"),
        )

    def __str__(self) -> str:
        return f"{self.evaluation} {self.section} {self.person}"


class InternalNote(models.Model):
    """内部备注: what people of the department tell each other about a section or a row. Finance never sees it."""

    evaluation = models.ForeignKey(SelfEvaluation, models.PROTECT, related_name="+")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    section = models.CharField("章节", max_length=20)
    place = models.CharField("位置", max_length=200)
    place_label = models.CharField("位置名称", max_length=300)
    text = models.TextField("备注")
    by = models.ForeignKey(USER, models.PROTECT, verbose_name="写备注的人", related_name="+")
    at = models.DateTimeField("时间")
    done_by = models.ForeignKey(
        USER, models.PROTECT, verbose_name="处理人", null=True, blank=True, related_name="+"
    )
    done_at = models.DateTimeField("处理时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "内部备注"
        ordering = ("at", "pk")
        constraints = (
            models.UniqueConstraint("evaluation", "key", name="internal_note_key"),
            models.CheckConstraint(condition=~Q(text=""), name="internal_note_has_words"),
            models.CheckConstraint(
                condition=Q(done_by__isnull=True, done_at__isnull=True)
                | Q(done_by__isnull=False, done_at__isnull=False),
                name="internal_note_done_who_when",
            ),
        )

    def __str__(self) -> str:
        return self.text[:30]
