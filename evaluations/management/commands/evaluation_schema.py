"""Prints the JSON Schema of the interchange file."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from evaluations.domain.facts import EvaluationFacts


class Command(BaseCommand):
    """`evaluation_schema`: the shape of the facts, for other systems."""

    help = "输出自评数据交换文件的 JSON Schema。"
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """The schema, indented."""
        self.stdout.write(json.dumps(EvaluationFacts.model_json_schema(), ensure_ascii=False, indent=2))
