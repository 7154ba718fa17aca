"""修改记录 of a whole evaluation (of one row: row_history.py): who changed which field when, from what to what, in the words of the form.

Read from the change log that the database keeps. What finance says and scores is not read here (docs/decisions/0011),
nor what the department keeps to itself (0026), nor drafts, which are never logged.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast

from accounts.models import User
from budgets.enums import BudgetItem
from evaluations.domain.changes import EVIDENCE, EXPLANATIONS
from evaluations.domain.numbers.naming import Names, named
from evaluations.domain.sections import (
    FORM_SECTIONS,
    ROWSETS,
    SECTION_BY_KEY,
    SECTION_OF_ROWSET,
    Field,
    Kind,
    RowSet,
)
from evaluations.forms.reading import write
from evaluations.link_history import ONE_SAVE, LinkChange, link_changes, link_tables, logged_links
from evaluations.models import ChangeLog, Detail, Evidence, Explanation, SectionState, SelfEvaluation
from evaluations.row_tables import ROW_TABLES
from huadu_perf.lib.fixed_point import FixedPointField
from huadu_perf.lib.values import NOT_APPLICABLE

WORDS = {"INSERT": "新增", "UPDATE": "修改", "DELETE": "删除"}
UNNAMED = "（未命名）"
_DECLARED = Field("is_declared_complete", "本节是否已填完")
_POSITION = Field("position", "次序")


@dataclass(frozen=True)
class FieldEdit:
    """One field as it stood before and after, in words (amounts in 万元); empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Edit:
    """One row that was made, changed or deleted. `section` and `part` in words; `name`: the row's, empty for single fields.

    `logged`: how many rows of the log it tells; the links that one save changed at one row are told together.
    """

    at: datetime
    who: str
    verb: str
    section: str
    part: str
    name: str
    fields: tuple[FieldEdit, ...]
    logged: int = 1


@dataclass(frozen=True)
class _Logged:
    """How the rows of a table read. `owner`: the column that names the row they belong to, if it is not their own key."""

    section: str
    part: str
    rowset: str
    columns: Mapping[str, "_Column"]
    owner: str = ""


@dataclass(frozen=True)
class _Column:
    """A logged column: its field, how it is stored, and the row set a link leads to."""

    spec: Field
    stored: Any
    target: str = ""
    section: str = ""


# ── which tables are read, and how ───────────────────────────────────────────────────────────────────────────────


@cache
def _tables() -> dict[str, _Logged]:
    """Every table that holds what a department fills in, by its name in the database."""
    found = {
        Detail._meta.db_table: _Logged("", "", "", _detail_columns()),
        SectionState._meta.db_table: _Logged(
            "", "", "", {_DECLARED.name: _column(SectionState, _DECLARED, _DECLARED.name)}
        ),
        Explanation._meta.db_table: _Logged(
            "check", EXPLANATIONS.label, "explanations", _columns(Explanation, EXPLANATIONS)
        ),
    }
    for rowset, model in (
        (EVIDENCE, Evidence),
        *((ROWSETS[name], ROW_TABLES[name].model) for name in ROW_TABLES),
    ):
        found |= _tables_of(rowset, model)
    return found


def _tables_of(rowset: RowSet, model: Any) -> dict[str, _Logged]:
    """The table of a row set, its extension, and the tables of its links to several rows."""
    section = SECTION_OF_ROWSET[rowset.name]
    part = rowset.called
    found = {model._meta.db_table: _Logged(section, part, rowset.name, _columns(model, rowset))}
    table = ROW_TABLES.get(rowset.name)
    if table and table.extension:
        columns = _columns(table.extension, rowset)
        found[table.extension._meta.db_table] = _Logged(section, part, rowset.name, columns)
    for spec in (spec for spec in rowset.fields if spec.kind == Kind.LINKS):
        relation = model._meta.get_field(spec.name)
        column = {relation.m2m_reverse_name(): _Column(spec, None, spec.target)}
        through = relation.remote_field.through._meta.db_table
        found[through] = _Logged(section, part, rowset.name, column, relation.m2m_column_name())
    return found


def _columns(model: Any, rowset: RowSet) -> dict[str, _Column]:
    own = {field.name: field for field in model._meta.concrete_fields}
    specs = [spec for spec in (*rowset.fields, _POSITION) if spec.name in own]
    return {own[spec.name].column: _column(model, spec, spec.name) for spec in specs}


def _column(model: Any, spec: Field, name: str, section: str = "") -> _Column:
    return _Column(spec, model._meta.get_field(name), spec.target if spec.kind == Kind.LINK else "", section)


