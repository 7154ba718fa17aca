"""The inputs of a section as HTML, straight from what was typed; one page may hold a thousand of them.

Django's widgets and includes render through a template each: 60 indicators took 70 ms so, and take 2 like this
(docs/decisions/0006). All HTML made in Python for these pages is made here, and every text passes `escape`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from evaluations.domain.sections import ROWSETS, Field, Kind, RowSet
from evaluations.forms.draft import Draft, DraftRow, blank_texts
from evaluations.forms.last_values import LastValues
from huadu_perf.lib.findings import Finding, Place

NUMERIC = {Kind.AMOUNT, Kind.AREA, Kind.COUNT, Kind.POINTS, Kind.QUANTITY}
CHOSEN = {Kind.CHOICE, Kind.LINK}
#: An indicator in a grid: the first of its two lines, and the words and reasons of the second.
FIGURES = ("kind", "direction", "target_value", "actual_value", "unit", "points")
#: What only a qualitative indicator has.
SPOKEN = ("target_text", "actual_text", "attainment")
WORDS = (*SPOKEN, "deduction_reason", "corrective_measures")
Options = tuple[tuple[str, str], ...]
#: Keys in the <template> of a new row, for which static/js/grid-rows.js puts its own and that of its parent.
NEW_KEY, NEW_PARENT = UUID(int=0), UUID(int=1)


NOTHING = SafeString("")
#: What copied content is called until it is confirmed (look.md: 沿用上年).
CARRIED = "沿用上年，待核对"


def _options(options: Options, chosen: str) -> str:
    return "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
        for value, label in (("", "请选择"), *options)
    )


def _control(spec: Field, name: str, content: str, attributes: str) -> str:
    """The control of a field; `content` (the typed text or the options) and `attributes` are HTML."""
    if spec.kind in CHOSEN:
        return f'<select name="{name}" id="{name}"{attributes}>{content}</select>'
    if spec.kind == Kind.PROSE:
        rows = 2 if spec.max_length <= 1000 else 4
        return f'<textarea name="{name}" id="{name}" rows="{rows}"{attributes}>\n{content}</textarea>'
    mode = ' inputmode="decimal" autocomplete="off"' if spec.kind in NUMERIC else ""
    return f'<input type="text" name="{name}" id="{name}" value="{content}"{mode}{attributes}>'


def _td(spec: Field, content: str) -> str:
    return f'<td class="cell{" num" if spec.kind in NUMERIC else ""}">{content}</td>'


def _hidden(name: str, text: str) -> str:
    return f'<input type="hidden" name="{name}" value="{escape(text)}">'


def _last_year(name: str, text: str) -> str:
    """Last year's figure below the input of that name."""
    return f'<span class="last-year" id="{name}_last">上年 <span class="figure">{escape(text)}</span></span>'


def _carried(anchor: str, label: str) -> str:
    """The mark of what was copied, with the button that confirms it."""
    return (
        f'<span class="carried"><span class="provenance provenance-carried">{CARRIED}</span>'
        f'<button class="btn-text" name="confirm" value="{anchor}" formnovalidate>已核对'
        f'<span class="visually-hidden">：{escape(label)}</span></button></span>'
    )


