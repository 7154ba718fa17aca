"""The page 核查得分 as values: the three scores of every row beside each other, the list of what full points lost."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from uuid import UUID

from evaluations.domain.facts import EvaluationFacts, Indicator, Measured, Project
from evaluations.domain.review import FULL_MARK, Review, ReviewedScore, Subject
from evaluations.domain.scoring import Deduction, Scorecard
from evaluations.domain.sections import SECTION_OF_ROWSET, Field
from evaluations.forms.cells import Cell
from evaluations.forms.outline import measured_text, proof_counts
from evaluations.forms.scores import FIELDS, ScoreDraft, anchor
from huadu_perf.lib.money import points
from huadu_perf.lib.values import Figure


@dataclass
class ScoreRow:
    """A line of the table: a group with its sums, an indicator, or a project. `level` 0 is a project.

    `rowset`: where its 详情 are, empty for a group. `proofs`: pieces of evidence; None for what takes none.
    """

    level: int
    key: UUID
    name: str
    points: Figure
    computed: Decimal | None
    own: Figure
    final: Decimal | None
    target: str = ""
    actual: str = ""
    reason: str = ""
    rowset: str = ""
    proofs: int | None = None
    given: ReviewedScore | None = None
    last: ReviewedScore | None = None
    cells: dict[str, Cell] = field(default_factory=dict)

    @property
    def is_group(self) -> bool:
        """Whether it adds up what stands below it."""
        return self.level in (1, 2)

    @property
    def section(self) -> str:
        """The section its 详情 belong to."""
        return SECTION_OF_ROWSET.get(self.rowset, "")


@dataclass
class Loss:
    """A line of the list of deductions: what full points lost by the own scores, and by the reviewed ones."""

    name: str
    own: Decimal | None
    final: Decimal | None
    reason: str
    said: str


class ScoresPage:
    """What the template asks for. `facts` as people read them; `last`: the reviewed scores of the round before."""

    def __init__(self, facts: EvaluationFacts, card: Scorecard, draft: ScoreDraft, last: Review) -> None:
        self.facts = facts
        self.card = card
        self.draft = draft
        self._given, self._last = card.review.by_key, last.by_key
        self._proofs = proof_counts(facts)
        self._groups = {group.key: group for group in card.groups}

    @cached_property
    def indicators(self) -> list[ScoreRow]:
        """The tree of the department's indicators in reading order."""
        return list(self._below(None))

    @cached_property
    def projects(self) -> list[ScoreRow]:
        """Each project, and its indicators below it."""
        return [
            row
            for project in self.facts.projects
            for row in (
                self._project(project),
                *(self._leaf(each, "project_indicators") for each in self.facts.indicators_of(project.key)),
            )
        ]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(name of the input, sentence) in reading order, for the summary."""
        return [
            (cell.name, f"{row.name}：{cell.error}")
            for row in (*self.indicators, *self.projects)
            for cell in row.cells.values()
            if cell.error
        ]

    @cached_property
    def losses(self) -> list[Loss]:
        """What full points lost, item by item; both lists beside each other."""
        own = {_identity(each): each for each in self.card.deductions}
        final = {_identity(each): each for each in self.card.reviewed_deductions}
        return [
            Loss(
                name=(own.get(key) or final[key]).name,
                own=own[key].points if key in own else None,
                final=final[key].points if key in final else None,
                reason=own[key].reason if key in own else "",
                said=final[key].reason if key in final and key[1] in self._given else "",
            )
            for key in dict.fromkeys([*own, *final])
        ]

    @property
    def has_review(self) -> bool:
        """Whether there is any reviewed score to show, of this round or the one before."""
        return bool(self._given or self._last)

    @property
    def lost(self) -> Decimal:
        """The sum of the deductions from the department's total."""
        return sum((each.points for each in self.card.deductions), Decimal(0))

    @property
    def reviewed_lost(self) -> Decimal:
        """The sum of the deductions from the reviewed total."""
        return sum((each.points for each in self.card.reviewed_deductions), Decimal(0))

    def _below(self, parent: UUID | None) -> Iterator[ScoreRow]:
        for row in self.facts.children(parent):
            yield self._leaf(row) if row.level == 3 else self._group(row)
            yield from self._below(row.key)

    def _group(self, row: Indicator) -> ScoreRow:
        group = self._groups[row.key]
        return ScoreRow(
            row.level, row.key, row.name, group.points, group.computed, group.score, group.reviewed
        )

    def _leaf(self, row: Measured, rowset: str = "indicators") -> ScoreRow:
        return self._with_cells(
            ScoreRow(
                3, row.key, row.name, row.points, self.card.computed.get(row.key), row.self_score,
                self.card.final_score_of(row.key) if self.card.is_reviewed else None,
                measured_text(row, "target"), measured_text(row, "actual"), row.deduction_reason, rowset,
            )
        )  # fmt: skip

    def _project(self, row: Project) -> ScoreRow:
        return self._with_cells(
            ScoreRow(
                0, row.key, row.name, FULL_MARK, self.card.computed_projects.get(row.key), row.self_score,
                self.card.reviewed_projects.get(row.key), reason=row.deduction_reason, rowset="projects",
            )
        )  # fmt: skip

    def _with_cells(self, row: ScoreRow) -> ScoreRow:
        row.proofs = self._proofs.get(row.key)
        row.given, row.last = self._given.get(row.key), self._last.get(row.key)
        if subject := self.draft.subjects.get(row.key):
            row.cells = {spec.name: self._cell(subject, spec) for spec in FIELDS}
        return row

    def _cell(self, subject: Subject, spec: Field) -> Cell:
        name = anchor(subject, spec.name)
        error = self.draft.errors.get(name, "")
        return Cell(spec, name, self.draft.text(subject, spec), f"{subject.name} · {spec.label}", error=error)


def _identity(deduction: Deduction) -> tuple[str, UUID | None]:
    return deduction.loss, deduction.key


def tiles(card: Scorecard, without: str) -> list[dict[str, str]]:
    """The three totals with their grades; `without`: what is said where there is no reviewed one."""
    shown = [
        {"label": "自评得分", "value": points(card.total) or "未评分", "note": card.grade},
        {"label": "计算得分", "value": points(card.computed_total) or "未评分", "note": "按目标值和完成值"},
    ]
    if card.is_reviewed:
        note = card.reviewed_grade
        shown.append({"label": "核查得分", "value": points(card.reviewed_total) or "未评分", "note": note})
    else:
        shown.append({"label": "核查得分", "value": "—", "note": without})
    return shown
