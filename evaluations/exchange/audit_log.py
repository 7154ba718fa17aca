"""操作日志 as Excel files: the changes of rows, and 登录与下载."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.timezone import localtime

from accounts.models import SecurityEvent
from evaluations.audit_log import LoggedChange
from evaluations.models import SelfEvaluation
from huadu_perf.lib.workbooks.columns import LONGEST, Column, Sheet
from huadu_perf.lib.workbooks.writing import write_list

AT, WHO = Column("时间（含时区）", "at", width=27), Column("人员", "who", width=12)
CHANGES = Sheet(
    "数据改动",
    (
        AT,
        WHO,
        Column("自评", "evaluation", width=28),
        Column("操作", "operation", width=8),
        Column("数据", "table", width=16),
        Column("行号", "row", width=10),
        Column("改动", "changes", width=90),
    ),
)
EVENTS = Sheet(
    "登录与下载",
    (
        AT,
        WHO,
        Column("登录名", "name", width=16),
        Column("来源地址", "address", width=18),
        Column("事件", "event", width=20),
        Column("结果", "result", width=8),
        Column("对象", "thing", width=50),
        Column("页面", "page", width=50),
    ),
)


def changes_file(rows: Iterable[tuple[LoggedChange, SelfEvaluation | None]]) -> bytes:
    """Changes, with the evaluations they belong to, as .xlsx."""
    return write_list(CHANGES, (_change(row, evaluation) for row, evaluation in rows))


def events_file(rows: Iterable[SecurityEvent]) -> bytes:
    """Events as .xlsx."""
    return write_list(EVENTS, (_event(row) for row in rows))


def _change(row: LoggedChange, evaluation: SelfEvaluation | None) -> dict[str, Any]:
    changes = "\n".join(
        f"{label}：{before or '（空）'} → {after or '（空）'}" for label, before, after in row.fields
    )
    return {
        "at": _moment(row.change.at),
        "who": row.who,
        "evaluation": f"{evaluation.campaign.year} {evaluation.department.display_name}"
        if evaluation
        else "",
        "operation": row.operation,
        "table": row.table,
        "row": row.change.row_id,
        "changes": changes if len(changes) <= LONGEST else f"{changes[: LONGEST - 10]}……（未完）",
    }


def _event(row: SecurityEvent) -> dict[str, Any]:
    return {
        "at": _moment(row.at),
        "who": str(row.person or ""),
        "name": row.name,
        "address": row.address,
        "event": row.get_event_display(),
        "result": row.get_result_display(),
        "thing": row.thing,
        "page": row.page,
    }


def _moment(at: datetime) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M:%S %z}"
