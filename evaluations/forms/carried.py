"""从上年复制: what a person chose, and the parts as the page shows them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from evaluations.domain.carried_rows import Outcome
from evaluations.domain.carrying import Part, PartPlan, Plan, plan
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import FORM_SECTIONS

#: The order in which a part's lines are told, and the tone of each word.
TONES = {
    Outcome.ADDED: "success",
    Outcome.FILLED: "success",
    Outcome.REPLACED: "warning",
    Outcome.KEPT: "neutral",
    Outcome.SAME: "neutral",
    Outcome.LEFT: "danger",
}


@dataclass(frozen=True)
class Choices:
    """The parts to copy, those whose own content gives way, and the versions of the sections the person saw."""

    parts: frozenset[str]
    replacing: frozenset[str] = frozenset()
    versions: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def offered(cls, source: EvaluationFacts, facts: EvaluationFacts) -> "Choices":
        """What is chosen unless one says no."""
        seen = plan(source, facts, tuple(Part), ())
        return cls(frozenset(each.spec.part.value for each in seen.parts if each.is_offered))

    @classmethod
    def of_post(cls, post: QueryDict) -> "Choices":
        """As posted; what is no part is left out, a version that is no number fits nothing."""
        known = {part.value for part in Part}
        parts = known & set(post.getlist("part"))
        return cls(frozenset(parts), frozenset(parts & set(post.getlist("replace"))), _versions(post))


def _versions(post: QueryDict) -> dict[str, int]:
    texts = {section.key: post.get(f"version-{section.key}", "") for section in FORM_SECTIONS}
    return {
        key: int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
        for key, text in texts.items()
    }


def panels(seen: Plan, choices: Choices) -> list[dict[str, Any]]:
    """The parts in order, with what is chosen and what becomes of each line."""
    return [
        {
            "part": each.spec.part.value,
            "label": each.spec.label,
            "hint": each.spec.hint,
            "summary": "，".join(_summary(each)),
            "chosen": each.spec.part.value in choices.parts,
            "writes": each.writes,
            "may_replace": each.may_replace,
            "replaces": each.spec.part.value in choices.replacing,
            "lines": [
                {"label": line.label, "words": str(line.outcome), "tone": TONES[line.outcome], "reason": line.reason}
                for line in each.lines
            ],
        }
        for each in seen.parts
    ]  # fmt: skip


def _summary(each: PartPlan) -> Iterator[str]:
    """Counts in words, of what there is any."""
    for outcome in TONES:
        if count := each.count(outcome):
            yield f"{outcome} {count} 项"
    if not each.lines:
        yield "那一年没有填写"
