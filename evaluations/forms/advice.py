"""What stands beside the fields of a form: the help of their rules, and how long a narrative may be."""

from collections.abc import Iterable

from evaluations.domain.examples import EXAMPLES
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.guidance import help_of
from evaluations.domain.sections import ROWSETS, Kind
from evaluations.forms.cells import WORDS, Cell

#: The row set of each section's grid.
GRIDS = {"budget": "budget_lines", "indicators": "indicators", "projects": "project_indicators"}


def advise(facts: EvaluationFacts, cells: Iterable[Cell]) -> None:
    """Gives each cell the sentences of its rules; each narrative its limit: the form's, else what can be stored.

    A single narrative has its example; those of rows stand at the head of their set, once.
    """
    helps = help_of(facts.campaign.checks)
    limits = {(each.rowset, each.field): each.limit for each in facts.campaign.rules.word_limits}
    for cell in cells:
        rowset = cell.name.partition("-")[0] if "-" in cell.name else ""
        cell.help = helps.get(f"{rowset}.{cell.spec.name}" if rowset else cell.spec.name, ())
        if cell.spec.kind == Kind.PROSE:
            cell.example = "" if rowset else EXAMPLES.get(cell.spec.name, "")
            cell.limit = limits.get((rowset, cell.spec.name), cell.spec.max_length)


def column_helps(facts: EvaluationFacts, section: str) -> dict[str, tuple[str, ...]]:
    """What the heads of a section's grid tell, by field: the help of the rules, once a column and not in each row.

    What is asked of the second line of an indicator, which has no columns, stands at the first head.
    """
    rowset = GRIDS.get(section)
    if rowset is None:
        return {}
    helps, labels = help_of(facts.campaign.checks), {spec.name: spec.label for spec in ROWSETS[rowset].fields}
    found = {name: helps[f"{rowset}.{name}"] for name in labels if f"{rowset}.{name}" in helps}
    below: dict[str, list[str]] = {}
    for name in WORDS:
        for sentence in found.pop(name, ()):
            below.setdefault(sentence, []).append(labels[name])
    told = tuple(f"{'、'.join(names)}：{sentence}" for sentence, names in below.items())
    return found | {"name": (*found.get("name", ()), *told)} if told else found
