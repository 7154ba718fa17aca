"""What `manage.py check --database default` says about reports that should have been issued."""

from collections.abc import Sequence
from typing import Any

from django.core import checks
from django.db import connections

from reports.models import IssuedReport
from reports.queries import unissued

SHOWN = 5


@checks.register(checks.Tags.database)
def approved_are_issued(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Nobody approves past the page unnoticed. Before the first migration there is nothing to ask."""
    if "default" not in (databases or ()):
        return []
    if IssuedReport._meta.db_table not in connections["default"].introspection.table_names():
        return []
    names = [str(evaluation) for evaluation in unissued()]
    if not names:
        return []
    more = f" 等 {len(names)} 份" if len(names) > SHOWN else ""
    told = f"审核通过的自评没有签发报告：{'、'.join(names[:SHOWN])}{more}。"
    return [checks.Warning(told, hint="运行 manage.py issue_reports 补签发。", id="reports.W001")]
