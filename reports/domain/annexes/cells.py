"""Cells that several annexes use: targets, actual values, lost points and their reasons."""

from evaluations.domain.facts import Measured
from evaluations.enums import Direction
from huadu_perf.lib.money import plain_number
from huadu_perf.lib.values import number
from reports.domain.document import GAP, NOTHING, Cell, Row, Words, say
from reports.domain.wording import given, measure, paragraphs, score


def cell(words: Words, role: str = "text", span: int = 1) -> Cell:
    """A cell of one line."""
    return Cell((say(words),), role, span)


def text_cell(text: str, otherwise: Words = NOTHING) -> Cell:
    """A typed text with its paragraphs, or what stands for a missing one."""
    return Cell(tuple(say(line) for line in paragraphs(text)) or (say(otherwise),))


def empty_row(width: int) -> Row:
    """The one row of a table nothing was entered in."""
    return Row((cell(GAP, span=width),), "empty")


def measured_cells(row: Measured) -> tuple[Cell, ...]:
    """Name, target, actual value, points and score."""
    return (
        cell(given(row.name)),
        cell(target_words(row)),
        cell(actual_words(row)),
        cell(score(row.points), "figure"),
        cell(score(row.self_score), "figure"),
    )


def target_words(row: Measured) -> Words:
    """年度指标值: sign, value and unit, or the words of a qualitative target."""
    text = given(row.target_text)
    if row.direction == Direction.QUALITATIVE or (row.target_value is None and row.target_text):
        return text
    sign = row.direction.label if row.direction and number(row.target_value) is not None else ""
    return say(sign, measure(row.target_value, row.unit), f"（{text}）" if row.target_text else "")


def actual_words(row: Measured) -> Words:
    """实际完成值: the value with the words that were added, or the words alone of a qualitative one."""
    text = given(row.actual_text)
    if row.actual_value is None and (row.direction == Direction.QUALITATIVE or row.actual_text):
        return text
    return say(measure(row.actual_value, row.unit), f"（{text}）" if row.actual_text else "")


def lost_words(row: Measured) -> Words:
    """Points minus score; a dash where one of them is not a number."""
    full, own = number(row.points), number(row.self_score)
    return NOTHING if full is None or own is None else plain_number(full - own)


def reason_cell(row: Measured) -> Cell:
    """Why points were lost and what will be done; a dash at full points, a mark where a reason is due."""
    full, own = number(row.points), number(row.self_score)
    is_due = full is not None and own is not None and own < full and not row.deduction_reason
    lines = [say("扣分原因：", GAP)] if is_due else [say(line) for line in paragraphs(row.deduction_reason)]
    measures = paragraphs(row.corrective_measures)
    lines += [say("" if position else "改进措施：", line) for position, line in enumerate(measures)]
    return Cell(tuple(lines)) if lines else cell(NOTHING, "figure")
