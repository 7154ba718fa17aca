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


#: Where finance has what was filed: the frozen facts are the truth.
WITH_FINANCE = (Status.SUBMITTED, Status.APPROVED)

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


#: The same for a filing that its department asked to have back.
ASKED_BACK = "等待财政决定是否退回"


class Action(models.TextChoices):
    """What people do to a self-evaluation as a whole."""

    SEND_TO_LEADER = "send_to_leader", "送负责人审签"
    SIGN = "sign", "审签并报送"
    SEND_BACK = "send_back", "退回填报人"
    WITHDRAW = "withdraw", "撤回"
    SUBMIT = "submit", "报送财政"
    PASS_ON = "pass_on", "审核通过，转下一级"
    RETURN = "return", "退回修改"
    APPROVE = "approve", "审核通过"
    ASK_BACK = "ask_back", "申请退回修改"


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


class MeasureAnswer(models.TextChoices):
    """What became of a measure that last year's filing promised."""

    DONE = "done", "已完成"
    PARTLY = "partly", "部分完成"
    NOT_DONE = "not_done", "未完成"


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


class Attainment(models.TextChoices):
    """How far a qualitative indicator was met (three grades of 财预〔2020〕10号); its share of points is data."""

    FULL = "full", "达成年度指标"
    PARTIAL = "partial", "部分达成年度指标并具有一定效果"
    MISSED = "missed", "未达成年度指标且效果较差"


class ScoringMethod(models.TextChoices):
    """How an indicator of an index system is scored (every formula of domain.md §1.6)."""

    FORMULA = "formula", "按完成比例"
    BANDS = "bands", "分档给分"
    PER_POINT = "per_point", "按偏离逐点扣分"
    CHECKLIST = "checklist", "按要素给分"


class FigureSource(models.TextChoices):
    """A figure the system works out itself, which an indicator's actual value must equal."""

    EXECUTION_RATE = "execution_rate", "支出执行率"
    ADJUSTMENT_RATE = "adjustment_rate", "预算调整率"
    STAFF_CONTROL_RATE = "staff_control_rate", "在职人员控制率"
    THREE_PUBLIC_CHANGE = "three_public_change", "“三公”经费变动率"
    THREE_PUBLIC_CONTROL = "three_public_control", "“三公”经费控制率"
    CARRY_OVER_RATE = "carry_over_rate", "结转结余率"
    OUTPUT_COMPLETION = "output_completion", "产出指标完成率"
    BENEFIT_COMPLETION = "benefit_completion", "效益指标完成率"


class Scope(models.TextChoices):
    """What an index system is for."""

    DEPARTMENT = "department", "部门整体支出"
    PROJECT = "project", "项目支出"
