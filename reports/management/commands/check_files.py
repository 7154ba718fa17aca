"""check_files: every kept file against its row: evidence, issued reports, stamped scans."""

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Model

from evaluations.models import ChangeLog, Evidence
from evaluations.models.evidence import FOLDER
from reports.files import ISSUED, STAMPED, FileDamaged, names_in_store, opened
from reports.models import IssuedReport, StampedReport


class Command(BaseCommand):
    """Reads every file, and writes nothing. To be run by night: a file that is being uploaded may count as one without a row."""

    help = (
        "核对佐证材料、签发的报告和盖章件：缺少的、被改动的（SHA-256）、没有登记的文件。有问题时退出码为 1。"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--known", action="store_true", help="只核对登记的文件，不报没有登记的（备份演练用）"
        )

    def handle(self, *args, **options):
        """Names first, rows afterwards: what is added meanwhile has its row."""
        names = set() if options["known"] else names_in_store(FOLDER, ISSUED, STAMPED)
        rows = [
            *Evidence.objects.exclude(file="").select_related(
                "evaluation__campaign", "evaluation__department"
            ),
            *IssuedReport.objects.all(),
            *StampedReport.objects.all(),
        ]
        faults = [fault for row in rows if (fault := _fault(row))]
        stray = sorted(names - {row.file.name for row in rows} - _once_evidence())
        faults += [f"没有登记的文件：{name}" for name in stray]
        for fault in faults:
            self.stderr.write(self.style.ERROR(fault))
        self.stdout.write(f"已核对 {len(rows)} 个文件，没有登记的 {len(stray)} 个。")
        if faults:
            raise CommandError(f"共 {len(faults)} 个问题。")


def _fault(row: Model) -> str:
    """What is wrong with the file of this row; empty when nothing is."""
    try:
        opened(row).close()
    except FileDamaged as damage:
        whose = f"{row.evaluation} · {row.title}：" if isinstance(row, Evidence) else ""
        return f"{row._meta.verbose_name}：{whose}{damage}"
    return ""


def _once_evidence() -> set[str]:
    """Names in the change log: what was taken out of an evaluation keeps its file."""
    logged = ChangeLog.objects.filter(table_name=Evidence._meta.db_table, after__file__isnull=False)
    return set(logged.values_list("after__file", flat=True))
