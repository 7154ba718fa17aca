"""佐证材料清单: every piece of evidence with its date and what it proves."""

from decimal import Decimal
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts, Evidence
from evaluations.domain.scoring import Scorecard
from huadu_perf.lib.days import cn_day
from reports.domain.annexes.cells import cell, number_cell
from reports.domain.document import GAP, NOTHING, Cell, Row, Sheet, Table, Words, say
from reports.domain.wording import given, sentence

HEAD = ("序号", "材料名称", "类型", "形成日期", "佐证的指标和项目")
WIDTHS = (7, 24, 14, 20, 35)


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet."""
    if not facts.evidence:
        return (Sheet("", (), (sentence("佐证材料：", GAP),)),)
    names = {row.key: row.name for row in facts.indicators} | {row.key: row.name for row in facts.projects}
    rows = tuple(_row(order, row, names) for order, row in enumerate(facts.evidence, start=1))
    return (Sheet("", (Table("佐证材料", WIDTHS, HEAD, rows),)),)


def chinese_date(iso: str) -> Words:
    """2022年4月6日 of 2022-04-06; a dash where none is given, which the form leaves open."""
    return cn_day(iso) or NOTHING


def _row(order: int, row: Evidence, names: dict[UUID, str]) -> Row:
    file = (say(row.file_name),) if row.file_name.rpartition(".")[0] not in ("", row.title) else ()
    pages = (say(row.pages),) if row.pages else ()
    proves = tuple(say(given(names[key])) for key in (*row.indicators, *row.projects))
    return Row((
        number_cell(Decimal(order)),
        Cell((say(given(row.title)), *file, *pages)),
        cell(row.kind.label),
        cell(chinese_date(row.dated)),
        Cell(proves or (say("未对应"),)),
    ))  # fmt: skip
