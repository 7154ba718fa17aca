"""The first command of a real installation."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, Region, User
from accounts.roles import Role
from evaluations.models import IndexSystem, ReportTemplate

pytestmark = pytest.mark.django_db


def start(
    code: str = "440103", name: str = "荔湾区", manager: str = "chen:陈某", admin: str = "liang：梁某"
) -> str:
    out = StringIO()
    call_command("start_region", code, name, "--manager", manager, "--system-admin", admin, stdout=out)
    return out.getvalue()


def test_a_region_begins_with_two_people_and_the_shipped_reference_data(demo):
    said = start()
    region = Region.objects.get(code="440103")
    assert Membership.objects.get(region=region).role == Role.MANAGER
    assert Membership.objects.filter(user__username="liang", role=Role.SYSTEM_ADMIN).exists()
    assert IndexSystem.objects.filter(is_published=True).count() >= 4
    assert ReportTemplate.objects.filter(is_published=True).count() >= 3
    passwords = re.findall(r"（[陈梁]某）　(\w{12})$", said, re.MULTILINE)
    assert len(set(passwords)) == 2
    assert all(User.objects.get(username=name).must_change_password for name in ("chen", "liang"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"code": "440114"}, "已有财政区划"),
        ({"manager": "Caizheng:某"}, "用户名“Caizheng”已有人用"),
        ({"manager": "Liang:某"}, "要用两个账号"),
    ],
)
def test_what_is_there_already_is_refused_whole(demo, given, words):
    before = (Region.objects.count(), User.objects.count())
    with pytest.raises(CommandError, match=words):
        start(**given)
    assert (Region.objects.count(), User.objects.count()) == before


def test_a_person_is_written_with_a_colon():
    with pytest.raises(CommandError, match="“chen”应写成 用户名:姓名"):
        call_command("start_region", "1", "某区", "--manager", "chen", "--system-admin", "liang:梁某")
