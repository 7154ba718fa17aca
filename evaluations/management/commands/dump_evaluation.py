"""Writes an evaluation's interchange file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.domain.snapshot import freeze
from evaluations.management.files import facts_from


class Command(BaseCommand):
    """`dump_evaluation ID -o FILE`: the facts as JSON; evidence files themselves stay in the system."""

    help = "把一份自评的全部数据写成 JSON 交换文件。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Which, and where to."""
        parser.add_argument("evaluation", type=int, metavar="编号")
        parser.add_argument("-o", "--output", type=Path, metavar="文件", help="不给就输出到屏幕")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes the file whole."""
        text = freeze(facts_from(str(options["evaluation"])))
        if options["output"]:
            try:
                options["output"].write_text(text, "utf-8")
            except OSError as error:
                raise CommandError(f"写不了文件 {options['output']}：{error.strerror}") from error
            self.stdout.write(f"已写入 {options['output']}")
        else:
            self.stdout.write(text, ending="")
