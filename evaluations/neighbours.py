"""What the checker looks at beside one evaluation: last year's filing, the neighbours' names, what they have filed.

Only submitted texts are looked at: nobody learns from a finding what a neighbour is still writing.
"""

import json
from collections.abc import Iterator
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
    last_year: int | None


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
        latest=Max("pk", filter=here), last_year=Max("pk", filter=own)
    )
    return Filed(campaign.pk, found["latest"], found["last_year"])


def surroundings(evaluation: SelfEvaluation, filed: Filed) -> Surroundings:
    """The surroundings that `filed_around` names."""
    department = evaluation.department
    names = Department.objects.filter(region=evaluation.campaign.region_id, is_active=True)
    names = names.exclude(pk=department.pk).order_by("code").values_list("name", flat=True)
    return Surroundings(
        last_year=_facts(filed.last_year) if filed.last_year is not None else None,
        department_names=tuple(names),
        copies=OthersTexts(_index(filed.campaign, filed.latest), department.name) if filed.latest else None,
    )


@lru_cache(maxsize=256)
def _facts(submission: int) -> EvaluationFacts:
    return thaw(Submission.objects.values_list("facts", flat=True).get(pk=submission))


@lru_cache(maxsize=8)
def _index(campaign: int, latest: int) -> CopyIndex:
    """Every department's last filing up to `latest`."""
    filed = Submission.objects.filter(evaluation__campaign=campaign, pk__lte=latest).order_by()
    last = filed.values("evaluation__department__name").annotate(last=Max("pk"))
    return CopyIndex((row["evaluation__department__name"], _filed_text(row["last"])) for row in last)


@lru_cache(maxsize=4096)
def _filed_text(submission: int) -> frozenset[int]:
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
