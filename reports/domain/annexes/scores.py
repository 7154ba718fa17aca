"""指标评分表: one table for each level-1 indicator with points, score and deductions, then the total."""

from uuid import UUID

from evaluations.domain.facts import EvaluationFacts, Indicator
from evaluations.domain.scoring import GroupScore, Scorecard
from huadu_perf.lib.money import points
from reports.domain.annexes.cells import cell, empty_row, lost_words, measured_cells, reason_cell
from reports.domain.document import GAP, Prose, Row, Sheet, Table, say
from reports.domain.narrative import grade_words
from reports.domain.wording import given, score, sentence

HEAD = ("三级指标", "年度指标值", "实际完成值", "分值", "自评得分", "扣分", "扣分原因及改进措施")
WIDTHS = (20, 14, 16, 7, 9, 7, 27)
TOTAL_WIDTHS = (50, 7, 9, 7, 27)


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet."""
    above = (sentence("指标体系：", given(facts.campaign.index_system)),)
    if not facts.indicators:
        return (Sheet("", (), (*above, sentence("绩效指标：", GAP))),)
    groups = {group.key: group for group in card.groups}
    tables = (_table(facts, groups, top) for top in facts.children(None))
    return (Sheet("", (*tables, _total(facts, card)), above),)


def _table(facts: EvaluationFacts, groups: dict[UUID, GroupScore], top: Indicator) -> Table:
    rows: list[Row] = []
    for second in facts.children(top.key):
        words = _group_words("二级指标", groups[second.key])
        rows.append(Row((cell(words, "head", len(WIDTHS)),), "group"))
        rows += [_row(leaf) for leaf in facts.children(second.key)] or [empty_row(len(WIDTHS))]
    label = str(_group_words("一级指标", groups[top.key]))
    return Table(label, WIDTHS, HEAD, tuple(rows) or (empty_row(len(WIDTHS)),), caption=label)


def _group_words(word: str, group: GroupScore) -> Prose:
    own = score(group.score)
    return say(f"{word}：", given(group.name), f"（{points(group.points)}分，自评得分", own, "）")


def _row(row: Indicator) -> Row:
    return Row((*measured_cells(row), cell(lost_words(row), "figure"), reason_cell(row)))


def _total(facts: EvaluationFacts, card: Scorecard) -> Table:
    cells = (
        cell("合计", "head"),
        cell(points(card.points), "figure"),
        cell(score(card.total), "figure"),
        cell("等级", "head"),
        cell(grade_words(card, facts.scored_indicators())),
    )
    return Table("合计", TOTAL_WIDTHS, (), (Row(cells, "total"),), is_joined=True)
