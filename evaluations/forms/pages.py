"""Each section's page as values: which rows stand where, which totals stand below. Templates only lay it out."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from budgets.domain.execution import AMOUNT_FIELDS, execution_rate, summarise
from budgets.enums import AMOUNTS, BASE_DATA_GROUPS, GROUP_ITEMS, BudgetGroup, FundingSource
from evaluations.domain.base_data import BuildingRates, building_rates
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.scoring import GroupScore, Scorecard
from evaluations.domain.sections import ROWSETS, RowSet, Section
from evaluations.forms.advice import column_helps
from evaluations.forms.cells import NEW_PARENT, Cell, Cells, Options, RowView
from evaluations.forms.draft import Draft, DraftRow
from evaluations.forms.last_values import LastValues
from huadu_perf.lib.findings import Finding
from huadu_perf.lib.money import points


@dataclass
class BudgetBlock:
    """One block of the budget table with its rows, totals and rate."""

    key: str
    label: str
    rows: list["BudgetRow"]
    has_total: bool
    totals: list[tuple[str, Decimal | None]]
    rate: Decimal | None


@dataclass
class BudgetRow:
    """A line of the budget table: its key, name, cells in order and rate."""

    key: str
    label: str
    item: str
    cells: list[Cell]
    rate: Decimal | None
    mark: str
    noted: str


@dataclass
class TreeRow:
    """A node of the indicator tree with what stands beside it."""

    row: RowView
    level: int
    is_group: bool
    score: GroupScore | None
    computed: Decimal | None
    evidence: int = 0

    @property
    def html(self) -> SafeString:
        """Both lines of a third-level indicator, to be filled in."""
        proof = f'<p class="hint">佐证 {self.evidence} 份</p>' if self.evidence else ""
        computed = f'<td class="num">{points(self.computed)}{proof}</td>'
        return SafeString(self.row.measured("self_score", "goal", beside=computed))


@dataclass
class Branch:
    """A group of the indicator tree and the third-level indicators right below it."""

    group: TreeRow
    leaves: list[TreeRow]

    @property
    def rows(self) -> SafeString:
        """Its indicators, to be filled in; a template that loops over them takes twice as long."""
        return SafeString("".join(node.html for node in self.leaves))


@dataclass
class FundingRow:
    """A source of a project's money with its three amounts."""

    label: str
    cells: list[Cell]


@dataclass
class ProjectCard:
    """A project with its own indicators."""

    row: RowView
    indicators: list[RowView]
    points: Decimal
    score: Decimal
    rate: Decimal | None
    grade: str
    computed: dict[str, Decimal | None]

    @property
    def funding(self) -> list[FundingRow]:
        """Where its money comes from, source by source; each input says in words where it is."""
        rows = []
        for source in FundingSource:
            cells = [self.row.cells[f"{source.value}_{name}"] for name in AMOUNTS]
            for cell in cells:
                cell.label = f"{self.row.label} · {cell.spec.label}"
            rows.append(FundingRow(source.label, cells))
        return rows

    @property
    def rows(self) -> SafeString:
        """Its indicators, to be filled in."""
        return SafeString("".join(row.measured("self_score") for row in self.indicators))


