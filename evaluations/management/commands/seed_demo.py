"""Loads the demo data (once)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.demo.seeding import seed


class Command(BaseCommand):
    """`seed_demo`: three departments at three stages, with accounts of a known password; never in production."""

    help = "装入演示数据：三个部门、三种状态、每种角色一个账号。已有数据时什么也不做。"

    def add_arguments(self, parser: CommandParser) -> None:
        """The years before, and a switch for those who know what they do."""
        parser.add_argument(
            "--history",
            action="store_true",
            help="另装入区总工会2020、2021年已审核通过的自评和2023年的空白自评，用于历年对比和沿用上年",
        )
        parser.add_argument(
            "--in-production", action="store_true", help="DEBUG=0 时也装入（账号密码是公开的）"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seeds, and says whether anything was done."""
        if not settings.DEBUG and not options["in_production"]:
            raise CommandError("正式环境（DEBUG=0）不装演示数据：演示账号的密码是公开的。")
        self.stdout.write(
            "演示数据已装入。" if seed(with_history=options["history"]) else "已有数据，未改动。"
        )
