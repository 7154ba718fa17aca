"""Cells that several annexes use. Every figure carries its number as shown: 万元, points, a rate as 0–1, a count."""

from decimal import Decimal

from evaluations.domain.facts import Measured
from evaluations.enums import Direction
from huadu_perf.lib.money import CENT, WAN, percent, plain_number, points, round_half_up
from huadu_perf.lib.values import Figure, number
from reports.domain.document import GAP, NOTHING, Cell, Prose, Row, Words, say
from reports.domain.wording import bare_money, given, measure, paragraphs, score

#: Decimals of a rate that is shown with one decimal as a percentage.
RATE_PLACES = 3


def cell(words: Words, role: str = "text", span: int = 1) -> Cell:
    """A cell of one line."""
    return Cell((say(words),), role, span)


def text_cell(text: str, otherwise: Words = NOTHING, span: int = 1) -> Cell:
    """A typed text with its paragraphs, or what stands for a missing one."""
    return Cell(tuple(say(line) for line in paragraphs(text)) or (say(otherwise),), span=span)


def empty_row(width: int, words: Words = GAP) -> Row:
    """The one row of a table nothing was entered in; `words` where nothing has to be."""
    return Row((cell(words, span=width),), "empty")


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def figure_cell(words: Words, value: Decimal | None = None) -> Cell:
    """A figure in words, with the number they show."""
    return Cell((say(words),), "figure", value=value)


def nothing_cell() -> Cell:
    """A dash where the form asks for no figure."""
    return figure_cell(NOTHING)


def money_cell(amount: Figure, otherwise: Words = GAP) -> Cell:
    """元 as 万元; `otherwise` stands for a missing one."""
    if amount is None:
        return figure_cell(otherwise)
    return figure_cell(bare_money(amount), _wan(amount) if isinstance(amount, Decimal) else None)


def _wan(amount: Decimal) -> Decimal:
    """万元 as printed: two decimals, or all of an amount that they would show as zero."""
    wan = amount / WAN
    return wan if amount and abs(amount) < WAN * CENT / 2 else round_half_up(wan)


def rate_cell(rate: Decimal | None) -> Cell:
    """A 0–1 rate as a percentage with one decimal; a dash where there is nothing to divide by."""
    if rate is None:
        return nothing_cell()
    return figure_cell(percent(rate), round_half_up(rate, RATE_PLACES))


def score_cell(value: Figure) -> Cell:
    """Points or a score; a mark where none was given."""
    return figure_cell(score(value), number(value))


def points_cell(value: Decimal | None) -> Cell:
    """Points that are computed; a dash where they cannot be."""
    return nothing_cell() if value is None else figure_cell(points(value), value)


def number_cell(value: Figure, otherwise: Words = GAP) -> Cell:
    """A count or a quantity without a unit."""
    if value is None:
        return figure_cell(otherwise)
    return figure_cell(plain_number(value) or str(value), number(value))


# ── indicators ───────────────────────────────────────────────────────────────────────────────────────────────────


def measured_cells(row: Measured) -> tuple[Cell, ...]:
    """Name, target, actual value, points and score."""
    return (cell(given(row.name)), *value_cells(row))


def value_cells(row: Measured) -> tuple[Cell, ...]:
    """Target, actual value, points and score."""
    return (
        cell(target_words(row)),
        cell(actual_words(row)),
        score_cell(row.points),
        score_cell(row.self_score),
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


def lost_cell(full: Figure, own: Figure) -> Cell:
    """Points minus score; a dash where one of them is not a number."""
    most, got = number(full), number(own)
    return points_cell(None if most is None or got is None else most - got)


def reason_cell(row: Measured) -> Cell:
    """Why points were lost and what will be done; a dash at full points, a mark where a reason is due."""
    full, own = number(row.points), number(row.self_score)
    is_due = full is not None and own is not None and own < full and not row.deduction_reason
    lines = [say("扣分原因：", GAP)] if is_due else [say(line) for line in paragraphs(row.deduction_reason)]
    measures = paragraphs(row.corrective_measures)
    lines += [say("" if position else "改进措施：", line) for position, line in enumerate(measures)]
    return Cell(tuple(lines)) if lines else nothing_cell()


# ── signatures ───────────────────────────────────────────────────────────────────────────────────────────────────

#: Room to write by hand behind a label, in full characters.
ROOM = "　" * 8


def signature_line(*labels: str) -> Prose:
    """A line to fill in by hand: each label with room behind it."""
    return say(*(f"{label}：{ROOM}" for label in labels[:-1]), f"{labels[-1]}：")
