"""Links: tasks reach goals, goals reach indicators, problems reach measures; groups are not empty."""

from collections.abc import Iterator

from evaluations.domain.checks.registry import ERROR, HINT, WARNING, Hit, quoted, rule
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.places import at
from evaluations.enums import EvidenceKind, IndicatorKind
from huadu_perf.lib.values import number


@rule(
    "G2",
    WARNING,
    "任务有目标",
    help="每项重点工作任务至少对应一个整体绩效目标。",
    source="绩效目标管理要求（任务—目标—指标衔接）",
    beside=("goals.tasks",),
)
def tasks_have_goals(facts: EvaluationFacts) -> Iterator[Hit]:
    """Every task is served by a goal (domain.md §0 row 2)."""
    served = {key for goal in facts.goals for key in goal.tasks}
    for task in facts.tasks if facts.goals else ():
        if task.key not in served:
            yield Hit(
                at("tasks", task.key, "title"),
                f"任务{quoted(task.title)}没有对应的绩效目标",
                "在“整体绩效目标”里勾选，或说明原因",
            )


@rule(
    "G2a",
    WARNING,
    "目标有指标",
    help="每个整体绩效目标至少由一个绩效指标衡量。",
    source="绩效目标管理要求（任务—目标—指标衔接）",
    beside=("indicators.goal",),
)
def goals_have_indicators(facts: EvaluationFacts) -> Iterator[Hit]:
    """Every goal is measured by an indicator (domain.md §0 row 2)."""
    measured = {indicator.goal for indicator in facts.scored_indicators()}
    for goal in facts.goals if facts.scored_indicators() else ():
        if goal.key not in measured:
            yield Hit(
                at("goals", goal.key, "title"),
                f"目标{quoted(goal.title)}没有对应的绩效指标",
                "在“绩效指标”里选择对应的目标，或说明原因",
            )


@rule(
    "D3",
    WARNING,
    "问题有措施",
    help="每个问题都有对应的改进措施。",
    source="财预〔2020〕10号（偏差原因与改进措施）",
    beside=("measures.problems",),
)
def problems_have_measures(facts: EvaluationFacts) -> Iterator[Hit]:
    """Every problem is answered by a measure (domain.md §0 row 7)."""
    bare = {problem.key for problem in facts.unanswered_problems()}
    for place, problem in enumerate(facts.problems, start=1):
        if problem.key in bare:
            yield Hit(
                at("problems", problem.key, "text"),
                f"第 {place} 个问题没有对应的改进措施",
                "在改进措施里勾选这个问题，或补充措施",
            )


@rule(
    "G4",
    ERROR,
    "分组不空",
    help="一级、二级指标下面要有指标。",
    source="指标体系结构",
    beside=("indicators.name",),
)
def groups_have_children(facts: EvaluationFacts) -> Iterator[Hit]:
    """A first- or second-level indicator has indicators below it."""
    for node in facts.indicators:
        if node.level < 3 and not facts.children(node.key):
            yield Hit(
                at("indicators", node.key, "name"),
                f"{quoted(node.name)}下面没有指标",
                "补充下级指标，或删去这一项",
            )


@rule(
    "E1",
    HINT,
    "指标有佐证",
    help="每个指标至少关联一份佐证材料。",
    source="绩效自评佐证材料逐项提供的要求",
    beside=(),
)
def indicators_have_evidence(facts: EvaluationFacts) -> Iterator[Hit]:
    """Indicators without evidence, folded into one hint (PMKPI has an upload slot per row)."""
    proved = {key for piece in facts.evidence for key in piece.indicators}
    bare = [indicator for indicator in facts.scored_indicators() if indicator.key not in proved]
    if bare:
        names = "、".join(quoted(indicator.name) for indicator in bare[:5])
        yield Hit(at("evidence"), f"{len(bare)} 个指标没有佐证材料：{names}{'等' if len(bare) > 5 else ''}",
            "在“佐证材料”里上传并关联",
        )  # fmt: skip


