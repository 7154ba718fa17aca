"""佐证材料: files kept outside the static tree, each of which may serve several indicators and projects."""

import uuid

from django.db import models
from django.db.models import Q

from budgets.models import Project
from evaluations.enums import EvidenceKind
from evaluations.models.items import Indicator, Item

#: The folder of the store.
FOLDER = "evidence"


def storage_name(instance: "Evidence", filename: str) -> str:
    """A generated name; what the user called the file is data only."""
    name = uuid.uuid4().hex
    return f"{FOLDER}/{name[:2]}/{name}"


class Evidence(Item):
    """One file with its title, date, kind and hash."""

    title = models.CharField("材料名称", max_length=200)
    kind = models.CharField(
        "材料类型", max_length=20, choices=EvidenceKind.choices, default=EvidenceKind.OTHER
    )
    dated = models.DateField("材料日期", null=True, blank=True)
    sample_size = models.PositiveIntegerField("样本量", null=True, blank=True)
    pages = models.CharField("页码或位置", max_length=200, blank=True)
    file = models.FileField("文件", upload_to=storage_name, max_length=200)
    file_name = models.CharField("文件名", max_length=255)
    size = models.PositiveBigIntegerField("字节数")
    sha256 = models.CharField("SHA-256", max_length=64)
    content_type = models.CharField("文件格式", max_length=100)
    indicators = models.ManyToManyField(
        Indicator, verbose_name="佐证的指标", related_name="evidence", blank=True
    )
    projects = models.ManyToManyField(Project, verbose_name="佐证的项目", related_name="+", blank=True)

    class Meta(Item.Meta):
        verbose_name = verbose_name_plural = "佐证材料"
        constraints = (
            *Item.Meta.constraints,
            models.CheckConstraint(condition=~Q(title=""), name="evidence_has_title"),
        )

    def __str__(self) -> str:
        return self.title
