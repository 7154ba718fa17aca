"""Reading facts from a file, and a stored evaluation's from its number, for the commands."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.http import Http404
from pydantic import ValidationError

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import thaw
from huadu_perf.lib.locations import located, path_of

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
        facts = thaw(content)
    except ValidationError as error:
        raise _refused(path, located(error)) from error
    if doubled := list(_doubled(json.loads(content, object_pairs_hook=_Object))):
        raise _refused(path, doubled)
    return facts


def _refused(path: Path, faults: list[str]) -> CommandError:
    lines = "\n".join(f"  {fault}" for fault in faults)
    return CommandError(f"{path} 有 {len(faults)} 处错误，整个文件未读入：\n{lines}")


class _Object(dict[str, Any]):
    """An object of a JSON file that remembers the names it was given twice; readers keep only the last of them."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.doubled = [name for name, count in Counter(name for name, _ in pairs).items() if count > 1]


def _doubled(value: Any, place: tuple[int | str, ...] = ()) -> Iterator[str]:
    if isinstance(value, _Object):
        yield from (f"{path_of((*place, name))}: 写了不止一次" for name in value.doubled)
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from _doubled(part, (*place, name))


def facts_from(id_or_file: str) -> EvaluationFacts:
    """Facts of a file (no database is touched), or of the stored evaluation with that number."""
    if not id_or_file.isdecimal():
        return facts_from_file(Path(id_or_file))
    from evaluations.queries import report_source_by_id  # noqa: PLC0415 - a bare file must not need the database

    try:
        return report_source_by_id(int(id_or_file)).facts
    except Http404 as error:
        raise CommandError(str(error)) from error
