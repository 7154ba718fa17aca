"""What a file states for sections: values with the cell each stands in, and what was found wrong or left aside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from huadu_perf.lib.workbooks.columns import Problem


@dataclass(frozen=True)
class StatedRow:
    """A row: its key, its number in the sheet, its values by field; what has no column is missing."""

    key: UUID
    number: int
    values: Mapping[str, Any]
    cells: Mapping[str, str]


@dataclass
class StatedSection:
    """The single values of a section with their cells, and the rows of its row sets in the order of the file.

    A row set is missing where the file has no table for it: nothing is said about its rows then.
    """

    sheet: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[StatedRow]] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)


@dataclass
class Stated:
    """All sections of a file by their key; `problems` stop everything, `notices` are told and stop nothing."""

    sections: dict[str, StatedSection] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)

    def complain(self, sheet: str, at: str, message: str, value: str = "") -> None:
        """A problem in a cell (or, without one, in the sheet)."""
        self.problems.append(Problem(sheet, at, message, value))

    def notice(self, sheet: str, at: str, message: str, value: str = "") -> None:
        """Something left aside, or taken otherwise than it may look."""
        self.notices.append(Problem(sheet, at, message, value))