@rule(
    "E2",
    WARNING,
    "满意度有调查依据",
    help="满意度指标要关联问卷或统计材料，并写明调查日期和样本量。",
    source="审计发现的常见问题：满意度调查样本不足、代表性不强",
    beside=("evidence.sample_size", "evidence.dated"),
)
def satisfaction_is_surveyed(facts: EvaluationFacts) -> Iterator[Hit]:
    """A satisfaction indicator rests on a survey with its date and the size of its sample (58444170301)."""
    for indicator in facts.scored_indicators():
        if indicator.kind != IndicatorKind.SATISFACTION or indicator.is_left_out:
            continue
        surveys = [
            piece
            for piece in facts.evidence
            if piece.kind == EvidenceKind.SURVEY and indicator.key in piece.indicators
        ]
        if not surveys:
            yield Hit(
                at("indicators", indicator.key, "actual_value"),
                f"满意度指标{quoted(indicator.name)}没有关联问卷或统计材料",
                "在“佐证材料”里上传“满意度问卷及统计”并关联，或说明原因",
            )
        elif not any(piece.dated and number(piece.sample_size) for piece in surveys):
            yield Hit(
                at("indicators", indicator.key, "actual_value"),
                f"满意度指标{quoted(indicator.name)}的问卷材料未写调查日期或样本量",
                "在佐证材料里补填日期和样本量",
            )


#: Until when in the next year material about the evaluated one is made: the self-evaluation itself falls into it.
FOLLOWING = "06-30"
#: What is decided or signed before the year it is for.
EARLIER = {EvidenceKind.BUDGET, EvidenceKind.TARGET, EvidenceKind.CONTRACT}
#: What belongs to the year's own accounts.
IN_THE_YEAR = {EvidenceKind.PAYMENT, EvidenceKind.ATTENDANCE}


@rule(
    "E4",
    WARNING,
    "佐证材料属于评价年度",
    help="佐证材料的日期应在评价年度内；预算批复、目标表和合同可以更早，总结、验收和问卷可以到次年 6 月底。",
    source="审计发现的常见问题：佐证材料与评价年度不符",
    beside=("evidence.dated",),
)
def evidence_is_of_the_year(facts: EvaluationFacts) -> Iterator[Hit]:
    """Evidence dated outside the evaluated year proves another one (expectations.md §2.5)."""
    year = facts.campaign.year
    for piece in facts.evidence:
        first = "" if piece.kind in EARLIER else f"{year}-01-01"
        last = f"{year}-12-31" if piece.kind in IN_THE_YEAR else f"{year + 1}-{FOLLOWING}"
        if piece.dated and not first <= piece.dated <= last:
            yield Hit(
                at("evidence", piece.key, "dated"),
                f"佐证材料{quoted(piece.title)}的日期 {piece.dated} 不在 {year} 年度",
                f"核对日期，或换用 {year} 年度的材料",
            )


@rule(
    "G5",
    HINT,
    "任务有项目或指标支撑",
    help="重点工作任务应有项目，或经目标由指标衡量。",
    source="绩效目标管理要求（任务—目标—指标衔接）",
    beside=("projects.task",),
)
def tasks_are_covered(facts: EvaluationFacts) -> Iterator[Hit]:
    """A task whose goals no indicator measures and that no project serves (expectations §2.2 coverage)."""
    measured = {indicator.goal for indicator in facts.scored_indicators()}
    served = {key for goal in facts.goals if goal.key in measured for key in goal.tasks}
    served |= {project.task for project in facts.projects if project.task is not None}
    for task in facts.tasks if facts.scored_indicators() else ():
        if task.key not in served:
            yield Hit(
                at("tasks", task.key, "title"),
                f"任务{quoted(task.title)}既没有指标衡量，也没有项目",
                "补充指标或项目的对应关系",
            )


CHECKS = (
    tasks_have_goals, goals_have_indicators, problems_have_measures, groups_have_children, indicators_have_evidence,
    satisfaction_is_surveyed, evidence_is_of_the_year, tasks_are_covered,
)  # fmt: skip
