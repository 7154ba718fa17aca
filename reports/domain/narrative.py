"""Sentences about the department and its year, generated from the facts: what people wrote is quoted, the rest counted.

What each says is a wording of report_sentences.json or of the template; when it is said is decided here.
"""

from collections.abc import Iterable, Sequence

from evaluations.domain.facts import Duty, EvaluationFacts, Goal, Indicator, Named, SubUnit, Task
from evaluations.domain.scoring import Scorecard
from reports.domain.document import GAP, Prose, Words, enumerated
from reports.domain.voice import Voice
from reports.domain.wording import clause, given, measure, names, one_line

#: More third-level indicators than this are counted, not listed.
LISTED_INDICATORS = 12


def profile_sentence(voice: Voice, facts: EvaluationFacts) -> Prose:
    """What the department is; never its name or 是 twice."""
    name, nature = facts.department.name, clause(facts.profile.nature)
    values = {"部门": name, "部门性质": nature}
    if str(nature).startswith((name, facts.department.short_name or name)):
        return voice.sentence("profile.nature_whole", values)
    if str(nature).startswith(("是", "为")):
        return voice.sentence("profile.nature_stated", values)
    return voice.sentence("profile.nature", values)


def organisation_sentence(voice: Voice, divisions: Sequence[Named], subunits: Sequence[SubUnit]) -> Prose:
    """内设机构 and 下属单位 with their number and names."""
    inside: dict[str, Words | None] = {"个数": str(len(divisions)), "机构名称": names(divisions)}
    below: dict[str, Words | None] = {"个数": str(len(subunits)), "单位名称": _subunits(voice, subunits)}
    values = {
        "内设机构情况": voice.piece("profile.divisions" if divisions else "profile.no_divisions", inside),
        "下属单位情况": voice.piece("profile.subunits" if subunits else "profile.no_subunits", below),
    }
    return voice.sentence("profile.organisation", values)


def _subunits(voice: Voice, rows: Iterable[SubUnit]) -> Prose:
    return enumerated(
        voice.piece("profile.subunit", {"单位": given(row.name), "单位性质": one_line(row.nature) or None})
        for row in rows
    )


def staffing_sentence(voice: Voice, facts: EvaluationFacts) -> Prose:
    """编制、在职、离退休."""
    profile = facts.profile
    values = {
        "编制人数": measure(profile.established_count, "人"),
        "在职人数": measure(profile.serving_count, "人"),
        "离退休人数": measure(profile.retired_count, "人"),
    }
    return voice.sentence("profile.staffing", values)


def duties_lead(voice: Voice, duties: Sequence[Duty]) -> Prose:
    """The line above the list of duties."""
    return voice.sentence("duties.lead" if duties else "duties.none", {"项数": str(len(duties))})


def duty_sentence(voice: Voice, number: int, duty: Duty) -> Prose:
    """A numbered duty."""
    return voice.sentence("duties.item", {"序号": str(number), "职责": clause(duty.text)})


def tasks_lead(voice: Voice, year: int, tasks: Sequence[Task]) -> Prose:
    """The line above the list of tasks."""
    values = {"年度": str(year), "项数": str(len(tasks))}
    return voice.sentence("tasks.lead" if tasks else "tasks.none", values)


def task_paragraphs(voice: Voice, number: int, task: Task) -> tuple[Prose, ...]:
    """A numbered task: name and content."""
    return voice.numbered("tasks.item", {"序号": str(number), "任务": clause(task.title)}, task.text)


def goals_lead(voice: Voice, year: int, goals: Sequence[Goal]) -> Prose:
    """The line above the list of goals."""
    values = {"年度": str(year), "个数": str(len(goals))}
    return voice.sentence("goals.lead" if goals else "goals.none", values)


def goal_paragraphs(voice: Voice, number: int, goal: Goal) -> tuple[Prose, ...]:
    """A numbered goal with its expected result."""
    return voice.numbered("goals.item", {"序号": str(number), "目标": clause(goal.title)}, goal.expected)


def indicator_count_sentence(voice: Voice, facts: EvaluationFacts) -> Prose:
    """How many indicators of which level; the third level is listed while it is short."""
    if not facts.indicators:
        return voice.sentence("indicators.none")
    levels = [[row for row in facts.indicators if row.level == level] for level in (1, 2, 3)]
    shown = levels if len(levels[2]) <= LISTED_INDICATORS else levels[:2]
    words = [
        voice.piece(
            "indicators.level",
            {
                "级别": name,
                "个数": str(len(rows)),
                "指标名称": names(rows) if rows and rows in shown else None,
            },
        )
        for name, rows in zip(("一级指标", "二级指标", "三级指标"), levels, strict=True)
    ]
    return voice.sentence("indicators.count", {"各级指标": enumerated(words, "；")})


def grade_words(card: Scorecard, indicators: Sequence[Indicator]) -> Words:
    """等级 of the total; still open while an indicator has no score."""
    return GAP if any(row.self_score is None for row in indicators) else card.grade or GAP
