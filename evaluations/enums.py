"""The words of the evaluation: states, kinds and grades, with the labels people read."""

from django.db import models

#: Where pure modules get the type of such choices from.
TextChoices = models.TextChoices


class Status(models.TextChoices):
    """Where a self-evaluation stands, as the department reads it."""

    DRAFT = "draft", "填报中"
    INTERNAL_REVIEW = "internal_review", "待负责人审签"
    SUBMITTED = "submitted", "已报送"
    RETURNED = "returned", "已退回"
    APPROVED = "approved", "审核通过"

    @property
    def finance_label(self) -> str:
        """The same state as the finance bureau reads it."""
        return _FINANCE_LABELS[self.value]

    @property
    def waiting_for(self) -> str:
        """Whose move it is."""
        return _WAITING_FOR[self.value]

    @property
    def tone(self) -> str:
        """The colour name that goes with the label (look.md)."""
        return _TONES[self.value]

    @property
    def is_open(self) -> bool:
        """Whether the department may edit."""
        return self in (Status.DRAFT, Status.RETURNED)


_FINANCE_LABELS = {
    "draft": "单位填报中",
    "internal_review": "单位内部审签",
    "submitted": "待审核",
    "returned": "已退回单位",
    "approved": "审核通过",
}
_WAITING_FOR = {
    "draft": "等待填报人填报",
    "internal_review": "等待部门负责人审签",
    "submitted": "等待财政审核",
    "returned": "等待填报人修改",
    "approved": "已办结",
}
_TONES = {
    "draft": "info",
    "internal_review": "warning",
    "submitted": "info",
    "returned": "danger",
    "approved": "success",
}


class Action(models.TextChoices):
    """What people do to a self-evaluation as a whole."""

    SEND_TO_LEADER = "send_to_leader", "送负责人审签"
    SIGN = "sign", "审签并报送"
    SEND_BACK = "send_back", "退回填报人"
    SUBMIT = "submit", "报送财政"
    PASS_ON = "pass_on", "审核通过，转下一级"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审核通过"


class IndicatorKind(models.TextChoices):
    """Type of a third-level indicator (财预〔2020〕10号; 管理效率 as in Guangdong's overall tables)."""

    QUANTITY = "quantity", "产出·数量"
    QUALITY = "quality", "产出·质量"
    TIMELINESS = "timeliness", "产出·时效"
    COST = "cost", "产出·成本"
    ECONOMIC = "economic", "效益·经济"
    SOCIAL = "social", "效益·社会"
    ECOLOGICAL = "ecological", "效益·生态"
    SUSTAINABLE = "sustainable", "效益·可持续影响"
    SATISFACTION = "satisfaction", "满意度"
    MANAGEMENT = "management", "管理效率"


class Direction(models.TextChoices):
    """How the actual value is held against the target."""

    AT_LEAST = "at_least", "≥"
    AT_MOST = "at_most", "≤"
    EQUAL = "equal", "="
    QUALITATIVE = "qualitative", "定性"


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is (domain.md §2.3)."""

    BUDGET = "budget", "预算批复"
    TARGET = "target", "绩效目标表"
    PAYMENT = "payment", "支付明细"
    CONTRACT = "contract", "合同"
    ACCEPTANCE = "acceptance", "验收资料"
    ATTENDANCE = "attendance", "签到名册"
    SURVEY = "survey", "满意度问卷及统计"
    SUMMARY = "summary", "工作总结"
    OTHER = "other", "其他"
