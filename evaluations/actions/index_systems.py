"""Index systems: loaded from a file, stored as drafts, copied to the next year."""

from accounts.acting import acting
from accounts.models import User
from evaluations.actions.definitions import (
    Outcome,
    last_version,
    load,
    store,
    store_new,
)
from evaluations.domain.index_system import IndexSystemFacts
from evaluations.models import IndexSystem


def load_index_system(
    *, facts: IndexSystemFacts, publish: bool, by: User | str
) -> tuple[IndexSystem, Outcome]:
    """The system under the version it states: a draft, or published when asked and nothing stands in the way.

    Raises DefinitionRefused, and writes nothing, where that version is published with other content.
    """
    return load(IndexSystem, facts, publish=publish, by=by)


def store_draft(*, facts: IndexSystemFacts, by: User | str) -> IndexSystem:
    """That version's draft, or where it is published a draft of the next one. Raises DefinitionRefused."""
    return store_new(IndexSystem, facts, by=by)


def copy_to_next_year(*, row: IndexSystem, by: User | str) -> IndexSystem:
    """A draft for the year after, with the same tree and keys; its source has to be verified anew."""
    facts = row.facts
    year, following = str(facts.year), str(facts.year + 1)
    code = facts.code.replace(year, following) if year in facts.code else f"{facts.code}-{following}"
    version = last_version(IndexSystem, code) + 1
    name = facts.name.replace(year, following)
    changes = {"code": code, "version": version, "name": name, "year": facts.year + 1, "verified": False}
    with acting(by):
        return store(IndexSystem, None, facts.model_copy(update=changes), by)
