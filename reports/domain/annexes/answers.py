"""审核意见答复表: what finance remarked, round by round, and the department's answers."""

from evaluations.domain.remarks import AnsweredRemark, Remarks
from reports.domain.annexes.cells import cell, text_cell
from reports.domain.document import GAP, Row, Sheet, Table
from reports.domain.wording import given, sentence

TITLE = "审核意见答复表"
HEAD = ("序号", "栏目", "审核意见", "处理", "部门答复")
WIDTHS = (8, 21, 31, 12, 28)


def sheets(remarks: Remarks) -> tuple[Sheet, ...]:
    """One table for each round that was returned; a line that there were none before the first return."""
    if not remarks:
        return (Sheet("", (), (sentence("本次报送前没有审核意见"),)),)
    rounds = sorted({row.round for row in remarks})
    return (Sheet("", tuple(_table(number, remarks) for number in rounds)),)


def _table(number: int, remarks: Remarks) -> Table:
    own = [row for row in remarks if row.round == number]
    rows = tuple(_row(order, row) for order, row in enumerate(own, start=1))
    return Table(TITLE, WIDTHS, HEAD, rows, caption=f"第{number}轮审核意见（{len(own)}条）")


def _row(order: int, row: AnsweredRemark) -> Row:
    handled = row.answer_kind.partition("，")[0]  # 不修改，说明理由: the reason stands beside it
    return Row(
        (
            cell(str(order), "figure"),
            cell(given(row.where)),
            text_cell(row.text),
            cell(handled or GAP),
            text_cell(row.answer) if row.answer else cell(GAP),
        )
    )
