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
from evaluations.domain.snapshot import thaw
from evaluations.domain.surroundings import Surroundings
from evaluations.models import SelfEvaluation, Submission


class Filed(NamedTuple):
    """What is filed around an evaluation: the campaign's last submission, and the department's own of last year.

    Submissions never change, so this names the surroundings.
    """

    campaign: int
    latest: int | None
    latest_at: datetime | None
    last_year: int | None
    last_year_at: datetime | None


def filed_around(evaluation: SelfEvaluation) -> Filed:
    """One query, whatever the number of departments."""
    campaign = evaluation.campaign
    own = Q(
        evaluation__department=evaluation.department_id,
        evaluation__campaign__region=campaign.region_id,
        evaluation__campaign__year=campaign.year - 1,
    )
    here = Q(evaluation__campaign=campaign)
    found = Submission.objects.filter(own | here).aggregate(
        latest=Max("pk", filter=here), latest_at=Max("submitted_at", filter=here),
        last_year=Max("pk", filter=own), last_year_at=Max("submitted_at", filter=own),
    )  # fmt: skip
    return Filed(campaign=campaign.pk, **found)


def surroundings(evaluation: SelfEvaluation, filed: Filed) -> Surroundings:
    """The surroundings that `filed_around` names."""
    department = evaluation.department
    names = Department.objects.filter(region=evaluation.campaign.region_id, is_active=True)
    names = names.exclude(pk=department.pk).order_by("code").values_list("name", flat=True)
    here = _index(filed.campaign, filed.latest, filed.latest_at) if filed.latest else None
    return Surroundings(
        last_year=_facts(filed.last_year, filed.last_year_at) if filed.last_year else None,
        department_names=tuple(names),
        copies=OthersTexts(here, department.name) if here else None,
    )


@lru_cache(maxsize=256)
def _facts(submission: int, at: datetime | None) -> EvaluationFacts:
    return thaw(Submission.objects.values_list("facts", flat=True).get(pk=submission))


@lru_cache(maxsize=8)
def _index(campaign: int, latest: int, at: datetime | None) -> CopyIndex:
    """Every department's last filing up to `latest`."""
    filed = Submission.objects.filter(evaluation__campaign=campaign, pk__lte=latest).order_by()
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
                if field.kind == Kind.PROSE:
                    yield from (row.get(field.name, "") for row in document[rowset.name])
