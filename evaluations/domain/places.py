"""Places in the facts, which findings, remarks and marks point at."""

from uuid import UUID

from evaluations.domain.sections import SECTION_OF_ROWSET
from huadu_perf.lib.findings import Place


def at(rowset: str, key: UUID | None = None, field: str = "") -> Place:
    """The place of a row set, of a row of it, or of a row's field."""
    return Place(SECTION_OF_ROWSET[rowset], rowset, key, field)
