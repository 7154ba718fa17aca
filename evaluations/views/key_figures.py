"""The key figures of an evaluation: above the task list, and in view of whoever files or signs (expectations §2.11)."""

from typing import Any

from budgets.domain.execution import summarise
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import FORM_SECTIONS
from evaluations.views.frame import Case
from huadu_perf.lib.money import percent, points, wan


def key_figures(case: Case) -> list[dict[str, Any]]:
    """Money, score, and while the department works on it how much is done and how many days are left."""
    spending = summarise(case.facts.budget_lines).spending
    score, rate = case.scorecard, spending.execution_rate
    tiles = [
        {
            "label": "支出执行",
            "value": wan(spending.executed_amount) or "未填写",
            "unit": "万元" if rate else "",
        },
        {"label": "执行率", "value": percent(rate) or "未填写"},
        {"label": "自评得分", "value": points(score.total) or "未评分", "note": score.grade},
    ]
    if not case.evaluation.state.is_open:
        return [*tiles, *_reviewed_tile(case.reviewed_scorecard)]
    done = sum(case.progress[section.key].state == "已完成" for section in FORM_SECTIONS)
    return [
        {
            "label": "已完成",
            "value": f"{done} / {len(FORM_SECTIONS)}",
            "unit": "节",
            "note": case.deadline[0],
        },
        *tiles,
    ]


def _reviewed_tile(card: Scorecard) -> list[dict[str, Any]]:
    if not card.is_reviewed:
        return []
    value = points(card.reviewed_total) or "未评分"
    return [{"label": "核查得分", "value": value, "note": card.reviewed_grade}]
