"""The facts as people read them: every bound number of the narratives with its value in place."""

from collections.abc import Mapping
from typing import Any

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.known import Known
from evaluations.domain.numbers.ready import book_of
from evaluations.domain.numbers.tokens import resolve
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import FORM_SECTIONS, Field, Kind


def with_values(facts: EvaluationFacts, scorecard: Scorecard) -> EvaluationFacts:
    """The same facts for reading and printing; a token without a value becomes visible words, never a gap."""
    changes: dict[str, Any] = {}
    values = book_of(facts, scorecard).tokens
    for section in FORM_SECTIONS:
        if section.group:
            changes |= _changed(section.group, getattr(facts, section.group), section.fields, values)
        for rowset in section.rowsets:
            rows = getattr(facts, rowset.name)
            said = tuple(_said(row, rowset.fields, values) for row in rows)
            if any(new is not old for new, old in zip(said, rows, strict=True)):
                changes[rowset.name] = said
    return facts.model_copy(update=changes) if changes else facts


def _changed(name: str, group: Any, fields: tuple[Field, ...], values: Mapping[str, Known]) -> dict[str, Any]:
    said = _said(group, fields, values)
    return {name: said} if said is not group else {}


def _said(item: Any, fields: tuple[Field, ...], values: Mapping[str, Known]) -> Any:
    texts = {
        field.name: resolve(text, values)
        for field in fields
        if field.kind == Kind.PROSE and "«" in (text := getattr(item, field.name))
    }
    return item.model_copy(update=texts) if texts else item
