"""The page of a finance system's sheet: what is chosen so far, or guessed, and what comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from evaluations.domain.asked import asked_sections, form_data
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.finance_sheet import (
    AMOUNT_ROLES,
    MOST_LINES,
    NAME,
    ROLES,
    SKIP,
    UNITS,
    Figured,
    Line,
    Settings,
    SheetRows,
    figures,
    guess_columns,
    guess_head,
    guess_targets,
    guess_unit,
    heads_stamp,
    ours_of,
    read_lines,
    taken_over,
)
from evaluations.domain.sections import Section, SectionData
from evaluations.domain.sheets import bare
from evaluations.models import FinanceMapping, PendingImport
from evaluations.queries import mapping_of
from huadu_perf.lib.money import AMOUNT_LIMIT, wan_exact
from huadu_perf.lib.workbooks.columns import Cell, Problem
from huadu_perf.lib.workbooks.reading import place_of

#: The sections that take amounts.
MONEY = ("budget", "projects")


@dataclass(frozen=True)
class LineView:
    """A line of the sheet as the page shows it, with what it stands for."""

    field: str
    name: str
    numbers: str
    amounts: list[str]
    target: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has said yet what it stands for."""
        return not self.target


class FinanceSheet:
    """One uploaded file, read as its settings say; what was not chosen is remembered or guessed."""

    def __init__(self, pending: PendingImport, facts: EvaluationFacts) -> None:
        self.pending, self.facts = pending, facts
        self.sections: dict[str, Section] = {
            section.key: section for section in asked_sections(facts) if section.key in MONEY
        }
        self.now: dict[str, SectionData] = {
            key: form_data(section, facts) for key, section in self.sections.items()
        }
        self.ours = ours_of((section, self.now[key]) for key, section in self.sections.items())

    # ── how it is read ───────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def titles(self) -> list[str]:
        """The sheets that hold anything."""
        return [title for title, sheet in self.pending.cells.items() if sheet["rows"]]

    @cached_property
    def sheet(self) -> SheetRows:
        """The chosen sheet, or the one that looks most like a table of amounts."""
        chosen = self.pending.settings.get("sheet")
        if chosen in self.titles:
            return self._rows(chosen)
        sheets = [self._rows(title) for title in self.titles]
        return max(sheets, key=lambda sheet: len(guess_columns(sheet.head(guess_head(sheet)))))

    def _rows(self, title: str) -> SheetRows:
        rows: dict[int, dict[str, Cell]] = {}
        for line in self.pending.cells[title]["rows"]:
            cells = [Cell(*cell) for cell in line]
            rows[place_of(cells[0])[1]] = {place_of(cell)[0]: cell for cell in cells}
        return SheetRows(title, rows)

    @cached_property
    def settings(self) -> Settings:
        """What was chosen, else what is remembered for these heads, else what can be guessed."""
        stored: Mapping[str, Any] = self.pending.settings
        head = stored.get("head") or guess_head(self.sheet)
        return Settings(
            self.sheet.title,
            head,
            stored.get("columns") or self._remembered_columns(head) or guess_columns(self.sheet.head(head)),
            stored.get("unit") or (self.mapping.unit if self.mapping else guess_unit(self.sheet, head)),
        )

    @cached_property
    def mapping(self) -> FinanceMapping | None:
        """How sheets with these heads were read before in this region."""
        head = self.pending.settings.get("head") or guess_head(self.sheet)
        region = self.pending.evaluation.campaign.region
        return mapping_of(region, heads_stamp(self.sheet.head(head).values()))

    def _remembered_columns(self, head: int) -> dict[str, str]:
        if self.mapping is None:
            return {}
        letters = {bare(text): letter for letter, text in self.sheet.head(head).items()}
        known = ((role, letters.get(bare(text))) for role, text in self.mapping.columns.items())
        return {role: letter for role, letter in known if letter}

    @property
    def heads(self) -> list[tuple[str, str]]:
        """The columns to choose from: letter, and letter with the words of its head."""
        return [
            (letter, f"{letter}　{text[:30]}") for letter, text in self.sheet.head(self.settings.head).items()
        ]

    @property
    def roles(self) -> list[tuple[str, str, str]]:
        """What has to be told: role, its name, the chosen letter."""
        return [(role, label, self.settings.columns.get(role, "")) for role, (label, _) in ROLES.items()]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """Why the sheet cannot be read this way: (anchor, sentence)."""
        columns = self.settings.columns
        found = []
        if not self.sheet.head(self.settings.head):
            found.append(
                ("id_head", f"“{self.sheet.title}”表第 {self.settings.head} 行是空的，请填表头所在的行")
            )
        if NAME not in columns:
            found.append((f"id_{NAME}", "请选择哪一列是项目或科目名称"))
        if not any(role in columns for role in AMOUNT_ROLES):
            found.append(("id_initial_amount", "请至少选择一列金额"))
        if len(self.lines) > MOST_LINES:
            found.append(("id_sheet", f"表里有 {len(self.lines)} 行，最多 {MOST_LINES} 行"))
        return found

    # ── what it says ─────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def lines(self) -> list[Line]:
        """Every line with a name."""
        return read_lines(self.sheet, self.settings)

    @cached_property
    def targets(self) -> dict[str, str]:
        """What each name stands for, as chosen, remembered or guessed."""
        names = dict.fromkeys(line.name for line in self.lines)
        code = self.facts.department.code
        known = self.mapping
        guessed = guess_targets(
            names, self.ours, known.items if known else {}, known.projects.get(code, {}) if known else {}
        )
        chosen = self.pending.settings.get("targets", {})
        valid = {name: target for name, target in chosen.items() if not target or self._is_target(target)}
        return {name: valid.get(name, guessed.get(name, "")) for name in names}

    def _is_target(self, target: str) -> bool:
        return target == SKIP or target in self.ours

    @cached_property
    def views(self) -> list[LineView]:
        """The names with their lines, those that stand for nothing yet first."""
        by_name: dict[str, list[Line]] = {}
        for line in self.lines:
            by_name.setdefault(line.name, []).append(line)
        views = [self._view(place, name, lines) for place, (name, lines) in enumerate(by_name.items())]
        return sorted(views, key=lambda view: not view.is_open)

    def _view(self, place: int, name: str, lines: list[Line]) -> LineView:
        amounts = []
        for role, _, letter in self.roles:
            if role != NAME and letter:
                found = [line.amounts[role] for line in lines if role in line.amounts]
                amounts.append(wan_exact(sum(found[1:], found[0])) if found else "")
        return LineView(
            f"target-{place}", name, _rows_words([line.number for line in lines]), amounts, self.targets[name]
        )

    @property
    def open_count(self) -> int:
        """How many names stand for nothing yet."""
        return sum(view.is_open for view in self.views)

    @property
    def amount_heads(self) -> list[str]:
        """The chosen columns of amounts."""
        return [label for role, label, letter in self.roles if role != NAME and letter]

    @cached_property
    def problems(self) -> list[Problem]:
        """Amounts that cannot be read, of lines that are taken; and sums of lines that are no amount any more."""
        unread = [
            problem
            for line in self.lines
            if self.targets[line.name] not in ("", SKIP)
            for problem in line.problems
        ]
        return unread + [
            Problem(
                self.sheet.title,
                "",
                f"{each.label}：{_rows_words(each.rows)}合计太大，请核对金额单位",
                wan_exact(each.new),
            )
            for each in self.figures
            if each.new > AMOUNT_LIMIT
        ]

    @cached_property
    def figures(self) -> list[Figured]:
        """What it gives, whether it is stored so or not."""
        return figures(self.lines, self.targets, self.ours)

    @property
    def changes(self) -> list[tuple[str, str, str, str]]:
        """What would be written: label, old, new (万元), rows of the sheet."""
        return [
            (each.label, wan_exact(each.old), wan_exact(each.new), _rows_words(each.rows))
            for each in self.figures
            if not each.is_same
        ]

    @property
    def same(self) -> int:
        """How many amounts are stored so already."""
        return sum(each.is_same for each in self.figures)

    def result(self) -> dict[Section, SectionData]:
        """Every section that changes, as it is to be stored."""
        found = {key: taken_over(data, self.figures) for key, data in self.now.items()}
        return {self.sections[key]: data for key, data in found.items() if data != self.now[key]}

    # ── choosing ─────────────────────────────────────────────────────────────────────────────────────────────────

    def posted_reading(self, post: QueryDict) -> dict[str, Any]:
        """Sheet, head, columns and unit as posted; of another sheet or head the columns are guessed anew."""
        sheet = post.get("sheet", "")
        sheet = sheet if sheet in self.titles else self.sheet.title
        text = post.get("head", "")
        head = int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 5 else self.settings.head
        if (sheet, head) != (self.sheet.title, self.settings.head):
            if sheet != self.sheet.title and text == str(self.settings.head):
                head = guess_head(self._rows(sheet))
            return {"sheet": sheet, "head": head, "columns": {}, "unit": "", "targets": {}}
        letters = dict(self.heads)
        columns = {role: post.get(role, "") for role in ROLES if post.get(role, "") in letters}
        unit = post.get("unit", "")
        return {
            "sheet": sheet, "head": head, "columns": columns, "unit": unit if unit in UNITS else self.settings.unit,
        }  # fmt: skip

    def posted_targets(self, post: QueryDict) -> dict[str, str]:
        """What each name stands for as posted."""
        return {
            view.name: post.get(view.field, view.target)
            for view in self.views
            if self._is_target(post.get(view.field, view.target)) or not post.get(view.field, view.target)
        }

    # ── remembering ──────────────────────────────────────────────────────────────────────────────────────────────

    def lesson(self) -> dict[str, Any]:
        """What is worth remembering for the region, as the action takes it."""
        head = self.sheet.head(self.settings.head)
        projects = {
            name: self.ours[target][0]
            for name, target in self.targets.items()
            if target.startswith("project:")
        }
        return {
            "region": self.pending.evaluation.campaign.region,
            "heads": [text for text in head.values() if text],
            "stamp": heads_stamp(head.values()),
            "columns": {role: head[letter] for role, letter in self.settings.columns.items()},
            "unit": self.settings.unit,
            "items": {name: target for name, target in self.targets.items()
                      if target.startswith("item:") or target == SKIP},
            "projects": {self.facts.department.code: projects} if projects else {},
        }  # fmt: skip


def _rows_words(numbers: Any) -> str:
    shown = list(dict.fromkeys(numbers))
    more = "……" if len(shown) > 4 else ""
    return f"第 {'、'.join(map(str, shown[:4]))}{more} 行"