class SectionPage:
    """What the template of a section asks for."""

    def __init__(
        self,
        section: Section,
        draft: Draft,
        facts: EvaluationFacts,
        scorecard: Scorecard,
        findings: Iterable[Finding],
        lasts: LastValues | None = None,
        carried: Collection[str] = (),
        noted: Mapping[str, int] | None = None,
    ) -> None:
        self.section = section
        self.draft = draft
        self.facts = facts
        self.scorecard = scorecard
        self.carried = carried
        self.cells = Cells(draft, _link_options(draft, facts), _by_anchor(findings), lasts, carried, noted)

    @cached_property
    def fields(self) -> list[Cell]:
        """The single fields."""
        return [self.cells.single(spec) for spec in self.section.fields]

    @property
    def general_fields(self) -> list[Cell]:
        """The single fields that every report asks for."""
        return [cell for cell in self.fields if cell.spec.annex is None]

    @property
    def base_data(self) -> dict[str, Cell]:
        """The single fields of 基础数据表 by name; none where the report does not have it."""
        return {cell.spec.name: cell for cell in self.fields if cell.spec.annex is not None}

    @property
    def building_rates(self) -> BuildingRates:
        """How far 楼堂馆所 kept to what was approved, as stored."""
        return building_rates(self.facts.finance)

    @cached_property
    def stacks(self) -> list[tuple[RowSet, list[RowView], RowView]]:
        """(row set, rows, the one new ones are made from) of the row sets that are shown one card a row."""
        return [
            (
                rowset,
                self.cells.rows(rowset, labelled=self.section.key == "profile"),
                self.blanks[rowset.name],
            )
            for rowset in self.section.rowsets
        ]

    @property
    def to_answer(self) -> list[RowView]:
        """The measures of last year's filing, which are answered."""
        return next((rows for rowset, rows, _ in self.stacks if rowset.is_given), [])

    @property
    def own_stacks(self) -> list[tuple[RowSet, list[RowView], RowView]]:
        """The row sets whose rows are this year's own."""
        return [stack for stack in self.stacks if not stack[0].is_given]

    @cached_property
    def blanks(self) -> dict[str, RowView]:
        """The row that a new one is made from, by row set; in the trees of indicators they have their own."""
        labelled = self.section.key == "profile"
        return {
            rowset.name: self.cells.blank(rowset, labelled)
            for rowset in self.section.rowsets
            if not rowset.is_fixed and rowset.name not in ("indicators", "project_indicators")
        }

    @cached_property
    def helps(self) -> dict[str, tuple[str, ...]]:
        """What the heads of the section's grid tell, by field."""
        return column_helps(self.facts, self.section.key)

    @cached_property
    def errors(self) -> list[tuple[str, str]]:
        """(anchor, sentence) of everything that could not be stored, for the summary."""
        return list(self.draft.errors.items())

    @property
    def hidden(self) -> SafeString:
        """Everything typed, without controls, for a page that asks something first."""
        cells = [*self.fields]
        keys = []
        for rowset in self.section.rowsets:
            rows = self.cells.rows(rowset)
            keys += [(rowset.name, row.key) for row in rows]
            cells += [cell for row in rows for cell in row.cells.values()]
        return format_html_join("", '<input type="hidden" name="{}" value="{}">', keys) + mark_safe(
            "".join(cell.hidden for cell in cells)
        )

    def narratives(self) -> Iterator[Cell]:
        """The cells of narratives that stand outside grids: single fields, cards, projects."""
        yield from self.fields
        if self.section.key == "projects":
            rows = [*(card.row for card in self.projects), self.blanks["projects"]]
        elif self.section.key in ("indicators", "budget"):
            rows = []
        else:
            rows = [row for _, stack, blank in self.stacks for row in (*stack, blank)]
        for row in rows:
            yield from (cell for cell in row.cells.values() if not cell.spec.given)

    # ── budget ───────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def budget_blocks(self) -> list[BudgetBlock]:
        """The blocks of the budget table."""
        rowset = self.section.rowset("budget_lines")
        by_item = {str(row.texts["item"]): row for row in self.draft.rows["budget_lines"]}
        stored = {line.item.value: line for line in self.facts.budget_lines}
        summary = summarise(self.facts.budget_lines)
        blocks = []
        for group in BudgetGroup:
            rows = []
            for item in (item for item in GROUP_ITEMS[group] if item in rowset.items):
                draft_row = by_item.get(item.value)
                if draft_row is None:
                    continue
                view = self.cells.row(rowset, draft_row, 1, 1, labelled=True)
                cells = view.cells
                for name in AMOUNT_FIELDS:
                    cells[name].label = f"{item.label} · {cells[name].spec.label}"
                    cells[name].sum_of = f"{group.value}-{name}"
                line = stored.get(item.value)
                rate = execution_rate(line.adjusted_amount, line.executed_amount) if line else None
                rows.append(
                    BudgetRow(
                        str(draft_row.key),
                        item.label,
                        item.value,
                        [cells[name] for name in AMOUNT_FIELDS],
                        rate,
                        view.mark,
                        view.noted,
                    )
                )
            if not rows:
                continue
            totals = getattr(summary, group.value)
            blocks.append(
                BudgetBlock(
                    group.value, group.label, rows, group not in BASE_DATA_GROUPS,
                    [(f"{group.value}-{name}", getattr(totals, name)) for name in AMOUNT_FIELDS],
                    totals.execution_rate,
                )
            )  # fmt: skip
        return blocks

    # ── indicators ───────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def tree(self) -> list[TreeRow]:
        """The indicator tree in reading order: every group, and below it its third-level indicators."""
        rowset = ROWSETS["indicators"]
        children: dict[str, list[DraftRow]] = {}
        for row in self.draft.rows["indicators"]:
            children.setdefault(str(row.texts["parent"]), []).append(row)
        groups = {group.key: group for group in self.scorecard.groups}
        proved: dict[UUID, int] = {}
        for piece in self.facts.evidence:
            for key in piece.indicators:
                proved[key] = proved.get(key, 0) + 1
        counted = {str(row.key) for row in self.facts.counted_indicators()}
        feeding = {str(row.key) for row in self.facts.scored_indicators()} - counted
        found: list[TreeRow] = []

        def walk(parent: str) -> None:
            siblings = children.get(parent, [])
            for number, row in enumerate(siblings, start=1):
                view = self.cells.row(rowset, row, number, len(siblings), labelled=True)
                if str(row.key) not in feeding:
                    view.sums = {"points": "points", "self_score": "self_score"}
                level = {"1": 1, "2": 2}.get(str(row.texts["level"]), 3)
                node = TreeRow(
                    view,
                    level,
                    level < 3 or not found,
                    groups.get(row.key),
                    self.scorecard.computed.get(row.key),
                    proved.get(row.key, 0),
                )
                found.append(node)
                walk(str(row.key))

        walk("")
        return found

    @property
    def branches(self) -> list[Branch]:
        """The same tree, each group with the indicators right below it; the first node always stands as a group."""
        found: list[Branch] = []
        for node in self.tree:
            if node.is_group:
                found.append(Branch(node, []))
            else:
                found[-1].leaves.append(node)
        return found

    @property
    def new_nodes(self) -> list[TreeRow]:
        """What new rows of the tree are made from: one of each level."""
        views = [self.cells.blank(ROWSETS["indicators"], labelled=True, level=level) for level in "123"]
        views[2].sums = {"points": "points", "self_score": "self_score"}
        return [TreeRow(view, level, level < 3, None, None) for level, view in enumerate(views, start=1)]

    @property
    def total_points(self) -> Decimal:
        """What all points should add up to."""
        return self.facts.campaign.rules.total_points

    @property
    def raw_score(self) -> Decimal | None:
        """The self scores added up, before anything is rescaled or capped; the script counts the same."""
        given = [row.self_score for row in self.facts.counted_indicators()]
        stated = [score for score in given if isinstance(score, Decimal)]
        return sum(stated, Decimal(0)) if stated else None

    # ── projects ─────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def projects(self) -> list[ProjectCard]:
        """The projects with their indicators."""
        rowset, own = ROWSETS["projects"], ROWSETS["project_indicators"]
        stored = {str(project.key): project for project in self.facts.projects}
        cards = []
        for view in self.cells.rows(rowset):
            rows = self.cells.rows(
                own, labelled=True, only=lambda row, key=view.key: row.texts["project"] == key
            )
            for row in rows:
                row.sums = {"points": f"points-{view.key}", "self_score": f"score-{view.key}"}
            project = stored.get(view.key)
            indicators = self.facts.indicators_of(project.key) if project else ()
            cards.append(
                ProjectCard(
                    view, rows,
                    sum((row.points for row in indicators if isinstance(row.points, Decimal)), Decimal(0)),
                    sum((row.self_score for row in indicators if isinstance(row.self_score, Decimal)), Decimal(0)),
                    execution_rate(project.adjusted_amount, project.executed_amount) if project else None,
                    self.scorecard.project_grade(project.key) if project else "",
                    {str(row.key): self.scorecard.computed.get(row.key) for row in indicators},
                )
            )  # fmt: skip
        return cards

    @property
    def new_project(self) -> ProjectCard:
        """What a new project is made from."""
        return ProjectCard(self.blanks["projects"], [], Decimal(0), Decimal(0), None, "", {})

    @property
    def new_project_indicator(self) -> SafeString:
        """What a new indicator of a project is made from."""
        row = self.cells.blank(ROWSETS["project_indicators"], labelled=True)
        row.sums = {"points": f"points-{NEW_PARENT}", "self_score": f"score-{NEW_PARENT}"}
        return SafeString(row.measured("self_score"))


