"""The inputs of a section as HTML, straight from what was typed; one page may hold a thousand of them.

Django's widgets render through a template each, which took 70 ms for 60 indicators; this takes 6 (docs/decisions/0006).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from evaluations.domain.sections import Field, Kind, RowSet
from evaluations.forms.draft import Draft, DraftRow
from huadu_perf.lib.findings import Finding

NUMERIC = {Kind.AMOUNT, Kind.COUNT, Kind.POINTS, Kind.QUANTITY}
Options = tuple[tuple[str, str], ...]


@lru_cache(maxsize=512)
def _options(options: Options, chosen: str, blank: str) -> SafeString:
    pairs = (("", blank), *options)
    return format_html_join(
        "", '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if value == chosen else "", label) for value, label in pairs),
    )  # fmt: skip


@dataclass
class Cell:
    """One field of one row (or of the section): what was typed, what is wrong with it, and its input."""

    spec: Field
    name: str
    text: str | list[str]
    label: str
    options: Options = ()
    error: str = ""
    findings: list[Finding] = field(default_factory=list)
    sum_of: str = ""

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

    @cached_property
    def input(self) -> SafeString:
        """The control, with its id, its value, and what describes it."""
        if self.spec.kind == Kind.LINKS:
            return self._checkboxes()
        if self.spec.kind in (Kind.CHOICE, Kind.LINK):
            return format_html(
                '<select name="{0}" id="{0}"{1}>{2}</select>',
                self.name, self._attributes(), _options(self.options, str(self.text), "请选择"),
            )  # fmt: skip
        if self.spec.kind == Kind.PROSE:
            rows = 2 if self.spec.max_length <= 1000 else 4
            return format_html(
                '<textarea name="{0}" id="{0}" rows="{1}"{2}>\n{3}</textarea>',
                self.name, rows, self._attributes(), self.text,
            )  # fmt: skip
        mode = mark_safe(' inputmode="decimal" autocomplete="off"') if self.is_numeric else ""
        return format_html(
            '<input type="text" name="{0}" id="{0}" value="{1}"{2}{3}>', self.name, self.text, mode, self._attributes()
        )

    @cached_property
    def grid(self) -> SafeString:
        """The control for a grid: labelled for those who cannot see row and column, with its faults below."""
        return format_html("{}{}", self.input, self.notes) if self.notes else self.input

    @cached_property
    def notes(self) -> SafeString:
        """What is wrong here, in words."""
        notes = [(self.name, "error", "danger", self.error)] if self.error else []
        notes += [
            (self.name, number, finding.severity.tone, f"{finding.severity.label}：{finding.message}")
            for number, finding in enumerate(self.findings)
        ]
        return format_html_join("", '<p class="cell-note cell-note-{2}" id="{0}_{1}">{3}</p>', notes)

    @property
    def hidden(self) -> SafeString:
        """The value without a control: kept when the page is posted."""
        texts = self.text if isinstance(self.text, list) else [self.text]
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', ((self.name, t) for t in texts))

    def _attributes(self) -> SafeString:
        parts = [format_html(' aria-label="{}"', self.label)] if self.label else []
        if self.error:
            parts.append(mark_safe(' aria-invalid="true"'))
        described = [f"{self.name}_error"] if self.error else []
        described += [f"{self.name}_{number}" for number in range(len(self.findings))]
        if self.spec.hint and not self.label:
            described.append(f"{self.name}_hint")
        if described:
            parts.append(format_html(' aria-describedby="{}"', " ".join(described)))
        if self.sum_of:
            parts.append(format_html(' data-sum="{}"', self.sum_of))
        return mark_safe("".join(parts))

    def _checkboxes(self) -> SafeString:
        if not self.options:
            return mark_safe('<p class="hint">还没有可选的内容</p>')
        return format_html_join(
            "", '<label class="choice"><input type="checkbox" name="{}" id="{}" value="{}"{}> {}</label>',
            (
                (
                    self.name, self.name if number == 0 else f"{self.name}-{number}", value,
                    mark_safe(" checked") if value in self.text else "", label,
                )
                for number, (value, label) in enumerate(self.options)
            ),
        )  # fmt: skip


@dataclass
class RowView:
    """One row as a page shows it."""

    key: str
    number: int
    cells: dict[str, Cell]
    first: bool
    last: bool
    notes: list[Finding] = field(default_factory=list)

    @property
    def title(self) -> str:
        """The row's own name, if it has one."""
        return str((self.cells.get("name") or self.cells.get("title") or next(iter(self.cells.values()))).text)


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
            RowView(
                str(row.key), number, self.row_cells(rowset, row, number if labelled else 0),
                number == 1, number == len(rows), self.findings.get(f"{rowset.name}-{row.key}", []),
            )
            for number, row in enumerate(rows, start=1)
        ]  # fmt: skip

    def row_cells(self, rowset: RowSet, row: DraftRow, number: int) -> dict[str, Cell]:
        """The cells of one row by field; with a number, each input says in words where it is."""
        name = str(row.texts.get("name") or row.texts.get("title") or "") or f"第 {number} {rowset.word}"
        prefix = f"{rowset.name}-{row.key}-"
        return {
            spec.name: self._cell(
                spec, prefix + spec.name, row.texts[spec.name], f"{name} · {spec.label}" if number else ""
            )
            for spec in rowset.fields
        }

    def _cell(self, spec: Field, name: str, text: str | list[str], label: str) -> Cell:
        options: Options = ()
        if spec.target:
            options = self.links.get(spec.target, ())
        elif spec.choices:
            options = _choices(spec.choices)
        return Cell(
            spec, name, text, label, options, self.draft.errors.get(name, ""), self.findings.get(name, [])
        )


@lru_cache(maxsize=32)
def _choices(choices: Any) -> Options:
    return tuple((value, str(label)) for value, label in choices.choices)


