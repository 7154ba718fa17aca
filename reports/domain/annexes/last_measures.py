"""上年改进措施落实情况: what last year's report promised, and what became of it."""

from evaluations.domain.facts import EvaluationFacts, LastMeasure
from evaluations.domain.report_template import Annex, AnnexFacts, ReportTemplateFacts
from evaluations.domain.scoring import Scorecard
from evaluations.enums import MeasureAnswer
from reports.domain.annexes.cells import cell, text_cell
from reports.domain.document import GAP, Row, Sheet, Table
from reports.domain.wording import sentence

TITLE = "上年改进措施落实情况"
HEAD = ("序号", "上年的问题", "上年提出的措施", "落实情况", "说明")
WIDTHS = (8, 26, 28, 12, 26)


def asked_by(template: ReportTemplateFacts, facts: EvaluationFacts) -> ReportTemplateFacts:
    """The template with this annex: where it is not listed, it comes with the first answer."""
    if not facts.last_measures or any(row.kind == Annex.LAST_MEASURES for row in template.annexes):
        return template
    row = AnnexFacts(kind=Annex.LAST_MEASURES, title=TITLE)
    return template.model_copy(update={"annexes": (*template.annexes, row)})


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """One table in the order of last year's report, with how many were done; a line where there is nothing to answer."""
    rows = facts.last_measures
    if not rows:
        return (Sheet("", (), (sentence("上年自评没有需要落实的改进措施"),)),)
    lines = tuple(_row(order, row) for order, row in enumerate(rows, start=1))
    return (Sheet("", (Table(TITLE, WIDTHS, HEAD, lines, caption=_counted(rows)),)),)


def _counted(rows: tuple[LastMeasure, ...]) -> str:
    """上年提出改进措施3条：已完成2条，未完成1条。"""
    counts = {answer: sum(row.answer == answer for row in rows) for answer in MeasureAnswer}
    said = "，".join(f"{answer.label}{count}条" for answer, count in counts.items() if count)
    return f"上年提出改进措施{len(rows)}条" + (f"：{said}" if said else "")


def _row(order: int, row: LastMeasure) -> Row:
    note = text_cell(row.note) if row.note or row.answer == MeasureAnswer.DONE else cell(GAP)
    return Row(
        (
            cell(str(order), "figure"),
            text_cell(row.problem),
            text_cell(row.text),
            cell(row.answer.label if row.answer else GAP),
            note,
        )
    )
