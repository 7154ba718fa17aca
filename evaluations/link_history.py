"""修改记录 of links between rows (目标–任务, 措施–问题, 材料–指标和项目): which ones stood there before a save, and which after.

The database logs every single link that came or went. Here those of one save are put together, and the sets before and
after are found by going back from what stands now.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from django.db.models import CharField, F, QuerySet, Value

from evaluations.domain.changes import EVIDENCE
from evaluations.domain.sections import ROWSETS, Field, Kind, RowSet
from evaluations.models import ChangeLog, Evidence, SelfEvaluation
from evaluations.row_tables import ROW_TABLES

#: Links of one save are written at once.
ONE_SAVE = timedelta(seconds=1)


@dataclass(frozen=True)
class LinkTable:
    """A table of links. `owner` and `target`: its columns with the two ends, and `rowset` and `leads_to` their row sets."""

    through: Any
    label: str
    rowset: str
    owner: str
    leads_to: str
    target: str

    @property
    def name(self) -> str:
        """The table's name in the database."""
        return str(self.through._meta.db_table)

    @property
    def reversed(self) -> "LinkTable":
        """The same from the other end: what material an indicator has."""
        return LinkTable(self.through, EVIDENCE.label, self.leads_to, self.target, self.rowset, self.owner)


@cache
def link_tables() -> dict[str, LinkTable]:
    """Every table that links rows of an evaluation, by its name in the database."""
    held: list[tuple[RowSet, Any]] = [(ROWSETS[name], table.model) for name, table in ROW_TABLES.items()]
    found = [
        _table(rowset, model._meta.get_field(spec.name), spec)
        for rowset, model in (*held, (EVIDENCE, Evidence))
        for spec in rowset.fields
        if spec.kind == Kind.LINKS
    ]
    return {table.name: table for table in found}


def _table(rowset: RowSet, relation: Any, spec: Field) -> LinkTable:
    through, ends = relation.remote_field.through, (relation.m2m_column_name(), relation.m2m_reverse_name())
    return LinkTable(through, spec.label, rowset.name, ends[0], spec.target, ends[1])


def tables_at(rowset: str) -> list[LinkTable]:
    """The links that belong to a row of a row set: its own, and for what can be proved the material that proves it."""
    own = [table for table in link_tables().values() if table.rowset == rowset]
    return own + [
        table.reversed
        for table in link_tables().values()
        if table.rowset == EVIDENCE.name and table.leads_to == rowset
    ]


@dataclass
class LinkChange:
    """The links of one row that one save changed: `logged` newest first; the ids of the other ends before and after."""

    table: LinkTable
    owner: int
    logged: list[ChangeLog]
    after: tuple[int, ...]
    before: tuple[int, ...] = ()

    @property
    def newest(self) -> ChangeLog:
        """The last log row of it."""
        return self.logged[0]

    def takes(self, row: ChangeLog) -> bool:
        """Whether an older log row belongs to the same save."""
        last = self.logged[-1]
        return row.actor == last.actor and last.at - row.at <= ONE_SAVE


def link_changes(rows: Iterable[ChangeLog], tables: Iterable[LinkTable]) -> list[LinkChange]:
    """Log rows of links put together by save, newest first. `rows`: without gaps from now backwards, newest first."""
    by_name = {table.name: table for table in tables}
    ends = [(by_name[row.table_name], row) for row in rows]
    standing = _standing({(table, _end(row, table.owner)) for table, row in ends})
    found: list[LinkChange] = []
    open_ones: dict[tuple[str, int], LinkChange] = {}
    for table, row in ends:
        at = (table.name, _end(row, table.owner))
        group, links = open_ones.get(at), standing[table, at[1]]
        if group is None or not group.takes(row):
            group = open_ones[at] = LinkChange(table, at[1], [], tuple(sorted(links)))
            found.append(group)
        group.logged.append(row)
        links ^= {_end(row, table.target)}  # what came was not there before, what went was
        group.before = tuple(sorted(links))
    return [change for change in found if change.before != change.after]


def _end(row: ChangeLog, column: str) -> int:
    return int((row.after or row.before or {})[column])


def _standing(owners: set[tuple[LinkTable, int]]) -> dict[tuple[LinkTable, int], set[int]]:
    """The links that stand now, by row: one query."""
    found: dict[tuple[LinkTable, int], set[int]] = {owner: set() for owner in owners}
    tables = {table.name: table for table, _ in owners}
    parts = [
        table.through._default_manager.filter(**{f"{table.owner}__in": [pk for each, pk in owners if each == table]})
        .annotate(of_table=Value(name, CharField()), own_end=F(table.owner), other_end=F(table.target))
        .values_list("of_table", "own_end", "other_end")
        for name, table in tables.items()
    ]  # fmt: skip
    for name, own, other in parts[0].union(*parts[1:], all=True) if parts else ():
        found[tables[name], own].add(other)
    return found


def logged_links(evaluation: SelfEvaluation) -> QuerySet[ChangeLog]:
    """The log rows of an evaluation's links, newest first."""
    logged = ChangeLog.objects.filter(evaluation_id=evaluation.pk, table_name__in=link_tables())
    return logged.order_by("-pk")