def _noted(place: Place, label: str, count: int) -> SafeString:
    """That internal notes stand at a place, with the way to them; the place is told to those who do not see where it is."""
    return SafeString(
        f'<a class="noted" href="notes/?at={place}">备注 <span class="figure">{count}</span>'
        f'<span class="visually-hidden"> 条未处理：{escape(label)}</span></a>'
        if count
        else ""
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
    example: str = ""
    limit: int = 0
    last: str = ""
    is_carried: bool = False
    noted: SafeString = NOTHING

    @property
    def is_numeric(self) -> bool:
        """Whether it is written right-aligned."""
        return self.spec.kind in NUMERIC

    @property
    def length(self) -> int:
        """Characters that are not blank, as forms count them."""
        return len("".join((self.said or str(self.text)).split()))

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
        if self.spec.kind == Kind.LINKS:
            return self._checkboxes()
        text = str(self.text)
        content = _options(self.options, text) if self.spec.kind in CHOSEN else escape(text)
        return SafeString(_control(self.spec, self.name, content, self._attributes()))

    @property
    def grid(self) -> SafeString:
        """The control for a grid, with its faults below."""
        return SafeString(self.input + self.last_year + self.notes)

    @property
    def td(self) -> SafeString:
        """The control in a cell of a grid."""
        return SafeString(_td(self.spec, self.grid))

    @property
    def last_year(self) -> SafeString:
        """Last year's figure, where there is one."""
        return SafeString(_last_year(self.name, self.last) if self.last else "")

    @property
    def mark(self) -> SafeString:
        """That it was copied and waits to be confirmed."""
        return SafeString(_carried(self.name, self.spec.label) if self.is_carried else "")

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
        return SafeString("".join(_hidden(self.name, text) for text in texts))

    @property
    def faults(self) -> str:
        """The attributes that tie the control to what is wrong with it, and to its hint."""
        described = [f"{self.name}_error"] if self.error else []
        described += [f"{self.name}_{number}" for number, _ in enumerate(self.findings)]
        if (self.spec.hint or self.help) and not self.label:
            described.append(f"{self.name}_hint")
        if self.last:
            described.append(f"{self.name}_last")
        invalid = ' aria-invalid="true"' if self.error else ""
        return invalid + (f' aria-describedby="{" ".join(described)}"' if described else "")

    def _attributes(self) -> str:
        label = f' aria-label="{escape(self.label)}"' if self.label else ""
        return label + self.faults + (f' data-sum="{self.sum_of}"' if self.sum_of else "")

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


#: Verbs of a row's buttons with their words. Static/js/grid-rows.js carries them out; without it they post.
VERBS = (("up", "上移", ""), ("down", "下移", ""), ("copy", "复制", ""), ("drop", "删除", " btn-text-danger"))


@cache
def _tools(rowset: str, name: str, told: bool) -> str:
    """The buttons of a row with places for its key, its number, and which of them would do nothing."""
    of = f'<span class="visually-hidden">{_fixed(name)} <span data-number>%(number)s</span></span>'
    buttons = "".join(
        f'<button class="btn-text{style}" name="{verb}-{rowset}" value="%(key)s" formnovalidate'
        f"{f'%({verb})s' if verb in ('up', 'down') else ''}>{word}{of}</button>"
        for verb, word, style in VERBS
    )
    link = f'<a class="btn-text" data-row-details href="rows/{rowset}/%(key)s/">详情{of}</a>' if told else ""
    return f'<span class="row-card-tools">{buttons}{link}</span>'


def row_tools(
    rowset: str, key: str, name: str, number: int, first: bool, last: bool, *, told: bool
) -> SafeString:
    """The buttons that move, copy or remove a row; those that would do nothing are hidden. `told`: with the link to 详情."""
    values = {
        "key": key,
        "number": number,
        "up": " hidden" if first else "",
        "down": " hidden" if last else "",
    }
    return SafeString(_tools(rowset, name, told) % values)


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Both lines of a measured indicator with places (`%(name)s`) for all that differs from row to row."""

    html: str
    typed: tuple[str, ...]
    chosen: tuple[Field, ...]
    blank: dict[str, str]


def _fixed(text: str) -> str:
    """Text that stands in a pattern as it is."""
    return escape(text).replace("%", "%%")


def _place(spec: Field) -> str:
    """A control with places for its content, what is wrong with it, and the total it counts towards."""
    label = f' aria-label="%(label)s · {_fixed(spec.label)}"'
    name = spec.name
    return _control(spec, f"%(row)s-{name}", f"%({name})s", f"{label}%({name} faults)s%({name} sum)s")


@cache
def _pattern(rowset: str, after: tuple[str, ...]) -> _Pattern:
    """The pattern of a row set; `after`: the fields that stand behind the points and what is computed from them."""
    fields = {spec.name: spec for spec in ROWSETS[rowset].fields}
    specs = [fields[name] for name in ("name", *FIGURES, *after, *WORDS)]
    grid = {spec.name: f"{_place(spec)}%({spec.name} notes)s" for spec in specs}
    tds = {name: _td(fields[name], grid[name]) for name in (*FIGURES, *after)}
    pairs = "".join(
        f'<label class="pair{" pair-text" if name in SPOKEN else ""}">'
        f"<span>{_fixed(fields[name].label)}</span>{_place(fields[name])}</label>%({name} notes)s"
        for name in WORDS
    )
    html = (
        f'<tr class="has-detail" id="%(row)s"><th scope="row" class="cell%(carried)s">%(hidden)s{grid["name"]}%(mark)s%(noted)s</th>'
        f"{''.join(tds[name] for name in FIGURES)}%(beside)s{''.join(tds[name] for name in after)}</tr>"
        f'<tr class="detail"><td>%(tools)s</td>'
        f'<td colspan="%(columns)s"><div class="detail-fields">{pairs}</div></td></tr>'
    )
    return _Pattern(
        html,
        tuple(spec.name for spec in specs if spec.kind not in CHOSEN),
        tuple(spec for spec in specs if spec.kind in CHOSEN),
        {f"{spec.name} {part}": "" for spec in specs for part in ("faults", "sum", "notes")},
    )


@dataclass
class RowView:
    """One row as a page shows it. `sums`: the totals its fields count towards."""

    rowset: RowSet
    row: DraftRow
    number: int
    first: bool
    last: bool
    labelled: bool
    page: "Cells"
    sums: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def key(self) -> str:
        """Its key as text."""
        return str(self.row.key)

    @cached_property
    def anchor(self) -> str:
        """The id of the row; those of its inputs begin with it."""
        return f"{self.rowset.name}-{self.key}"

    @property
    def label(self) -> str:
        """What it is called, or else its number."""
        texts = self.row.texts
        return str(texts.get("name") or texts.get("title") or "") or f"第 {self.number} {self.rowset.word}"

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """Its cells by field; labelled, each input says in words where it is."""
        return {spec.name: self._cell(spec) for spec in self.rowset.fields}

    def _cell(self, spec: Field) -> Cell:
        label = f"{self.label} · {spec.label}" if self.labelled else ""
        cell = self.page.cell(spec, f"{self.anchor}-{spec.name}", self.row.texts[spec.name], label)
        cell.sum_of = self.sums.get(spec.name, "")
        return cell

    @property
    def is_told(self) -> bool:
        """Whether there is a page about it."""
        return self.row.key != NEW_KEY

    @property
    def is_carried(self) -> bool:
        """Whether it was copied and waits to be confirmed."""
        return self.anchor in self.page.carried

    @property
    def mark_name(self) -> str:
        """What cards call it."""
        return "carried" if self.is_carried else ""

    @property
    def mark(self) -> SafeString:
        """The same in words, with the button that confirms it."""
        return SafeString(_carried(self.anchor, self.label) if self.is_carried else "")

    @property
    def noted(self) -> SafeString:
        """How many internal notes stand at it, with the way to them."""
        count = self.page.noted.get(self.anchor, 0)
        if not count:
            return NOTHING
        return _noted(Place(self.page.draft.section.key, self.rowset.name, self.row.key), self.label, count)

    @property
    def tools(self) -> SafeString:
        """The buttons that move or remove it."""
        return row_tools(
            self.rowset.name, self.key, self.rowset.called, self.number, self.first, self.last,
            told=self.is_told,
        )  # fmt: skip

    @property
    def hidden(self) -> SafeString:
        """Its key, and the fields that place it in a tree."""
        texts = self.row.texts
        placed = [name for name in ("level", self.rowset.parent) if name in texts]
        return SafeString(
            _hidden(self.rowset.name, self.key)
            + "".join(_hidden(f"{self.anchor}-{name}", str(texts[name])) for name in placed)
        )

    def measured(self, *after: str, beside: str | None = None) -> str:
        """Both lines of an indicator in a grid: its cells, words and reasons. `beside`: a <td> of what is computed."""
        pattern, texts, anchor = _pattern(self.rowset.name, after), self.row.texts, self.anchor
        values = pattern.blank.copy()
        for name in pattern.typed:
            values[name] = escape(str(texts[name])) if texts[name] else ""
        for spec in pattern.chosen:
            values[spec.name] = self.page.options_html(spec, str(texts[spec.name]))
        for name, total in self.sums.items():
            values[f"{name} sum"] = f' data-sum="{total}"'
        for name, text in self.page.lasts.get(anchor, {}).items():
            described = f"{anchor}-{name}"
            values[f"{name} faults"] = f' aria-describedby="{described}_last"'
            values[f"{name} notes"] = _last_year(described, text)
        for name, cell in self.cells.items() if anchor in self.page.faulty else ():
            values[f"{name} faults"], values[f"{name} notes"] = cell.faults, cell.last_year + cell.notes
        values |= {
            "row": anchor,
            "label": escape(self.label),
            "hidden": self.hidden,
            "tools": self.tools,
            "mark": self.mark,
            "noted": self.noted,
            "carried": " cell-carried" if self.is_carried else "",
            "beside": beside or "",
            "columns": str(len(FIGURES) + len(after) + (beside is not None)),
        }
        return pattern.html % values


class Cells:
    """Makes cells for a draft: options of its links, errors and findings at their anchors, which rows are faulty.

    `lasts`: last year's figures by row anchor ("" for single fields) and field. `carried`: the anchors of what was copied.
    `noted`: how many internal notes are open, by the anchor of a row or single field.
    """

    def __init__(
        self,
        draft: Draft,
        links: Mapping[str, Options],
        findings: Mapping[str, list[Finding]],
        lasts: LastValues | None = None,
        carried: Collection[str] = (),
        noted: Mapping[str, int] | None = None,
    ) -> None:
        self.draft = draft
        self.links = links
        self.findings = findings
        self.lasts = lasts or {}
        self.carried = carried
        self.noted = noted or {}
        self.faulty = {anchor.rpartition("-")[0] for anchor in (*draft.errors, *findings)}
        self._drawn: dict[tuple[str, str], str] = {}

    def single(self, spec: Field) -> Cell:
        """The cell of a single field; its visible label stands beside it."""
        cell = self.cell(spec, spec.name, self.draft.texts[spec.name], "")
        place = Place(self.draft.section.key, field=spec.name)
        cell.noted = _noted(place, spec.label, self.noted.get(spec.name, 0))
        return cell

    def rows(self, rowset: RowSet, labelled: bool = False, only: Any = None) -> list[RowView]:
        """The rows of a row set; `labelled`: for a grid, where each input carries its label. `only`: a filter."""
        rows = [row for row in self.draft.rows[rowset.name] if only is None or only(row)]
        return [
            self.row(rowset, row, number, len(rows), labelled) for number, row in enumerate(rows, start=1)
        ]

    def row(self, rowset: RowSet, row: DraftRow, number: int, count: int, labelled: bool) -> RowView:
        """One of `count` rows."""
        return RowView(rowset, row, number, number == 1, number == count, labelled, self)

    def blank(self, rowset: RowSet, labelled: bool, level: str = "") -> RowView:
        """The row that the page's <template> holds for new ones."""
        texts = blank_texts(rowset)
        texts |= {rowset.parent: str(NEW_PARENT)} if rowset.parent else {}
        texts |= {"level": level} if level else {}
        return self.row(rowset, DraftRow(NEW_KEY, texts), 1, 2, labelled)

    def cell(self, spec: Field, name: str, text: str | list[str], label: str) -> Cell:
        """The cell called `name`, with what was typed there and what is wrong with it."""
        return Cell(
            spec,
            name,
            text,
            label,
            self._options_of(spec),
            self.draft.errors.get(name, ""),
            self.findings.get(name, ()),
            last=self._last(spec, name),
            is_carried=name in self.carried,
        )

    def _last(self, spec: Field, name: str) -> str:
        row = name.removesuffix(f"-{spec.name}") if name != spec.name else ""
        return self.lasts.get(row, {}).get(spec.name, "")

    def options_html(self, spec: Field, chosen: str) -> str:
        """The options of a field with one of them chosen; drawn once for all rows that chose it."""
        key = (spec.name, chosen)
        if key not in self._drawn:
            self._drawn[key] = _options(self._options_of(spec), chosen)
        return self._drawn[key]

    def _options_of(self, spec: Field) -> Options:
        if spec.target:
            return self.links.get(spec.target, ())
        return _choices(spec.choices) if spec.choices else ()


@lru_cache(maxsize=32)
def _choices(choices: Any) -> Options:
    return tuple((value, str(label)) for value, label in choices.choices)
