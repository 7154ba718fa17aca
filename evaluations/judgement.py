"""Facts, scores and findings of an evaluation together, kept in memory as long as no section was saved.

Every write to an evaluation moves the stamp (version and time) of a section, so the stamps of all sections name the
content exactly; frozen facts are never different for one round (docs/decisions/0007). Values are frozen and shared.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Lock

from evaluations.domain.checks import check
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard, score
from evaluations.domain.surroundings import ALONE, Surroundings
from evaluations.models import SectionState, SelfEvaluation
from evaluations.neighbours import filed_around, surroundings
from evaluations.queries import ReportSource, department_facts, is_frozen, load_facts, report_source
from huadu_perf.lib.findings import Finding

KEPT = 64


@dataclass(frozen=True)
class Judgement:
    """What an evaluation states, what that is worth, and what is wrong with it.

    `stamp` is a short name of all that went into it, which an open page can compare with its own. `around`: what was
    looked at beside it; nothing where it stands as it was filed.
    """

    facts: EvaluationFacts
    scorecard: Scorecard
    findings: tuple[Finding, ...]
    stamp: str = ""
    around: Surroundings = ALONE


_kept: OrderedDict[Hashable, Judgement] = OrderedDict()
_lock = Lock()


def judge(evaluation: SelfEvaluation, states: dict[str, SectionState]) -> Judgement:
    """Facts, scores and findings: as they were filed after submission, as they are now before."""
    if is_frozen(evaluation):
        return _remember(_stamp(evaluation, states), lambda: _as_filed(report_source(evaluation)))
    filed = filed_around(evaluation)
    stamp = (_stamp(evaluation, states), filed)
    return _remember(stamp, lambda: _judge(load_facts(evaluation), surroundings(evaluation, filed)))


def _judge(facts: EvaluationFacts, around: Surroundings) -> Judgement:
    scorecard = score(facts)
    return Judgement(facts, scorecard, check(facts, scorecard, around), around=around)


def _as_filed(source: ReportSource) -> Judgement:
    """What was submitted keeps the findings of its gate, whatever rules and neighbours come later."""
    return Judgement(source.facts, score(source.facts), source.frozen_findings)


def _stamp(evaluation: SelfEvaluation, states: dict[str, SectionState]) -> Hashable:
    if is_frozen(evaluation):
        return (evaluation.pk, evaluation.round, evaluation.submitted_at)
    campaign = evaluation.campaign
    settings = (
        department_facts(evaluation.department, evaluation.campaign.region),
        campaign.year,
        campaign.name,
        campaign.notice,
        repr(campaign.check_settings),
    )
    reference = (campaign.index_system_id, campaign.project_index_system_id, campaign.report_template_id)
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
    made = replace(make(), stamp=sha256(repr(key).encode()).hexdigest()[:16])
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made
