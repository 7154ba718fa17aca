"""The inputs of a section as HTML, straight from what was typed; one page may hold a thousand of them.

Django's widgets and includes render through a template each: 60 indicators took 70 ms so, and take 12 like this
(docs/decisions/0006). All HTML made in Python for these pages is made here, and every text passes `escape`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString

from evaluations.domain.sections import Field, Kind, RowSet
from evaluations.forms.draft import Draft, DraftRow
from huadu_perf.lib.findings import Finding

NUMERIC = {Kind.AMOUNT, Kind.COUNT, Kind.POINTS, Kind.QUANTITY}
Options = tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def _options(options: Options, chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in (("", "请选择"), *options)
    )


@dataclass(slots=True)
class Cell:
    """One field of one row (or of the section): what was typed, what is wrong with it, and its input."""

    spec: Field
    name: str
    text: str | list[str]
    label: str
    options: Options = ()
    error: str = ""
    findings: Iterable[Finding] = ()
    sum_of: str = ""
    said: str = ""
    bindings: Iterable[Any] = ()
    help: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Whether it is written right-aligned."""
        return self.spec.kind in NUMERIC

    @property
    def hint(self) -> str:
        """The hint of its spec."""
        return self.spec.hint

    @property
    def shown(self) -> str:
        """What a page that is only read shows."""
        if self.options:
            chosen = self.text if isinstance(self.text, list) else [self.text]
            return "、".join(label for value, label in self.options if value in chosen)
        return str(self.text)

    @property
    def input(self) -> SafeString:
        """The control, with its id, its value, and what describes it."""
        name, kind = self.name, self.spec.kind
        if kind == Kind.LINKS:
            return self._checkboxes()
        if kind in (Kind.CHOICE, Kind.LINK):
            options = _options(self.options, str(self.text))
            return SafeString(f'<select name="{name}" id="{name}"{self._attributes()}>{options}</select>')
        text = escape(str(self.text))
        if kind == Kind.PROSE:
            rows = 2 if self.spec.max_length <= 1000 else 4
            return SafeString(
                f'<textarea name="{name}" id="{name}" rows="{rows}"{self._attributes()}>\n{text}</textarea>'
            )
        mode = ' inputmode="decimal" autocomplete="off"' if self.is_numeric else ""
        return SafeString(
            f'<input type="text" name="{name}" id="{name}" value="{text}"{mode}{self._attributes()}>'
        )

    @property
    def grid(self) -> SafeString:
        """The control for a grid, with its faults below."""
        return SafeString(self.input + self.notes)

    @property
    def td(self) -> SafeString:
        """The control in a cell of a grid."""
        return SafeString(
            f'<td class="cell{" num" if self.is_numeric else ""}">{self.input}{self.notes}</td>'
        )

    @property
    def pair(self) -> SafeString:
        """Label and control beside each other, for the second line of a grid's row."""
        words = " pair-text" if self.spec.name in ("target_text", "actual_text") else ""
        return SafeString(
            f'<label class="pair{words}"><span>{escape(self.spec.label)}</span>{self.input}</label>{self.notes}'
        )

    @property
    def notes(self) -> SafeString:
        """What is wrong here, in words."""
        if not self.error and not self.findings:
            return SafeString("")
        notes = [("error", "danger", self.error)] if self.error else []
        notes += [
            (str(number), finding.severity.tone, f"{finding.severity.label}：{finding.message}")
            for number, finding in enumerate(self.findings)
        ]
        return SafeString(
            "".join(
                f'<p class="cell-note cell-note-{tone}" id="{self.name}_{part}">{escape(words)}</p>'
                for part, tone, words in notes
            )
        )

    @property
    def hidden(self) -> SafeString:
        """The value without a control: kept when the page is posted."""
        texts = self.text if isinstance(self.text, list) else [self.text]
        return SafeString(
            "".join(f'<input type="hidden" name="{self.name}" value="{escape(text)}">' for text in texts)
        )

    def _attributes(self) -> str:
        parts = [f' aria-label="{escape(self.label)}"'] if self.label else []
        described = [f"{self.name}_error"] if self.error else []
        described += [f"{self.name}_{number}" for number, _ in enumerate(self.findings)]
        if self.spec.hint and not self.label:
            described.append(f"{self.name}_hint")
        if self.error:
            parts.append(' aria-invalid="true"')
        if described:
            parts.append(f' aria-describedby="{" ".join(described)}"')
        if self.sum_of:
            parts.append(f' data-sum="{self.sum_of}"')
        return "".join(parts)

    def _checkboxes(self) -> SafeString:
        if not self.options:
            return SafeString('<p class="hint">还没有可选的内容</p>')
        return SafeString(
            "".join(
                f'<label class="choice"><input type="checkbox" name="{self.name}" '
                f'id="{self.name}{f"-{number}" if number else ""}" value="{escape(value)}"'
                f"{' checked' if value in self.text else ''}> {escape(label)}</label>"
                for number, (value, label) in enumerate(self.options)
            )
        )


