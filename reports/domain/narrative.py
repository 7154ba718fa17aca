"""Sentences generated from the facts, one function each: what people wrote is quoted, the rest is counted."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from evaluations.domain.facts import (
    Duty,
    EvaluationFacts,
    Goal,
    Indicator,
    Measure,
    Named,
    Problem,
    Project,
    SubUnit,
    Task,
)
from evaluations.domain.scoring import Deduction, Loss, Scorecard
from huadu_perf.lib.money import plain_number
from huadu_perf.lib.values import Figure, number
from reports.domain import narrative_money
from reports.domain.document import GAP, NOTHING, Prose, Words, enumerated, say
from reports.domain.wording import (
    chinese_number,
    clause,
    count,
    followed,
    given,
    measure,
    names,
    numbered,
    one_line,
    ordinals,
    score_points,
    sentence,
)

FULL_MARK = Decimal(100)
#: More third-level indicators than this are counted, not listed.
LISTED_INDICATORS = 12
GAP_SENTENCE = sentence(GAP)


# 部门概况


def profile_sentence(facts: EvaluationFacts) -> Prose:
    """What the department is."""
    name, nature = facts.department.name, clause(facts.profile.nature)
    if str(nature).startswith((name, facts.department.short_name or name)):
        return sentence(nature)
    return sentence(name, "" if str(nature).startswith(("是", "为")) else "是", nature)


def organisation_sentence(divisions: Sequence[Named], subunits: Sequence[SubUnit]) -> Prose:
    """内设机构 and 下属单位 with their number and names."""
    inside = (
        say("内设机构", count(len(divisions)), "：", names(divisions))
        if divisions
        else say("内设机构：", GAP)
    )
    below = (
        say("下属单位", count(len(subunits)), "：", _subunits(subunits)) if subunits else say("无下属单位")
    )
    return sentence(inside, "；", below)


def staffing_sentence(facts: EvaluationFacts) -> Prose:
    """编制、在职、离退休."""
    profile = facts.profile
    return sentence(
        "人员编制", measure(profile.established_count, "人"),
        "，年末在职", measure(profile.serving_count, "人"),
        "，离退休", measure(profile.retired_count, "人"),
    )  # fmt: skip


def duties_lead(duties: Sequence[Duty]) -> Prose:
    """The line above the list of duties."""
    return sentence("主要职责", f"共{len(duties)}项：" if duties else say("：", GAP))


def duty_sentence(number: int, duty: Duty) -> Prose:
    """A numbered duty."""
    return sentence(f"{number}.", clause(duty.text))


# 年度工作


def tasks_lead(year: int, tasks: Sequence[Task]) -> Prose:
    """The line above the list of tasks."""
    return sentence(f"{year}年度重点工作任务", f"共{len(tasks)}项：" if tasks else say("：", GAP))


def task_paragraphs(number: int, task: Task) -> tuple[Prose, ...]:
    """A numbered task: name and content."""
    return numbered(number, clause(task.title), task.text)


# 绩效管理


def goals_lead(year: int, goals: Sequence[Goal]) -> Prose:
    """The line above the list of goals."""
    return sentence(f"{year}年度部门整体绩效目标", f"共{len(goals)}个：" if goals else say("：", GAP))


def goal_paragraphs(number: int, goal: Goal) -> tuple[Prose, ...]:
    """A numbered goal with its expected result."""
    return numbered(number, clause(goal.title), goal.expected)


def indicator_count_sentence(facts: EvaluationFacts) -> Prose:
    """How many indicators of which level; the third level is listed while it is short."""
    if not facts.indicators:
        return sentence("绩效指标：", GAP)
    levels = [[row for row in facts.indicators if row.level == level] for level in (1, 2, 3)]
    shown = levels if len(levels[2]) <= LISTED_INDICATORS else levels[:2]
    words = [
        say(f"{name}{len(rows)}个", say("：", names(rows)) if rows and rows in shown else "")
        for name, rows in zip(("一级指标", "二级指标", "三级指标"), levels, strict=True)
    ]
    return sentence("部门整体支出绩效自评设", enumerated(words, "；"))


# 结论


def grade_words(card: Scorecard, indicators: Sequence[Indicator]) -> Words:
    """等级 of the total; still open while an indicator has no score."""
    return GAP if any(row.self_score is None for row in indicators) else card.grade or GAP


def conclusion_sentence(year: int, card: Scorecard, indicators: Sequence[Indicator]) -> Prose:
    """总分和等级."""
    return sentence(
        f"经自评，{year}年度部门整体支出绩效得分", score_points(card.total),
        f"（满分{plain_number(card.points)}分）" if card.points else "", "，等级为", grade_words(card, indicators),
    )  # fmt: skip


def deduction_sentence(indicators: Sequence[Indicator], where: str) -> Prose | None:
    """Where points were lost, with the place of the reasons; None before scores are given."""
    stated = [row for row in indicators if None not in (number(row.points), number(row.self_score))]
    lost = [row for row in stated if row.self_score < row.points]
    if not stated:
        return None
    if not lost:
        return sentence("各项三级指标均未扣分")
    names = enumerated(
        say("“", clause(row.name), "”扣", plain_number(row.points - row.self_score), "分") for row in lost
    )
    total = sum((row.points - row.self_score for row in lost), Decimal(0))
    return sentence(
        f"扣分指标{len(lost)}个，共扣{plain_number(total)}分：",
        names,
        f"。扣分原因见{where}" if where else "",
    )


def other_losses_sentence(deductions: Iterable[Deduction]) -> Prose | None:
    """What the total lost beside the indicators: rescaling and cap; None where it lost nothing."""
    lost = [row for row in deductions if row.loss != Loss.INDICATOR and row.points]
    if not lost:
        return None
    return sentence("另：", enumerated(f"{row.name}扣{plain_number(row.points)}分" for row in lost))


def review_sentence(card: Scorecard, where: str) -> Prose | None:
    """What finance made of it: total, grade, and where its reasons stand; None without reviewed scores."""
    if not card.is_reviewed:
        return None
    return sentence(
        "经财政部门核查，核定得分", score_points(card.reviewed_total), "，等级为", card.reviewed_grade or NOTHING,
        f"。核查意见{len(card.review.scores)}条", f"，见{where}" if where else "",
    )  # fmt: skip


def unscored_sentence(indicators: Sequence[Indicator]) -> Prose | None:
    """How many indicators have no score yet; None when all have one."""
    unscored = sum(1 for row in indicators if row.self_score is None)
    return sentence(f"另有{unscored}个三级指标自评得分", GAP) if unscored else None


# 目标与项目


def goal_result_paragraphs(order: int, goal: Goal, indicators: Sequence[Indicator]) -> tuple[Prose, ...]:
    """A numbered goal with what was reached, and the score of its indicators."""
    text = numbered(order, clause(goal.title), goal.achieved, "。完成情况：")
    own = [row for row in indicators if row.goal == goal.key]
    return followed(text, goal_score_sentence(own)) if own else text


def goal_score_sentence(indicators: Sequence[Indicator]) -> Prose:
    """Points and score of the indicators that belong to one goal."""
    return sentence(
        f"对应三级指标{len(indicators)}个，分值", score_points(_total(row.points for row in indicators)),
        "，自评得分", score_points(_total(row.self_score for row in indicators)),
    )  # fmt: skip


def projects_lead(projects: Sequence[Project]) -> Prose:
    """The line above the projects."""
    if not projects:
        return sentence("本年度未列重点任务项目")
    return sentence(f"本年度重点任务项目{len(projects)}个：", names(projects))


def project_paragraphs(order: int, project: Project, grade: str) -> tuple[Prose, ...]:
    """A numbered project: money, what was done, score and grade."""
    head = say(clause(project.name), "。", narrative_money.project_money_sentence(project))
    text = numbered(order, head, project.work_done, "实施情况：")
    return followed(text, project_score_sentence(project, grade))


def project_score_sentence(project: Project, grade: str) -> Prose:
    """自评分、等级 and what points were lost for."""
    own = number(project.self_score)
    loses = own is not None and own < FULL_MARK
    reason = (
        say("，扣分原因：", clause(project.deduction_reason)) if loses or project.deduction_reason else say()
    )
    return sentence(
        "自评得分",
        score_points(project.self_score),
        "，等级为",
        grade or _no_grade(project.self_score),
        reason,
    )


def reviewed_project_sentence(project: Project, card: Scorecard) -> Prose | None:
    """What finance gave the project, where that is another score than its own."""
    reviewed = card.reviewed_projects.get(project.key)
    if reviewed is None or reviewed == project.self_score:
        return None
    grade = card.reviewed_project_grades[project.key] or NOTHING
    return sentence("经财政部门核查，核定得分", score_points(reviewed), "，等级为", grade)


# 问题与措施


def problem_sentences(problems: Sequence[Problem]) -> tuple[Prose, ...]:
    """一是 … 原因 …"""
    return tuple(
        sentence(mark, clause(row.text), say("。原因：", clause(row.cause)) if one_line(row.cause) else "")
        for mark, row in zip(ordinals(), problems, strict=False)
    ) or (GAP_SENTENCE,)


def measure_sentences(measures: Sequence[Measure], problems: Sequence[Problem]) -> tuple[Prose, ...]:
    """一是 … with the problems each measure answers."""
    order = {row.key: position for position, row in enumerate(problems, start=1)}
    return tuple(
        sentence(mark, clause(row.text), _answered(sorted(order[key] for key in row.problems)))
        for mark, row in zip(ordinals(), measures, strict=False)
    ) or (GAP_SENTENCE,)


def _answered(numbers: Sequence[int]) -> str:
    return f"（针对问题{'、'.join(map(chinese_number, numbers))}）" if numbers else ""


def _subunits(rows: Iterable[SubUnit]) -> Prose:
    return enumerated(
        say(given(row.name), f"（{one_line(row.nature)}）" if row.nature else "") for row in rows
    )


def _total(values: Iterable[Figure]) -> Decimal | None:
    stated = [value for value in values if isinstance(value, Decimal)]
    return sum(stated, Decimal(0)) if stated else None


def _no_grade(self_score: Figure) -> Words:
    return GAP if self_score is None else str(self_score)
