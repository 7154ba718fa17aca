"""One set of facts, five formats: what is stored reaches every format that should carry it, and all figures agree."""

import re
import types
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin
from uuid import UUID

import pytest
from pydantic import BaseModel

from evaluations.domain.facts import EvaluationFacts, Explanation, LastMeasure
from evaluations.domain.report_text_reading import read_text
from evaluations.domain.snapshot import freeze, thaw
from evaluations.queries import printed_by
from huadu_perf.lib.values import NotApplicable, xml_text
from reports.domain.assembly import build_report
from reports.domain.document import Report, Row
from reports.domain.typed import typed
from tests.evaluations.domain.test_report_text import WHOLE
from tests.factories import large_facts
from tests.reports.cases import facts_of, review_of, with_text
from tests.reports.formats import (
    docx_text,
    html_text,
    numbers,
    pdf_text,
    plain,
    xlsx_cells,
    xlsx_text,
)

#: Where a stored field shows: `text` (title, chapters: HTML, PDF, Word), `annex` (HTML, PDF, Word, Excel), `summary` (the
#: first sheet of the workbook), `name` (of the file). `json` alone: settings, keys, and what only checks and lists read. The interchange file
#: has every field. `.*` stands for everything below.
FIELDS = """
schema_version                  json
department.code                 annex summary
department.name                 text annex summary name
department.short_name           name
department.region               text
campaign.year                   text annex summary name
campaign.name                   summary
campaign.notice                 text
campaign.index_system           annex summary
campaign.index_system_verified  json
campaign.index_system_source    json
campaign.bands.*                text annex summary
campaign.rules.low_execution    text
campaign.rules.*                json
campaign.nodes.*                json
campaign.project_nodes.*        json
campaign.checks.*               json
campaign.template.title         text
campaign.template.signed        text
campaign.template.cover.*       text
campaign.template.opening       text
campaign.template.sentences.*   text
campaign.template.chapters.*    text
campaign.template.annexes.kind  text annex
campaign.template.annexes.title annex
campaign.template.*             json
profile.nature                  text
profile.*                       text annex
divisions.name                  text
subunits.name                   text
subunits.nature                 text
duties.text                     text
work.overview                   text
tasks.title                     text annex
tasks.text                      text
finance.adjustment_reason       text
finance.execution_reason        text
finance.published_spending      json
finance.*                       annex
budget_lines.item               text annex
budget_lines.last_year_amount   text annex
budget_lines.*                  text annex summary
goals.title                     text annex
goals.expected                  text annex
goals.achieved                  text annex
goals.tasks                     annex
indicators.name                 text annex
indicators.direction            annex
indicators.target_value         annex
indicators.target_text          annex
indicators.actual_value         annex
indicators.actual_text          annex
indicators.unit                 annex
indicators.points               text annex
indicators.self_score           text annex summary
indicators.deduction_reason     annex
indicators.corrective_measures  annex
indicators.parent               json
indicators.goal                 text
indicators.*                    json
projects.name                   text annex
projects.initial_amount         text annex
projects.adjusted_amount        text annex
projects.executed_amount        text annex
projects.adjustment_reason      text
projects.work_done              text annex
projects.self_score             text annex
projects.deduction_reason       text annex
projects.task                   annex
projects.quantity               json
projects.quantity_unit          json
projects.unit_price             json
projects.*                      annex
project_indicators.kind         annex
project_indicators.attainment   json
project_indicators.project      annex
project_indicators.*            annex
conclusion.*                    text
last_measures.*                 annex
problems.text                   text
problems.cause                  text
measures.text                   text
measures.problems               text
evidence.title                  annex
evidence.kind                   annex
evidence.dated                  annex
evidence.file_name              annex
evidence.pages                  annex
evidence.indicators             annex
evidence.projects               annex
evidence.*                      json
explanations.*                  annex
"""


def leaves(model: type[BaseModel], path: str = "") -> Iterator[str]:
    """The paths of all stored fields."""
    for name, field in model.model_fields.items():
        yield from _below(field.annotation, f"{path}{name}")


def _below(kind: Any, path: str) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from leaves(kind, f"{path}.")
        return
    parts = [part for part in get_args(kind) if part not in (type(None), Ellipsis)]
    if get_origin(kind) is tuple or (get_origin(kind) in (Union, types.UnionType) and len(parts) == 1):
        yield from _below(parts[0], path)
        return
    yield path


