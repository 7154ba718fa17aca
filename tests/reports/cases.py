"""The evaluations the report is tried on: facts files, and what is made of them."""

import re
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.review import Review
from evaluations.domain.snapshot import thaw
from reports.domain.document import Report

HERE = Path(__file__).parent
FACTS = HERE / "facts"

#: An ordinary evaluation; a poor one with reasons owed, gaps and rare characters; one with next to nothing.
NAMES = ("ordinary", "poor", "empty")

_KEPT = {
    "code", "region", "year", "bands", "rules", "template", "kind", "direction", "item", "dated", "sha256",
    "index_system_source",
}  # fmt: skip


def facts_of(name: str) -> EvaluationFacts:
    """One of NAMES."""
    return thaw((FACTS / f"{name}.json").read_bytes())


def body_of(report: Report) -> str:
    """The paragraphs of a report's chapters, a line each."""
    return "\n".join(
        str(line) for chapter in report.chapters for part in chapter.parts for line in part.paragraphs
    )


def column_widths() -> set[int]:
    """The widths of columns, in percent, that the style sheet knows; any other is as if it were not stated."""
    css = Path(settings.BASE_DIR) / "static" / "css" / "report.css"
    return {int(width) for width in re.findall(r"\.w(\d+) \{", css.read_text("utf-8"))}


def review_of(name: str) -> Review:
    """What finance says of one of them."""
    return Review.model_validate_json((FACTS / f"{name}.review.json").read_bytes())


def large(indicators: int) -> EvaluationFacts:
    """The ordinary evaluation with many more indicators."""
    facts = facts_of("ordinary")
    leaf = facts.indicators[-1]
    more = (
        leaf.model_copy(
            update={"key": uuid5(NAMESPACE_URL, f"indicator/{number}"), "name": f"{leaf.name}{number}"}
        )
        for number in range(indicators)
    )
    return facts.model_copy(update={"indicators": (*facts.indicators, *more)})


def with_text(text: str) -> EvaluationFacts:
    """The ordinary evaluation with `text` in every field people type into."""
    data = facts_of("ordinary").model_dump(mode="json")
    return EvaluationFacts.model_validate(_typed(data, text))


def _typed(value: Any, text: str, name: str = "") -> Any:
    if name in _KEPT:
        return value
    if isinstance(value, dict):
        return {key: _typed(item, text, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item, text, name) for item in value]
    is_key = isinstance(value, str) and (len(value) == 36 and value.count("-") == 4)
    is_typed = (
        isinstance(value, str) and not is_key and not value.replace(".", "").isdigit() and value != "不适用"
    )
    return text if is_typed else value
