"""From facts to the document: chapters and parts as the template orders them, ordinals, annexes, titles."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from budgets.domain.execution import summarise
from evaluations.domain import report_template
from evaluations.domain.facts import EvaluationFacts, Project
from evaluations.domain.numbers.said import with_values
from evaluations.domain.report_template import Annex as AnnexKind
from evaluations.domain.report_template import Part as PartKind
from evaluations.domain.review import NO_REVIEW, Review
from evaluations.domain.scoring import Scorecard, score
from reports.domain import narrative, narrative_money
from reports.domain.annexes import base_data, evidence, explanations, last_measures, overall, projects, scores
from reports.domain.document import Annex, Chapter, Part, Prose, Report, say
from reports.domain.summary import summary_rows
from reports.domain.titles import title_lines
from reports.domain.wording import chinese_number, followed, paragraphs, prose

WATERMARK = "草稿"
#: What may not stand in a file name on the systems people use.
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class Source:
    """What every part is written from."""

    facts: EvaluationFacts
    card: Scorecard
    scores_annex: str

    @property
    def year(self) -> int:
        """评价年度."""
        return self.facts.campaign.year


def build_report(
    facts: EvaluationFacts,
    *,
    is_draft: bool,
    round: int,
    with_explanations: bool = False,
    review: Review = NO_REVIEW,
) -> Report:
    """The report of these facts. `round` numbers the submission; a draft has the watermark instead.

    `review`: the scores of finance, printed beside the department's own.
    `with_explanations` adds 说明事项 as the last annex, where the template does not have it anyway.
    """
    facts = with_values(facts, score(facts))
    card = score(facts, review)  # of the facts as read: reasons stand in its deductions too
    template, department = facts.campaign.template, facts.department.name
    annexes = _annexes(last_measures.asked_by(template, facts), with_explanations)
    title = template.title.replace("{year}", str(facts.campaign.year)).replace("{department}", department)
    marks = _annex_marks(annexes)
    source = Source(facts, card, marks.get(AnnexKind.SCORES, ""))
    return Report(
        title=title,
        title_lines=title_lines(title, department),
        department=department,
        watermark=WATERMARK if is_draft else "",
        file_stem=file_stem(facts, is_draft=is_draft, round=round),
        chapters=tuple(_chapter(source, *numbered) for numbered in enumerate(template.chapters, start=1)),
        annexes=tuple(_annex(source, marks[row.kind], row) for row in annexes),
        summary=summary_rows(facts, card, WATERMARK if is_draft else f"第{round}轮"),
    )


def _annexes(
    template: report_template.ReportTemplateFacts, with_explanations: bool
) -> tuple[report_template.AnnexFacts, ...]:
    if not with_explanations or any(row.kind == AnnexKind.EXPLANATIONS for row in template.annexes):
        return template.annexes
    asked = report_template.AnnexFacts(kind=AnnexKind.EXPLANATIONS, title=explanations.TITLE)
    return (*template.annexes, asked)


def file_stem(facts: EvaluationFacts, *, is_draft: bool, round: int) -> str:
    """The name of the file without its ending: 2022_花都区总工会_整体支出绩效自评报告_第1轮."""
    name = facts.department.short_name or facts.department.name
    stage = WATERMARK if is_draft else f"第{round}轮"
    return _UNSAFE.sub("", f"{facts.campaign.year}_{name}_整体支出绩效自评报告_{stage}")


def _annex_marks(rows: tuple[report_template.AnnexFacts, ...]) -> dict[AnnexKind, str]:
    if len(rows) == 1:
        return {rows[0].kind: "附件"}
    return {row.kind: f"附件{number}" for number, row in enumerate(rows, start=1)}


def _chapter(source: Source, number: int, chapter: report_template.Chapter) -> Chapter:
    headed = 0
    parts = []
    for part in chapter.parts:
        headed += bool(part.heading)
        heading = f"（{chinese_number(headed)}）{part.heading}" if part.heading else ""
        parts.append(Part(heading, PARTS[part.kind](source)))
    return Chapter(f"{chinese_number(number)}、{chapter.heading}", tuple(parts))


def _annex(source: Source, mark: str, annex: report_template.AnnexFacts) -> Annex:
    sheets, is_wide = ANNEXES[annex.kind]
    return Annex(mark, annex.title, is_wide, sheets(source.facts, source.card))


def _profile(source: Source) -> tuple[Prose, ...]:
    facts = source.facts
    return (
        say(
            narrative.profile_sentence(facts),
            narrative.organisation_sentence(facts.divisions, facts.subunits),
        ),
        narrative.staffing_sentence(facts),
        narrative.duties_lead(facts.duties),
        *(narrative.duty_sentence(number, duty) for number, duty in enumerate(facts.duties, start=1)),
    )


def _work(source: Source) -> tuple[Prose, ...]:
    facts = source.facts
    return (
        *(say(line) for line in paragraphs(facts.work.overview)),
        narrative.tasks_lead(source.year, facts.tasks),
        *_flat(narrative.task_paragraphs(number, row) for number, row in enumerate(facts.tasks, start=1)),
    )


def _finance(source: Source) -> tuple[Prose, ...]:
    facts = source.facts
    lines, finance, rules = facts.budget_lines, facts.finance, facts.campaign.rules
    spending = summarise(lines).spending
    sentences = (
        narrative_money.execution_sentence(source.year, lines),
        *narrative_money.group_sentences(lines),
        narrative_money.change_sentence(spending),
        narrative_money.adjustment_sentence(spending, finance.adjustment_reason),
        narrative_money.low_execution_sentence(
            spending.execution_rate, rules.low_execution, finance.execution_reason
        ),
    )
    return tuple(line for line in sentences if line is not None)


def _goals(source: Source) -> tuple[Prose, ...]:
    facts = source.facts
    return (
        narrative.goals_lead(source.year, facts.goals),
        *_flat(narrative.goal_paragraphs(number, row) for number, row in enumerate(facts.goals, start=1)),
        narrative.indicator_count_sentence(facts),
        *prose(facts.conclusion.management),
    )


def _conclusion(source: Source) -> tuple[Prose, ...]:
    scored = source.facts.counted_indicators()
    sentences = (
        narrative.conclusion_sentence(source.year, source.card, scored),
        narrative.deduction_sentence(scored, source.scores_annex),
        narrative.other_losses_sentence(source.card.deductions),
        narrative.unscored_sentence(scored) if source.card.total is not None else None,
        narrative.review_sentence(source.card, source.scores_annex),
    )
    return (*prose(source.facts.conclusion.narrative), say(*(line for line in sentences if line is not None)))


def _goal_results(source: Source) -> tuple[Prose, ...]:
    facts = source.facts
    scored = facts.scored_indicators()
    return _flat(
        narrative.goal_result_paragraphs(number, goal, scored)
        for number, goal in enumerate(facts.goals, start=1)
    ) or (narrative.GAP_SENTENCE,)


def _project_results(source: Source) -> tuple[Prose, ...]:
    rows = source.facts.projects
    return (
        narrative.projects_lead(rows),
        *_flat(_project_result(number, project, source.card) for number, project in enumerate(rows, start=1)),
    )


def _project_result(order: int, project: Project, card: Scorecard) -> tuple[Prose, ...]:
    lines = narrative.project_paragraphs(order, project, card.project_grade(project.key))
    reviewed = narrative.reviewed_project_sentence(project, card)
    return lines if reviewed is None else followed(lines, reviewed)


def _problems(source: Source) -> tuple[Prose, ...]:
    return narrative.problem_sentences(source.facts.problems)


def _measures(source: Source) -> tuple[Prose, ...]:
    return narrative.measure_sentences(source.facts.measures, source.facts.problems)


def _flat(groups: Iterable[tuple[Prose, ...]]) -> tuple[Prose, ...]:
    return tuple(line for group in groups for line in group)


PARTS: dict[PartKind, Callable[[Source], tuple[Prose, ...]]] = {
    PartKind.PROFILE: _profile,
    PartKind.WORK: _work,
    PartKind.FINANCE: _finance,
    PartKind.GOALS: _goals,
    PartKind.CONCLUSION: _conclusion,
    PartKind.GOAL_RESULTS: _goal_results,
    PartKind.PROJECT_RESULTS: _project_results,
    PartKind.PROBLEMS: _problems,
    PartKind.MEASURES: _measures,
}
#: What makes the sheets of an annex, and whether they need landscape pages.
ANNEXES = {
    AnnexKind.OVERALL: (overall.sheets, True),
    AnnexKind.BASE_DATA: (base_data.sheets, False),
    AnnexKind.SCORES: (scores.sheets, True),
    AnnexKind.PROJECTS: (projects.sheets, True),
    AnnexKind.EVIDENCE: (evidence.sheets, False),
    AnnexKind.EXPLANATIONS: (explanations.sheets, False),
    AnnexKind.LAST_MEASURES: (last_measures.sheets, False),
}
