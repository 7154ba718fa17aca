"""Which row of a filled-in workbook is which: by its hidden mark, in a fixed set by its item, else it is new."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from evaluations.domain.sections import Kind
from evaluations.domain.sheets import Part
from evaluations.domain.stated import Stated
from evaluations.forms.workbook_cells import Reading, is_empty
from evaluations.forms.workbook_lines import Found, Table
from evaluations.forms.workbook_origin import Origin
from huadu_perf.lib.workbooks.columns import NotReadable

#: Rows without a key get theirs from here: the same file gives the same keys each time it is read.
NEW_ROWS = UUID("3c0f2b3e-8a25-5d6a-9a40-51b8a1a6d7c9")


class Keys:
    """Gives the rows of tables their keys; what is wrong or worth a word goes to `stated`."""

    def __init__(self, origin: Origin, reading: Reading, stated: Stated) -> None:
        self.origin, self.reading, self.stated = origin, reading, stated

    def give(self, table: Table) -> None:
        """Every row its key: the one that is marked, of a fixed set that of its item, or a new one."""
        base = table.base_of(self.origin)
        for row in table.rows:
            row.key = _uuid(row.mark)
        if table.rowset.is_fixed:
            self._match_items(table, base)
            return
        # A row whose every cell was emptied is a row that was taken out.
        table.rows = [row for row in table.rows if any(not is_empty(cell) for cell in row.cells.values())]
        self._part_copies(table, base)
        taken = Counter(row.key for row in table.rows)
        for row in table.rows:
            if row.key is not None and row.key not in base:
                self.stated.notice(table.sheet, row.places_at, "这一行来自别处，按新增处理", row.said)
                row.key = None
            if row.key is None:
                row.key = self._new_key(table, row, taken)

    def _part_copies(self, table: Table, base: Mapping[UUID, Any]) -> None:
        """Of rows with the same key the most like the original keeps it; copies become new rows."""
        groups: dict[UUID, list[Found]] = defaultdict(list)
        for row in table.rows:
            if row.key is not None:
                groups[row.key].append(row)
        for key, rows in groups.items():
            if len(rows) == 1:
                continue
            kept = max(rows, key=lambda row: (self._likeness(table.part, row, base.get(key)), -row.number))
            for row in rows:
                if row is not kept:
                    row.key = None
                    told = f"这一行是第 {kept.number} 行的副本，按新增处理"
                    self.stated.notice(table.sheet, row.places_at, told, row.said)

    def _likeness(self, part: Part, row: Found, stored: Any) -> int:
        """How many values are as they were."""
        same = 0
        for each in part.fields if stored else ():
            if each.kind in (Kind.LINK, Kind.LINKS):
                continue
            try:
                same += self.reading.value(each, row.cells.get(each.name), {}) == (stored[each.name] or None)
            except NotReadable:
                continue
        return same

    def _new_key(self, table: Table, row: Found, taken: Counter[UUID | None]) -> UUID:
        """A key from what the row is called, so that uploading the file again does not add the row again."""
        name = row.said or f"#{row.number}"
        again = 0
        while True:
            key = uuid5(NEW_ROWS, f"{self.origin.signature[-40:]}|{table.part.name}|{name}|{again}")
            if key not in taken:
                taken[key] += 1
                return key
            again += 1

    def _match_items(self, table: Table, base: Mapping[UUID, Any]) -> None:
        """Lines of a fixed set are known by what they are called."""
        item = next(each for each in table.rowset.fields if each.name == "item")
        keys = {row["item"]: key for key, row in base.items()}
        seen: set[UUID] = set()
        rows, table.rows = table.rows, []
        for row in rows:
            at = row.places.get("item", row.places_at)
            try:
                row.key = keys.get(self.reading.value(item, row.cells.get("item"), {}), row.key)
            except NotReadable as error:
                self.stated.complain(table.sheet, at, str(error), row.said)
                continue
            if row.key not in base:
                self.stated.complain(
                    table.sheet, at, "这张表的项目是固定的，不能增加。请删去这一行", row.said
                )
            elif row.key in seen:
                self.stated.complain(table.sheet, at, "这一项写了两行，请删去一行", row.said)
            else:
                seen.add(row.key)
                table.rows.append(row)


def _uuid(mark: str) -> UUID | None:
    try:
        return UUID(mark)
    except ValueError:
        return None
