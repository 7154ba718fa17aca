"""消息 of one person: read from the rows of what happened, never copied (docs/decisions/0029).

Who is told follows from the roles a person holds now: a right that is taken away takes its messages along, and who joins
later finds what was said before. What is unread is counted in one query, which every page with the bell asks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import (
    BooleanField,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timezone import make_aware

from accounts.access import Rights
from accounts.models import User
from accounts.roles import Permission
from evaluations.domain.inbox import DECIDES, FILLS, LISTENERS, NEWS_FOR, SIGNS, STEPS, WITH_DEPARTMENT, Kind
from evaluations.enums import Action
from evaluations.models import (
    DeadlineExtension,
    MessageRead,
    Reminder,
    SectionAssignment,
    SectionState,
    SelfEvaluation,
    Transition,
)
from evaluations.queries import through


def is_told(rights: Rights) -> bool:
    """Whether this person can get messages at all."""
    return any(rights.can(permission) for permission in LISTENERS)


#: Statements that count, by person, roles and day: Django takes 15 ms to write one, which the database answers in one.
_STATEMENTS: dict[Any, tuple[str, tuple[Any, ...]]] = {}
_KEPT = 2000


def unread_count(rights: Rights) -> int:
    """How many messages are unread; one query, and none for whoever is never told anything."""
    if not is_told(rights):
        return 0
    held = frozenset((each.role, each.department_id, each.region_id) for each in rights.memberships)
    key = (rights.user.pk, held, _news_since())
    if key not in _STATEMENTS:
        if len(_STATEMENTS) >= _KEPT:
            _STATEMENTS.clear()
        rows = _union([source.unread.values_list("pk") for source in _sources(rights).values()])
        _STATEMENTS[key] = rows.query.sql_with_params()
    statement, values = _STATEMENTS[key]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({statement}) AS unread", values)
        return int(cursor.fetchone()[0])


def _news_since() -> datetime:
    """What is older counts as read: the beginning of a day, so that the statements last for one."""
    return make_aware(datetime.combine(timezone.localdate() - NEWS_FOR, time.min))


def unread(rights: Rights) -> QuerySet[Any]:
    """(kind, row, moment, is_unread) of what is unread, in no order."""
    return _union([source.keys(source.unread, Value(True)) for source in _sources(rights).values()])


def messages(rights: Rights) -> QuerySet[Any]:
    """(kind, row, moment, is_unread) of everything."""
    return _union([source.keys(source.rows, source.is_unread) for source in _sources(rights).values()])


def key_of(rights: Rights, kind: str, row: int) -> QuerySet[Any]:
    """The same of one message; nothing where this person is not told of it, or not any more."""
    found = {own.value: source for own, source in _sources(rights).items()}
    if kind not in found:
        return _nothing()
    return found[kind].keys(found[kind].rows.filter(pk=row), found[kind].is_unread)


def _union(rows: Sequence[QuerySet[Any]]) -> QuerySet[Any]:
    return rows[0].union(*rows[1:], all=True) if rows else _nothing()


def _nothing() -> QuerySet[Any]:
    return MessageRead.objects.none().annotate(sort=F("kind"), moment=F("at"), is_unread=Value(False))


# ── what is told to whom ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Source:
    """Rows that one person is told of. `stands`: whether it is still so; otherwise, and after NEWS_FOR, it counts as read."""

    person: User
    kind: Kind
    rows: QuerySet[Any]
    moment: str
    stands: Q

    @property
    def is_news(self) -> Q:
        """Whether a row is unread."""
        seen = MessageRead.objects.filter(
            person=self.person, kind=self.kind.value, row=OuterRef("pk"), at__gte=OuterRef(self.moment)
        )
        return self.stands & Q(~Exists(seen), **{f"{self.moment}__gte": _news_since()})

    @property
    def unread(self) -> QuerySet[Any]:
        """The rows that are unread."""
        return self.rows.filter(self.is_news).order_by()

    @property
    def is_unread(self) -> Any:
        """The same as a column."""
        return ExpressionWrapper(self.is_news, BooleanField())

    def keys(self, rows: QuerySet[Any], is_unread: Any) -> QuerySet[Any]:
        """(kind, row, moment, is_unread) of rows."""
        kind = Value(self.kind.value, CharField())
        named = rows.order_by().annotate(sort=kind, row=F("pk"), moment=F(self.moment), is_unread=is_unread)
        return named.values_list("sort", "row", "moment", "is_unread")


def _sources(rights: Rights) -> dict[Kind, Source]:
    """Everything this person is told of; none for whoever is never told anything.

    Unread is only what still stands: a step until the next one, what asks for filling in until it was filed.
    """
    found: dict[Kind, tuple[QuerySet[Any], str, Q]] = {}
    if is_told(rights):
        found[Kind.STEP] = _steps(rights), "at", Q(step=F("evaluation__step"))
    if rights.can(FILLS) or rights.can(SIGNS):
        opened = SelfEvaluation.objects.filter(_of_department(rights, "department"))
        reminders = Reminder.objects.filter(_of_department(rights, "evaluation__department"))
        found[Kind.OPENED] = opened, "opened_at", Q(step=0)
        found[Kind.EXTENDED] = extensions(rights), "granted_at", Q(Exists(_own(status__in=WITH_DEPARTMENT)))
        found[Kind.REMINDED] = (
            reminders.exclude(by=rights.user),
            "at",
            Q(evaluation__status__in=WITH_DEPARTMENT),
        )
    if rights.can(FILLS):
        found[Kind.GIVEN] = _given(rights), "assigned_at", Q(state__evaluation__status__in=WITH_DEPARTMENT)
    return {kind: Source(rights.user, kind, *parts) for kind, parts in found.items()}


def _holding(rights: Rights, relation: str, *permissions: Permission) -> Q:
    """Rows of departments for which this person holds one of these."""
    condition = Q(pk__in=())
    for permission in permissions:
        if rights.can(permission):
            condition |= through(relation, rights.departments(permission))
    return condition


def _of_department(rights: Rights, relation: str) -> Q:
    """Rows of the departments this person fills in or signs for."""
    return _holding(rights, relation, FILLS, SIGNS)


def _steps(rights: Rights) -> QuerySet[Transition]:
    """Steps that others took and this person is told of."""
    steps, concerned = Transition.objects.exclude(by=rights.user), Q(pk__in=())
    hold = partial(_holding, rights, "evaluation__department")
    for permission in (FILLS, SIGNS):
        actions = [action for action, told in STEPS.items() if permission in told.people]
        concerned |= Q(action__in=actions) & hold(permission)
    if rights.can(DECIDES):
        steps = _with_level(steps, rights.user)
        concerned |= _decides(hold)
    return steps.filter(concerned)


def _decides(hold: Callable[[Permission], Q]) -> Q:
    """What waits for a decision of this person: the last level is the manager's, and nobody decides what he made."""
    actions = [action for action, told in STEPS.items() if DECIDES in told.people]
    last = Q(action=Action.PASS_ON, passed__gte=F("evaluation__campaign__review_levels") - 1)
    may = (hold(DECIDES) & ~last) | (hold(Permission.FINAL_REVIEW) & last)
    return Q(action__in=actions, is_own_work=False) & may


