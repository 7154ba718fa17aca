"""评分标准 of each indicator: what the index system prints, else its method, else the formula in force, in words."""

from uuid import UUID

from evaluations.domain.facts import EvaluationFacts, Indicator
from evaluations.domain.index_system import IndexNode
from evaluations.domain.method_words import MethodWords, method_words
from evaluations.domain.rules import ScoringRules
from evaluations.enums import ScoringMethod
from reports.domain.document import NOTHING, Cell, say
from reports.domain.wording import paragraphs

#: What a formula takes from the indicator itself, whose target may differ from the one the index system proposes.
OWN = ("name", "direction", "target_value", "unit")


def standard_cells(facts: EvaluationFacts) -> dict[UUID, Cell]:
    """The cell of every third-level indicator by its key."""
    nodes, rules = {node.key: node for node in facts.campaign.nodes}, facts.campaign.rules
    return {row.key: _cell(row, nodes.get(row.key), rules) for row in facts.scored_indicators()}


def _cell(row: Indicator, node: IndexNode | None, rules: ScoringRules) -> Cell:
    if node is not None and node.method_text:
        return Cell(tuple(say(line) for line in paragraphs(node.method_text)))
    if row.direction is None and (node is None or node.method == ScoringMethod.FORMULA):
        return Cell((say(NOTHING),))
    return _in_words(method_words(_as_scored(row, node), rules))


def _as_scored(row: Indicator, node: IndexNode | None) -> IndexNode:
    if node is not None and node.method != ScoringMethod.FORMULA:
        return node
    own = {name: getattr(row, name) for name in OWN}
    return (node or IndexNode(key=row.key, level=3, name=row.name or NOTHING)).model_copy(update=own)


def _in_words(words: MethodWords) -> Cell:
    sentence = words.sentence.replace(
        " ", ""
    )  # print sets the distance between characters and figures itself
    return Cell(tuple(say(line) for line in (sentence, *words.lines)))
