"""issue_reports: issues what was approved without a report; `--check` only says what is missing or damaged."""

from django.core.management.base import BaseCommand, CommandError

from reports.actions.issuing import issue
from reports.files import FileDamaged, names_in_store, opened
from reports.models import IssuedReport, StampedReport
from reports.queries import unissued
from reports.rendering import RenderingFailed

ACTOR = "issue_reports"


class Command(BaseCommand):
    """A second run issues nothing. Files are never made anew: a damaged one comes back from the backup."""

    help = "为审核通过而没有签发报告的自评补签发。--check 只检查：缺少的、文件损坏的、没有登记的。"

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="只检查，不签发；有问题时以错误结束")

    def handle(self, *args, **options):
        faults = self._missing() if options["check"] else self._issue()
        faults += self._damaged() if options["check"] else []
        for fault in faults:
            self.stderr.write(self.style.ERROR(fault))
        if faults:
            raise CommandError(f"共 {len(faults)} 个问题。")

    def _issue(self):
        faults, number = [], 0
        for evaluation in unissued():
            try:
                self.stdout.write(f"已签发 {issue(evaluation=evaluation, by=ACTOR)}")
                number += 1
            except RenderingFailed as failure:
                faults.append(f"{evaluation}：{failure}")
        self.stdout.write(f"补签发 {number} 份。" if number else "审核通过的自评都已签发报告。")
        return faults

    def _missing(self):
        return [f"{evaluation}：审核通过，没有签发报告" for evaluation in unissued()]

    def _damaged(self):
        faults, names = [], names_in_store()
        rows = [*IssuedReport.objects.all(), *StampedReport.objects.all()]
        for row in rows:
            try:
                opened(row).close()
            except FileDamaged as damage:
                faults.append(str(damage))
        stray = sorted(names - {row.file.name for row in rows})
        self.stdout.write(f"签发的报告和盖章件共 {len(rows)} 份，没有登记的文件 {len(stray)} 个。")
        return faults + [f"没有登记的文件，可以删除：{name}" for name in stray]
