"""What somebody typed into a section, as text: posted by row key, redrawn without loss, read into values.

Rows are posted by key, not by index: `duties=<key>` gives the rows in order, `duties-<key>-text` their fields.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import QueryDict

from evaluations.domain.sections import MAX_ROWS, Field, Kind, Row, RowSet, Section, SectionData
from evaluations.forms.reading import Reader, Unreadable, reader, write

Texts = dict[str, str | list[str]]
#: A field, what reads it, and the keys its links may point at.
FieldReader = tuple[Field, Reader, Collection[UUID]]


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
        last = {name: texts[-1] for name, texts in post.lists() if texts}
        return cls(
            section,
            {spec.name: last.get(spec.name, "") for spec in section.fields},
            {rowset.name: _posted_rows(rowset, post, last) for rowset in section.rowsets},
        )

    def keep_given(self, stored: "Draft") -> None:
        """What is given stays as it is stored, row by row, whatever was posted; only the answers are typed."""
        for rowset in self.section.rowsets:
            if rowset.is_given:
                posted = {row.key: row.texts for row in self.rows[rowset.name]}
                asked = [spec.name for spec in rowset.fields if not spec.given]
                self.rows[rowset.name] = [
                    DraftRow(
                        row.key, row.texts | {name: posted.get(row.key, row.texts)[name] for name in asked}
                    )
                    for row in stored.rows[rowset.name]
                ]

    # ── rows: add, move, drop ────────────────────────────────────────────────────────────────────────────────────

    def command(self, post: QueryDict) -> bool:
        """Carries out a pressed `add-<rowset>=<parent>`, `up-`, `down-`, `copy-` or `drop-<rowset>=<key>`; False without one."""
        for rowset in self.section.rowsets:
            for verb in ("add", "up", "down", "copy", "drop"):
                name = f"{verb}-{rowset.name}"
                if name in post and not (rowset.is_fixed or rowset.is_given):
                    self._carry_out(verb, rowset, post[name])
                    return True
        return False

    def _carry_out(self, verb: str, rowset: RowSet, key: str) -> None:
        if verb == "add":
            self._add(rowset, key)
        elif verb == "drop":
            self._drop(rowset, key)
        elif verb == "copy":
            self._copy(rowset, key)
        else:
            self._move(rowset, key, -1 if verb == "up" else 1)

    def _add(self, rowset: RowSet, parent: str) -> None:
        rows = self.rows[rowset.name]
        if len(rows) >= MAX_ROWS:
            return
        texts = blank_texts(rowset)
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
        self._look_at(rowset, row)

    def _look_at(self, rowset: RowSet, row: DraftRow) -> None:
        """The cursor goes to the first field of a row."""
        first = next(spec.name for spec in rowset.fields if spec.name not in (rowset.parent, "level"))
        self.focus = f"{rowset.name}-{row.key}-{first}"

    def _copy(self, rowset: RowSet, key: str) -> None:
        """Sets a copy of a row, with all that is below it, right behind it."""
        rows = self.rows[rowset.name]
        row = next((row for row in rows if str(row.key) == key), None)
        if row is None:
            return
        family = [row, *(self._below(rowset, key) if rowset.parent else ())]
        if len(rows) + len(family) > MAX_ROWS:
            return
        keys = {str(each.key): uuid4() for each in family}
        copies = [_copied(each, rowset.parent, keys) for each in family]
        place = 1 + max(rows.index(each) for each in family)
        rows[place:place] = copies
        for other in self.section.rowsets:
            if other.parent and other.name != rowset.name:
                children = [each for each in self.rows[other.name] if each.texts[other.parent] == key]
                fresh = {str(each.key): uuid4() for each in children} | {key: copies[0].key}
                self.rows[other.name] += [_copied(each, other.parent, fresh) for each in children]
        self._look_at(rowset, copies[0])

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
        own = {name: [row.key for row in rows] for name, rows in self.rows.items()}
        known = {name: dict.fromkeys(found) for name, found in {**keys, **own}.items()}
        fields = self._read_texts("", self.texts, _readers(self.section.fields, known))
        rows = {}
        for rowset in self.section.rowsets:
            readers = _readers(rowset.fields, known)
            rows[rowset.name] = [
                {"key": row.key, **self._read_texts(f"{rowset.name}-{row.key}-", row.texts, readers)}
                for row in self.rows[rowset.name]
            ]
        for rowset in self.section.rowsets:
            self._check_tree(rowset, rows[rowset.name])
            self._check_fixed(rowset, rows[rowset.name])
        return None if self.errors else SectionData(fields, rows)

    def _read_texts(
        self, prefix: str, texts: Mapping[str, str | list[str]], readers: Iterable[FieldReader]
    ) -> dict[str, Any]:
        """The values of some texts; what cannot be read is None, and named in `errors` under `prefix` + field."""
        values: dict[str, Any] = {}
        for spec, read, links in readers:
            try:
                values[spec.name] = read(spec, texts[spec.name], links)
            except Unreadable as error:
                values[spec.name] = None
                self.errors[prefix + spec.name] = str(error)
        return values

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


def blank_texts(rowset: RowSet) -> Texts:
    """The texts of a row where nothing was typed yet."""
    return {spec.name: [] if spec.kind == Kind.LINKS else "" for spec in rowset.fields}


def _copied(row: DraftRow, parent: str, keys: Mapping[str, UUID]) -> DraftRow:
    """The same row under its new key; `keys` (old → new) has that of its parent too, where this was copied as well."""
    texts = dict(row.texts)
    if parent:
        texts[parent] = str(keys.get(str(texts[parent]), texts[parent]))
    return DraftRow(keys[str(row.key)], texts)


def _readers(specs: Iterable[Field], known: Mapping[str, Collection[UUID]]) -> list[FieldReader]:
    return [(spec, reader(spec.kind), known.get(spec.target, ())) for spec in specs]


def _row_texts(rowset: RowSet, row: Row) -> Texts:
    values = ((spec, row[spec.name]) for spec in rowset.fields)
    return {
        spec.name: [str(key) for key in value] if isinstance(value, tuple) else write(spec, value)
        for spec, value in values
    }


def _posted_rows(rowset: RowSet, post: QueryDict, last: Mapping[str, str]) -> list[DraftRow]:
    """The rows of a row set in the order posted; `last`: what was posted last under each name."""
    names = post.getlist(rowset.name)
    if len(names) > MAX_ROWS or len(set(names)) != len(names):
        raise Malformed(rowset.name)
    several = {spec.name for spec in rowset.fields if spec.kind == Kind.LINKS}
    single = [spec.name for spec in rowset.fields if spec.name not in several]
    rows = []
    for name in names:
        prefix = f"{rowset.name}-{name}-"
        texts: Texts = {field: last.get(prefix + field, "") for field in single}
        texts |= {field: post.getlist(prefix + field) for field in several}
        rows.append(DraftRow(_key(rowset, name), texts))
    return rows


def _key(rowset: RowSet, name: str) -> UUID:
    """The key of a row, which is written in one way only."""
    try:
        key = UUID(name)
    except ValueError as error:
        raise Malformed(rowset.name) from error
    if str(key) != name:
        raise Malformed(rowset.name)
    return key
