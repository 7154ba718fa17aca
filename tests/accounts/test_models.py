"""What the tables of people and departments refuse to hold."""

from itertools import product

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from accounts.acting import acting
from accounts.models import Department, Membership, Region, User
from accounts.roles import Role
from tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db

#: role -> the places (department, region) it may be held in
FITS = {
    Role.PREPARER: {(True, False)}, Role.LEADER: {(True, False)}, Role.MANAGER: {(False, True)}, Role.AUDITOR: {(False, True)},
    Role.REVIEWER: {(True, False), (False, True)}, Role.SYSTEM_ADMIN: {(False, False)},
}  # fmt: skip


@pytest.fixture
def region(demo) -> Region:
    return Region.objects.get()


def refused(row: models.Model) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), acting("tests"):
        row.save()


@pytest.mark.parametrize(
    ("role", "in_department", "in_region"), list(product([*Role, "king"], (True, False), (True, False)))
)
def test_a_role_is_held_where_it_belongs(region, role, in_department, in_region):
    place = {
        "department": Department.objects.first() if in_department else None,
        "region": region if in_region else None,
    }
    row = Membership(user=make_person("ren"), role=role, **place)
    if (in_department, in_region) in FITS.get(role, ()):
        with acting("tests"):
            row.save()
        assert str(row) == f"ren {Role(role).label} {place['department'] or place['region'] or ''}".strip()
        refused(Membership(user=row.user, role=role, **place))
    else:
        refused(row)
        with pytest.raises(ValidationError):
            row.full_clean()


def test_codes_and_names_stand_once_in_a_region(region):
    make_department(region, "1", name="甲局")
    refused(Department(region=region, code="1", name="乙局"))
    refused(Department(region=region, code="2", name="甲局"))
    with acting("tests"):
        other = Region.objects.create(code="440103", name="荔湾区")
    assert make_department(other, "1", name="甲局").display_name == "甲局"
    assert make_department(other, "2", name="乙局", short_name="乙").display_name == "乙"
    refused(Region(code=region.code, name="别区"))
    refused(Region(code="9", name=region.name))


def test_a_department_is_not_its_own_parent(region):
    department = make_department(region, "1")
    department.parent = department
    refused(department)


@pytest.mark.parametrize("name", ["gonghui", "GONGHUI", "GongHui"])
def test_user_names_stand_once_whatever_their_case(demo, name):
    refused(User(username=name, name="某人"))


def test_people_are_called_by_their_names(demo):
    person = User(username="zhang", name="张三")
    assert (str(person), person.get_full_name(), person.get_short_name()) == ("张三", "张三", "张三")
    assert str(User(username="zhang")) == "zhang"


def test_nothing_with_a_history_is_deleted(demo):
    person = User.objects.get(username="gonghui")
    for row in (person, Department.objects.get(code="113001"), Region.objects.get()):
        with pytest.raises(models.ProtectedError), acting("tests"):
            row.delete()


def test_no_link_of_ours_cascades():
    own = [
        model
        for model in apps.get_models()
        if model._meta.app_label in ("accounts", "budgets", "evaluations")
    ]
    links = [field for model in own for field in model._meta.concrete_fields if field.is_relation]
    assert len(links) >= 30
    cascading = {
        f"{field.model.__name__}.{field.name}"
        for field in links
        if field.remote_field.on_delete is models.CASCADE
    }
    assert cascading == set()
