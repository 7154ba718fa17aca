"""render_reports --campaign ID -o FOLDER: the PDFs of a whole campaign, one file a department."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.http import Http404

from evaluations.queries import evaluations_of, report_source
from reports.batch import render_all, unwritten, write_whole
from reports.files import FileDamaged, opened
from reports.fonts import missing_fonts_notice
from reports.queries import issued_for, report_of
from reports.rendering import to_html


class Command(BaseCommand):
    """What was issued is copied byte for byte; the rest is rendered, drafts only when asked for."""

    help = "把一个批次各部门的报告生成 PDF，每个部门一个文件；已签发的原样取出。"

    def add_arguments(self, parser):
        parser.add_argument("--campaign", type=int, required=True, metavar="ID", help="批次编号")
        parser.add_argument("--processes", type=int, default=2, help="同时用几个进程，默认 2")
        parser.add_argument("--drafts", action="store_true", help="未报送的也生成，带“草稿”字样")
        parser.add_argument("-o", "--output", required=True, type=Path, help="输出文件夹")

    def handle(self, *args, **options):
        folder = options["output"]
        try:
            rows = evaluations_of(options["campaign"]).order_by("department__code")
            folder.mkdir(parents=True, exist_ok=True)
        except Http404 as error:
            raise CommandError(f"没有编号为 {options['campaign']} 的批次。") from error
        except OSError as error:
            raise CommandError(f"建不了文件夹 {folder}：{error.strerror}。") from error
        faults, made = [], 0
        jobs = self._jobs(rows, folder, faults, with_drafts=options["drafts"])
        for path, fault in render_all(jobs, options["processes"]):
            made += not fault
            if fault:
                faults.append(f"{path.name}：{fault}")
        self._report(folder, made, faults)

    def _jobs(self, rows, folder, faults, *, with_drafts):
        """What has to be rendered; issued files are copied on the way."""
        self.copied = self.left_out = 0
        for evaluation in rows:
            source = report_source(evaluation)
            report = report_of(source)
            path = folder / f"{evaluation.department.code}_{report.file_stem}.pdf"
            if issued := issued_for(evaluation):
                self._copy(issued, path, faults)
            elif source.is_draft and not with_drafts:
                self.left_out += 1
            else:
                yield path, to_html(report)

    def _copy(self, issued, path, faults):
        try:
            with opened(issued) as file:
                write_whole(path, file.read())
            self.copied += 1
        except FileDamaged as damage:
            faults.append(str(damage))
        except OSError as error:
            faults.append(unwritten(path, error))

    def _report(self, folder, made, faults):
        if notice := missing_fonts_notice():
            self.stderr.write(self.style.WARNING(notice))
        left_out = f"，未报送的 {self.left_out} 份没有生成（--drafts 一并生成）" if self.left_out else ""
        self.stdout.write(f"{folder}：生成 {made} 份，取出已签发的 {self.copied} 份{left_out}。")
        for fault in faults:
            self.stderr.write(self.style.ERROR(fault))
        if faults:
            raise CommandError(f"{len(faults)} 份没有生成。")
