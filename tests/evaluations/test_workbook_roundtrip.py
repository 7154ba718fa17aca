"""The workbook of an evaluation and back, without a database: through LibreOffice unchanged; random edits, exactly those."""

import shutil
import subprocess
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluations.domain.asked import asked_sections, form_data
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.merging import Choices, placed
from evaluations.domain.sections import Field, Kind, Row, RowSet, Section
from evaluations.domain.sheets import data_from_plain, data_to_plain, head
from evaluations.exchange.filling import cell_value, to_workbook
from evaluations.forms.workbook_preview import Preview
from huadu_perf.lib.values import NOT_APPLICABLE
from huadu_perf.lib.workbooks import box
from huadu_perf.lib.workbooks.reading import open_cells
from tests.evaluations.filled_book import FilledBook
from tests.factories import large_facts, union_facts

FACTS = union_facts()
SECTIONS = asked_sections(FACTS)


def workbook_of(facts: EvaluationFacts) -> bytes:
    sections = asked_sections(facts)
    return to_workbook(facts, sections, {section.key: 1 for section in sections}, 7)


def preview_of(cells: dict[str, Any], facts: EvaluationFacts, *, erase: bool = False) -> Preview:
    evaluation: Any = SimpleNamespace(
        pk=7,
        department=SimpleNamespace(code=facts.department.code, name=facts.department.name),
        campaign=SimpleNamespace(year=facts.campaign.year),
    )
    return Preview(cells, evaluation, facts, erase=erase)


# ── LibreOffice ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    "facts", [FACTS, large_facts(200, 50)], ids=["demo", "200 indicators and 50 projects"]
)
def test_saved_by_libreoffice_nothing_is_changed(facts: EvaluationFacts, tmp_path: Path) -> None:
    path = tmp_path / "in" / "填报.xlsx"
    path.parent.mkdir()
    path.write_bytes(workbook_of(facts))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    cells = open_cells((tmp_path / path.name).read_bytes())
    for erase in (False, True):
        found = preview_of(cells, facts, erase=erase)
        assert (found.problems, found.stated.notices, found.changes, found.kept) == ([], [], [], 0)
        assert found.result(Choices()) == {}
    assert sum(each.same for each in found.merges.values()) > 500


# ── random edits ─────────────────────────────────────────────────────────────────────────────────────────────────

Where = tuple[Section, RowSet | None, UUID | None, Field, Any]


def places() -> list[Where]:
    """Every cell that people may change without making the tree another one."""
    found: list[Where] = []
    for section in SECTIONS:
        data = form_data(section, FACTS)
        found += [(section, None, None, spec, data.fields[spec.name]) for spec in section.fields]
        for rowset in section.rowsets:
            row: Row
            for row in data.rows[rowset.name]:
                found += [
                    (section, rowset, row["key"], spec, row[spec.name])
                    for spec in rowset.fields
                    if spec.name not in ("level", "parent", "item", "project")
                ]
    return found


PLACES = places()


def another(spec: Field, old: Any) -> st.SearchStrategy[tuple[Any, Any]]:
    """(what is typed, what it means), never what is there."""
    if spec.kind == Kind.CHOICE and spec.choices is not None:
        return st.sampled_from([(str(each.label), each.value) for each in spec.choices if each.value != old])
    if spec.kind in (Kind.LINK, Kind.LINKS):
        rows = getattr(FACTS, spec.target)
        keys = [row.key for row in rows if row.key != old and (row.key,) != old]
        names = {row.key: (getattr(row, "title", "") or getattr(row, "name", "") or row.text) for row in rows}
        one = [(names[key], (key,) if spec.kind == Kind.LINKS else key) for key in keys]
        return st.sampled_from(one) if one else st.nothing()
    if spec.kind in (Kind.NAME, Kind.PROSE):
        limit = min(spec.max_length, 20)
        words = st.text("甲乙丙丁12＝=+-«、；", min_size=1, max_size=limit)
        return words.filter(lambda text: text != old and "«" not in text).map(lambda text: (text, text))
    number = st.integers(0, 900)
    meant = (lambda n: Decimal(n) * 10000) if spec.kind == Kind.AMOUNT else Decimal
    forms = st.sampled_from(
        [int, str, lambda n: f"{n:,}", lambda n: "".join(chr(ord(d) + 65248) for d in str(n))]
    )
    typed = st.builds(lambda n, form: (form(n), meant(n)), number, forms)
    plain = typed.filter(lambda pair: pair[1] != old)
    if spec.kind == Kind.AMOUNT and old is not NOT_APPLICABLE:
        return plain | st.just(("不适用", NOT_APPLICABLE)) | st.just(("0.01万元", Decimal("100.00")))
    return plain


@given(data=st.data())
@settings(max_examples=12)
def test_random_edits_are_found_exactly(data: st.DataObject) -> None:
    book = FilledBook(workbook_of(FACTS))
    chosen = data.draw(st.lists(st.integers(0, len(PLACES) - 1), min_size=1, max_size=25, unique=True))
    expected: dict[tuple[str, str, str], Any] = {}
    for number in chosen:
        section, rowset, key, spec, old = PLACES[number]
        strategy = another(spec, old)
        if strategy.is_empty:
            continue
        typed, meant = data.draw(strategy)
        if rowset is None or key is None:
            cell = book.single(section.title, spec.name)
        else:
            sheet = rowset.label if rowset.name == "project_indicators" else section.title
            cell = book.cell(sheet, rowset.name, key, head(spec))
        cell.value = typed
        if isinstance(typed, str):
            cell.data_type = "s"
        expected[rowset.name if rowset else "", str(key or ""), spec.name] = meant
    found = preview_of(box.cells(book.saved(), []), FACTS)
    assert found.problems == []
    got = {
        (change.rowset.name if change.rowset else "", str(change.key or ""), change.spec.name): change.new
        for change in found.changes
        if change.spec
    }
    assert len(found.changes) == len(got)
    assert got == expected


# ── parts ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_values_survive_the_hidden_sheet() -> None:
    for section in SECTIONS:
        stored = form_data(section, FACTS)
        assert data_from_plain(section, data_to_plain(section, stored)) == stored


@pytest.mark.parametrize(
    ("lead", "rest", "expected"),
    [
        ("abc", "abc", "abc"), ("abc", "xabc", "xabc"), ("abc", "axbyc", "axbyc"), ("abc", "cxa", "abcx"),
        ("", "xy", "xy"), ("abc", "", "abc"), ("abc", "xbyz", "xabyzc"),
    ],
)  # fmt: skip
def test_new_rows_stand_behind_the_row_they_stood_behind(lead: str, rest: str, expected: str) -> None:
    keys = {letter: UUID(int=ord(letter)) for letter in "abcxyz"}
    result = placed([keys[letter] for letter in lead], [keys[letter] for letter in rest])
    assert result == [keys[letter] for letter in expected]


def test_amounts_are_written_in_wan_and_long_ones_as_text() -> None:
    spec = Field("a", "金额", Kind.AMOUNT)
    names: Any = SimpleNamespace(shown={}, stored={})
    assert cell_value(spec, Decimal("10576300.00"), {}, names) == Decimal("1057.63")
    assert cell_value(spec, Decimal("9999999999999.99"), {}, names) == Decimal("999999999.999999")
    assert cell_value(Field("q", "数量", Kind.QUANTITY), Decimal("123456789012.654321"), {}, names) == (
        "123456789012.654321"
    )
    assert cell_value(spec, NOT_APPLICABLE, {}, names) == "不适用"
