"""Reads an index system from a file into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.actions.definitions import DefinitionRefused
from evaluations.actions.index_systems import load_index_system
from evaluations.exchange.index_systems import FileRefused, Found, from_file


class Command(BaseCommand):
    """`load_index_system FILE [--publish]`: whole or not at all."""

    help = "把指标体系（.xlsx 或 .json）读入为草稿；加 --publish 且没有问题时直接发布。有错误则完全不写。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, and whether to publish it."""
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--publish", action="store_true", help="读入后发布（发布后不能再改）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads, tells every fault, writes."""
        path: Path = options["file"]
        found = self._read(path)
        faults = found.faults()
        if faults and options["publish"]:
            raise _refused(path, "不能发布，未读入", faults)
        try:
            row, outcome = load_index_system(
                facts=found.system, publish=options["publish"], by="load_index_system"
            )
        except DefinitionRefused as error:
            raise _refused(path, "未读入", error.faults) from error
        self.stdout.write(f"{row}：{outcome.value}")
        if faults:
            self.stdout.write(f"发布前还要处理 {len(faults)} 处：\n{_lines(faults)}")

    def _read(self, path: Path) -> Found:
        try:
            return from_file(path.name, path.read_bytes())
        except OSError as error:
            raise CommandError(f"打不开文件 {path}：{error.strerror}") from error
        except FileRefused as error:
            raise _refused(path, "整个文件未读入", error.faults) from error


def _refused(path: Path, what: str, faults: Any) -> CommandError:
    return CommandError(f"{path} 有 {len(faults)} 处错误，{what}：\n{_lines(faults)}")


def _lines(faults: Any) -> str:
    return "\n".join(f"  {fault}" for fault in faults)
