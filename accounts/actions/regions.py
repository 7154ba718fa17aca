"""The first step of an installation: a region with the two people who set up everything else in the browser."""

from django.db import transaction

from accounts.acting import acting
from accounts.actions.rosters import FirstPassword, new_account
from accounts.models import Membership, Region, User
from accounts.roles import Role


class RegionRefused(Exception):
    """The region is there already, or a user name is taken; the message says which."""


@transaction.atomic
def start_region(
    *,
    code: str,
    name: str,
    manager: tuple[str, str],
    system_admin: tuple[str, str],
    by: str,
    contact: tuple[str, str, str] = ("", "", ""),
) -> list[FirstPassword]:
    """A new region, its 财政绩效管理员 and a 系统管理员 (each: user name, name of the person).

    `contact`: office, person and telephone number that the login page names.

    Gives their first passwords; both are asked for another at their first login. Raises RegionRefused.
    """
    if Region.objects.filter(code=code).exists() or Region.objects.filter(name=name).exists():
        raise RegionRefused(f"已有财政区划 {code} 或“{name}”，不能再建。")
    if manager[0].lower() == system_admin[0].lower():
        raise RegionRefused("管理员和系统管理员要用两个账号：管账号的人看不到自评内容。")
    for username, _ in (manager, system_admin):
        if User.objects.filter(username__iexact=username).exists():
            raise RegionRefused(f"用户名“{username}”已有人用，请换一个。")
    with acting(by):
        office, person, phone = contact
        region = Region.objects.create(
            code=code, name=name, contact_office=office, contact_person=person, contact_phone=phone
        )
        people = [new_account(*manager), new_account(*system_admin)]
        Membership.objects.create(user=people[0][0], role=Role.MANAGER, region=region)
        Membership.objects.create(user=people[1][0], role=Role.SYSTEM_ADMIN)
    return [first for _, first in people]
