"""What every rule of the checker is: one small function that yields hits, under one code, with one text to explain it.

A rule's function names what it looks at by its parameters: `facts`, `scorecard`, `around`. Level, source and help come
from the registration; the same help stands beside the field, on the page of rules and in the printed instruction.
"""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from evaluations.domain.check_settings import CheckSettings
from evaluations.domain.facts import EvaluationFacts, Measured
from evaluations.domain.scoring import Scorecard
from evaluations.domain.surroundings import ALONE, Surroundings
from huadu_perf.lib.findings import Finding, Place, Severity
from huadu_perf.lib.money import wan_exact

ERROR, WARNING, HINT = Severity.ERROR, Severity.WARNING, Severity.HINT


@dataclass(frozen=True)
class Hit:
    """What a rule found: where, in words with both values, and the fix. `severity`: graver than this it is not."""

    place: Place
    message: str
    fix: str = ""
    severity: Severity | None = None


@dataclass(frozen=True)
class Rule:
    """One rule. `beside`: the fields it speaks of, as "row set.field" or "field", where its help is shown."""

    code: str
    severity: Severity
    title: str
    help: str
    source: str
    beside: tuple[str, ...]
    find: Callable[..., Iterator[Hit]]
    asks: tuple[str, ...]

    def level(self, settings: CheckSettings) -> Severity | None:
        """How grave it is in this campaign; None where it is switched off."""
        level = settings.levels.get(self.code)
        return self.severity if level is None else level.severity

    def findings(
        self, facts: EvaluationFacts, scorecard: Scorecard, around: Surroundings = ALONE
    ) -> Iterator[Finding]:
        """What it finds, at the level the campaign gives it.

        What asks for an explanation at one place is one finding, as explanations are filed under code and place.
        """
        level = self.level(facts.campaign.checks)
        if level is None:
            return
        looked_at: dict[str, Any] = {"facts": facts, "scorecard": scorecard, "around": around}
        asked: dict[Place, list[Hit]] = {}
        for hit in self.find(**{name: looked_at[name] for name in self.asks}):
            severity = level if hit.severity is None else min(level, hit.severity)
            if severity == WARNING:
                asked.setdefault(hit.place, []).append(hit)
            else:
                yield Finding(self.code, severity, hit.place, hit.message, hit.fix, self.source)
        for place, hits in asked.items():
            yield Finding(
                self.code, WARNING, place, _joined(hits, "message"), _joined(hits, "fix"), self.source
            )


def _joined(hits: list[Hit], name: str) -> str:
    return "；".join(dict.fromkeys(text for hit in hits if (text := getattr(hit, name))))


def rule(
    code: str, severity: Severity, title: str, *, help: str, source: str, beside: tuple[str, ...] = ()
) -> Callable[[Callable[..., Iterator[Hit]]], Rule]:
    """Registers a function as a rule; `help` is one or two sentences that tell a preparer what is asked."""

    def registered(function: Callable[..., Iterator[Hit]]) -> Rule:
        asks = tuple(inspect.signature(function).parameters)
        return Rule(code, severity, title, help, source, beside, function, asks)

    return registered


def measured(facts: EvaluationFacts) -> Iterator[tuple[str, Measured]]:
    """Every third-level indicator, of the department and of its projects, with its row set."""
    for indicator in facts.scored_indicators():
        yield "indicators", indicator
    for project_indicator in facts.project_indicators:
        yield "project_indicators", project_indicator


#: The most characters of a text that a message quotes.
SHOWN = 30
_INNER = str.maketrans("“”", "‘’")


def money(amount: Decimal) -> str:
    """An amount as messages show it: exact, in 万元."""
    return f"{wan_exact(amount)} 万元"


def quoted(name: str) -> str:
    """The name of a row in a message: at most 30 characters, quotes in it single; unnamed rows are said to be so."""
    return in_quotes(name) if name else "（未命名）"


def in_quotes(text: str) -> str:
    """Text in quotation marks; a long one is cut, and says so, without the punctuation it was cut at."""
    short = text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip('，、；：。 ')}……"
    return f"“{short.translate(_INNER)}”"
