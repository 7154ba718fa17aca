"""名册: taken whole or not at all; new people get a random first password that only they go on to replace."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import transaction

from accounts.acting import acting
from accounts.domain.roster import (
    Fault,
    RosterDepartment,
    RosterPerson,
    Step,
    department_faults,
    department_steps,
    person_faults,
    person_steps,
    stamp_of,
)
from accounts.models import Department, Membership, Region, User
from accounts.queries import accounts, departments_of, memberships_in
from accounts.roles import REGION_ROLES, Role

#: Without what is easily taken for something else: 12 of these 54 are 69 bits.
LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 12


class FirstPasswordHasher(Argon2PasswordHasher):
    """Argon2id at little cost: no one guesses 69 random bits, and hundreds are made at once.

    The first login hashes the password again at full cost (User.check_password).
    """

    time_cost, memory_cost, parallelism = 1, 1024, 1


class RowsRefused(Exception):
    """Rows that contradict each other or what is stored."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(words for _, words in faults))
        self.faults = tuple(faults)


class StaleRoster(Exception):
    """By now the rows would do something else than their reader was shown; `steps` says what."""

    def __init__(self, steps: Sequence[Step]) -> None:
        super().__init__("名册有变动")
        self.steps = tuple(steps)


@dataclass(frozen=True)
class FirstPassword:
    """What a new person is told, once."""

    username: str
    name: str
    password: str


def plan_departments(region: Region, rows: Sequence[RosterDepartment]) -> tuple[Step, ...]:
    """What taking them would do. Raises RowsRefused."""
    known = departments_of(region)
    if faults := department_faults(rows, known):
        raise RowsRefused(faults)
    return department_steps(rows, known)


@transaction.atomic
def take_departments(
    *, region: Region, rows: Sequence[RosterDepartment], by: User | str, seen: str | None = None
) -> None:
    """Adds and changes departments; those above others first.

    `seen`: the stamp of the steps on this person's page (None for commands, which have none). Raises RowsRefused,
    StaleRoster.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    _still(plan_departments(region, rows), seen)
    with acting(by):
        stored = {row.code: row for row in Department.objects.filter(region=region)}
        for row in sorted(rows, key=lambda row: bool(row.parent)):
            department = stored.setdefault(row.code, Department(region=region, code=row.code))
            department.name, department.short_name = row.name, row.short_name
            department.parent = stored[row.parent] if row.parent else None
            department.files_report, department.is_active = row.files_report, row.is_active
            department.save()


def _still(steps: Sequence[Step], seen: str | None) -> None:
    """Raises StaleRoster where the steps are not those that were seen."""
    if seen is not None and seen != stamp_of(steps):
        raise StaleRoster(steps)


def plan_people(region: Region, rows: Sequence[RosterPerson], by: User | str) -> tuple[Step, ...]:
    """What taking them would do. Nobody switches off himself. Raises RowsRefused."""
    known = accounts()
    faults = person_faults(rows, departments_of(region), {name.lower(): name for name in known})
    own = by.username if isinstance(by, User) else None
    faults += [
        (number, "不能停用自己的账号，请由另一位系统管理员停用")
        for number, row in enumerate(rows)
        if row.username == own and not row.is_active
    ]
    if faults:
        raise RowsRefused(faults)
    held = {
        (row.user.username, Role(row.role), row.department.code if row.department else "")
        for row in memberships_in(region)
    }
    return person_steps(rows, known, held)


@transaction.atomic
def take_people(
    *, region: Region, rows: Sequence[RosterPerson], by: User | str, seen: str | None = None
) -> list[FirstPassword]:
    """Adds and changes people and adds their roles; gives the first passwords of the new ones.

    `seen`: as in `take_departments`. Raises RowsRefused, StaleRoster.
    """
    Region.objects.select_for_update().get(pk=region.pk)
    _still(plan_people(region, rows, by), seen)
    told = []
    with acting(by):
        departments = {row.code: row for row in Department.objects.filter(region=region)}
        people = {row.username: row for row in User.objects.all()}
        for row in rows:
            if row.username not in people:
                people[row.username], first = new_account(row.username, row.name)
                told.append(first)
            _update(people[row.username], row)
            Membership.objects.get_or_create(
                user=people[row.username], role=row.role, **_place(row, region, departments)
            )
    return told


def _place(
    row: RosterPerson, region: Region, departments: dict[str, Department]
) -> dict[str, Department | Region | None]:
    """Where the role is held: a department, the whole region, or nowhere."""
    wide = row.role in REGION_ROLES or (row.role == Role.REVIEWER and not row.department)
    return {"department": departments.get(row.department), "region": region if wide else None}


def new_account(username: str, name: str) -> tuple[User, FirstPassword]:
    """A person who can log in once with a random password and must then choose another."""
    password = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    hasher = FirstPasswordHasher()
    encoded = hasher.encode(password, hasher.salt())
    user = User.objects.create(username=username, name=name, password=encoded, must_change_password=True)
    return user, FirstPassword(username, name, password)


def _update(user: User, row: RosterPerson) -> None:
    values = {"name": row.name, "phone": row.phone or user.phone, "is_active": row.is_active}
    changed = [field for field, value in values.items() if getattr(user, field) != value]
    for field in changed:
        setattr(user, field, values[field])
    if changed:
        user.save(update_fields=changed)