def _link_options(draft: Draft, facts: EvaluationFacts) -> dict[str, Options]:
    """What links may point at: items of other sections as stored, of this section as typed."""
    targets = {field.target for rowset in ROWSETS.values() for field in rowset.fields if field.target}
    options: dict[str, Options] = {}
    for target in targets:
        if target in draft.rows:
            pairs = [(str(row.key), str(_name(row.texts))) for row in draft.rows[target]]
        else:
            pairs = [(str(row.key), str(_name(row.__dict__))) for row in getattr(facts, target)]
        options[target] = tuple(
            (key, name[:40] if name else f"第 {number} 项（未命名）")
            for number, (key, name) in enumerate(pairs, start=1)
        )
    return options


def _name(values: dict[str, object]) -> object:
    return values.get("title") or values.get("name") or values.get("text") or ""


def _by_anchor(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings that are shown at their field; what is only missing is listed, not shouted at every empty field."""
    anchors: dict[str, list[Finding]] = {}
    for finding in findings:
        if not finding.code.startswith("M"):
            anchors.setdefault(finding.place.anchor, []).append(finding)
    return anchors


def names_of(draft: Draft, facts: EvaluationFacts) -> dict[UUID, str]:
    """How linked items are called, for the comparison of two versions."""
    return {UUID(key): name for options in _link_options(draft, facts).values() for key, name in options}
