"""A section as a browser posts it."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from evaluations.domain.facts import ROW_SETS, EvaluationFacts
from evaluations.domain.sections import SECTION_BY_KEY, Section, section_data
from evaluations.forms.draft import Draft


def posted(draft: Draft, **more: str | list[str]) -> QueryDict:
    """What the browser sends for a draft, with buttons or changed inputs in `more` (None takes away)."""
    post = QueryDict(mutable=True)
    for name, text in draft.texts.items():
        post[name] = text
    for name, rows in draft.rows.items():
        post.setlist(name, [str(row.key) for row in rows])
        for row in rows:
            for field, text in row.texts.items():
                post.setlist(f"{name}-{row.key}-{field}", text if isinstance(text, list) else [text])
    for name, value in more.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    return post


def draft_of(facts: EvaluationFacts, section: str) -> Draft:
    spec = SECTION_BY_KEY[section]
    return Draft.of_data(spec, section_data(spec, facts))


def keys_of(facts: EvaluationFacts, section: Section) -> dict[str, list[UUID]]:
    """The items of the other sections."""
    own = {rowset.name for rowset in section.rowsets}
    return {name: [row.key for row in getattr(facts, name)] for name in ROW_SETS if name not in own}


def texts(draft: Draft, rowset: str, field: str) -> list[Any]:
    return [row.texts[field] for row in draft.rows[rowset]]
