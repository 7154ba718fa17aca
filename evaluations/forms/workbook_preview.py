"""A workbook beside what is stored: every problem, or what it adds, changes, takes out and leaves, sheet by sheet."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.http import QueryDict

from evaluations.domain.asked import asked_sections, form_data
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.merging import (
    Change,
    Choices,
    Merge,
    Sort,
    applied,
    faults,
    merge,
    without_gone,
)
from evaluations.domain.numbers.naming import Names, named
from evaluations.domain.numbers.naming import names_of as token_names
from evaluations.domain.sections import Field, Kind, RowSet, Section, SectionData, is_blank
from evaluations.domain.sheets import LEVELS, name_of, names_of
from evaluations.domain.stated import Stated
from evaluations.forms.reading import write
from evaluations.forms.workbook import read_filled
from evaluations.forms.workbook_origin import Origin, origin_of
from evaluations.models import SelfEvaluation
from huadu_perf.lib.workbooks.columns import Problem

#: Texts longer than this are shown cut in the comparison.
SHOWN_LONGEST = 300


@dataclass
class SheetView:
    """What the file does to one sheet, for the page."""

    title: str
    rows: list["ChangeView"] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)
    same: int = 0
    kept: int = 0

    @property
    def counts(self) -> list[tuple[str, int]]:
        """新增, 修改, 删除 … and how many of each."""
        found = [(sort.value, sum(row.sort == sort for row in self.rows)) for sort in Sort]
        return [(word, count) for word, count in found if count]

    @property
    def plain(self) -> list["ChangeView"]:
        """What needs no decision."""
        return [row for row in self.rows if not row.asks]

    @property
    def asking(self) -> list["ChangeView"]:
        """What a person has to decide."""
        return [row for row in self.rows if row.asks]


@dataclass(frozen=True)
class ChangeView:
    """One change in words; `choice` is what the person chose already."""

    sort: Sort
    anchor: str
    at: str
    label: str
    old: str
    new: str
    was: str = ""
    choice: str = ""
    rowset: str = ""

    @property
    def asks(self) -> bool:
        """Whether it is not taken over by itself."""
        return self.sort in (Sort.CONFLICT, Sort.REMOVED, Sort.MOVED)

    @property
    def tone(self) -> str:
        """The colour that goes with the sort (look.md)."""
        return {Sort.ADDED: "success", Sort.REMOVED: "danger", Sort.CONFLICT: "warning"}.get(
            self.sort, "info"
        )


class Preview:
    """The file beside the facts, and the measures of last year's filing. Raises WorkbookRefused for another evaluation's."""

    def __init__(
        self,
        sheets: Mapping[str, Any],
        evaluation: SelfEvaluation,
        facts: EvaluationFacts,
        *,
        erase: bool,
        last_year: EvaluationFacts | None = None,
    ) -> None:
        self.facts, self.erase, self.last_year = facts, erase, last_year
        self.sections = asked_sections(facts)
        self.origin: Origin = origin_of(sheets, evaluation, self.sections)
        self.stated: Stated = read_filled(sheets, self.origin, self.sections)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the sheets and of their rows; nothing is taken over while there are any."""
        titles = {title: place for place, title in enumerate(self.titles)}
        return sorted(
            self.stated.problems, key=lambda each: (titles.get(each.sheet, -1), _number(each.cell), each.cell)
        )

    @cached_property
    def titles(self) -> list[str]:
        """The sheets of the workbook in their order."""
        titles = [section.title for section in self.sections]
        own = {sheet: key for key, part in self.stated.sections.items() for sheet in part.sheets.values()}
        for sheet, key in own.items():
            if sheet not in titles:
                title = next(section.title for section in self.sections if section.key == key)
                titles.insert(titles.index(title) + 1, sheet)
        return titles

    @cached_property
    def now(self) -> dict[str, SectionData]:
        """What is stored."""
        return {section.key: form_data(section, self.facts, self.last_year) for section in self.sections}

    @cached_property
    def merges(self) -> dict[str, Merge]:
        """What the file changes, by section."""
        return {
            section.key: merge(
                section, self.origin.base[section.key], self.stated.sections[section.key], self.now[section.key],
                erase=self.erase,
            )
            for section in self.sections
        }  # fmt: skip

    @property
    def changes(self) -> list[Change]:
        """All of them."""
        return [change for each in self.merges.values() for change in each.changes]

    @property
    def kept(self) -> int:
        """How many blanks stand where there is something."""
        return sum(len(each.kept) for each in self.merges.values())

    def is_older_than(self, versions: Mapping[str, int]) -> bool:
        """Whether anybody saved anything after the workbook was downloaded."""
        return any(version != versions.get(key) for key, version in self.origin.versions.items())

    # ── taking it over ───────────────────────────────────────────────────────────────────────────────────────────

    def undecided(self, post: QueryDict) -> list[tuple[str, str]]:
        """Conflicts nobody decided: (anchor, sentence)."""
        return [
            (f"keep-{change.anchor}", f"“{change.label}”两边都改了，请选用一份")
            for change in self.changes
            if change.sort == Sort.CONFLICT and post.get(f"keep-{change.anchor}") not in ("mine", "theirs")
        ]

    def result(self, choices: Choices) -> dict[Section, SectionData]:
        """Every section that differs from what is stored, as it is to be stored."""
        whole = {
            section: applied(
                section, self.stated.sections[section.key], self.now[section.key],
                self.merges[section.key].changes, choices,
            )
            for section in self.sections
        }  # fmt: skip
        whole = without_gone(whole)
        return {section: data for section, data in whole.items() if data != self.now[section.key]}

    def faults(self, result: Mapping[Section, SectionData]) -> list[str]:
        """Why what was chosen cannot be stored."""
        return [fault for section, data in result.items() for fault in faults(section, data)]

    # ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────

    def sheets(self, post: QueryDict | None = None) -> list[SheetView]:
        """What the page shows; `post`: what was chosen so far."""
        views = {title: SheetView(title) for title in self.titles}
        for section in self.sections:
            found = self.merges[section.key]
            for change in found.changes:
                views[change.sheet or section.title].rows.append(self._view(change, post))
            views[section.title].same += found.same
            for change in found.kept:
                views[change.sheet or section.title].kept += 1
        for notice in self.stated.notices:
            views[notice.sheet].refused.append(notice)
        return list(views.values())

    def _view(self, change: Change, post: QueryDict | None) -> ChangeView:
        shown = self._row_shown if change.spec is None else self._shown
        what: Any = change.spec or change.rowset
        old, new, was = (
            shown(what, value) if value is not None or change.spec else ""
            for value in (change.old, change.new, change.was)
        )
        if change.sort == Sort.MOVED:
            old, new = "系统里的顺序", "工作簿里的顺序"
        label = (
            f"{change.rowset.label} · {change.label}" if change.rowset and not change.spec else change.label
        )
        return ChangeView(
            change.sort, change.anchor, change.at, label, old, new, was, _chosen(change, post),
            change.rowset.name if change.rowset else "",
        )  # fmt: skip

    def _row_shown(self, rowset: RowSet, row: Mapping[str, Any]) -> str:
        values = ((spec, row.get(spec.name)) for spec in rowset.fields)
        told = [f"{spec.label}：{self._shown(spec, value)}" for spec, value in values if not is_blank(value)]
        return "\n".join(told) or "（空行）"

    def _shown(self, spec: Field, value: Any) -> str:
        if is_blank(value):
            return ""
        if spec.name == "level":
            return LEVELS[int(value) - 1]
        if spec.kind == Kind.CHOICE and spec.choices is not None:
            return str(spec.choices(value).label)
        if spec.kind in (Kind.LINK, Kind.LINKS):
            keys = value if isinstance(value, tuple) else (value,)
            return "、".join(self._names.get(key, "（已删除）") for key in keys)
        text = write(spec, value)
        if spec.kind == Kind.PROSE:
            text = named(text, self._tokens)
        return text if len(text) <= SHOWN_LONGEST else f"{text[:SHOWN_LONGEST]}……（共 {len(text)} 字）"

    @cached_property
    def _tokens(self) -> Names:
        return token_names(self.facts)

    @cached_property
    def _names(self) -> dict[UUID, str]:
        """How rows are called: as stored, else as in the file, else as they were."""
        names: dict[UUID, str] = {}
        for section in self.sections:
            for rowset in section.rowsets:
                for row in self.stated.sections[section.key].rows.get(rowset.name, ()):
                    names[row.key] = name_of(row.values) or "（未命名）"
                for data in (self.origin.base[section.key], self.now[section.key]):
                    names |= names_of(data.rows[rowset.name])
        return names


def choices_of(post: QueryDict) -> Choices:
    """What the person decided on the page."""
    mine = frozenset(
        name.removeprefix("keep-") for name in post if name.startswith("keep-") and post[name] == "mine"
    )
    return Choices(mine, frozenset(post.getlist("remove")), frozenset(post.getlist("move")))


def _chosen(change: Change, post: QueryDict | None) -> str:
    if post is None:
        return ""
    if change.sort == Sort.CONFLICT:
        return post.get(f"keep-{change.anchor}", "")
    name = "remove" if change.sort == Sort.REMOVED else "move"
    return "yes" if change.anchor in post.getlist(name) else ""


def _number(at: str) -> int:
    digits = "".join(letter for letter in at if letter.isdigit())
    return int(digits) if digits else 0
