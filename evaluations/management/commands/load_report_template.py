"""Reads a report template from a text file into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.actions.definitions import DefinitionRefused
from evaluations.actions.report_templates import load_report_template
from evaluations.domain.report_checks import left_out
from evaluations.domain.report_template import ReportTemplateFacts
from evaluations.domain.report_text import TextRefused
from evaluations.domain.report_text_reading import read_text
from evaluations.forms.report_templates import LARGEST_FILE, text_of


class Command(BaseCommand):
    """`load_report_template FILE [--publish]`: whole or not at all."""

    help = "把报告模板（文字文件）读入为草稿；加 --publish 时直接发布。有错误则逐行列出，完全不写。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, and whether to publish it."""
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--publish", action="store_true", help="读入后发布（发布后不能再改）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads, tells every fault, writes."""
        path: Path = options["file"]
        facts = _read(path)
        try:
            row, outcome = load_report_template(
                facts=facts, publish=options["publish"], by="load_report_template"
            )
        except DefinitionRefused as error:
            raise _refused(path, error.faults) from error
        self.stdout.write(f"{row}：{outcome.value}")
        if missing := left_out(facts):
            self.stdout.write(f"没有放进模板的填报内容：{'、'.join(missing)}")


def _read(path: Path) -> ReportTemplateFacts:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CommandError(f"{path}: 文件超过 {LARGEST_FILE // 1024} KB，不读取。")
        text = text_of(path.read_bytes())
    except OSError as error:
        raise CommandError(f"打不开文件 {path}：{error.strerror}") from error
    if text is None:
        raise CommandError(f"{path} 不是文本文件，请给出从本系统下载后修改的 .txt。")
    try:
        return read_text(text)
    except TextRefused as error:
        raise _refused(path, error.faults) from error


def _refused(path: Path, faults: Any) -> CommandError:
    lines = "\n".join(f"  {fault}" for fault in faults)
    return CommandError(f"{path} 有 {len(faults)} 处错误，未读入：\n{lines}")
