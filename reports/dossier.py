"""卷宗: one zip of a self-evaluation with the report, the list of its evidence, and the files of the evidence."""

import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePath
from typing import IO

from django.core.files.base import File

from evaluations.models import Evidence
from huadu_perf.lib.workbooks.columns import Column, Kind, Sheet
from huadu_perf.lib.workbooks.writing import write_list

FOLDER = "佐证材料"
LIST = "佐证材料目录"
#: Zip needs a date; when somebody asked for the dossier is nobody's business.
MADE = (1980, 1, 1, 0, 0, 0)
CHUNK = 256 * 1024
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')

COLUMNS = (
    Column("序号", "number", Kind.COUNT, width=6),
    Column("材料名称", "title", width=36),
    Column("类型", "kind", width=14),
    Column("日期", "dated", width=14),
    Column("页码或位置", "pages", width=20),
    Column("佐证的指标和项目", "proves", width=46),
    Column("文件", "entry", width=46),
    Column("字节数", "size", Kind.COUNT, width=12),
    Column("SHA-256", "sha256", width=66),
)


def write_dossier(target: IO[bytes], *, stem: str, report: bytes | File, pieces: Sequence[Evidence]) -> None:
    """Writes the zip into `target`. Files that are no longer in the store are in the list, and say so there."""
    entries = [entry_name(number, piece) for number, piece in enumerate(pieces, start=1)]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as package:
        put(package, f"{stem}.pdf", report)
        put(package, f"{LIST}.xlsx", _listed(pieces, entries))
        for piece, entry in zip(pieces, entries, strict=True):
            if _is_there(piece):
                with piece.file.open("rb") as file:
                    put(package, entry, file)


def entry_name(number: int, piece: Evidence) -> str:
    """佐证材料/03_支付明细.pdf: numbered as in the list, named as people named it."""
    title = _UNSAFE.sub("", piece.title).strip(". ")[:80] or "未命名"
    return f"{FOLDER}/{number:02d}_{title}{PurePath(piece.file_name).suffix.lower()}"


def _listed(pieces: Sequence[Evidence], entries: Sequence[str]) -> bytes:
    rows = [
        {
            "number": number,
            "title": piece.title,
            "kind": piece.get_kind_display(),
            "dated": f"{piece.dated:%Y-%m-%d}" if piece.dated else "",
            "pages": piece.pages,
            "proves": "、".join(row.name for row in (*piece.indicators.all(), *piece.projects.all())),
            "entry": entry if _is_there(piece) else "文件不在库中",
            "size": piece.size,
            "sha256": piece.sha256,
        }
        for number, (piece, entry) in enumerate(zip(pieces, entries, strict=True), start=1)
    ]
    return write_list(Sheet(LIST, COLUMNS), rows)


def _is_there(piece: Evidence) -> bool:
    return bool(piece.file) and piece.file.storage.exists(piece.file.name)


def put(package: zipfile.ZipFile, name: str, content: bytes | File) -> None:
    """One entry, in pieces, so that large files never stand in memory whole."""
    with package.open(zipfile.ZipInfo(name, MADE), "w", force_zip64=True) as entry:
        pieces = [content] if isinstance(content, bytes) else content.chunks(CHUNK)
        for piece in pieces:
            entry.write(piece)
