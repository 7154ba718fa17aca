"""Sentences about results: the conclusion, goals and projects as they came out, problems and measures."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from evaluations.domain.facts import Goal, Indicator, Measure, Problem, Project
from evaluations.domain.scoring import Deduction, Loss, Scorecard
from huadu_perf.lib.money import plain_number
from huadu_perf.lib.values import Figure, number
from reports.domain.document import GAP, NOTHING, Prose, Words, enumerated
from reports.domain.narrative import grade_words
from reports.domain.narrative_money import project_money_sentence
from reports.domain.voice import Voice
from reports.domain.wording import (
    chinese_number,
    clause,
    followed,
    names,
    one_line,
    ordinals,
    score_points,
)

FULL_MARK = Decimal(100)


def conclusion_sentence(voice: Voice, year: int, card: Scorecard, indicators: Sequence[Indicator]) -> Prose:
    """总分和等级."""
    values = {
        "年度": str(year),
        "得分": score_points(card.total),
        "满分": plain_number(card.points) if card.points else None,
        "等级": grade_words(card, indicators),
    }
    return voice.sentence("conclusion.score", values)


def deduction_sentence(voice: Voice, indicators: Sequence[Indicator], where: str) -> Prose | None:
    """Where points were lost, with the place of the reasons; None before scores are given."""
    stated = [row for row in indicators if None not in (number(row.points), number(row.self_score))]
    lost = [(row, row.points - row.self_score) for row in stated if row.self_score < row.points]
    if not stated:
        return None
    if not lost:
        return voice.sentence("conclusion.nothing_lost")
    each = enumerated(
        voice.piece("conclusion.lost_one", {"指标": clause(row.name), "扣分": plain_number(points)})
        for row, points in lost
    )
    total = plain_number(sum((points for _, points in lost), Decimal(0)))
    values: dict[str, Words | None] = {
        "个数": str(len(lost)),
        "扣分": total,
        "各指标扣分": each,
        "评分表": where or None,
    }
    return voice.sentence("conclusion.lost", values)


def other_losses_sentence(voice: Voice, deductions: Iterable[Deduction]) -> Prose | None:
    """What the total lost beside the indicators: rescaling and cap; None where it lost nothing."""
    lost = [row for row in deductions if row.loss != Loss.INDICATOR and row.points]
    if not lost:
        return None
    each = (
        voice.piece("conclusion.other_loss", {"事项": row.name, "扣分": plain_number(row.points)})
        for row in lost
    )
    return voice.sentence("conclusion.other_losses", {"各项扣分": enumerated(each)})


def review_sentence(voice: Voice, card: Scorecard, where: str) -> Prose | None:
    """What finance made of it: total, grade, and where its reasons stand; None without reviewed scores."""
    if not card.is_reviewed:
        return None
    values = {
        "核查得分": score_points(card.reviewed_total),
        "核查等级": card.reviewed_grade or NOTHING,
        "条数": str(len(card.review.scores)),
        "评分表": where or None,
    }
    return voice.sentence("conclusion.reviewed", values)


def unscored_sentence(voice: Voice, indicators: Sequence[Indicator]) -> Prose | None:
    """How many indicators have no score yet; None when all have one."""
    unscored = sum(1 for row in indicators if row.self_score is None)
    return voice.sentence("conclusion.unscored", {"个数": str(unscored)}) if unscored else None


def goal_result_paragraphs(
    voice: Voice, order: int, goal: Goal, indicators: Sequence[Indicator]
) -> tuple[Prose, ...]:
    """A numbered goal with what was reached, and the score of its indicators."""
    values = {"序号": str(order), "目标": clause(goal.title)}
    text = voice.numbered("goal_results.item", values, goal.achieved)
    own = [row for row in indicators if row.goal == goal.key]
    return followed(text, goal_score_sentence(voice, own)) if own else text


def goal_score_sentence(voice: Voice, indicators: Sequence[Indicator]) -> Prose:
    """Points and score of the indicators that belong to one goal."""
    values = {
        "个数": str(len(indicators)),
        "分值": score_points(_total(row.points for row in indicators)),
        "得分": score_points(_total(row.self_score for row in indicators)),
    }
    return voice.sentence("goal_results.score", values)


def projects_lead(voice: Voice, projects: Sequence[Project]) -> Prose:
    """The line above the projects."""
    if not projects:
        return voice.sentence("projects.none")
    return voice.sentence("projects.lead", {"个数": str(len(projects)), "项目名称": names(projects)})


def project_paragraphs(voice: Voice, order: int, project: Project, grade: str) -> tuple[Prose, ...]:
    """A numbered project: money, what was done, score and grade."""
    values = {
        "序号": str(order),
        "项目": clause(project.name),
        "资金情况": project_money_sentence(voice, project),
    }
    text = voice.numbered("projects.item", values, project.work_done)
    return followed(text, project_score_sentence(voice, project, grade))


def project_score_sentence(voice: Voice, project: Project, grade: str) -> Prose:
    """自评分、等级 and what points were lost for."""
    own = number(project.self_score)
    is_due = (own is not None and own < FULL_MARK) or project.deduction_reason
    values = {
        "得分": score_points(project.self_score),
        "等级": grade or _no_grade(project.self_score),
        "扣分原因": clause(project.deduction_reason) if is_due else None,
    }
    return voice.sentence("projects.score", values)


def reviewed_project_sentence(voice: Voice, project: Project, card: Scorecard) -> Prose | None:
    """What finance gave the project, where that is another score than its own."""
    reviewed = card.reviewed_projects.get(project.key)
    if reviewed is None or reviewed == project.self_score:
        return None
    grade = card.reviewed_project_grades[project.key] or NOTHING
    return voice.sentence("projects.reviewed", {"核查得分": score_points(reviewed), "核查等级": grade})


def problem_sentences(voice: Voice, problems: Sequence[Problem]) -> tuple[Prose, ...]:
    """一是 … 原因 …"""
    return tuple(
        voice.sentence(
            "problems.item",
            {
                "一是": mark,
                "问题": clause(row.text),
                "原因": clause(row.cause) if one_line(row.cause) else None,
            },
        )
        for mark, row in zip(ordinals(), problems, strict=False)
    ) or (voice.sentence("missing"),)


def measure_sentences(
    voice: Voice, measures: Sequence[Measure], problems: Sequence[Problem]
) -> tuple[Prose, ...]:
    """一是 … with the problems each measure answers."""
    order = {row.key: position for position, row in enumerate(problems, start=1)}
    return tuple(
        voice.sentence(
            "measures.item",
            {
                "一是": mark,
                "措施": clause(row.text),
                "问题序号": _answered(sorted(order[key] for key in row.problems)),
            },
        )
        for mark, row in zip(ordinals(), measures, strict=False)
    ) or (voice.sentence("missing"),)


def _answered(numbers: Sequence[int]) -> str | None:
    return "、".join(map(chinese_number, numbers)) or None


def _total(values: Iterable[Figure]) -> Decimal | None:
    stated = [value for value in values if isinstance(value, Decimal)]
    return sum(stated, Decimal(0)) if stated else None


def _no_grade(self_score: Figure) -> Words:
    return GAP if self_score is None else str(self_score)
