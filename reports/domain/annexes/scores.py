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
    figure_cell,
    lost_cell,
    nothing_cell,
    points_cell,
    reason_cell,
    score_cell,
    text_cell,
    value_cells,
)
from reports.domain.annexes.standards import standard_cells
from reports.domain.document import GAP, NOTHING, Cell, Prose, Row, Sheet, Table, say
from reports.domain.narrative import grade_words
from reports.domain.wording import given, score, sentence

HEAD = (
    "三级指标", "评分标准", "年度指标值", "实际完成值", "分值", "自评得分", "扣分", "扣分原因及改进措施",
)  # fmt: skip
WIDTHS = (15, 18, 13, 14, 7, 8, 7, 18)
#: With a column more: 核查得分. What is lost is what the reviewed score leaves.
REVIEWED_HEAD = (*HEAD[:6], "核查得分", *HEAD[6:])
REVIEWED_WIDTHS = (14, 14, 11, 13, 7, 8, 8, 7, 18)
#: Columns in front of the figures: name, standard, target, actual value.
WORDS = 4
REASONS = "核查意见和依据"
REASONS_HEAD = ("核查项目", "自评得分", "核查得分", "核查意见", "依据")
REASONS_WIDTHS = (26, 9, 9, 30, 26)


@dataclass(frozen=True)
class _Scores:
    """What every row is made from."""

    facts: EvaluationFacts
    card: Scorecard
    groups: Mapping[UUID, GroupScore]
    standards: Mapping[UUID, Cell]

    @property
    def head(self) -> tuple[str, ...]:
        """The heads of the columns."""
        return REVIEWED_HEAD if self.card.is_reviewed else HEAD

    @property
    def widths(self) -> tuple[int, ...]:
        """Their widths."""
        return REVIEWED_WIDTHS if self.card.is_reviewed else WIDTHS


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet."""
    above = (sentence("指标体系：", given(facts.campaign.index_system)),)
    if not facts.indicators:
        return (Sheet("", (), (*above, sentence("绩效指标：", GAP))),)
    source = _Scores(facts, card, {group.key: group for group in card.groups}, standard_cells(facts))
    tables = (_table(source, top) for top in facts.children(None))
    reasons = (_reasons(facts, card),) if card.is_reviewed else ()
    return (Sheet("", (*tables, _total(source), *reasons), above),)


def _table(source: _Scores, top: Indicator) -> Table:
    facts, width = source.facts, len(source.widths)
    rows: list[Row] = []
    for second in facts.children(top.key):
        words = _group_words("二级指标", source.groups[second.key], source.card)
        rows.append(Row((cell(words, "head", width),), "group"))
        rows += [_row(leaf, source) for leaf in facts.children(second.key)] or [empty_row(width)]
    label = str(_group_words("一级指标", source.groups[top.key], source.card))
    return Table(label, source.widths, source.head, tuple(rows) or (empty_row(width),), caption=label)


def _group_words(word: str, group: GroupScore, card: Scorecard) -> Prose:
    reviewed = say("，核查得分", score(group.reviewed)) if card.is_reviewed else ""
    own = score(group.score)
    return say(f"{word}：", given(group.name), f"（{points(group.points)}分，自评得分", own, reviewed, "）")


def _row(row: Indicator, source: _Scores) -> Row:
    card = source.card
    words = (cell(given(row.name)), source.standards[row.key], *value_cells(row))
    if not card.is_reviewed:
        return Row((*words, lost_cell(row.points, row.self_score), reason_cell(row)))
    final = card.final_score_of(row.key)
    shown = row.self_score if final is None else final
    return Row((*words, score_cell(shown), lost_cell(row.points, final), _reviewed_reason(row, card)))


def _reviewed_reason(row: Indicator, card: Scorecard) -> Cell:
    """The department's reason; a row that was reviewed leads to the table below."""
    own = reason_cell(row)
    if row.key not in card.reviewed:
        return own
    lines = () if str(own.lines[0]) == NOTHING else own.lines
    return Cell((*lines, say("核查情况见后表。")))


def _total(source: _Scores) -> Table:
    card = source.card
    words = grade_words(card, source.facts.counted_indicators())
    figures: tuple[Cell, ...] = (points_cell(card.points), score_cell(card.total))
    deductions, grade = card.deductions, say("等级：", words)
    if card.is_reviewed:
        deductions = card.reviewed_deductions
        figures = (*figures, score_cell(card.reviewed_total))
        grade = say("等级：自评", words, "，核查", card.reviewed_grade or NOTHING)
    lost = None if card.total is None else sum((row.points for row in deductions), Decimal(0))
    rows = (
        *_other_losses(deductions, len(figures)),
        Row((cell("合计", "head", WORDS), *figures, points_cell(lost), cell(grade)), "total"),
    )
    return Table("合计", source.widths, (), rows, is_joined=True)


def _other_losses(deductions: Iterable[Deduction], figures: int) -> tuple[Row, ...]:
    """What the total lost beside the indicators; `figures`: how many columns stand between name and loss."""
    return tuple(
        Row((
            cell(row.name, "head", WORDS),
            *(nothing_cell() for _ in range(figures)),
            points_cell(row.points),
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
            figure_cell("不适用") if subject.own is None else score_cell(subject.own),
            score_cell(said[key].score),
            text_cell(said[key].reason),
            text_cell(said[key].basis),
        ))
        for key, subject in subjects(facts).items()
        if key in said
    )  # fmt: skip
    return Table(REASONS, REASONS_WIDTHS, REASONS_HEAD, rows, caption=REASONS)
