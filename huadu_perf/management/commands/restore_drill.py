"""restore_drill FOLDER: proves that a backup can be restored, in a place of its own."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from huadu_perf.backups import (
    MEDIA,
    BackupFailed,
    file_faults,
    read_manifest,
    restored,
    row_faults,
)


class Command(BaseCommand):
    """Touches neither the service's database nor its files. PostgreSQL: a database of its own is made and dropped."""

    help = "演练恢复：核对清单，把备份恢复到临时的地方，比对行数，升级到当前版本，再按登记核对每个文件。"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="backup 写出的文件夹")

    def handle(self, *args, **options):
        try:
            faults = self._drill(options["folder"].resolve())
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        for fault in faults:
            self.stderr.write(self.style.ERROR(fault))
        if faults:
            raise CommandError(f"演练未通过，共 {len(faults)} 个问题。")
        self.stdout.write("演练通过：这份备份可以恢复。")

    def _drill(self, folder: Path) -> list[str]:
        manifest = read_manifest(folder)
        faults = file_faults(folder, manifest)
        self.stdout.write(f"备份时间 {manifest.made_at}；清单上的 {len(manifest.files)} 个文件已逐个核对。")
        if faults:
            return faults
        with (
            tempfile.TemporaryDirectory(prefix="huadu_drill_") as place,
            restored(folder, manifest, Path(place)) as (rows, url),
        ):
            faults = row_faults(manifest, rows)
            self.stdout.write(f"已恢复到临时的地方：{len(manifest.rows)} 个数据表的行数已比对。")
            environment = os.environ | {"DATABASE_URL": url, "MEDIA_ROOT": str(folder / MEDIA)}
            faults += _managed(environment, "升级到当前版本", "migrate", "--verbosity=0")
            faults += _managed(environment, "按登记核对文件", "check_files", "--known")
        return faults


def _managed(environment: dict[str, str], what: str, *command: str) -> list[str]:
    """Runs one of our commands on the restored data; what it complained about."""
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [f"{what}：{line}" for line in done.stderr.strip().splitlines()] if done.returncode else []
