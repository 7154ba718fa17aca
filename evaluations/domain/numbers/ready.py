"""What all texts of one evaluation share, made once: a page, the checker and its rules ask for the same facts."""

from collections.abc import Callable
from functools import lru_cache
from typing import Generic, TypeVar

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.numbers.book import Book
from evaluations.domain.numbers.known import known_values
from evaluations.domain.scoring import Scorecard

Value = TypeVar("Value")
Made = TypeVar("Made")
#: So many evaluations at a time (their facts are held as long).
KEPT = 4


class _Same(Generic[Value]):
    """A frozen value known by identity: comparing two whole documents would cost more than making anew."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.value is other.value

    def __hash__(self) -> int:
        return id(self.value)


def once(
    make: Callable[[EvaluationFacts, Scorecard], Made],
) -> Callable[[EvaluationFacts, Scorecard], Made]:
    """`make`, remembering what it made of the last few facts."""

    @lru_cache(maxsize=KEPT)
    def kept(facts: _Same[EvaluationFacts], scorecard: _Same[Scorecard]) -> Made:
        return make(facts.value, scorecard.value)

    def made(facts: EvaluationFacts, scorecard: Scorecard) -> Made:
        return kept(_Same(facts), _Same(scorecard))

    return made


@once
def book_of(facts: EvaluationFacts, scorecard: Scorecard) -> Book:
    """The known values of these facts, ready for reading prose."""
    return Book(known_values(facts, scorecard))
