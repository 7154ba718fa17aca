"""整批下载: one zip of the issued reports of a campaign, as they lie in the store, with a list that names each file's hash."""

import zipfile
from collections.abc import Sequence
from typing import IO

from django.utils import timezone

from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet
from huadu_perf.lib.workbooks.writing import write_list
from reports.dossier import put
from reports.files import FileDamaged, opened
from reports.models import IssuedReport

LIST = "签发报告目录"
COLUMNS = (
    Column("序号", "number", Kind.COUNT, width=6),
    Column("部门", "department", width=36),
    Column("预算代码", "code", width=12),
    Column("轮次", "round", Kind.COUNT, width=6),
    Column("签发时间", "issued_at", width=18),
    Column("文件", "entry", width=60),
    Column("字节数", "size", Kind.COUNT, width=12),
    Column("SHA-256", "sha256", width=66),
)


def write_bundle(target: IO[bytes], reports: Sequence[IssuedReport]) -> None:
    """Writes the zip into `target`. A file that is damaged or gone is left out, and the list says so in its place."""
    rows = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        for number, report in enumerate(reports, start=1):
            code = report.evaluation.department.code
            entry = f"{code}_{report.file_name}"
            try:
                with opened(report) as file:
                    put(package, entry, file)
            except FileDamaged as damage:
                entry = f"没有取出：{damage}"
            rows.append(
                {
                    "number": number,
                    "department": report.department,
                    "code": code,
                    "round": report.round,
                    "issued_at": f"{timezone.localtime(report.issued_at):%Y-%m-%d %H:%M}",
                    "entry": entry,
                    "size": report.size,
                    "sha256": report.sha256,
                }
            )
        put(package, f"{LIST}.xlsx", write_list(Sheet(LIST, COLUMNS), rows))
