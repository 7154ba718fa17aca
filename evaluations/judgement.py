"""Facts, scores and findings of an evaluation together, kept in memory as long as no section was saved.

Every write to an evaluation moves the stamp (version and time) of a section, so the stamps of all sections name the
content exactly; frozen facts are never different for one round (docs/decisions/0007). Values are frozen and shared.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock

from evaluations.domain.checks import check
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard, score
from evaluations.models import SectionState, SelfEvaluation
from evaluations.queries import department_facts, is_frozen, report_source
from huadu_perf.lib.findings import Finding

KEPT = 64


@dataclass(frozen=True)
class Judgement:
    """What an evaluation states, what that is worth, and what is wrong with it."""

    facts: EvaluationFacts
    scorecard: Scorecard
    findings: tuple[Finding, ...]


_kept: OrderedDict[Hashable, Judgement] = OrderedDict()
_lock = Lock()


def judge(evaluation: SelfEvaluation, states: dict[str, SectionState]) -> Judgement:
    """Scores and findings of the frozen facts after submission, of the live ones before."""
    return _remember(_stamp(evaluation, states), lambda: _judge(report_source(evaluation).facts))


def _judge(facts: EvaluationFacts) -> Judgement:
    scorecard = score(facts)
    return Judgement(facts, scorecard, check(facts, scorecard))


def _stamp(evaluation: SelfEvaluation, states: dict[str, SectionState]) -> Hashable:
    if is_frozen(evaluation):
        return (evaluation.pk, evaluation.round, evaluation.submitted_at)
    campaign = evaluation.campaign
    settings = (department_facts(evaluation), campaign.year, campaign.name)
    reference = (campaign.index_system_id, campaign.report_template_id)
    return (
        evaluation.pk,
        settings,
        reference,
        tuple((key, state.version, state.edited_at) for key, state in sorted(states.items())),
    )


def _remember(key: Hashable, make: Callable[[], Judgement]) -> Judgement:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made
