"""Prints the findings of an evaluation or of a bare file."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evaluations.domain.checks import check
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.scoring import score
from evaluations.domain.sections import SECTION_BY_KEY
from evaluations.management.files import facts_from
from huadu_perf.lib.findings import Severity


class Command(BaseCommand):
    """`check_evaluation ID|FILE`: exit 1 when there is anything that must be changed."""

    help = "对一份自评（编号或 JSON 文件）做勾稽校验，列出全部问题；有“必须修改”时退出码为 1。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to check."""
        parser.add_argument("evaluation", metavar="编号或文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one finding a line, the summary last."""
        facts = facts_from(options["evaluation"])
        findings = check(facts, score(facts))
        for finding in findings:
            where = "·".join(
                part
                for part in (SECTION_BY_KEY[finding.place.section].title, label_of(finding.place, facts))
                if part
            )
            fix = f"（{finding.fix}）" if finding.fix else ""
            self.stdout.write(f"[{finding.severity.label}] {finding.code} {where}：{finding.message}{fix}")
        counts = {level: sum(finding.severity == level for finding in findings) for level in Severity}
        self.stdout.write("，".join(f"{level.label} {counts[level]}" for level in reversed(Severity)))
        if counts[Severity.ERROR]:
            raise SystemExit(1)
