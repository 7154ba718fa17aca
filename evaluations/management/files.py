"""Reading facts from a file, and a stored evaluation's from its number, for the commands."""

from pathlib import Path

from django.core.management.base import CommandError
from django.http import Http404
from pydantic import ValidationError

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import thaw
from huadu_perf.lib.locations import located

MAX_BYTES = 50 * 1024 * 1024


def facts_from_file(path: Path) -> EvaluationFacts:
    """The facts of an interchange file; every fault located, or a CommandError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CommandError(f"{path}: 文件超过 50 MB，不读取。")
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(f"打不开文件 {path}：{error.strerror}") from error
    try:
        return thaw(content)
    except ValidationError as error:
        lines = "\n".join(f"  {line}" for line in located(error))
        raise CommandError(f"{path} 有 {len(located(error))} 处错误，整个文件未读入：\n{lines}") from error


def facts_from(id_or_file: str) -> EvaluationFacts:
    """Facts of a file (no database is touched), or of the stored evaluation with that number."""
    if not id_or_file.isdecimal():
        return facts_from_file(Path(id_or_file))
    from evaluations.queries import report_source_by_id  # noqa: PLC0415 - a bare file must not need the database

    try:
        return report_source_by_id(int(id_or_file)).facts
    except Http404 as error:
        raise CommandError(str(error)) from error
