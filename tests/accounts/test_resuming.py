"""A form that comes after its session or token expired: carried over the login, shown to its person only, never written."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from evaluations.demo.accounts import PASSWORD
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
LOGIN = "/login/"
TEXT = "一段没有保存的长文字：“引号”<b>与两\n行"


@pytest.fixture
def url(draft: SelfEvaluation) -> str:
    return f"/evaluations/{draft.pk}/sections/profile/"


@pytest.fixture
def body(client_of: Callable[[str], Client], url: str) -> dict[str, Any]:
    """部门概况 as zhengxie filled it in."""
    return form_of(client_of("zhengxie").get(url), "version", nature=[TEXT])


def account(username: str) -> dict[str, str]:
    return {"username": username, "password": PASSWORD}


def test_a_form_is_carried_over_the_login(url: str, body: dict[str, Any], draft: SelfEvaluation) -> None:
    client = Client()
    before = load_facts(draft)
    refused = client.post(url, body)
    assert refused.status_code == 401
    carried = form_of(refused, "kept")
    wrong = client.post(LOGIN, carried | account("zhengxie") | {"password": "x"})
    resumed = client.post(LOGIN, form_of(wrong, "kept") | account("zhengxie"))
    assert load_facts(draft) == before, "nothing is written before the button is pressed"
    again = form_of(resumed, "version")
    assert again["nature"] == [TEXT]
    assert f'action="{url}"' in resumed.content.decode()
    assert client.post(url, again).status_code == 302
    assert load_facts(draft).profile.nature == TEXT


def test_who_logged_in_elsewhere_goes_straight_on(url: str, body: dict[str, Any], people: Any) -> None:
    client = Client()
    carried = form_of(client.post(url, body), "kept")
    client.force_login(people["zhengxie"], backend="django.contrib.auth.backends.ModelBackend")
    assert form_of(client.post(LOGIN, carried), "version")["nature"] == [TEXT]


def test_another_person_sees_nothing_of_it(url: str, body: dict[str, Any]) -> None:
    client = Client()
    carried = form_of(client.post(url, body), "kept")
    page = client.post(LOGIN, carried | account("canlian")).content.decode()
    assert "另一个账号" in page
    assert "没有保存的长文字" not in page


def test_the_lock_out_keeps_the_form(url: str, body: dict[str, Any], settings: Any) -> None:
    client = Client()
    carried = form_of(client.post(url, body), "kept")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        page = client.post(LOGIN, carried | account("zhengxie") | {"password": "x"})
    assert page.status_code == 429
    assert form_of(page, "kept")["kept"] == carried["kept"]


def test_answers_and_remarks_are_carried_as_well(
    client_of: Callable[[str], Client], returned: SelfEvaluation
) -> None:
    url = f"/evaluations/{returned.pk}/answers/"
    body = form_of(client_of("canlian").get(url), "remark")
    client, key = Client(), body["remark"][0]
    body |= {f"{key}-answer_kind": ["changed"], f"{key}-answer": ["已按意见补充依据，见附件第 3 页。"]}
    carried = form_of(client.post(url, body), "kept")
    resumed = form_of(client.post(LOGIN, carried | account("canlian")), "remark")
    assert client.post(url, resumed).status_code == 302
    assert returned.remarks.get(key=key).answer == "已按意见补充依据，见附件第 3 页。"


@pytest.mark.parametrize(
    ("action", "kept"),
    [
        ("https://example.com/", "{}"),
        ("//example.com/x", "{}"),
        ("/x/", "[]"),
        ("/x/", "x"),
        ("/x/", '{"a": 1}'),
    ],
)
def test_what_is_none_of_our_forms_is_not_carried(action: str, kept: str, demo: None) -> None:
    response = Client().post(LOGIN, account("zhengxie") | {"next": action, "kept": kept})
    assert (response.status_code, response["Location"].startswith("https:")) == (302, False)


def strict(person: User) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_stale_token_gives_the_text_back(url: str, body: dict[str, Any], people: Any) -> None:
    stale = body | {"csrfmiddlewaretoken": "x" * 64}
    page = strict(people["zhengxie"]).post(url, stale, headers={"origin": "http://testserver"})
    assert page.status_code == 403
    assert form_of(page, "version")["nature"] == [TEXT]


@pytest.mark.parametrize("origin", [None, "null", "https://example.com"])
def test_no_other_site_gets_a_button_for_its_form(
    url: str, body: dict[str, Any], people: Any, origin: str | None
) -> None:
    headers = {"origin": origin} if origin else {}
    page = strict(people["zhengxie"]).post(url, body, headers=headers)
    assert page.status_code == 403
    assert "没有保存的长文字" not in page.content.decode()


def test_the_session_says_who_is_there(client_of: Callable[[str], Client], people: Any) -> None:
    url = reverse("accounts:session")
    assert Client().get(url).json()["person"] is None
    found = client_of("zhengxie").get(url)
    assert found.json()["person"] == people["zhengxie"].pk
    assert len(found.json()["token"]) == 64
    assert "no-store" in found["Cache-Control"]


def test_logging_in_from_the_dialog(people: Any) -> None:
    def ask(person: str, **changes: str) -> Any:
        body = account("zhengxie") | {"person": person} | changes
        return client.post(LOGIN, body, headers={"accept": "application/json"})

    client, own = Client(), str(people["zhengxie"].pk)
    assert ask(own, password="x").json()["words"] == ["用户名或密码不对，请核对后再试。注意密码区分大小写。"]
    assert ask(str(people["canlian"].pk)).status_code == 422, "the dialog is of one person"
    assert "_auth_user_id" not in client.session
    answer = ask(own)
    assert (answer.status_code, answer.json()["person"]) == (200, people["zhengxie"].pk)
    assert json.loads(answer.content)["token"]
