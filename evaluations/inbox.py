"""消息 of one person: read from the rows of what happened, never copied (docs/decisions/0029).

Who is told follows from the roles a person holds now: a right that is taken away takes its messages along, and who joins
later finds what was said before. What is unread is counted in one query, which every page with the bell asks.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

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


def unread_count(rights: Rights) -> int:
    """How many messages are unread; one query, and none for whoever is never told anything."""
    return unread(rights).count() if is_told(rights) else 0


def unread(rights: Rights) -> QuerySet[Any]:
    """(kind, row, moment, is_unread) of what is unread, in no order."""
    return _union(rows.filter(is_unread=True) for rows in _sources(rights).values())


def messages(rights: Rights) -> QuerySet[Any]:
    """(kind, row, moment, is_unread) of everything."""
    return _union(_sources(rights).values())


def key_of(rights: Rights, kind: str, row: int) -> QuerySet[Any]:
    """The same of one message; nothing where this person is not told of it, or not any more."""
    found = {own.value: rows for own, rows in _sources(rights).items()}
    rows = found[kind].filter(pk=row) if kind in found else found[Kind.STEP].none()
    return rows.values_list("sort", "row", "moment", "is_unread")


def _union(sources: Iterable[QuerySet[Any]]) -> QuerySet[Any]:
    first, *rest = (rows.order_by().values_list("sort", "row", "moment", "is_unread") for rows in sources)
    return first.union(*rest, all=True)


# ── what is told to whom ─────────────────────────────────────────────────────────────────────────────────────────


def _sources(rights: Rights) -> dict[Kind, QuerySet[Any]]:
    """The rows this person is told of; each with `sort`, `row`, `moment`, `is_unread`.

    Unread is only what still stands: a step until the next one, what asks for filling in until it was filed.
    """
    opened = SelfEvaluation.objects.filter(_of_department(rights, "department"))
    reminders = Reminder.objects.filter(_of_department(rights, "evaluation__department"))
    mark = partial(_marked, rights.user)
    return {
        Kind.STEP: mark(Kind.STEP, _steps(rights), "at", Q(step=F("evaluation__step"))),
        Kind.OPENED: mark(Kind.OPENED, opened, "opened_at", Q(step=0)),
        Kind.EXTENDED: mark(Kind.EXTENDED, extensions(rights), "granted_at", _with_department("status")),
        Kind.GIVEN: mark(Kind.GIVEN, _given(rights), "assigned_at", _with_department("state__evaluation__status")),
        Kind.REMINDED: mark(
            Kind.REMINDED, reminders.exclude(by=rights.user), "at", _with_department("evaluation__status")
        ),
    }  # fmt: skip


def _with_department(status: str) -> Q:
    return Q(**{f"{status}__in": WITH_DEPARTMENT})


def _marked(person: User, kind: Kind, rows: QuerySet[Any], moment: str, stands: Q) -> QuerySet[Any]:
    """`stands`: whether it is still so; otherwise, and after NEWS_FOR, it counts as read."""
    seen = MessageRead.objects.filter(
        person=person, kind=kind.value, row=OuterRef("pk"), at__gte=OuterRef(moment)
    )
    since = Q(**{f"{moment}__gte": timezone.now() - NEWS_FOR})
    return rows.annotate(
        sort=Value(kind.value, CharField()),
        row=F("pk"),
        moment=F(moment),
        is_unread=ExpressionWrapper(stands & since & ~Exists(seen), BooleanField()),
    )


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
    """Extensions for evaluations that are open, with `evaluation_id` and `status`."""
    own = SelfEvaluation.objects.filter(campaign=OuterRef("campaign"), department=OuterRef("department"))
    found = DeadlineExtension.objects.filter(_of_department(rights, "department"))
    return (
        found.exclude(granted_by=rights.user)
        .annotate(evaluation_id=Subquery(own.values("pk")), status=Subquery(own.values("status")))
        .filter(evaluation_id__isnull=False)
    )


def _given(rights: Rights) -> QuerySet[SectionAssignment]:
    """Sections that others gave to this person. Never to who reviews the department (docs/decisions/0026)."""
    relation = "state__evaluation__department"
    mine = SectionAssignment.objects.filter(assignee=rights.user).exclude(assigned_by=rights.user)
    return mine.filter(_holding(rights, relation, FILLS) & ~_holding(rights, relation, DECIDES))
