"""Rights: every role in every place, against every department."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.access import Rights, requires
from accounts.acting import acting, actor_of, current_actor
from accounts.models import Department, Membership, Region
from accounts.navigation import Navigation
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db

PLACES = {
    Role.PREPARER: ("department",), Role.LEADER: ("department",), Role.REVIEWER: ("department", "region"), Role.MANAGER: ("region",),
    Role.AUDITOR: ("region",), Role.SYSTEM_ADMIN: ("",),
}  # fmt: skip
HELD = [(role, place) for role, places in PLACES.items() for place in places]


@pytest.fixture
def world(demo):
    """A department with a unit, a neighbour, and a department of another region."""
    region = Region.objects.get()
    with acting("tests"):
        elsewhere = Region.objects.create(code="440103", name="荔湾区")
    own = make_department(region, "1")
    return SimpleNamespace(
        region=region, own=own, unit=make_department(region, "11", parent=own), neighbour=make_department(region, "2"),
        elsewhere=make_department(elsewhere, "3"),
    )  # fmt: skip


@pytest.mark.parametrize(("role", "place"), HELD)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_reaches_as_far_as_its_place(world, role, place, permission):
    person = make_person(
        "ren", role, **({place: world.own if place == "department" else world.region} if place else {})
    )
    rights, holds = Rights(person), permission in ROLE_PERMISSIONS[role]
    reached = {
        "": set(), "department": {world.own}, "region": {world.own, world.unit, world.neighbour},
    }[place] if holds else set()  # fmt: skip
    assert rights.can(permission) is holds
    assert {
        row
        for row in (world.own, world.unit, world.neighbour, world.elsewhere)
        if rights.can_in(permission, row)
    } == reached
    if place == "department" and permission == Permission.VIEW_EVALUATION:
        reached |= {world.unit}
    listed = set(Department.objects.filter(rights.departments(permission)))
    assert listed & {world.own, world.unit, world.neighbour, world.elsewhere} == reached


def test_two_roles_reach_both_places(world):
    person = make_person("ren", Role.PREPARER, department=world.own)
    with acting("tests"):
        Membership.objects.create(user=person, role=Role.REVIEWER, department=world.neighbour)
    rights = Rights(person)
    assert set(Department.objects.filter(rights.departments(Permission.VIEW_EVALUATION))) == {
        world.own,
        world.unit,
        world.neighbour,
    }
    assert rights.can_in(Permission.FILL_EVALUATION, world.own)
    assert not rights.can_in(Permission.FILL_EVALUATION, world.neighbour)
    assert not rights.can_in(Permission.REVIEW_EVALUATION, world.own)
    assert rights.is_finance


@pytest.mark.parametrize("change", ["disabled", "no role", "anonymous", "superuser"])
def test_people_without_a_role_reach_nothing(world, change):
    person = make_person("ren", None if change in ("no role", "superuser") else Role.MANAGER,
                         **({} if change in ("no role", "superuser") else {"region": world.region}))  # fmt: skip
    person.is_active, person.is_superuser = change != "disabled", change == "superuser"
    rights = Rights(AnonymousUser() if change == "anonymous" else person)
    assert rights.memberships == ()
    assert not any(
        rights.can(permission) or rights.can_in(permission, world.own) for permission in Permission
    )
    assert not Department.objects.filter(rights.departments(Permission.VIEW_EVALUATION)).exists()
    assert not rights.is_finance


@pytest.mark.parametrize(
    ("username", "finance"),
    [
        ("gonghui", False),
        ("gonghui-fzr", False),
        ("shenhe", True),
        ("shenhe2", True),
        ("caizheng", True),
        ("shenji", True),
        ("xitong", False),
    ],
)
def test_the_bureau_has_its_own_words(people, username, finance):
    assert Rights(people[username]).is_finance is finance


def test_rights_are_read_once_and_a_change_acts_on_the_next_request(people, django_assert_num_queries):
    rights = Rights(people["gonghui"])
    with django_assert_num_queries(1):
        for permission in Permission:
            rights.can(permission)
    with acting("tests"):
        Membership.objects.filter(user=people["gonghui"]).delete()
    assert rights.can(Permission.FILL_EVALUATION)
    assert not Rights(people["gonghui"]).can(Permission.FILL_EVALUATION)


@pytest.mark.parametrize("permission", Permission)
def test_a_view_that_asks_for_a_permission_is_refused_to_all_others(people, permission):
    view = requires(permission)(lambda request: HttpResponse("ok"))
    assert view.required_permission == permission
    for person in people.values():
        request = RequestFactory().get("/")
        request.rights = Rights(person)
        if request.rights.can(permission):
            assert view(request).content == b"ok"
        else:
            with pytest.raises(PermissionDenied):
                view(request)


LINKS = {
    "gonghui": ["工作台"], "shenhe": ["工作台"], "caizheng": ["工作台", "自评任务", "基础数据"], "shenji": ["工作台", "操作日志"],
    "xitong": ["工作台", "账号管理"],
}  # fmt: skip


@pytest.mark.parametrize("username", LINKS)
def test_the_top_bar_has_the_links_one_may_follow(people, username):
    request = RequestFactory().get("/")
    request.user, request.rights = people[username], Rights(people[username])
    links = list(Navigation(request))
    assert [link.label for link in links] == [*LINKS[username], "帮助"]
    assert [link.label for link in links if link.active] == [link.label for link in links if link.url == "/"]
    request.user = AnonymousUser()
    assert list(Navigation(request)) == []


def test_the_acting_person_is_known_inside_and_forgotten_after(people):
    person = people["gonghui"]
    assert current_actor() is None
    with acting(person):
        assert current_actor() == actor_of(person) == f"user:{person.pk}"
        with acting("任务"):
            assert current_actor() == "system:任务"
        assert current_actor() == f"user:{person.pk}"
    with pytest.raises(ZeroDivisionError), acting(person):
        raise ZeroDivisionError
    assert current_actor() is None


def test_what_fails_inside_is_undone_whole(demo):
    count = Region.objects.count()
    with pytest.raises(ZeroDivisionError), acting("tests"):
        Region.objects.create(code="1", name="某区")
        raise ZeroDivisionError
    assert Region.objects.count() == count


@pytest.mark.parametrize(
    "path", ["/campaigns/", "/index-systems/1/", "/report-templates/", "/finance-mappings/"]
)
def test_what_belongs_to_a_campaign_is_marked_in_the_bar(people, path):
    request = RequestFactory().get(path)
    request.user, request.rights = people["caizheng"], Rights(people["caizheng"])
    assert [link.label for link in Navigation(request) if link.active] == ["自评任务"]
