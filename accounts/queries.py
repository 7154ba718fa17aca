"""What is stored of departments and people, as rosters; and the security log."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from accounts.domain.roster import RosterDepartment, RosterPerson
from accounts.models import Department, Membership, Region, SecurityEvent, User
from accounts.roles import Role


def departments_of(region: Region) -> dict[str, RosterDepartment]:
    """The departments of a region, by budget code."""
    rows = Department.objects.filter(region=region).select_related("parent").order_by("code")
    return {
        row.code: RosterDepartment(
            row.code,
            row.name,
            row.short_name,
            row.parent.code if row.parent else "",
            row.files_report,
            row.is_active,
        )
        for row in rows
    }


def memberships_in(region: Region) -> QuerySet[Membership]:
    """The roles held in a region or its departments, and those of the system administrators, who have no place."""
    here = Q(region=region) | Q(department__region=region) | Q(role=Role.SYSTEM_ADMIN)
    return Membership.objects.filter(here).select_related("user", "department")


def people_of(region: Region) -> list[RosterPerson]:
    """Everybody with a role in the region, a row for each role."""
    rows = memberships_in(region).order_by("department__code", "user__username", "role")
    return [_person(row.user, Role(row.role), row.department) for row in rows]


def accounts() -> dict[str, RosterPerson]:
    """All accounts, by user name; their roles are no part of it."""
    return {row.username: _person(row, Role.PREPARER, None) for row in User.objects.all()}


def _person(user: User, role: Role, department: Department | None) -> RosterPerson:
    code = department.code if department else ""
    return RosterPerson(user.username, user.name, role, code, user.phone, user.is_active)


def people_seen_from(regions: Collection[int]) -> QuerySet[User]:
    """People as the auditor of these regions sees them: all but those whose every place is in other regions."""
    placed = Membership.objects.filter(Q(region__isnull=False) | Q(department__isnull=False))
    here = placed.filter(Q(region__in=regions) | Q(department__region__in=regions))
    elsewhere = placed.exclude(user__in=here.values("user"))
    return User.objects.exclude(pk__in=elsewhere.values("user"))


def security_events(regions: Collection[int]) -> QuerySet[SecurityEvent]:
    """登录与下载 of those people, and of whoever was not logged in."""
    whose = Q(person__isnull=True) | Q(person__in=people_seen_from(regions))
    return SecurityEvent.objects.filter(whose).select_related("person").order_by("-pk")
