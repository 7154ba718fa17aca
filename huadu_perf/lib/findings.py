"""One kind of finding for form, gate, import and report: how grave, where, what, and what to do."""

from dataclasses import dataclass
from enum import IntEnum
from uuid import UUID


class Severity(IntEnum):
    """How grave a finding is. Errors stop a submission, warnings ask for an explanation, hints only tell."""

    HINT = 1
    WARNING = 2
    ERROR = 3

    @property
    def label(self) -> str:
        """The word people read."""
        return {1: "提示", 2: "需要说明", 3: "必须修改"}[self.value]

    @property
    def tone(self) -> str:
        """The colour name that goes with the word (look.md)."""
        return {1: "info", 2: "warning", 3: "danger"}[self.value]


@dataclass(frozen=True, order=True)
class Place:
    """Where a value stands: a section, and in it a row set's item and field, or a field alone."""

    section: str
    rowset: str = ""
    key: UUID | None = None
    field: str = ""

    @property
    def anchor(self) -> str:
        """The HTML id of the field, the same that the section form gives it."""
        if self.rowset and self.key:
            return "-".join(part for part in (self.rowset, str(self.key), self.field) if part)
        return self.field or self.rowset or self.section

    def __str__(self) -> str:
        return "/".join(str(part) for part in (self.section, self.rowset, self.key or "", self.field)).rstrip(
            "/"
        )

    @classmethod
    def parse(cls, text: str) -> "Place":
        """The place written by `str`; raises ValueError when it is none."""
        section, rowset, key, field = [*text.split("/"), "", "", ""][:4]
        return cls(section, rowset, UUID(key) if key else None, field)


@dataclass(frozen=True)
class Finding:
    """One missing, contradictory or suspicious thing, in words that name the place, the values and the fix."""

    code: str
    severity: Severity
    place: Place
    message: str
    fix: str = ""
    source: str = ""

    @property
    def identity(self) -> str:
        """What an explanation is filed under."""
        return f"{self.code}@{self.place}"
