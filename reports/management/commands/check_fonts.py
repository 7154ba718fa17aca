"""check_fonts [ID|FILE]: which font serves which role, and which characters of a report its first font lacks."""

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from reports.coverage import SUBSTITUTE
from reports.fonts import chosen_fonts, missing_fonts_notice
from reports.management.sources import add_source, source_from
from reports.prepared_fonts import font_bytes
from reports.queries import report_of
from reports.type_roles import lacks


class Command(BaseCommand):
    """Names the fonts; for a report also every character that comes from another one, or is printed as 〓."""

    help = "列出报告所用字体；给出自评编号或 JSON 数据文件时，列出首选字体缺少的字和代替的字体。"
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser):
        add_source(parser, required=False)
        parser.add_argument("--prepare", action="store_true", help="只把字体处理好存下，第一份报告不必等")

    def handle(self, *args, **options):
        fonts = chosen_fonts()
        if options["prepare"]:
            font_bytes(fonts)
            return
        for font in fonts:
            self.stdout.write(f"{font.face.label}\t{font.path}")
        if notice := missing_fonts_notice():
            self.stderr.write(self.style.WARNING(notice))
        if options["source"]:
            try:
                self._report(report_of(source_from(options["source"], options["round"])), fonts)
            except Http404 as error:
                raise CommandError(str(error)) from error

    def _report(self, report, fonts):
        found = lacks(report, fonts)
        self.stdout.write(f"\n{report.title}：")
        for lack in found:
            stand_in = lack.stand_in.path.name if lack.stand_in else f"没有字体，印作 {SUBSTITUTE}"
            code = f"U+{ord(lack.character):04X}"
            self.stdout.write(f"  {lack.font.face.label}缺 {lack.character} {code}\t{stand_in}")
        unprinted = {lack.character for lack in found if lack.stand_in is None}
        if unprinted:
            self.stderr.write(self.style.WARNING(
                f"{len(unprinted)} 个字没有字体：{''.join(sorted(unprinted))}。把有这些字的字体放入字体文件夹，或改写。"
            ))  # fmt: skip
        elif not found:
            self.stdout.write("  首选字体里都有。")
