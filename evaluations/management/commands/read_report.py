"""Reads a finished report of an earlier year and writes what it says as an interchange file."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.domain.old_report import OldReport, facts_of, read_old_report
from evaluations.domain.old_report.listing import listing, summary
from evaluations.domain.snapshot import freeze
from evaluations.management.standing import standing_for
from huadu_perf.lib.documents.reading import DocumentRefused, document_text


class Command(BaseCommand):
    """`read_report FILE -o facts.json`: .docx, .pdf with text, .txt."""

    help = (
        "读一份已完成的自评报告（.docx、有文字的 .pdf、.txt），写出交换文件（JSON），"
        "并列出认出的、存疑的和没有认出的内容。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, where to write, and whose evaluation of which year it becomes."""
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("-o", "--output", type=Path, metavar="文件", help="写到这里（交换文件）")
        parser.add_argument("--listing", type=Path, metavar="文件", help="逐项清单（JSON）写到这里")
        parser.add_argument("--department", default="", metavar="预算代码", help="写进交换文件的部门")
        parser.add_argument("--year", type=int, metavar="年度", help="不给就用报告所写的年度")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reads, writes, prints what was found and what was not."""
        try:
            text = document_text(options["file"].read_bytes())
        except OSError as error:
            raise CommandError(f"打不开文件 {options['file']}：{error.strerror}") from error
        except DocumentRefused as error:
            raise CommandError(f"未读取：{error}。") from error
        report = read_old_report(text)
        self.stdout.write("\n".join(summary(report)))
        if options["listing"]:
            text = json.dumps(listing(report), ensure_ascii=False, indent=2) + "\n"
            _put(options["listing"], text)
        if options["output"]:
            self._write(report, options)

    def _write(self, report: OldReport, options: dict[str, Any]) -> None:
        year = options["year"] or report.year
        if year is None:
            raise CommandError("报告里没有找到年度，请用 --year 给出。")
        department, campaign = standing_for(options["department"], report.department, year)
        facts = facts_of(report, department, campaign)
        _put(options["output"], freeze(facts))
        if not options["department"]:
            self.stdout.write("没有给出 --department，读入前请在文件中补上部门的预算代码和财政区划。")
        self.stdout.write(f"已写入 {options['output']}")


def _put(path: Path, text: str) -> None:
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise CommandError(f"写不了文件 {path}：{error.strerror}") from error
