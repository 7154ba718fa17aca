"""The whole evaluation for reading: every item with its place, for the pages 核对与提交 and 审核."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from evaluations.domain.asked import asked_rows, asked_sections
from evaluations.domain.facts import EvaluationFacts
from evaluations.domain.places import at
from evaluations.domain.sections import ROWSETS, SECTION_BY_KEY, Field, Kind, RowSet, Section, is_blank
from evaluations.enums import Direction
from evaluations.forms.cells import NUMERIC
from evaluations.forms.reading import write
from huadu_perf.lib.days import cn_day
from huadu_perf.lib.findings import Finding, Place

#: Row sets that are read as tables, with the columns that stand in them.
TABLES = {
    "budget_lines": ("item", "initial_amount", "adjusted_amount", "executed_amount", "last_year_amount"),
    "indicators": ("name", "kind", "target", "actual", "points", "self_score", "deduction_reason", "corrective_measures"),
    "project_indicators": ("name", "kind", "target", "actual", "points", "self_score", "deduction_reason",
                           "corrective_measures"),
}  # fmt: skip
HEADS = {"target": "目标值", "actual": "完成值", "self_score": "得分"}
EVIDENCE_HEADS = ("材料名称", "类型", "日期", "佐证的指标和项目", "页码或位置")


@dataclass
class Entry:
    """A label and what is stated; an empty text is shown as 未填写."""

    label: str
    text: str
    numeric: bool = False


@dataclass
class Item:
    """One field or row with its place, and what was found or said about it.

    `proofs`: how many pieces of evidence it has; None for what takes none.
    """

    place: Place
    label: str
    entries: list[Entry]
    level: int = 0
    name: str = ""
    proofs: int | None = None
    findings: list[Finding] = field(default_factory=list)
    words: list[tuple[Finding, str]] = field(default_factory=list)
    remarks: list[Any] = field(default_factory=list)


@dataclass
class ItemSet:
    """A row set (or the single fields) of a section."""

    label: str
    items: list[Item]
    heads: list[Entry] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether it is read as a table."""
        return bool(self.heads)


@dataclass
class Chapter:
    """A section for reading; `remarks`: those on the section as a whole."""

    section: Section
    sets: list[ItemSet]
    remarks: list[Any] = field(default_factory=list)


def outline(
    facts: EvaluationFacts,
    findings: Iterable[Finding] = (),
    remarks: Iterable[Any] = (),
    explained: Mapping[Finding, str] = MappingProxyType({}),
    *,
    with_evidence: bool = False,
) -> list[Chapter]:
    """All form sections with their items, and if wanted the evidence; findings (with their explanations) and remarks
    stand at them."""
    names, proofs = _names(facts), proof_counts(facts)
    chapters = [
        Chapter(section, list(_sets(section, facts, names, proofs))) for section in asked_sections(facts)
    ]
    if with_evidence:
        chapters.append(Chapter(SECTION_BY_KEY["evidence"], [_evidence(facts, names)]))
    items = {
        _item_key(item.place): item for chapter in chapters for part in chapter.sets for item in part.items
    }
    for finding in findings:
        if found := items.get(_item_key(finding.place)):
            found.findings.append(finding)
            found.words.append((finding, explained.get(finding, "")))
    whole = {(chapter.section.key, "", None, ""): chapter for chapter in chapters}
    for remark in remarks:
        place = _item_key(Place.parse(remark.place))
        if said_of := items.get(place) or whole.get(place):
            said_of.remarks.append(remark)
    return chapters


def proof_counts(facts: EvaluationFacts) -> dict[UUID, int]:
    """How many pieces of evidence each indicator and project has; zero for those that have none."""
    found = Counter(key for piece in facts.evidence for key in (*piece.indicators, *piece.projects))
    return {row.key: found[row.key] for row in (*facts.scored_indicators(), *facts.projects)}


def _item_key(place: Place) -> tuple[str, str, UUID | None, str]:
    return (place.section, place.rowset, place.key, "" if place.key else place.field)