def row_tools(rowset: str, key: str, name: str, number: int, first: bool, last: bool) -> SafeString:
    """The buttons that move or remove a row; they redraw the page with everything typed still there."""
    verbs = [("up", "上移", "")] * (not first) + [("down", "下移", "")] * (not last)
    verbs.append(("drop", "删除", " btn-text-danger"))
    buttons = "".join(
        f'<button class="btn-text{style}" name="{verb}-{rowset}" value="{key}" formnovalidate>{word}'
        f'<span class="visually-hidden">{escape(name)} {number}</span></button>'
        for verb, word, style in verbs
    )
    return SafeString(f'<span class="row-card-tools">{buttons}</span>')


@dataclass(slots=True)
class RowView:
    """One row as a page shows it."""

    rowset: RowSet
    key: str
    number: int
    cells: dict[str, Cell]
    first: bool
    last: bool

    @property
    def tools(self) -> SafeString:
        """The buttons that move or remove it."""
        return row_tools(self.rowset.name, self.key, self.rowset.label, self.number, self.first, self.last)

    @property
    def hidden(self) -> SafeString:
        """Its key, and the fields that place it in a tree."""
        placed = [self.cells[name].hidden for name in ("level", self.rowset.parent) if name in self.cells]
        return SafeString(
            f'<input type="hidden" name="{self.rowset.name}" value="{self.key}">' + "".join(placed)
        )

    def tds(self, *names: str) -> SafeString:
        """Some of its cells, in order."""
        return SafeString("".join(self.cells[name].td for name in names))

    def measured(self, *after_points: str) -> SafeString:
        """Both lines of an indicator in a grid: its cells (`after_points`: HTML or names of cells), words and reasons."""
        cells, key = self.cells, f"{self.rowset.name}-{self.key}"
        figures = self.tds("kind", "direction", "target_value", "actual_value", "unit", "points")
        rest = "".join(cells[part].td if part in cells else part for part in after_points)
        words = ("target_text", "actual_text", "attainment", "deduction_reason", "corrective_measures")
        pairs = "".join(cells[name].pair for name in words)
        return SafeString(
            f'<tr class="has-detail" id="{key}"><th scope="row" class="cell">{self.hidden}{cells["name"].grid}</th>'
            f"{figures}{rest}</tr>"
            f'<tr class="detail"><td>{self.tools}</td>'
            f'<td colspan="{6 + len(after_points)}"><div class="detail-fields">{pairs}</div></td></tr>'
        )


class Cells:
    """Makes cells for a draft: options of its links, errors and findings at their anchors."""

    def __init__(
        self, draft: Draft, links: Mapping[str, Options], findings: Mapping[str, list[Finding]]
    ) -> None:
        self.draft = draft
        self.links = links
        self.findings = findings

    def single(self, spec: Field) -> Cell:
        """The cell of a single field; its visible label stands beside it."""
        return self._cell(spec, spec.name, self.draft.texts[spec.name], "")

    def rows(self, rowset: RowSet, labelled: bool = False, only: Any = None) -> list[RowView]:
        """The rows of a row set; `labelled`: for a grid, where each input carries its label. `only`: a filter."""
        rows = [row for row in self.draft.rows[rowset.name] if only is None or only(row)]
        return [
            self.row(rowset, row, number, len(rows), labelled) for number, row in enumerate(rows, start=1)
        ]

    def row(self, rowset: RowSet, row: DraftRow, number: int, count: int, labelled: bool) -> RowView:
        """One of `count` rows; labelled, each input says in words where it is."""
        name = str(row.texts.get("name") or row.texts.get("title") or "") or f"第 {number} {rowset.word}"
        prefix = f"{rowset.name}-{row.key}-"
        cells = {
            spec.name: self._cell(
                spec, prefix + spec.name, row.texts[spec.name], f"{name} · {spec.label}" if labelled else ""
            )
            for spec in rowset.fields
        }
        return RowView(rowset, str(row.key), number, cells, number == 1, number == count)

    def _cell(self, spec: Field, name: str, text: str | list[str], label: str) -> Cell:
        options: Options = ()
        if spec.target:
            options = self.links.get(spec.target, ())
        elif spec.choices:
            options = _choices(spec.choices)
        return Cell(
            spec, name, text, label, options, self.draft.errors.get(name, ""), self.findings.get(name, ())
        )


@lru_cache(maxsize=32)
def _choices(choices: Any) -> Options:
    return tuple((value, str(label)) for value, label in choices.choices)
