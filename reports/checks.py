"""What `manage.py check` says of the kind of PDF, and with `--database default` of reports that should have been issued."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks
from django.db import connections

from reports.models import IssuedReport
from reports.queries import unissued

SHOWN = 5
#: Tagged for screen readers, all of them.
PDF_VARIANTS = ("pdf/ua-1", "pdf/a-2a", "pdf/a-3a")


@checks.register()
def kind_of_pdf_is_known(**_: Any) -> list[checks.CheckMessage]:
    """Said at the start, not by the first report."""
    if settings.REPORT_PDF_VARIANT in PDF_VARIANTS:
        return []
    told = f"REPORT_PDF_VARIANT 是“{settings.REPORT_PDF_VARIANT}”，应为 {'、'.join(PDF_VARIANTS)} 之一。"
    return [checks.Error(told, id="reports.E001")]


@checks.register(checks.Tags.database)
def approved_are_issued(databases: Sequence[str] | None = None, **_: Any) -> list[checks.CheckMessage]:
    """Nobody approves past the page unnoticed. Before the first migration there is nothing to ask.

    `migrate` runs this before it adds columns, so only such are read as every installation has.
    """
    if "default" not in (databases or ()):
        return []
    if IssuedReport._meta.db_table not in connections["default"].introspection.table_names():
        return []
    found = unissued().values_list("campaign__year", "department__name")
    names = [f"{year} {department}" for year, department in found]
    if not names:
        return []
    more = f" 等 {len(names)} 份" if len(names) > SHOWN else ""
    told = f"审核通过的自评没有签发报告：{'、'.join(names[:SHOWN])}{more}。"
    return [checks.Warning(told, hint="运行 manage.py issue_reports 补签发。", id="reports.W001")]
