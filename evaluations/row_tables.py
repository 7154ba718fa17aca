"""Which tables hold the row sets of the facts: columns, links and owner, said once for reading and writing."""

from dataclasses import dataclass, field
from typing import Any

from django.db import models

from budgets.models import BudgetLine, Project
from evaluations.domain.sections import ROWSETS, Kind
from evaluations.models import (
    Division,
    Duty,
    Goal,
    Indicator,
    LastMeasure,
    Measure,
    Problem,
    ProjectIndicator,
    ProjectResult,
    SelfEvaluation,
    SubUnit,
    Task,
)


@dataclass(frozen=True)
class RowTable:
    """Where a row set is stored. `extension`: a second table with one row beside each (ProjectResult)."""

    rowset: str
    model: type[models.Model]
    owner: str = "evaluation"
    extension: type[models.Model] | None = None
    columns: tuple[str, ...] = field(init=False)
    links: dict[str, str] = field(init=False)
    many_links: dict[str, str] = field(init=False)
    extension_columns: tuple[str, ...] = field(init=False)
    own_links: dict[str, str] = field(init=False)
    extension_links: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        fields = ROWSETS[self.rowset].fields
        own = {column.name for column in self.model._meta.get_fields()}
        put = object.__setattr__
        put(self, "links", {f.name: f.target for f in fields if f.kind == Kind.LINK})
        put(self, "many_links", {f.name: f.target for f in fields if f.kind == Kind.LINKS})
        plain = [f.name for f in fields if f.kind not in (Kind.LINK, Kind.LINKS)]
        put(self, "columns", tuple(name for name in plain if name in own))
        put(self, "extension_columns", tuple(name for name in plain if name not in own))
        put(self, "own_links", {name: to for name, to in self.links.items() if name in own})
        put(self, "extension_links", {name: to for name, to in self.links.items() if name not in own})

    def owned_by(self, evaluation: SelfEvaluation) -> dict[str, Any]:
        """The filter (and constructor argument) that ties rows to this evaluation."""
        if self.owner == "sheet":
            return {"sheet_id": evaluation.budget_sheet_id}
        return {"evaluation": evaluation}


ROW_TABLES: dict[str, RowTable] = {
    table.rowset: table
    for table in (
        RowTable("divisions", Division),
        RowTable("subunits", SubUnit),
        RowTable("duties", Duty),
        RowTable("tasks", Task),
        RowTable("budget_lines", BudgetLine, owner="sheet"),
        RowTable("goals", Goal),
        RowTable("indicators", Indicator),
        RowTable("projects", Project, owner="sheet", extension=ProjectResult),
        RowTable("project_indicators", ProjectIndicator),
        RowTable("last_measures", LastMeasure),
        RowTable("problems", Problem),
        RowTable("measures", Measure),
    )
}
