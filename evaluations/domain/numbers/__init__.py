"""Numbers in prose: recognise them, know what they may speak of, say whether they agree."""

from evaluations.domain.numbers.compare import State, Verdict, compare
from evaluations.domain.numbers.known import Known, known_values
from evaluations.domain.numbers.mentions import Kind, Mention, find_mentions

__all__ = ["Kind", "Known", "Mention", "State", "Verdict", "compare", "find_mentions", "known_values"]
