"""What earlier years came to: spending, execution rate and score of the department, at most five years with this one.

Frozen with a submission, beside the facts: a report of years ago keeps the years it was filed with.
"""

from decimal import Decimal

from budgets.domain.execution import execution_rate, summarise
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.values import Amount, Facts, Points

#: How many years are compared, this one among them.
YEARS = 5


class YearFigures(Facts):
    """One year: 全年预算数 and 全年执行数 of all spending in 元, the official score and its grade; None is unknown."""

    year: int
    budget: Amount = None
    spending: Amount = None
    score: Points = None
    grade: str = ""

    @property
    def execution_rate(self) -> Decimal | None:
        """执行数 ÷ 全年预算数 (0–1)."""
        return execution_rate(self.budget, self.spending)


class History(Facts):
    """The years before, oldest first, as far as they were approved in this system."""

    years: tuple[YearFigures, ...] = ()


NO_HISTORY = History()


def year_figures(facts: EvaluationFacts, score: Points, grade: str) -> YearFigures:
    """What a filing came to, with the score that counts."""
    spending = summarise(facts.budget_lines).spending
    return YearFigures(
        year=facts.campaign.year,
        budget=spending.adjusted_amount,
        spending=spending.executed_amount,
        score=score,
        grade=grade,
    )


def with_this_year(facts: EvaluationFacts, card: Scorecard, history: History) -> tuple[YearFigures, ...]:
    """Every year from the first known one to this, oldest first; unknown ones without figures.

    Last year's spending is what this year's table states as 上年决算数, where the year before is not known here.
    """
    score, grade = (
        (card.reviewed_total, card.reviewed_grade) if card.is_reviewed else (card.total, card.grade)
    )
    this = facts.campaign.year
    known = {row.year: row for row in history.years if this - YEARS < row.year < this}
    stated = summarise(facts.budget_lines).spending.last_year_amount
    if stated is not None:
        known.setdefault(this - 1, YearFigures(year=this - 1, spending=stated))
    known[this] = year_figures(facts, score, grade)
    return tuple(known.get(year) or YearFigures(year=year) for year in range(min(known), this + 1))
