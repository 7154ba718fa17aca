"""Last year's 改进措施 as rows to answer: what became of each, and why."""

from evaluations.domain.facts import EvaluationFacts, LastMeasure, Measure
from evaluations.domain.numbers.said import with_values
from evaluations.domain.scoring import score
from evaluations.domain.sections import ROWSETS

_MOST = {field.name: field.max_length for field in ROWSETS["last_measures"].fields}


def promised(last_year: EvaluationFacts) -> tuple[LastMeasure, ...]:
    """The measures of last year's filing with the problems they were for, unanswered; bound numbers with their values then."""
    texts = [*(row.text for row in last_year.measures), *(row.text for row in last_year.problems)]
    if any("«" in text for text in texts):
        last_year = with_values(last_year, score(last_year))
    return tuple(_promised(last_year, row) for row in last_year.measures if row.text)


def _promised(last_year: EvaluationFacts, measure: Measure) -> LastMeasure:
    problems = [row.text.rstrip("。；") for row in last_year.problems if row.key in measure.problems]
    problem = "；".join(filter(None, problems)) + ("。" if any(problems) else "")
    return LastMeasure(
        key=measure.key, text=measure.text[: _MOST["text"]], problem=problem[: _MOST["problem"]]
    )


def to_answer(facts: EvaluationFacts, last_year: EvaluationFacts | None) -> tuple[LastMeasure, ...]:
    """Every measure of last year's filing with the answer given so far.

    What was answered and is not in that filing (last year was filed again, or the answers came from a file) stays.
    """
    if last_year is None or last_year.campaign.year != facts.campaign.year - 1:
        return facts.last_measures
    stored = {row.key: row for row in facts.last_measures}
    rows = [_answered(row, stored.pop(row.key, None)) for row in promised(last_year)]
    return (*rows, *(row for row in stored.values() if row.answer is not None or row.note))


def _answered(row: LastMeasure, stored: LastMeasure | None) -> LastMeasure:
    if stored is None:
        return row
    return row.model_copy(update={"answer": stored.answer, "note": stored.note})