def _detail_columns() -> dict[str, _Column]:
    return {
        field.name: _column(Detail, field, field.name, section.key)
        for section in FORM_SECTIONS
        for field in section.fields
    }


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────


def edits_of(evaluation: SelfEvaluation, section: str = "", actor: str = "") -> QuerySet[ChangeLog]:
    """The log rows of an evaluation's content, newest first; of one section, by one person (`user:<id>`)."""
    found = ChangeLog.objects.filter(evaluation_id=evaluation.pk).filter(_content(section)).order_by("-pk")
    return found.filter(actor=actor) if actor else found


def _content(section: str) -> Q:
    """Which log rows count: not the empty row every evaluation begins with, and of states only 已填完."""
    detail, states = Detail._meta.db_table, SectionState._meta.db_table
    fields = [name for name, column in _detail_columns().items() if section in ("", column.section)]
    rows = [
        name
        for name, table in _tables().items()
        if name not in (detail, states) and section in ("", table.section)
    ]
    single = Q(table_name=detail, operation="UPDATE")
    single &= Q(after__has_any_keys=[*fields, "not_applicable"]) if section else Q()
    declared = Q(table_name=states, operation="UPDATE", after__has_key=_DECLARED.name)
    if section:
        own = SectionState.objects.filter(section=section).annotate(text=Cast("pk", CharField()))
        declared &= Q(row_id__in=own.values("text"))
        single = single if fields else Q(pk__in=())
    return Q(table_name__in=rows) | single | declared


def editors_of(evaluation: SelfEvaluation) -> list[tuple[str, str]]:
    """(actor, name) of everybody who changed something."""
    actors = set(edits_of(evaluation).order_by().values_list("actor", flat=True).distinct())
    people = _people(actors)
    return sorted(((actor, _who(actor, people)) for actor in actors), key=lambda pair: pair[1])


def told(evaluation: SelfEvaluation, changes: Iterable[ChangeLog], tokens: Names) -> tuple[Edit, ...]:
    """Log rows in words, newest first; a constant number of queries. `tokens`: what bound numbers are called."""
    changes = list(changes)
    people = _people({change.actor for change in changes})
    teller, links = _Teller(_names(evaluation), tokens), _links(evaluation, changes)
    return tuple(
        _edit(change, links.get(change.pk), teller, _who(change.actor, people))
        for change in changes
        if change.table_name not in link_tables() or change.pk in links
    )


def _edit(change: ChangeLog, linked: LinkChange | None, teller: "_Teller", who: str) -> Edit:
    if linked is None:
        verb, fields = WORDS[change.operation], teller.fields(change)
        return Edit(change.at, who, verb, *teller.place(change), fields)
    fields = (teller.linked(linked),)
    return Edit(change.at, who, WORDS["UPDATE"], *teller.place(change), fields, len(linked.logged))


def _links(evaluation: SelfEvaluation, changes: list[ChangeLog]) -> dict[int, LinkChange]:
    """What became of links, by the newest log row of each save; a save that reaches over the page's edge is told whole."""
    shown = [change.at for change in changes if change.table_name in link_tables()]
    if not shown:
        return {}
    rows = logged_links(evaluation).filter(at__gte=min(shown) - ONE_SAVE)
    return {change.newest.pk: change for change in link_changes(rows, link_tables().values())}


def _people(actors: Iterable[str]) -> dict[str, str]:
    keys = [actor.removeprefix("user:") for actor in actors if actor.startswith("user:")]
    return {f"user:{person.pk}": person.name for person in User.objects.filter(pk__in=keys)}


def _who(actor: str, people: Mapping[str, str]) -> str:
    return people.get(actor, "系统" if actor.startswith("system:") else actor)


# ── what rows are called ─────────────────────────────────────────────────────────────────────────────────────────

_NAMING = ("title", "name", "text", "item", "message")
RowNames = Mapping[tuple[str, str], str]


def _names(evaluation: SelfEvaluation) -> RowNames:
    """What every row is (or was last) called, by row set and id: two queries."""
    names = {(SectionState._meta.db_table, str(pk)): key for pk, key in _state_keys(evaluation)}
    tables = {table.model._meta.db_table: name for name, table in ROW_TABLES.items()}
    tables[Evidence._meta.db_table] = EVIDENCE.name
    tables[Explanation._meta.db_table] = EXPLANATIONS.name
    deleted = ChangeLog.objects.filter(evaluation_id=evaluation.pk, operation="DELETE", table_name__in=tables)
    for table, pk, before in deleted.order_by("pk").values_list("table_name", "row_id", "before"):
        text = next((before[name] for name in _NAMING if before.get(name)), "")
        names[tables[table], pk] = str(text)
    parts = [_called(name, table.model, table.owned_by(evaluation)) for name, table in ROW_TABLES.items()]
    parts += [
        _called(EVIDENCE.name, Evidence, {"evaluation": evaluation}),
        _called(EXPLANATIONS.name, Explanation, {"evaluation": evaluation}),
    ]
    names |= {(rowset, str(pk)): text for rowset, pk, text in parts[0].union(*parts[1:], all=True)}
    return names


