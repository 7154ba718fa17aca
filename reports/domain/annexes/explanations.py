"""说明事项: what the checker asked about and what the department said, as filed."""

from decimal import Decimal

from evaluations.domain.checks import RULE_BY_CODE
from evaluations.domain.checks.completeness import label_of
from evaluations.domain.facts import EvaluationFacts, Explanation
from evaluations.domain.scoring import Scorecard
from evaluations.domain.sections import SECTION_BY_KEY
from huadu_perf.lib.findings import Place
from reports.domain.annexes.cells import cell, number_cell, text_cell
from reports.domain.document import Row, Sheet, Table
from reports.domain.wording import sentence

TITLE = "说明事项"
HEAD = ("序号", "栏目", "校验问题", "部门说明")
WIDTHS = (8, 22, 31, 39)


def sheets(facts: EvaluationFacts, card: Scorecard) -> tuple[Sheet, ...]:
    """All on one sheet, in the order in which they were filed."""
    if not facts.explanations:
        return (Sheet("", (), (sentence("本次报送没有需要说明的事项"),)),)
    rows = tuple(_row(facts, order, row) for order, row in enumerate(facts.explanations, start=1))
    return (Sheet("", (Table(TITLE, WIDTHS, HEAD, rows),)),)


def _row(facts: EvaluationFacts, order: int, row: Explanation) -> Row:
    code, _, place = row.finding.partition("@")
    return Row(
        (
            number_cell(Decimal(order)),
            cell(_where(facts, place)),
            text_cell(row.message or _asked(code)),
            text_cell(row.text),
        )
    )


def _asked(code: str) -> str:
    """What a rule asks, where the words of the finding were not kept."""
    return RULE_BY_CODE[code].title if code in RULE_BY_CODE else f"规则 {code}"


def _where(facts: EvaluationFacts, text: str) -> str:
    """The place in words; an explanation of an item that is gone names its section only."""
    try:
        place = Place.parse(text)
        title = SECTION_BY_KEY[place.section].title
    except (ValueError, KeyError):
        return "—"
    section = SECTION_BY_KEY[place.section]
    single = next(
        (field.label for field in section.fields if field.name == place.field and not place.rowset), ""
    )
    return " · ".join(part for part in (title, single or label_of(place, facts)) if part)
