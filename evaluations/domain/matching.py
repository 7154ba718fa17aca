"""Which row of one filing is which of another: by key, else by what it is called, else by words much alike.

Rounds of one evaluation share their keys, and what was copied from last year keeps them; a row that was typed anew
has only its name.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from typing import Any
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.text_changes import are_alike, pairs_of_letters

#: Keys of the old rows by those of the new ones.
Pairs = dict[UUID, UUID]
#: What a row is known by beside its key; nothing for one without a name.
Names = Callable[[EvaluationFacts, Any], Hashable | None]
#: Of more rows than these pairs come to, none is looked for by its words: old out, new in.
MOST_PAIRS = 40_000
#: Rows that have only a text: a similar one is the same one changed.
SPOKEN = {"duties": "text", "tasks": "text", "problems": "text", "measures": "text"}


def pairs_of(rowset: str, old: EvaluationFacts, new: EvaluationFacts) -> Pairs:
    """The rows that are the same in both."""
    before, after = getattr(old, rowset), getattr(new, rowset)
    known = {row.key for row in before}
    pairs: Pairs = {row.key: row.key for row in after if row.key in known}
    for names in NAMES.get(rowset, (_name,)):
        _pair_by_name(pairs, [(names(old, row), row.key) for row in before],
                      [(names(new, row), row.key) for row in after])  # fmt: skip
    if rowset in SPOKEN:
        _pair_by_words(pairs, before, after, SPOKEN[rowset])
    return pairs


def _pair_by_name(
    pairs: Pairs, before: Iterable[tuple[Hashable, UUID]], after: Iterable[tuple[Hashable, UUID]]
) -> None:
    """Rows of one name pair in their order."""
    taken = set(pairs.values())
    waiting: dict[Hashable, list[UUID]] = defaultdict(list)
    for name, key in before:
        if name and key not in taken:
            waiting[name].append(key)
    for name, key in after:
        if key not in pairs and waiting.get(name):
            pairs[key] = waiting[name].pop(0)


def _pair_by_words(pairs: Pairs, before: Iterable[Any], after: Iterable[Any], field: str) -> None:
    taken = set(pairs.values())
    waiting = {row.key: pairs_of_letters(getattr(row, field)) for row in before if row.key not in taken}
    new = {row.key: pairs_of_letters(getattr(row, field)) for row in after if row.key not in pairs}
    for key, words in new.items() if len(waiting) * len(new) <= MOST_PAIRS else ():
        found = next((old for old, others in waiting.items() if are_alike(others, words)), None)
        if found is not None:
            del waiting[found]
            pairs[key] = found


def _name(facts: EvaluationFacts, row: Any) -> Hashable:
    return getattr(row, "name", "") or getattr(row, "title", "") or getattr(row, "text", "")


def _item(facts: EvaluationFacts, row: Any) -> Hashable:
    return str(row.item)


def _path(facts: EvaluationFacts, row: Any) -> Hashable:
    """The names from the first level down to the row."""
    rows = {each.key: each for each in facts.indicators}
    path = [row.name] if row.name else []
    while path and row.parent is not None:
        row = rows[row.parent]
        path.append(row.name)
    return tuple(path)


def _level_and_name(facts: EvaluationFacts, row: Any) -> Hashable:
    return (row.level, row.name) if row.name else None


def _in_project(facts: EvaluationFacts, row: Any) -> Hashable:
    project = next((each.name for each in facts.projects if each.key == row.project), "")
    return (project, row.name) if row.name else None


NAMES: dict[str, tuple[Names, ...]] = {
    "budget_lines": (_item,),
    "indicators": (_path, _level_and_name),
    "project_indicators": (_in_project,),
}
