"""What a preparer is told beside the fields, and in the printed instruction: the help of the rules themselves."""

from dataclasses import dataclass

from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.checks import CHECKS
from evaluations.domain.checks.registry import Rule
from evaluations.domain.sections import Section
from huadu_perf.lib.findings import Severity

#: A rule that speaks of more fields than this is not repeated beside each of them.
FEW = 8


@dataclass(frozen=True)
class Advice:
    """One rule with the level it has in this campaign; no level: switched off."""

    rule: Rule
    severity: Severity | None


def advice(settings: CheckSettings) -> tuple[Advice, ...]:
    """Every rule, in the order in which they are run."""
    return tuple(Advice(rule, rule.level(settings)) for rule in CHECKS)


def fields_of(section: Section) -> dict[str, str]:
    """The label of every field of a section by the name that rules give it: "field" or "row set.field"."""
    single = {field.name: field.label for field in section.fields}
    rows = {
        f"{rowset.name}.{field.name}": field.label for rowset in section.rowsets for field in rowset.fields
    }
    return single | rows


def advice_for(section: Section, settings: CheckSettings) -> tuple[tuple[str, Advice], ...]:
    """The rules in force that speak of this section's fields, each with the labels of these fields."""
    labels = fields_of(section) | (
        {"evidence.sample_size": "样本量", "evidence.dated": "材料日期"} if section.key == "evidence" else {}
    )
    found = []
    for each in advice(settings):
        said = list(dict.fromkeys(labels[name] for name in each.rule.beside if name in labels))
        if said and each.severity is not None:
            found.append(("、".join(said), each))
    return tuple(found)


def help_of(settings: CheckSettings) -> dict[str, tuple[str, ...]]:
    """The sentences that stand beside each field, by the name that rules give it.

    A rule of every narrative stands in the section's panel only.
    """
    found: dict[str, list[str]] = {}
    for each in advice(settings):
        for name in each.rule.beside if len(each.rule.beside) <= FEW and each.severity is not None else ():
            found.setdefault(name, []).append(each.rule.help)
    return {name: tuple(sentences) for name, sentences in found.items()}