def _with_level(steps: QuerySet[Transition], person: User) -> QuerySet[Transition]:
    """`passed`: how many levels of the round had passed it; `is_own_work`: whether this person filled it in or passed it."""
    passes = Transition.objects.filter(
        evaluation=OuterRef("evaluation"), round=OuterRef("round"), action=Action.PASS_ON
    ).order_by()
    until = passes.filter(step__lte=OuterRef("step")).values("evaluation").annotate(count=Count("pk"))
    filled = SectionState.objects.filter(evaluation=OuterRef("evaluation"), edited_by=person)
    return steps.annotate(
        passed=Coalesce(Subquery(until.values("count")), 0),
        is_own_work=ExpressionWrapper(Exists(filled) | Exists(passes.filter(by=person)), BooleanField()),
    )


def extensions(rights: Rights) -> QuerySet[DeadlineExtension]:
    """Extensions for evaluations that are opened."""
    found = DeadlineExtension.objects.filter(_of_department(rights, "department"), Exists(_own()))
    return found.exclude(granted_by=rights.user)


def _own(**more: Any) -> QuerySet[SelfEvaluation]:
    """The evaluation that an extension is for."""
    own = SelfEvaluation.objects.filter(campaign=OuterRef("campaign"), department=OuterRef("department"))
    return own.filter(**more).order_by()


def _given(rights: Rights) -> QuerySet[SectionAssignment]:
    """Sections that others gave to this person. Never to who reviews the department (docs/decisions/0026)."""
    relation = "state__evaluation__department"
    mine = SectionAssignment.objects.filter(assignee=rights.user).exclude(assigned_by=rights.user)
    return mine.filter(_holding(rights, relation, FILLS) & ~_holding(rights, relation, DECIDES))
