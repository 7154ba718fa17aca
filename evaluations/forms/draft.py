"""What somebody typed into a section, as text: posted by row key, redrawn without loss, read into values.

Rows are posted by key, not by index: `duties=<key>` gives the rows in order, `duties-<key>-text` their fields.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from evaluations.domain.sections import MAX_ROWS, Field, Kind, Row, RowSet, Section, SectionData
from evaluations.forms.reading import Unreadable, read, read_links, write

Texts = dict[str, str | list[str]]


class Malformed(ValueError):
    """The post is not one of our forms (keys that are none, too many rows)."""


@dataclass
class DraftRow:
    """One row as typed."""

    key: UUID
    texts: Texts


@dataclass
class Draft:
    """A section as typed: texts of single fields, rows in order; `focus` is the anchor to put the cursor at."""

    section: Section
    texts: dict[str, str]
    rows: dict[str, list[DraftRow]]
    errors: dict[str, str] = field(default_factory=dict)
    focus: str = ""

    @classmethod
    def of_data(cls, section: Section, data: SectionData) -> "Draft":
        """The draft that shows stored values."""
        return cls(
            section,
            {spec.name: write(spec, data.fields[spec.name]) for spec in section.fields},
            {
                rowset.name: [DraftRow(row["key"], _row_texts(rowset, row)) for row in data.rows[rowset.name]]
                for rowset in section.rowsets
            },
        )

    @classmethod
    def of_post(cls, section: Section, post: QueryDict) -> "Draft":
        """The draft that was posted. Raises Malformed."""
        return cls(
            section,
            {spec.name: post.get(spec.name, "") for spec in section.fields},
            {rowset.name: _posted_rows(rowset, post) for rowset in section.rowsets},
        )

    # ── rows: add, move, drop ────────────────────────────────────────────────────────────────────────────────────

    def command(self, post: QueryDict) -> bool:
        """Carries out a pressed `add-<rowset>=<parent>`, `up-`, `down-` or `drop-<rowset>=<key>`; False without one."""
        for rowset in self.section.rowsets:
            for verb in ("add", "up", "down", "drop"):
                name = f"{verb}-{rowset.name}"
                if name in post and not rowset.is_fixed:
                    self._carry_out(verb, rowset, post[name])
                    return True
        return False

    def _carry_out(self, verb: str, rowset: RowSet, key: str) -> None:
        if verb == "add":
            self._add(rowset, key)
        elif verb == "drop":
            self._drop(rowset, key)
        else:
            self._move(rowset, key, -1 if verb == "up" else 1)

    def _add(self, rowset: RowSet, parent: str) -> None:
        rows = self.rows[rowset.name]
        if len(rows) >= MAX_ROWS:
            return
        texts: Texts = {spec.name: [] if spec.kind == Kind.LINKS else "" for spec in rowset.fields}
        place = len(rows)
        if rowset.parent:
            texts[rowset.parent] = parent
            above = next((row for row in rows if str(row.key) == parent), None)
            if "level" in texts:
                texts["level"] = {"1": "2", "2": "3"}.get(str(above.texts["level"]), "") if above else "1"
            if above:
                place = 1 + max(rows.index(row) for row in [above, *self._below(rowset, parent)])
        row = DraftRow(uuid4(), texts)
        rows.insert(place, row)
        first = next(spec.name for spec in rowset.fields if spec.name not in (rowset.parent, "level"))
        self.focus = f"{rowset.name}-{row.key}-{first}"

    def _drop(self, rowset: RowSet, key: str) -> None:
        gone = {id(row) for row in self._below(rowset, key)} if rowset.parent else set()
        rows = self.rows[rowset.name]
        self.rows[rowset.name] = [row for row in rows if str(row.key) != key and id(row) not in gone]
        for other in self.section.rowsets:
            if other.parent and other.name != rowset.name:
                self.rows[other.name] = [
                    row for row in self.rows[other.name] if row.texts[other.parent] != key
                ]

    def _below(self, rowset: RowSet, key: str) -> list[DraftRow]:
        """All rows below a row of a tree, children and theirs; each once, whatever circles were posted."""
        found: list[DraftRow] = []
        above = [key]
        for parent in above:
            children = [row for row in self.rows[rowset.name] if row.texts.get(rowset.parent) == parent]
            new = [row for row in children if str(row.key) not in above]
            found += new
            above += [str(row.key) for row in new]
        return found

    def _move(self, rowset: RowSet, key: str, by: int) -> None:
        rows = self.rows[rowset.name]
        row = next((row for row in rows if str(row.key) == key), None)
        if row is None:
            return
        peers = [peer for peer in rows if peer.texts.get(rowset.parent) == row.texts.get(rowset.parent)]
        place = peers.index(row) + by
        if 0 <= place < len(peers):
            here, there = rows.index(row), rows.index(peers[place])
            rows[here], rows[there] = rows[there], rows[here]
        self.focus = f"{rowset.name}-{key}"

    # ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────

    def read(self, keys: Mapping[str, Collection[UUID]]) -> SectionData | None:
        """The values, or None with `errors` filled (anchor → sentence). `keys`: the items of other sections by row set."""
        self.errors = {}
        known = {**keys, **{name: [row.key for row in rows] for name, rows in self.rows.items()}}
        fields = {
            spec.name: self._value(spec, spec.name, self.texts[spec.name], known)
            for spec in self.section.fields
        }
        rows = {rowset.name: [self._read_row(rowset, row, known) for row in self.rows[rowset.name]]
                for rowset in self.section.rowsets}  # fmt: skip
        for rowset in self.section.rowsets:
            self._check_tree(rowset, rows[rowset.name])
            self._check_fixed(rowset, rows[rowset.name])
        return None if self.errors else SectionData(fields, rows)

    def _read_row(self, rowset: RowSet, row: DraftRow, known: Mapping[str, Collection[UUID]]) -> Row:
        return {"key": row.key} | {
            spec.name: self._value(spec, f"{rowset.name}-{row.key}-{spec.name}", row.texts[spec.name], known)
            for spec in rowset.fields
        }

    def _value(
        self, spec: Field, anchor: str, text: str | list[str], known: Mapping[str, Collection[UUID]]
    ) -> Any:
        links = known.get(spec.target, ())
        try:
            return read_links(spec, text, links) if isinstance(text, list) else read(spec, text, links)
        except Unreadable as error:
            self.errors[anchor] = str(error)
            return None

    def _check_fixed(self, rowset: RowSet, rows: list[Row]) -> None:
        """The lines of a fixed set say which they are, each once."""
        items = [row["item"] for row in rows if rowset.is_fixed]
        for row in rows if len({*items, None}) <= len(items) else ():
            self.errors.setdefault(
                f"{rowset.name}-{row['key']}-item", "这张表的行不完整，请刷新页面后重新填写"
            )

    def _check_tree(self, rowset: RowSet, rows: list[Row]) -> None:
        if "level" not in {spec.name for spec in rowset.fields}:
            for row in rows if rowset.parent else ():
                if row[rowset.parent] is None:
                    self.errors.setdefault(
                        f"{rowset.name}-{row['key']}-name", "这一行没有上级，请删去后重新添加"
                    )
            return
        level = {row["key"]: row["level"] for row in rows}
        for row in rows:
            above = level.get(row["parent"]) if row["parent"] else 0
            if row["level"] not in (1, 2, 3) or above != row["level"] - 1:
                self.errors[f"{rowset.name}-{row['key']}-name"] = (
                    "这个指标的上级指标已被删除或级别不对，请删去后重新添加"
                )
            else:
                row["level"] = int(row["level"])


def _row_texts(rowset: RowSet, row: Row) -> Texts:
    return {
        spec.name: [str(key) for key in row[spec.name]]
        if spec.kind == Kind.LINKS
        else write(spec, row[spec.name])
        for spec in rowset.fields
    }


def _posted_rows(rowset: RowSet, post: QueryDict) -> list[DraftRow]:
    names = post.getlist(rowset.name)
    if len(names) > MAX_ROWS or len(set(names)) != len(names):
        raise Malformed(rowset.name)
    return list(_rows_named(rowset, names, post))


def _rows_named(rowset: RowSet, names: list[str], post: QueryDict) -> Iterator[DraftRow]:
    for name in names:
        try:
            key = UUID(name)
        except ValueError as error:
            raise Malformed(rowset.name) from error
        if str(key) != name:
            raise Malformed(rowset.name)
        prefix = f"{rowset.name}-{name}-"
        yield DraftRow(
            key,
            {
                spec.name: post.getlist(prefix + spec.name)
                if spec.kind == Kind.LINKS
                else post.get(prefix + spec.name, "")
                for spec in rowset.fields
            },
        )
