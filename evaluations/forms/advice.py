"""What stands beside the fields of a form: the help of their rules, and how long a narrative may be."""

from collections.abc import Iterable

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.guidance import help_of
from evaluations.domain.sections import Kind
from evaluations.forms.cells import Cell


def advise(facts: EvaluationFacts, cells: Iterable[Cell]) -> None:
    """Gives each cell the sentences of its rules; each narrative its limit: the form's, else what can be stored."""
    helps = help_of(facts.campaign.checks)
    limits = {(each.rowset, each.field): each.limit for each in facts.campaign.rules.word_limits}
    for cell in cells:
        rowset = cell.name.partition("-")[0] if "-" in cell.name else ""
        cell.help = helps.get(f"{rowset}.{cell.spec.name}" if rowset else cell.spec.name, ())
        if cell.spec.kind == Kind.PROSE:
            cell.limit = limits.get((rowset, cell.spec.name), cell.spec.max_length)
