"""Tables of the evaluation."""

from evaluations.models.campaign import Campaign, DeadlineExtension, IndexSystem, ReportTemplate
from evaluations.models.carried import CarriedOver
from evaluations.models.drafts import SectionDraft
from evaluations.models.evidence import Evidence
from evaluations.models.imports import FinanceMapping, PendingImport
from evaluations.models.inbox import MessageRead, Reminder
from evaluations.models.items import (
    Division,
    Duty,
    Explanation,
    Goal,
    Indicator,
    LastMeasure,
    Measure,
    Problem,
    ProjectIndicator,
    ProjectResult,
    SubUnit,
    Task,
)
from evaluations.models.log import ChangeLog
from evaluations.models.old_report import OldReportDraft
from evaluations.models.review import AnswerKind, Remark, ReviewedScore
from evaluations.models.self_evaluation import Detail, SectionState, SelfEvaluation, Submission, Transition
from evaluations.models.together import InternalNote, SectionAssignment, SectionPresence

__all__ = (
    "AnswerKind",
    "Campaign",
    "CarriedOver",
    "ChangeLog",
    "DeadlineExtension",
    "Detail",
    "Division",
    "Duty",
    "Evidence",
    "Explanation",
    "FinanceMapping",
    "Goal",
    "IndexSystem",
    "Indicator",
    "InternalNote",
    "LastMeasure",
    "Measure",
    "MessageRead",
    "OldReportDraft",
    "PendingImport",
    "Problem",
    "ProjectIndicator",
    "ProjectResult",
    "Remark",
    "Reminder",
    "ReportTemplate",
    "ReviewedScore",
    "SectionAssignment",
    "SectionDraft",
    "SectionPresence",
    "SectionState",
    "SelfEvaluation",
    "SubUnit",
    "Submission",
    "Task",
    "Transition",
)
