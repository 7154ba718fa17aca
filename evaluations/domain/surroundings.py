"""What the checker may look at beside the evaluation: last year's, the neighbours' names and filed texts."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Protocol

from evaluations.domain.facts import EvaluationFacts
from huadu_perf.lib.findings import Place


class Copies(Protocol):
    """Texts that other departments have filed in the same campaign."""

    def nearest(self, text: str) -> tuple[str, Decimal]:
        """The department whose texts hold most of this text, and the share of it (0–1); ("", 0) for none."""


@dataclass(frozen=True)
class Surroundings:
    """Empty for a bare file: the rules that need more are silent then.

    `last_year`: what the department filed for the year before. `department_names`: the other departments of
    the region, by their full names. `copies`: what they have filed. `carried`: the rows and single fields that were
    copied from an earlier year and that nobody has confirmed. `returned`: what was filed in the round that finance returned;
    `said_changed`: the places of its remarks that are answered 已修改.
    """

    last_year: EvaluationFacts | None = None
    department_names: tuple[str, ...] = ()
    copies: Copies | None = field(default=None, compare=False)
    carried: tuple[Place, ...] = ()
    returned: EvaluationFacts | None = None
    said_changed: tuple[Place, ...] = ()


ALONE = Surroundings()
