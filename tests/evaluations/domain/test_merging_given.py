"""A file changes the answers to last year's measures, never the measures."""

from typing import Any
from uuid import UUID

from evaluations.domain.facts import LastMeasure
from evaluations.domain.merging import Sort, merge
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.domain.stated import StatedRow, StatedSection
from tests.factories import key, union_facts

SECTION = SECTION_BY_KEY["problems"]
ROWS = tuple(LastMeasure(key=key(name), text=name, problem="问题", answer="done") for name in ("甲", "乙"))
NOW = section_data(SECTION, union_facts(last_measures=ROWS))


def stated(number: int, row: UUID, **values: Any) -> StatedRow:
    return StatedRow(row, number, values, dict.fromkeys(values, f"A{number}"))


def test_only_answers_are_taken_from_a_file() -> None:
    rows = [
        stated(1, ROWS[0].key, text="改写的措施", problem="改写的问题", answer="partly", note="仍在办理"),
        stated(2, key("丙"), text="没有提过的措施", answer="done"),
    ]
    mine = StatedSection(rows={"last_measures": rows}, sheets={"last_measures": "问题与改进措施"})
    found = merge(SECTION, NOW, mine, NOW)
    assert {(each.sort, each.anchor) for each in found.changes} == {
        (Sort.CHANGED, f"last_measures-{ROWS[0].key}-{field}") for field in ("answer", "note")
    }
