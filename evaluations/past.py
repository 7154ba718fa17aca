"""What a department filed before: last year's filing, and the figures of the years that were approved."""

from functools import lru_cache

from django.db.models import Case, F, IntegerField, QuerySet, Value, When

from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.history import YEARS, History, YearFigures, year_figures
from evaluations.domain.snapshot import thaw
from evaluations.enums import Status
from evaluations.models import SelfEvaluation, Submission


def filings_of_last_year(evaluation: SelfEvaluation) -> QuerySet[Submission]:
    """What the department filed in the year before, in this region; without the facts.

    First what was approved, as for copying (last_year.py), then the last filing.
    """
    filed = Submission.objects.filter(
        evaluation__department=evaluation.department_id,
        evaluation__campaign__region=evaluation.campaign.region_id,
        evaluation__campaign__year=evaluation.campaign.year - 1,
    )
    return filed.order_by(approved().desc(), "-submitted_at").defer("facts")


def approved() -> Case:
    """1 for the submission that was approved, 0 for others: of two campaigns of a year one may have been given up."""
    return Case(
        When(evaluation__status=Status.APPROVED, round=F("evaluation__round"), then=Value(1)),
        default=Value(0),
        output_field=IntegerField(),
    )


def history_of(evaluation: SelfEvaluation) -> History:
    """The years before this one that were approved; of several filings of one year the one approved last."""
    year = evaluation.campaign.year
    filings = (
        Submission.objects.filter(
            evaluation__department=evaluation.department_id,
            evaluation__campaign__region=evaluation.campaign.region_id,
            evaluation__campaign__year__lt=year,
            evaluation__campaign__year__gt=year - YEARS,
            evaluation__status=Status.APPROVED,
            round=F("evaluation__round"),
        )
        .select_related("evaluation__campaign")
        .defer("facts", "findings")
        .order_by("evaluation__approved_at")
    )
    by_year = {filed.evaluation.campaign.year: _figures(filed) for filed in filings}
    return History(years=tuple(by_year[each] for each in sorted(by_year)))


def _figures(filed: Submission) -> YearFigures:
    evaluation = filed.evaluation
    facts = filed_facts(filed.pk, filed.sha256)
    return year_figures(facts, evaluation.official_score, evaluation.official_grade)


@lru_cache(maxsize=256)
def filed_facts(submission: int, sha256: str) -> EvaluationFacts:
    """The facts of a submission. They never change, so they are kept."""
    return thaw(Submission.objects.values_list("facts", flat=True).get(pk=submission))
