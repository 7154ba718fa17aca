"""render_report ID|FILE: the report of a self-evaluation, or of a facts file, without a browser."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from evaluations.domain.snapshot import freeze
from reports.batch import write_whole
from reports.fonts import missing_fonts_notice
from reports.management.sources import add_source, source_from
from reports.queries import report_of
from reports.rendering import RenderingFailed, to_html, to_pdf
from reports.word import to_docx
from reports.workbook import to_xlsx

MAKERS = {
    "pdf": lambda report, facts: to_pdf(to_html(report)),
    "html": lambda report, facts: to_html(report).encode(),
    "docx": lambda report, facts: to_docx(report),
    "xlsx": lambda report, facts: to_xlsx(report),
    "json": lambda report, facts: freeze(facts).encode(),
}


class Command(BaseCommand):
    """Writes one report. A facts file is rendered without touching the database."""

    help = (
        "生成一份自评报告（PDF、HTML、Word、Excel，或 JSON 数据文件）。给出自评编号，或一个 JSON 数据文件。"
    )
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        add_source(parser)
        parser.add_argument("--format", choices=tuple(MAKERS), default="pdf", help="输出格式，默认 pdf")
        parser.add_argument("-o", "--output", required=True, type=Path, help="输出文件")

    def handle(self, *args, **options):
        try:
            source = source_from(options["source"], options["round"], options["dated"])
            report = report_of(source)
            content = MAKERS[options["format"]](report, source.facts)
            write_whole(options["output"], content)
        except (RenderingFailed, Http404) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"写不了文件 {options['output']}：{error.strerror}。") from error
        if notice := missing_fonts_notice():
            self.stderr.write(self.style.WARNING(notice))
        self.stdout.write(f"已生成 {options['output']}（{len(content) / 1024:.0f} KB）：{report.title}")
