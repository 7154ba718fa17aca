"""Reads an interchange file into the database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.actions.exchange import FactsRefused, load_evaluation
from evaluations.actions.holding import EvaluationLocked
from evaluations.management.files import facts_from_file
from evaluations.models import Campaign


class Command(BaseCommand):
    """`load_evaluation FILE [--campaign ID]`: whole or not at all."""

    help = "把 JSON 交换文件读入一个部门的自评（整份读入，有错误则完全不写）。"

    def add_arguments(self, parser: CommandParser) -> None:
        """What to read, and for which campaign."""
        parser.add_argument("file", type=Path, metavar="文件")
        parser.add_argument("--campaign", type=int, metavar="任务编号", help="不给就用文件所写年度的唯一任务")

    def handle(self, *args: Any, **options: Any) -> None:
        """Validates, finds the campaign, writes."""
        facts = facts_from_file(options["file"])
        campaigns = Campaign.objects.filter(year=facts.campaign.year, region__name=facts.department.region)
        if options["campaign"]:
            campaigns = Campaign.objects.filter(pk=options["campaign"])
        if campaigns.count() != 1:
            choices = "；".join(f"{row.pk} {row}" for row in Campaign.objects.all())
            raise CommandError(f"请用 --campaign 指定任务编号。现有任务：{choices or '无'}")
        try:
            evaluation = load_evaluation(facts=facts, campaign=campaigns.get(), by="load_evaluation")
        except FactsRefused as error:
            raise CommandError(f"未读入：{error}") from error
        except EvaluationLocked as error:
            raise CommandError("未读入：这个部门的自评已报送或已通过，不能改写。") from error
        self.stdout.write(f"已读入自评 {evaluation.pk}：{evaluation}")
