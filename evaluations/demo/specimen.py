"""The facts of the demo: what a template is tried on where nothing has been filed yet."""

from functools import lru_cache
from pathlib import Path

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.snapshot import thaw

FILE = Path(__file__).resolve().parent / "union-2022.json"


@lru_cache(maxsize=1)
def specimen() -> EvaluationFacts:
    """The demo's first department."""
    return thaw(FILE.read_bytes())
