"""render_report ID|FILE: the report of a self-evaluation, or of a facts file, without a browser."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from reports.fonts import missing_fonts_notice
from reports.management.sources import add_source, report_from
from reports.rendering import RenderingFailed, to_html, to_pdf


class Command(BaseCommand):
    """Writes one report. A facts file is rendered without touching the database."""

    help = "生成一份自评报告（PDF 或 HTML）。给出自评编号，或一个 JSON 数据文件。"
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        add_source(parser)
        parser.add_argument("--format", choices=("pdf", "html"), default="pdf", help="输出格式，默认 pdf")
        parser.add_argument("-o", "--output", required=True, type=Path, help="输出文件")

    def handle(self, *args, **options):
        try:
            report = report_from(options["source"], options["round"])
            html = to_html(report)
            content = html.encode() if options["format"] == "html" else to_pdf(html)
            _write(options["output"], content)
        except (RenderingFailed, Http404) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"写不了文件 {options['output']}：{error.strerror}。") from error
        if notice := missing_fonts_notice():
            self.stderr.write(self.style.WARNING(notice))
        self.stdout.write(f"已生成 {options['output']}（{len(content) / 1024:.0f} KB）：{report.title}")


def _write(path, content):
    """Whole or not at all: a broken run leaves the old file as it was."""
    scratch = path.with_name(f".{path.name}.part")
    try:
        scratch.write_bytes(content)
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
