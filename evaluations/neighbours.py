"""What the checker looks at beside one evaluation: last year's filing, the neighbours' names, what they have filed.

Only submitted texts are looked at: nobody learns from a finding what a neighbour is still writing.
"""

import json
from array import array
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Max, Q

from accounts.models import Department
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import FORM_SECTIONS, Kind
from evaluations.domain.similarity import CopyIndex, OthersTexts, shingles
from evaluations.domain.surroundings import Surroundings
from evaluations.last_year import carried_places
from evaluations.models import AnswerKind, SelfEvaluation, Submission
from evaluations.past import filed_facts, filings_of_last_year
from huadu_perf.lib.findings import Place


class Filed(NamedTuple):
    """When the last filing of the campaign was made, and the last of the department's other campaigns; when one of these
    was approved last.

    Submissions never change, so this names the surroundings. `carried`: what still waits to be confirmed. `said_changed`: the
    remarks of the round that was returned, as far as they are answered 已修改.
    """

    campaign: int
    here: datetime | None
    own: datetime | None
    approved: datetime | None = None
    carried: tuple[Place, ...] = ()
    said_changed: tuple[Place, ...] = ()


def filed_around(evaluation: SelfEvaluation) -> Filed:
    """Two queries without a join: every page asks this. After a return a third."""
    here = Q(campaign=evaluation.campaign_id)
    own = Q(department=evaluation.department_id) & ~here
    found = SelfEvaluation.objects.filter(here | own).aggregate(
        here=Max("submitted_at", filter=here),
        own=Max("submitted_at", filter=own),
        approved=Max("approved_at", filter=own),
    )
    return Filed(
        evaluation.campaign_id,
        **found,
        carried=carried_places(evaluation),
        said_changed=_said_changed(evaluation),
    )


def _said_changed(evaluation: SelfEvaluation) -> tuple[Place, ...]:
    if not evaluation.round:
        return ()
    remarks = evaluation.remarks.filter(
        round=evaluation.round, issued_at__isnull=False, answer_kind=AnswerKind.CHANGED
    )
    return tuple(Place.parse(text) for text in remarks.values_list("place", flat=True))


def surroundings(evaluation: SelfEvaluation, filed: Filed) -> Surroundings:
    """The surroundings that `filed_around` names."""
    department = evaluation.department
    names = Department.objects.filter(region=evaluation.campaign.region_id, is_active=True)
    names = names.exclude(pk=department.pk).order_by("code").values_list("name", flat=True)
    here = _index(filed.campaign, filed.here) if filed.here else None
    return Surroundings(
        last_year=_last_year(evaluation) if filed.own else None,
        department_names=tuple(names),
        copies=OthersTexts(here, department.name) if here else None,
        carried=filed.carried,
        returned=_returned(evaluation) if filed.said_changed else None,
        said_changed=filed.said_changed,
    )


def _returned(evaluation: SelfEvaluation) -> EvaluationFacts:
    """What was filed in the last round."""
    last = evaluation.submissions.values_list("pk", "sha256").get(round=evaluation.round)
    return filed_facts(*last)


def _last_year(evaluation: SelfEvaluation) -> EvaluationFacts | None:
    """What the department filed in the year before: what was approved, else what it filed last."""
    found = filings_of_last_year(evaluation).values_list("pk", "sha256").first()
    return filed_facts(*found) if found else None


@lru_cache(maxsize=8)
def _index(campaign: int, until: datetime) -> CopyIndex:
    """Every department's last filing up to then."""
    filed = Submission.objects.filter(evaluation__campaign=campaign, submitted_at__lte=until).order_by()
    last = filed.values("evaluation").annotate(last=Max("pk")).values("last")
    rows = Submission.objects.filter(pk__in=last).values_list("evaluation__department__name", "pk", "sha256")
    return CopyIndex((name, _filed_text(pk, sha256)) for name, pk, sha256 in rows.order_by("pk"))


@lru_cache(maxsize=4096)
def _filed_text(submission: int, sha256: str) -> "array[int]":
    facts = Submission.objects.values_list("facts", flat=True).get(pk=submission)
    return shingles("\n".join(_narratives(json.loads(facts))))


def _narratives(document: dict[str, Any]) -> Iterator[str]:
    for section in FORM_SECTIONS:
        for field in section.fields:
            if field.kind == Kind.PROSE:
                yield document[section.group].get(field.name, "")
        for rowset in section.rowsets:
            for field in rowset.fields:
                if field.kind == Kind.PROSE and not field.given:
                    yield from (row.get(field.name, "") for row in document.get(rowset.name, ()))
