"""Links: tasks reach goals, goals reach indicators, problems reach measures; groups are not empty."""

from collections.abc import Iterator

from evaluations.domain.checks.registry import at, quoted
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.findings import Finding, Severity

WARNING, HINT, ERROR = Severity.WARNING, Severity.HINT, Severity.ERROR


def tasks_have_goals(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """G2: every task is served by a goal (domain.md §0 row 2)."""
    served = {key for goal in facts.goals for key in goal.tasks}
    for task in facts.tasks if facts.goals else ():
        if task.key not in served:
            yield Finding(
                "G2", WARNING, at("tasks", task.key, "title"), f"任务{quoted(task.title)}没有对应的绩效目标",
                "在“整体绩效目标”里勾选，或说明原因",
            )  # fmt: skip


def goals_have_indicators(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """G2b: every goal is measured by an indicator (domain.md §0 row 2)."""
    measured = {indicator.goal for indicator in facts.scored_indicators()}
    for goal in facts.goals if facts.scored_indicators() else ():
        if goal.key not in measured:
            yield Finding(
                "G2", WARNING, at("goals", goal.key, "title"), f"目标{quoted(goal.title)}没有对应的绩效指标",
                "在“绩效指标”里选择对应的目标，或说明原因",
            )  # fmt: skip


def problems_have_measures(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """D3: every problem is answered by a measure (domain.md §0 row 7)."""
    answered = {key for measure in facts.measures for key in measure.problems}
    for number, problem in enumerate(facts.problems, start=1):
        if problem.key not in answered:
            yield Finding(
                "D3", WARNING, at("problems", problem.key, "text"), f"第 {number} 个问题没有对应的改进措施",
                "在改进措施里勾选这个问题，或补充措施",
            )  # fmt: skip


def groups_have_children(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """G4: a first- or second-level indicator has indicators below it."""
    for node in facts.indicators:
        if node.level < 3 and not facts.children(node.key):
            yield Finding(
                "G4", ERROR, at("indicators", node.key, "name"), f"{quoted(node.name)}下面没有指标",
                "补充下级指标，或删去这一项",
            )  # fmt: skip


def indicators_have_evidence(facts: EvaluationFacts, scorecard: Scorecard) -> Iterator[Finding]:
    """E1: indicators without evidence, folded into one hint (PMKPI has an upload slot per row)."""
    proved = {key for piece in facts.evidence for key in piece.indicators}
    bare = [indicator for indicator in facts.scored_indicators() if indicator.key not in proved]
    if bare:
        names = "、".join(quoted(indicator.name) for indicator in bare[:5])
        yield Finding(
            "E1", HINT, at("evidence"), f"{len(bare)} 个指标没有佐证材料：{names}{'等' if len(bare) > 5 else ''}",
            "在“佐证材料”里上传并关联",
        )  # fmt: skip


CHECKS = (
    tasks_have_goals, goals_have_indicators, problems_have_measures, groups_have_children, indicators_have_evidence,
)  # fmt: skip
