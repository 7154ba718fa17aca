"""Who may do what, where: the rights of one person, read once a request, and the decorator that asks for them."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts.models import Department, Membership, Region, User
from accounts.roles import ROLE_PERMISSIONS, Permission, Role

View = Callable[..., HttpResponse]


class Rights:
    """What one person may do; memberships are read once, so a change acts on the next request."""

    def __init__(self, user: Any) -> None:
        self.user = user

    @cached_property
    def memberships(self) -> tuple[Membership, ...]:
        """The roles this person holds; none for a person who is not logged in or disabled."""
        if not isinstance(self.user, User) or not self.user.is_active:
            return ()
        return tuple(Membership.objects.filter(user=self.user).select_related("department", "region"))

    def can(self, permission: Permission) -> bool:
        """Whether any role of this person holds `permission`, anywhere."""
        return any(permission in ROLE_PERMISSIONS[Role(held.role)] for held in self.memberships)

    def departments(self, permission: Permission) -> Q:
        """A filter on Department: where this person holds `permission`. Sub-units are read with their department."""
        condition = Q(pk__in=())
        for held in self.memberships:
            if permission not in ROLE_PERMISSIONS[Role(held.role)]:
                continue
            if held.region_id:
                condition |= Q(region_id=held.region_id)
            elif held.department_id:
                condition |= Q(pk=held.department_id)
                if permission == Permission.VIEW_EVALUATION:
                    condition |= Q(parent_id=held.department_id)
        return condition

    def can_in(self, permission: Permission, department: Department) -> bool:
        """Whether this person holds `permission` for `department`."""
        return any(
            permission in ROLE_PERMISSIONS[Role(held.role)]
            and (held.region_id == department.region_id or held.department_id == department.pk)
            for held in self.memberships
            if held.region_id or held.department_id
        )

    def regions(self, permission: Permission) -> frozenset[int]:
        """The regions as a whole for which this person holds `permission`."""
        return frozenset(
            held.region_id
            for held in self.memberships
            if held.region_id and permission in ROLE_PERMISSIONS[Role(held.role)]
        )

    def is_inside(self, department: Department) -> bool:
        """Whether this person is of `department` or of the one above it: who reads what it keeps to itself.

        Never who reviews it, whatever else he is (docs/decisions/0026).
        """
        own = {department.pk, department.parent_id} - {None}
        return not self.can_in(Permission.REVIEW_EVALUATION, department) and any(
            held.department_id in own and Permission.WORK_INSIDE in ROLE_PERMISSIONS[Role(held.role)]
            for held in self.memberships
        )

    @cached_property
    def contact(self) -> str:
        """Whom of the bureau to call about accounts and roles: of the one region of this person, else of the one there is.

        Asked for where something is refused, and at the login, where nobody is known yet.
        """
        own = {
            held.region_id or held.department.region_id
            for held in self.memberships
            if held.region_id or held.department_id
        }
        found = Region.objects.filter(pk__in=own) if own else Region.objects.all()
        told = {region.contact for region in found[:2]}
        return told.pop() if len(told) == 1 else ""

    @property
    def is_finance(self) -> bool:
        """Whether this person works on the finance side, whose words for the states differ."""
        return self.can(Permission.REVIEW_EVALUATION) or self.can(Permission.VIEW_LOGS)


def passive(view: View) -> View:
    """A view that pages ask by themselves, again and again: being asked keeps no session alive."""
    view.is_passive = True  # type: ignore[attr-defined]
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Refuses (403) people none of whose roles hold `permission`. Which rows they get is the queryset's business."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.rights.can(permission):  # type: ignore[attr-defined]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
