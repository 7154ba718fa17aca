"""指标评分表: a table for each level-1 indicator with points, scores and deductions, the total, the reviewer's reasons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts, Indicator
from evaluations.domain.review import subjects
from evaluations.domain.scoring import Deduction, GroupScore, Loss, Scorecard
from huadu_perf.lib.money import points
from reports.domain.annexes.cells import (
    cell,
    empty_row,
    lost_cell,
    nothing_cell,
    points_cell,
    reason_cell,
    score_cell,
    text_cell,
    value_cells,
)
from reports.domain.annexes.standards import Standards
from reports.domain.document import GAP, NOTHING, Cell, Prose, Row, Sheet, Table, say
from reports.domain.narrative import grade_words
from reports.domain.wording import given, score, sentence

HEAD = ("三级指标", "年度指标值", "实际完成值", "分值", "自评得分", "扣分", "扣分原因及改进措施")
WIDTHS = (20, 14, 16, 7, 9, 7, 27)
TOTAL_WIDTHS: tuple[int, ...] = (50, 7, 9, 7, 27)
#: With a column more: 核查得分. What is lost is what the reviewed score leaves.
REVIEWED_HEAD = (*HEAD[:5], "核查得分", *HEAD[5:])
REVIEWED_WIDTHS = (18, 13, 15, 7, 8, 8, 7, 24)
REVIEWED_TOTAL_WIDTHS: tuple[int, ...] = (46, 7, 8, 8, 7, 24)
REASONS = "核查意见和依据"
REASONS_HEAD = ("核查项目", "自评得分", "核查得分", "核查意见", "依据")
REASONS_WIDTHS = (26, 9, 9, 30, 26)


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet."""
    above = (sentence("指标体系：", given(facts.campaign.index_system)),)
    if not facts.indicators:
        return (Sheet("", (), (*above, sentence("绩效指标：", GAP))),)
    groups = {group.key: group for group in card.groups}
    tables = (_table(facts, card, groups, top) for top in facts.children(None))
    reasons = (_reasons(facts, card),) if card.is_reviewed else ()
    return (Sheet("", (*tables, _total(facts, card), *reasons), above),)


def _table(facts: EvaluationFacts, card: Scorecard, groups: dict[UUID, GroupScore], top: Indicator) -> Table:
    head, widths = (REVIEWED_HEAD, REVIEWED_WIDTHS) if card.is_reviewed else (HEAD, WIDTHS)
    rows: list[Row] = []
    for second in facts.children(top.key):
        words = _group_words("二级指标", groups[second.key], card)
        rows.append(Row((cell(words, "head", len(widths)),), "group"))
        rows += [_row(leaf, card) for leaf in facts.children(second.key)] or [empty_row(len(widths))]
    label = str(_group_words("一级指标", groups[top.key], card))
    return Table(label, widths, head, tuple(rows) or (empty_row(len(widths)),), caption=label)


def _group_words(word: str, group: GroupScore, card: Scorecard) -> Prose:
    reviewed = say("，核查得分", score(group.reviewed)) if card.is_reviewed else ""
    own = score(group.score)
    return say(f"{word}：", given(group.name), f"（{points(group.points)}分，自评得分", own, reviewed, "）")


def _row(row: Indicator, card: Scorecard) -> Row:
    if not card.is_reviewed:
        return Row((*measured_cells(row), cell(lost_words(row), "figure"), reason_cell(row)))
    full, final = number(row.points), card.final_score_of(row.key)
    lost: Words = NOTHING if full is None or final is None else plain_number(full - final)
    shown = row.self_score if final is None else final
    return Row((
        *measured_cells(row), cell(score(shown), "figure"), cell(lost, "figure"), _reviewed_reason(row, card),
    ))  # fmt: skip


def _reviewed_reason(row: Indicator, card: Scorecard) -> Cell:
    """The department's reason; a row that was reviewed leads to the table below."""
    own = reason_cell(row)
    if row.key not in card.reviewed:
        return own
    lines = () if str(own.lines[0]) == NOTHING else own.lines
    return Cell((*lines, say("核查情况见后表。")))


def _total(facts: EvaluationFacts, card: Scorecard) -> Table:
    words = grade_words(card, facts.counted_indicators())
    figures = (cell(points(card.points), "figure"), cell(score(card.total), "figure"))
    ends: tuple[Cell, ...] = (cell("等级", "head"), cell(words))
    deductions, widths = card.deductions, TOTAL_WIDTHS
    if card.is_reviewed:
        deductions, widths = card.reviewed_deductions, REVIEWED_TOTAL_WIDTHS
        lost = sum((row.points for row in deductions), Decimal(0))
        ends = (
            cell(score(card.reviewed_total), "figure"),
            cell(points(lost), "figure"),
            cell(say("等级：自评", words, "，核查", card.reviewed_grade or NOTHING)),
        )
    rows = (
        *_other_losses(deductions, len(widths) - 3),
        Row((cell("合计", "head"), *figures, *ends), "total"),
    )
    return Table("合计", widths, (), rows, is_joined=True)


def _other_losses(deductions: Iterable[Deduction], figures: int) -> tuple[Row, ...]:
    """What the total lost beside the indicators; `figures`: how many columns stand between name and loss."""
    return tuple(
        Row((
            cell(row.name, "head"),
            *(cell(NOTHING, "figure") for _ in range(figures)),
            cell(points(row.points), "figure"),
            text_cell(row.reason),
        ))
        for row in deductions
        if row.loss != Loss.INDICATOR
    )  # fmt: skip


def _reasons(facts: EvaluationFacts, card: Scorecard) -> Table:
    """Every reviewed score with its words, in order; those of projects too, which have no column above."""
    projects = {row.key: row.name for row in facts.projects}
    of_project = {row.key: projects[row.project] for row in facts.project_indicators}
    said = card.review.by_key
    rows = tuple(
        Row((
            cell(say(f"{of_project[key]}：" if key in of_project else "", given(subject.name))),
            cell("不适用" if subject.own is None else score(subject.own), "figure"),
            cell(score(said[key].score), "figure"),
            text_cell(said[key].reason),
            text_cell(said[key].basis),
        ))
        for key, subject in subjects(facts).items()
        if key in said
    )  # fmt: skip
    return Table(REASONS, REASONS_WIDTHS, REASONS_HEAD, rows, caption=REASONS)
