"""Prints the findings of an evaluation, of a bare file, or of all evaluations of a campaign."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.domain.checks import check
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import score
from evaluations.domain.sections import SECTION_BY_KEY
from evaluations.domain.surroundings import ALONE, Surroundings
from evaluations.management.files import facts_from
from huadu_perf.lib.findings import Severity
from huadu_perf.lib.money import points


class Command(BaseCommand):
    """`check_evaluation ID|FILE` or `--campaign ID`: exit 1 when there is anything that must be changed."""

    help = (
        "对一份自评（编号或 JSON 文件）做勾稽校验，列出全部问题；"
        "--campaign 校验一个年度任务的全部自评，每份一行。有“必须修改”时退出码为 1。"
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What to check."""
        parser.add_argument("evaluation", metavar="编号或文件", nargs="?")
        parser.add_argument("--campaign", metavar="任务编号", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints one finding (or one evaluation) a line, the summary last."""
        if (options["evaluation"] is None) == (options["campaign"] is None):
            raise CommandError("请给出一份自评（编号或文件），或用 --campaign 给出年度任务的编号。")
        counts = (
            self._campaign(options["campaign"])
            if options["evaluation"] is None
            else self._one(facts_from(options["evaluation"]))
        )
        self.stdout.write(_summary(counts))
        if counts[Severity.ERROR]:
            raise SystemExit(1)

    def _one(self, facts: EvaluationFacts) -> Counter[Severity]:
        findings = check(facts, score(facts))
        for finding in findings:
            where = "·".join(
                part
                for part in (SECTION_BY_KEY[finding.place.section].title, label_of(finding.place, facts))
                if part
            )
            fix = f"（{finding.fix}）" if finding.fix else ""
            self.stdout.write(f"[{finding.severity.label}] {finding.code} {where}：{finding.message}{fix}")
        return Counter(finding.severity for finding in findings)

    def _campaign(self, pk: int) -> Counter[Severity]:
        """Every evaluation as it stands now, one line each, with last year's and the neighbours' filings beside it."""
        from evaluations.neighbours import filed_around, surroundings  # noqa: PLC0415 - a bare file needs no database
        from evaluations.queries import evaluations_of, load_facts  # noqa: PLC0415

        counts: Counter[Severity] = Counter()
        for evaluation in evaluations_of(pk):
            facts = load_facts(evaluation)
            counts += self._line(facts, surroundings(evaluation, filed_around(evaluation)))
        return counts

    def _line(self, facts: EvaluationFacts, around: Surroundings = ALONE) -> Counter[Severity]:
        card = score(facts)
        found = Counter(finding.severity for finding in check(facts, card, around))
        total = f"{points(card.total)} 分 {card.grade}" if card.total is not None else "未评分"
        self.stdout.write(f"{facts.department.code} {facts.department.name}：{total}；{_summary(found)}")
        return found


def _summary(counts: Counter[Severity]) -> str:
    return "，".join(f"{level.label} {counts[level]}" for level in reversed(Severity))
