"""What every check is: a small function from the facts and their scores to findings, and helpers to word them."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import SECTION_OF_ROWSET
from huadu_perf.lib.findings import Finding, Place
from huadu_perf.lib.money import wan_exact

Check = Callable[[EvaluationFacts, Scorecard], Iterator[Finding]]


def at(rowset: str, key: UUID | None = None, field: str = "") -> Place:
    """The place of a row's field."""
    return Place(SECTION_OF_ROWSET[rowset], rowset, key, field)


def money(amount: Decimal) -> str:
    """An amount as messages show it: exact, in 万元."""
    return f"{wan_exact(amount)} 万元"


def quoted(name: str) -> str:
    """The name of a row in a message; unnamed rows are said to be so."""
    return f"“{name[:30]}”" if name else "（未命名）"
