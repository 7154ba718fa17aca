"""What a department filed for an earlier year, to copy from; and what was copied and waits to be confirmed."""

from typing import NamedTuple

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.sections import FORM_SECTIONS, SECTION_OF_ROWSET
from evaluations.models import CarriedOver, SelfEvaluation, Submission
from evaluations.past import approved, filed_facts
from huadu_perf.lib.findings import Place

_SECTION_OF_FIELD = {field.name: section.key for section in FORM_SECTIONS for field in section.fields}


class Filing(NamedTuple):
    """A filing to copy from: its year, campaign and round, whether it was approved, and the submission it is."""

    year: int
    campaign: str
    round: int
    is_approved: bool
    submission: int
    sha256: str

    @property
    def facts(self) -> EvaluationFacts:
        """What was filed."""
        return filed_facts(self.submission, self.sha256)


def last_filing(evaluation: SelfEvaluation) -> Filing | None:
    """The filing of the nearest earlier year in this region: the last that was approved, else the last that was made."""
    filed = Submission.objects.filter(
        evaluation__department=evaluation.department_id,
        evaluation__campaign__region=evaluation.campaign.region_id,
        evaluation__campaign__year__lt=evaluation.campaign.year,
    )
    found = (
        filed.annotate(approved=approved())
        .order_by("-evaluation__campaign__year", "-approved", "-submitted_at")
        .values_list(
            "evaluation__campaign__year", "evaluation__campaign__name", "round", "approved", "pk", "sha256"
        )
        .first()
    )
    if found is None:
        return None
    year, campaign, round, is_approved, submission, sha256 = found
    return Filing(year, campaign, round, bool(is_approved), submission, sha256)


def carried_places(evaluation: SelfEvaluation) -> tuple[Place, ...]:
    """The rows and single fields that were copied and that nobody has confirmed; one query."""
    marks = CarriedOver.objects.filter(evaluation=evaluation).order_by("pk")
    return tuple(place_of(*each) for each in marks.values_list("rowset", "key", "field"))


def place_of(rowset: str, key: object, field: str) -> Place:
    """The place a mark is at."""
    section = SECTION_OF_ROWSET[rowset] if rowset else _SECTION_OF_FIELD[field]
    return Place(section, rowset, key, field)  # type: ignore[arg-type]
