"""自评进度表: a list of evaluations as an Excel file, for the bureau's own statistics and reminders."""

from collections.abc import Iterable
from typing import Any

from django.utils.timezone import localtime

from evaluations.overview import SECTION_COUNT, Standing
from huadu_perf.lib.money import WAN
from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet
from huadu_perf.lib.workbooks.writing import write_list

SHEET = Sheet(
    "自评进度",
    (
        Column("部门代码", "code", width=12),
        Column("部门", "name", width=34),
        Column("主管部门", "parent", width=24),
        Column("评价年度", "year", Kind.COUNT, width=10),
        Column("自评任务", "campaign", width=32),
        Column("状态", "state", width=14),
        Column("已填（节）", "filled", Kind.COUNT, width=10),
        Column("应填（节）", "sections", Kind.COUNT, width=10),
        Column("报送轮次", "round", Kind.COUNT, width=10),
        Column("审核级次", "level", width=10),
        Column("申请退回", "asks_back", width=10),
        Column("全年预算数（万元）", "adjusted", Kind.NUMBER, width=18),
        Column("全年执行数（万元）", "executed", Kind.NUMBER, width=18),
        Column("执行率", "rate", Kind.SHARE, width=10),
        Column("自评得分", "score", Kind.NUMBER, width=10),
        Column("自评等级", "grade", width=10),
        Column("核查得分", "reviewed_score", Kind.NUMBER, width=10),
        Column("核查等级", "reviewed_grade", width=10),
        Column("需说明（条）", "explained", Kind.COUNT, width=12),
        Column("截止日期", "due_on", width=12),
        Column("逾期未报送", "late", width=12),
        Column("报送时间", "submitted_at", width=17),
        Column("报送人", "submitted_by", width=10),
        Column("审核通过时间", "approved_at", width=17),
        Column("审核通过人", "approved_by", width=12),
        Column("联系人", "contacts", width=16),
        Column("联系电话", "phones", width=22),
    ),
)


def overview_file(rows: Iterable[Standing]) -> bytes:
    """The list as .xlsx, typed numbers, amounts in 万元."""
    return write_list(SHEET, (_row(row) for row in rows))


def _row(row: Standing) -> dict[str, Any]:
    evaluation, department = row.evaluation, row.evaluation.department
    return {
        "code": department.code,
        "name": department.name,
        "parent": department.parent.name if department.parent else "",
        "year": evaluation.campaign.year,
        "campaign": evaluation.campaign.name,
        "state": row.state.finance_label,
        "filled": row.filled,
        "sections": SECTION_COUNT,
        "level": row.level,
        "asks_back": "是" if row.asks_back else "",
        "explained": row.explained if evaluation.round else None,
        "due_on": f"{row.due_on:%Y-%m-%d}",
        "late": "是" if row.is_late else "",
        "contacts": "、".join(str(person) for person in row.contacts),
        "phones": "、".join(person.phone for person in row.contacts if person.phone),
        **_filing(row),
    }


def _filing(row: Standing) -> dict[str, Any]:
    """What there is once it was filed: money, scores, who and when."""
    evaluation = row.evaluation
    return {
        "round": evaluation.round or None,
        "adjusted": None if row.adjusted is None else row.adjusted / WAN,
        "executed": None if row.executed is None else row.executed / WAN,
        "rate": row.rate,
        "score": evaluation.total_score,
        "grade": evaluation.grade,
        "reviewed_score": evaluation.reviewed_score,
        "reviewed_grade": evaluation.reviewed_grade,
        "submitted_at": _time(evaluation.submitted_at),
        "submitted_by": str(evaluation.submitted_by or ""),
        "approved_at": _time(evaluation.approved_at),
        "approved_by": str(evaluation.approved_by or ""),
    }


def _time(moment: Any) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else ""
