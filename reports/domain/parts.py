"""What each part of a chapter shows: sentences and typed text, in order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from budgets.domain.execution import summarise
from evaluations.domain.facts import EvaluationFacts, Project
from evaluations.domain.history import NO_HISTORY, History
from evaluations.domain.remarks import Remarks
from evaluations.domain.report_template import Part
from evaluations.domain.scoring import Scorecard
from reports.domain import narrative, narrative_money, narrative_results
from reports.domain.document import Prose, say
from reports.domain.voice import Voice
from reports.domain.wording import followed, paragraphs, prose

Lines = tuple[Prose, ...]


@dataclass(frozen=True)
class Source:
    """What parts and annexes are written from.

    `scores_annex`: how the text points at 指标评分表; empty where there is none. `years` and `remarks` stand beside the facts.
    """

    facts: EvaluationFacts
    card: Scorecard
    voice: Voice
    scores_annex: str
    years: History = NO_HISTORY
    remarks: Remarks = ()

    @property
    def year(self) -> int:
        """评价年度."""
        return self.facts.campaign.year


def _profile(source: Source) -> Lines:
    return (*_organisation(source), *_staffing(source), *_duties(source))


def _organisation(source: Source) -> Lines:
    facts, voice = source.facts, source.voice
    below = narrative.organisation_sentence(voice, facts.divisions, facts.subunits)
    return (say(narrative.profile_sentence(voice, facts), below),)


def _staffing(source: Source) -> Lines:
    return (narrative.staffing_sentence(source.voice, source.facts),)


def _duties(source: Source) -> Lines:
    voice, duties = source.voice, source.facts.duties
    each = (narrative.duty_sentence(voice, number, duty) for number, duty in enumerate(duties, start=1))
    return (narrative.duties_lead(voice, duties), *each)


def _work(source: Source) -> Lines:
    overview = source.facts.work.overview
    return (*(say(line) for line in paragraphs(overview)), *_tasks(source))


def _overview(source: Source) -> Lines:
    return prose(source.facts.work.overview)


def _tasks(source: Source) -> Lines:
    voice, tasks = source.voice, source.facts.tasks
    return (
        narrative.tasks_lead(voice, source.year, tasks),
        *_flat(narrative.task_paragraphs(voice, number, row) for number, row in enumerate(tasks, start=1)),
    )


def _finance(source: Source) -> Lines:
    facts, voice = source.facts, source.voice
    lines, finance, rules = facts.budget_lines, facts.finance, facts.campaign.rules
    spending = summarise(lines).spending
    sentences = (
        narrative_money.execution_sentence(voice, source.year, lines),
        *narrative_money.group_sentences(voice, lines),
        narrative_money.change_sentence(voice, spending),
        narrative_money.adjustment_sentence(voice, spending, finance.adjustment_reason),
        narrative_money.low_execution_sentence(
            voice, spending.execution_rate, rules.low_execution, finance.execution_reason
        ),
    )
    return tuple(line for line in sentences if line is not None)


def _goals(source: Source) -> Lines:
    return (*_goal_list(source), *_indicators(source), *_management(source))


def _goal_list(source: Source) -> Lines:
    voice, goals = source.voice, source.facts.goals
    return (
        narrative.goals_lead(voice, source.year, goals),
        *_flat(narrative.goal_paragraphs(voice, number, row) for number, row in enumerate(goals, start=1)),
    )


def _indicators(source: Source) -> Lines:
    return (narrative.indicator_count_sentence(source.voice, source.facts),)


def _management(source: Source) -> Lines:
    return prose(source.facts.conclusion.management)


def _conclusion(source: Source) -> Lines:
    voice, card, scored = source.voice, source.card, source.facts.counted_indicators()
    sentences = (
        narrative_results.conclusion_sentence(voice, source.year, card, scored),
        narrative_results.deduction_sentence(voice, scored, source.scores_annex),
        narrative_results.other_losses_sentence(voice, card.deductions),
        narrative_results.unscored_sentence(voice, scored) if card.total is not None else None,
        narrative_results.review_sentence(voice, card, source.scores_annex),
    )
    typed = prose(source.facts.conclusion.narrative)
    return (*typed, say(*(line for line in sentences if line is not None)))


def _goal_results(source: Source) -> Lines:
    facts, voice = source.facts, source.voice
    scored = facts.scored_indicators()
    return _flat(
        narrative_results.goal_result_paragraphs(voice, number, goal, scored)
        for number, goal in enumerate(facts.goals, start=1)
    ) or (voice.sentence("missing"),)


def _project_results(source: Source) -> Lines:
    rows = source.facts.projects
    return (
        narrative_results.projects_lead(source.voice, rows),
        *_flat(_project_result(source, number, project) for number, project in enumerate(rows, start=1)),
    )


def _project_result(source: Source, order: int, project: Project) -> Lines:
    voice, card = source.voice, source.card
    lines = narrative_results.project_paragraphs(voice, order, project, card.project_grade(project.key))
    reviewed = narrative_results.reviewed_project_sentence(voice, project, card)
    return lines if reviewed is None else followed(lines, reviewed)


def _problems(source: Source) -> Lines:
    return narrative_results.problem_sentences(source.voice, source.facts.problems)


def _measures(source: Source) -> Lines:
    return narrative_results.measure_sentences(source.voice, source.facts.measures, source.facts.problems)


def _flat(groups: Iterable[Lines]) -> Lines:
    return tuple(line for group in groups for line in group)


#: Every kind of part but the bureau's own paragraphs.
PARTS: dict[Part, Callable[[Source], Lines]] = {
    Part.PROFILE: _profile,
    Part.ORGANISATION: _organisation,
    Part.STAFFING: _staffing,
    Part.DUTIES: _duties,
    Part.WORK: _work,
    Part.OVERVIEW: _overview,
    Part.TASKS: _tasks,
    Part.FINANCE: _finance,
    Part.GOALS: _goals,
    Part.GOAL_LIST: _goal_list,
    Part.INDICATORS: _indicators,
    Part.MANAGEMENT: _management,
    Part.CONCLUSION: _conclusion,
    Part.GOAL_RESULTS: _goal_results,
    Part.PROJECT_RESULTS: _project_results,
    Part.PROBLEMS: _problems,
    Part.MEASURES: _measures,
}