def changed(value: Any, path: list[str]) -> Any:
    """The same facts with other values at that path, in every row."""
    if isinstance(value, tuple) and (path or not value or not isinstance(value[0], UUID)):
        return tuple(changed(part, path) for part in value)
    if path:
        return value.model_copy(update={path[0]: changed(getattr(value, path[0]), path[1:])})
    return _other(value)


def _other(value: Any) -> Any:
    """Another value of the same kind; a link is taken off."""
    if value is None or isinstance(value, UUID | tuple):
        return () if isinstance(value, tuple) else None
    if isinstance(value, NotApplicable):
        return Decimal("7.31")
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        kinds = list(type(value))
        return kinds[(kinds.index(value) + 1) % len(kinds)]
    if isinstance(value, str):
        return "2021-02-03" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) else f"{value}甲乙"
    return value * 2 + 3 if isinstance(value, Decimal | int) else value


@cache
def bases() -> tuple[EvaluationFacts, ...]:
    """Facts that between them say everything: an ordinary evaluation, a poor one with what it owes, one with a cover."""
    said = Explanation(finding="B2@budget", message="执行率偏低", text="项目跨年实施")
    answer = LastMeasure(
        key=UUID(int=7), text="上年的措施", problem="上年的问题", answer="partly", note="仍在办理"
    )
    more = {"explanations": (said,), "last_measures": (answer,)}
    covered = printed_by(
        facts_of("ordinary"), read_text(WHOLE.replace("[存在问题]", "[自评结论]\n[存在问题]"))
    )
    noticed = covered.campaign.model_copy(update={"notice": "《自评工作通知》（花财绩〔2023〕1号）"})
    bases = (facts_of("ordinary"), facts_of("poor"), covered.model_copy(update={"campaign": noticed}))
    return tuple(facts.model_copy(update=more) for facts in bases)


def parts_of(facts: EvaluationFacts) -> dict[str, Any]:
    """What a document of these facts says, by where it shows."""
    report = build_report(facts, is_draft=False, round=1, with_explanations=True)
    text = (report.title, report.opening, report.chapters, report.cover, report.signature)
    return {"text": text, "annex": report.annexes, "summary": report.summary, "name": report.file_stem}


def shows_in(path: str) -> set[str]:
    """The parts of the document that change with the field."""
    found = set()
    for facts in bases():
        before = parts_of(facts)
        try:
            after = parts_of(changed(facts, path.split(".")))
        except (AttributeError, KeyError, ValueError, TypeError):
            continue  # keys and levels: nothing is a report without them
        found |= {name for name, part in after.items() if part != before[name]}
    return found


def rows_of_fields() -> dict[str, set[str]]:
    """The written table."""
    rows = (line.split() for line in FIELDS.strip().splitlines())
    return {path: set(words) - {"json"} for path, *words in rows}


def row_of(path: str) -> set[str] | None:
    """The row of a field: its own, or the one of everything below a name; keys tie rows together and show nowhere."""
    rows = rows_of_fields()
    if path in rows:
        return rows[path]
    above = [name for name in rows if name.endswith(".*") and path.startswith(name[:-1])]
    if not above and path.endswith(".key"):
        return set()
    return rows[max(above, key=len)] if above else None


def test_every_stored_field_has_a_row() -> None:
    """A new field fails here until somebody wrote down which formats carry it; a row without a field fails too."""
    paths = set(leaves(EvaluationFacts))
    assert {path for path in paths if row_of(path) is None} == set()
    empty = {
        name for name in rows_of_fields()
        if name not in paths and not any(path.startswith(name.removesuffix("*")) for path in paths)
    }  # fmt: skip
    assert empty == set()


@pytest.mark.parametrize("path", [path for path in leaves(EvaluationFacts) if not path.endswith(".key")])
def test_a_field_shows_where_the_table_says(path: str) -> None:
    """Changing it changes exactly these parts of the document."""
    assert shows_in(path) == row_of(path)


# ── the formats ──────────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = "=1+1\u200f مرحبا שלום 👩‍👩‍👧 <w:t>&amp;]]> _x0041_ {{7*7}} 犇堃镕喆玥㎡𠮷"


