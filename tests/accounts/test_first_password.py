"""A password that others know opens one page: where another is chosen."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.acting import acting
from accounts.models import User

pytestmark = pytest.mark.django_db
OPEN = {"accounts:login", "accounts:session", "accounts:logout", "accounts:password_change", "reports:verify"}


@pytest.fixture
def newcomer(people) -> User:
    with acting("tests"):
        people["caizheng"].must_change_password = True
        people["caizheng"].save()
    return people["caizheng"]


@pytest.mark.parametrize("path", ["/", "/campaigns/", "/campaigns/new/", "/admin/", "/rosters/departments/"])
def test_every_other_page_leads_to_the_change(client_of, newcomer, path):
    client = client_of("caizheng")
    for answer in (client.get(path), client.post(path, {})):
        assert (answer.status_code, answer.headers["Location"]) == (302, reverse("accounts:password_change"))


def test_a_script_is_told(client_of, newcomer):
    answer = client_of("caizheng").post("/campaigns/new/", headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()["words"]) == (403, "请先修改初始密码")


def test_what_needs_no_login_and_logging_out_stay_open(client_of, newcomer):
    client = client_of("caizheng")
    assert client.get("/verify/").status_code == 200
    page = client.get(reverse("accounts:password_change")).content.decode()
    assert "这是初始密码" in page
    assert "不修改，回到首页" not in page
    assert client.post(reverse("accounts:logout")).headers["Location"] == reverse("accounts:login")


def test_a_password_set_by_the_system_administrator_is_a_first_one(client_of, people):
    url = reverse("admin:auth_user_password_change", args=[people["zhengxie"].pk])
    body = {"usable_password": "true", "password1": "Gei-Ni-De-8", "password2": "Gei-Ni-De-8"}
    assert client_of("xitong").post(url, body).status_code == 302
    assert User.objects.get(username="zhengxie").must_change_password
    client = Client()
    client.post("/login/", {"username": "zhengxie", "password": "Gei-Ni-De-8"})
    assert client.get("/").headers["Location"] == reverse("accounts:password_change")


def test_everybody_else_is_not_asked(client_of):
    assert client_of("zhengxie").get("/").status_code == 200