def _state_keys(evaluation: SelfEvaluation) -> Iterable[tuple[int, str]]:
    return SectionState.objects.filter(evaluation=evaluation).values_list("pk", "section")


def _called(rowset: str, model: Any, owner: Mapping[str, Any]) -> QuerySet[Any]:
    own = {field.name for field in model._meta.concrete_fields}
    name = next(each for each in _NAMING if each in own)
    rows = model._default_manager.filter(**owner).order_by()
    return rows.annotate(
        of_rowset=Value(rowset, CharField()), called=Cast(F(name), TextField())
    ).values_list("of_rowset", "pk", "called")  # fmt: skip


def name_of_row(evaluation: SelfEvaluation) -> Callable[[str, str], str]:
    """Tells what a row set's row of that id is (or was last) called."""
    return _Teller(_names(evaluation), Names({}, {})).name


# ── in words ─────────────────────────────────────────────────────────────────────────────────────────────────────


class _Teller:
    """Turns log rows into words."""

    def __init__(self, names: RowNames, tokens: Names) -> None:
        self.names = names
        self.tokens = tokens

    def place(self, change: ChangeLog) -> tuple[str, str, str]:
        """Section, part of it and row, as people call them."""
        table = _tables()[change.table_name]
        if not table.rowset:
            return SECTION_BY_KEY[self._section(change)].title, "", ""
        row = str(_either(change, table.owner)) if table.owner else change.row_id
        return SECTION_BY_KEY[table.section].title, table.part, self.name(table.rowset, row)

    def _section(self, change: ChangeLog) -> str:
        if change.table_name == SectionState._meta.db_table:
            return self.names[SectionState._meta.db_table, change.row_id]
        columns = _detail_columns()
        changed = [*(change.after or {}), *sorted(_marks(change.before) ^ _marks(change.after))]
        return next((columns[name].section for name in changed if name in columns), "profile")

    def name(self, rowset: str, pk: str) -> str:
        """What a row is called, the beginning of it."""
        text = self.names.get((rowset, pk), "")
        if rowset == "budget_lines" and text in BudgetItem.values:
            return str(BudgetItem(text).label)
        text = named(text, self.tokens)
        return (text if len(text) <= 40 else f"{text[:40]}…") or UNNAMED

    def fields(self, change: ChangeLog) -> tuple[FieldEdit, ...]:
        """The fields that changed; of a row that came or went those that say something."""
        table = _tables()[change.table_name]
        before, after = change.before or {}, change.after or {}
        marks = _marks(change.before), _marks(change.after)
        found = []
        for name, column in table.columns.items():
            if column.spec is _POSITION and change.operation != "UPDATE":
                continue
            if name not in before and name not in after and column.spec.name not in marks[0] ^ marks[1]:
                continue
            old, new = (
                str(NOT_APPLICABLE) if column.spec.name in marked else self.value(column, side.get(name))
                for side, marked in zip((before, after), marks, strict=True)
            )
            if old != new:
                found.append(FieldEdit(column.spec.label, old, new))
        return tuple(found)

    def linked(self, change: LinkChange) -> FieldEdit:
        """The links of a row before and after, by the names of what they lead to."""
        before, after = (
            "、".join(self.name(change.table.leads_to, str(pk)) for pk in side)
            for side in (change.before, change.after)
        )
        return FieldEdit(change.table.label, before, after)

    def value(self, column: _Column, raw: Any) -> str:
        """A logged value as people write it; amounts in 万元."""
        spec = column.spec
        if raw is None or raw == "":
            return ""
        if column.target:
            return self.name(column.target, str(raw))
        if spec is _POSITION:
            return f"第 {raw + 1}"
        if isinstance(raw, bool):
            return "是" if raw else "否"
        if isinstance(column.stored, FixedPointField):
            text = write(spec, column.stored.from_db_value(raw, None, None))
            return f"{text} 万元" if spec.kind == Kind.AMOUNT and "万元" not in spec.label else text
        if choices := dict(getattr(column.stored, "flatchoices", ()) or ()):
            return str(choices.get(raw, raw))
        return named(str(raw), self.tokens)


def _marks(side: Mapping[str, Any] | None) -> set[str]:
    return set((side or {}).get("not_applicable") or ())


def _either(change: ChangeLog, column: str) -> Any:
    return (change.after or change.before or {}).get(column)