def hostile() -> EvaluationFacts:
    """Typed text of ill will everywhere, one cell beyond what Excel takes, and a name that nothing was cleaned of."""
    facts = with_text(HOSTILE)
    last = facts.indicators[-1].model_copy(update={"deduction_reason": "很长的说明，" * 6000})
    department = facts.department.model_copy(update={"name": "局\x01\x0b\ud800\uffff"})
    return facts.model_copy(update={"indicators": (*facts.indicators[:-1], last), "department": department})


@cache
def reports() -> dict[str, Report]:
    """The demo, the same with reviewed scores, a poor draft, a large department, and one of ill will."""
    return {
        "ordinary": build_report(facts_of("ordinary"), is_draft=False, round=1, with_explanations=True),
        "reviewed": build_report(facts_of("ordinary"), is_draft=False, round=2, review=review_of("ordinary")),
        "draft": build_report(facts_of("poor"), is_draft=True, round=0),
        "empty": build_report(facts_of("empty"), is_draft=True, round=0),
        "large": build_report(large_facts(60, 20), is_draft=False, round=1),
        "hostile": build_report(hostile(), is_draft=False, round=1),
        "answering": build_report(bases()[1], is_draft=False, round=1),
    }


NAMES = ("ordinary", "reviewed", "draft", "empty", "large", "hostile", "answering")
each = pytest.mark.parametrize("name", NAMES)


@each
def test_word_says_what_the_page_says(name: str) -> None:
    """Every character, in the same order; what XML refuses is shown as �."""
    report = reports()[name]
    assert docx_text(report) == html_text(report)


@each
def test_excel_says_what_the_annexes_say(name: str) -> None:
    """Every cell of every annex, numbers as they are shown."""
    report = reports()[name]
    said = xlsx_text(report)
    assert said.endswith(plain(xml_text("".join(_annex_words(report)))))
    for row in report.summary:
        assert plain(xml_text("".join(str(line) for cell in row.cells for line in cell.lines))) in said


def _annex_words(report: Report) -> Iterator[str]:
    """The words of the annexes, sheet by sheet; each sheet has the mark and the title of its annex."""
    for annex in report.annexes:
        for sheet in annex.sheets:
            yield annex.mark + annex.title + sheet.heading
            yield from map(str, sheet.above)
            for table in sheet.tables:
                yield from (table.caption, *table.head)
                yield from (str(line) for row in table.rows for cell in row.cells for line in cell.lines)
            yield from map(str, sheet.below)


@pytest.mark.parametrize("name", ["ordinary", "reviewed", "draft", "large"])
def test_every_figure_of_the_page_is_in_the_pdf(name: str) -> None:
    """As often as on the page; pdftotext reads the made file. A head that repeats on a page has no figures."""
    report = reports()[name]
    assert numbers(pdf_text(report)) == numbers(html_text(report))


@each
def test_figures_are_numbers_in_excel(name: str) -> None:
    """Each cell that says one number is one, the same as in the report."""
    report = reports()[name]
    expected = [
        number.value for row in _rows(report) for cell in row.cells if (number := typed(cell)) is not None
    ]
    made = [value for _, value, _ in xlsx_cells(report) if not isinstance(value, str)]
    assert sorted(map(str, map(_normal, made))) == sorted(map(str, map(_normal, expected)))
    assert name == "empty" or len(made) >= 20


def _rows(report: Report) -> Iterator[Row]:
    yield from report.summary
    for annex in report.annexes:
        for sheet in annex.sheets:
            for table in sheet.tables:
                yield from table.rows


def _normal(value: Any) -> Decimal:
    return Decimal(str(value)).normalize() + 0


@pytest.mark.parametrize("name", ["ordinary", "poor", "empty"])
def test_the_interchange_file_has_everything(name: str) -> None:
    """Read again it is the same facts, and so the same report."""
    facts = facts_of(name)
    again = thaw(freeze(facts))
    assert again == facts
    assert build_report(again, is_draft=False, round=1) == build_report(facts, is_draft=False, round=1)


def test_no_cell_of_excel_is_a_formula_or_cut() -> None:
    """What begins like a formula is text for good; 36,000 characters run on in rows below."""
    report = reports()["hostile"]
    texts = [value for _, value, _ in xlsx_cells(report) if isinstance(value, str)]
    assert any(text.startswith("=1+1") for text in texts)
    whole = plain("".join(texts)).count("很长的说明，")
    assert whole == html_text(report).count("很长的说明，") >= 6000
    assert max(map(len, texts)) < 3000
