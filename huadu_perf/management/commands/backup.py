"""backup FOLDER: the database and all kept files, verified after writing."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from huadu_perf.backups import MANIFEST, MEDIA, BackupFailed, make_backup


class Command(BaseCommand):
    """May run while the service runs: the database is copied as of one moment."""

    help = "备份数据库和全部文件到一个新的文件夹，写完后逐个核对 SHA-256。"

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="新的文件夹，例如 /srv/backup/huadu-20261129")

    def handle(self, *args, **options):
        folder = options["folder"]
        try:
            manifest = make_backup(folder)
        except BackupFailed as failure:
            raise CommandError(str(failure)) from failure
        files = sum(name.startswith(f"{MEDIA}/") for name in manifest.files)
        self.stdout.write(
            f"已备份到 {folder}：数据表 {len(manifest.rows)} 个、{sum(manifest.rows.values())} 行，文件 {files} 个，"
            f"已核对 SHA-256，清单 {MANIFEST}。\n请把整个文件夹另存到别的机器，并运行 restore_drill 演练恢复。"
        )