def _sets(
    section: Section, facts: EvaluationFacts, names: dict[UUID, str], proofs: dict[UUID, int]
) -> Iterable[ItemSet]:
    if section.fields:
        group = getattr(facts, section.group)
        yield ItemSet(
            "",
            [
                Item(
                    Place(section.key, field=spec.name),
                    spec.label,
                    [Entry("", write(spec, getattr(group, spec.name)), spec.kind in NUMERIC)],
                )
                for spec in section.fields
            ],
        )
    for rowset in section.rowsets:
        rows = asked_rows(rowset, facts)
        heads = [
            Entry(_head(rowset, name), "", _is_numeric(rowset, name)) for name in TABLES.get(rowset.name, ())
        ]
        items = [_item(section, rowset, row, number, names) for number, row in enumerate(rows, start=1)]
        for item in items:
            item.proofs = proofs.get(item.place.key) if item.place.key else None
        if rows or rowset.needed:
            yield ItemSet(rowset.label, items, heads)


def _item(section: Section, rowset: RowSet, row: Any, number: int, names: dict[UUID, str]) -> Item:
    if rowset.name in TABLES:
        entries = [_table_entry(rowset, row, name) for name in TABLES[rowset.name]]
    else:
        entries = [
            Entry(spec.label, _text(spec, getattr(row, spec.name), names), spec.kind in NUMERIC)
            for spec in rowset.fields
            if spec.needed or not is_blank(getattr(row, spec.name))
        ]
    return Item(
        Place(section.key, rowset.name, row.key),
        f"{rowset.label} {number}",
        entries,
        getattr(row, "level", 0),
        names.get(row.key, ""),
    )


def _evidence(facts: EvaluationFacts, names: dict[UUID, str]) -> ItemSet:
    """Every piece with what it is and what it proves."""
    items = []
    for number, piece in enumerate(facts.evidence, start=1):
        proved = "、".join(names.get(key, "") for key in (*piece.indicators, *piece.projects))
        said = (piece.title, piece.kind.label, cn_day(piece.dated), proved, piece.pages)
        entries = [Entry(head, text) for head, text in zip(EVIDENCE_HEADS, said, strict=True)]
        items.append(Item(at("evidence", piece.key), f"佐证材料 {number}", entries, name=piece.title))
    return ItemSet("", items, [Entry(head, "") for head in EVIDENCE_HEADS] if items else [])


def _table_entry(rowset: RowSet, row: Any, name: str) -> Entry:
    if name in ("target", "actual"):
        return Entry(_head(rowset, name), measured_text(row, name))
    spec = _spec(rowset, name)
    return Entry(_head(rowset, name), _text(spec, getattr(row, name), {}), spec.kind in NUMERIC)


def measured_text(row: Any, name: str) -> str:
    """A target or an actual value in words: ≥ 6,000 人, or the text of a qualitative one."""
    if row.direction == Direction.QUALITATIVE:
        return str(getattr(row, f"{name}_text"))
    value = getattr(row, f"{name}_value")
    if value is None:
        return ""
    sign = f"{row.direction.label} " if name == "target" and row.direction else ""
    return f"{sign}{write(Field('', '', Kind.QUANTITY), value)} {row.unit}".strip()


def _head(rowset: RowSet, name: str) -> str:
    return HEADS.get(name) or _spec(rowset, name).label


def _is_numeric(rowset: RowSet, name: str) -> bool:
    return name not in ("target", "actual") and _spec(rowset, name).kind in NUMERIC


def _spec(rowset: RowSet, name: str) -> Field:
    return next(spec for spec in rowset.fields if spec.name == name)


def _text(spec: Field, value: Any, names: dict[UUID, str]) -> str:
    if spec.kind == Kind.LINK:
        return names.get(value, "") if value else ""
    if spec.kind == Kind.LINKS:
        return "、".join(names.get(key, "") for key in value)
    if spec.kind == Kind.CHOICE:
        return str(value.label) if value else ""
    return write(spec, value)


def _names(facts: EvaluationFacts) -> dict[UUID, str]:
    return {
        row.key: str(getattr(row, "title", "") or getattr(row, "name", "") or f"{rowset.label} {number}")
        for rowset in ROWSETS.values()
        for number, row in enumerate(getattr(facts, rowset.name), start=1)
    }
