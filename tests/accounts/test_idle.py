"""The end of a login that nobody uses: when it comes, what puts it off, and that nothing typed goes with it."""

from collections.abc import Callable
from datetime import timedelta
from time import time
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.middleware import IdleMiddleware
from accounts.models import SecurityEvent
from evaluations.models import SectionDraft, SelfEvaluation
from tests.test_access_matrix import form_of

pytestmark = pytest.mark.django_db
SECTION = "/evaluations/{}/sections/profile/"
JSON = {"accept": "application/json"}


@pytest.fixture
def client(client_of: Callable[[str], Client], draft: SelfEvaluation) -> Client:
    """A preparer who has just opened a section."""
    client = client_of("zhengxie")
    assert client.get(SECTION.format(draft.pk)).status_code == 200
    return client


def rest(client: Client, minutes: float) -> None:
    """As if the last mark were so old."""
    session = client.session
    session[IdleMiddleware.MARK] = time() - minutes * 60
    session.save()


def mark(client: Client) -> float:
    return time() - client.session[IdleMiddleware.MARK]


def test_half_an_hour_is_the_limit(client: Client) -> None:
    rest(client, 29.9)
    assert client.get("/").status_code == 200
    assert mark(client) < 5, "it begins anew"
    rest(client, 30.1)
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/login/?next=/", 302)]
    assert "超过 30 分钟没有操作，已自动退出" in answer.content.decode()
    assert client.get("/").status_code == 302, "the session is over, not only this request refused"
    event = SecurityEvent.objects.get()
    assert (event.event, event.name, event.page) == ("idle", "zhengxie", "/")


@override_settings(SESSION_IDLE_MINUTES=0)
def test_it_can_be_switched_off(client: Client) -> None:
    rest(client, 400)
    assert client.get("/").status_code == 200


def test_what_a_page_asks_by_itself_puts_nothing_off(client: Client, draft: SelfEvaluation) -> None:
    rest(client, 20)
    for answer in (
        client.post(f"{SECTION.format(draft.pk)}presence/", headers=JSON),
        client.get(reverse("evaluations:stamp", args=[draft.pk]), headers=JSON),
        client.get(reverse("accounts:session"), headers=JSON),
        client.get("/readyz"),
    ):
        assert answer.status_code == 200
    assert mark(client) > 19 * 60
    rest(client, 31)
    assert client.post(f"{SECTION.format(draft.pk)}presence/", headers=JSON).status_code == 401


def test_pages_saves_and_typing_that_is_stored_put_it_off(client: Client, draft: SelfEvaluation) -> None:
    url = SECTION.format(draft.pk)
    body = form_of(client.get(url), "version", nature=["换一种写法。"])
    typed = {
        "seq": "1",
        "version": "1",
        "typed": '{"nature":["换"]}',
        "sitting": str(uuid4()),
        "person": body["person"],
    }
    for ask in (
        lambda: client.get(url),
        lambda: client.post(f"{url}draft/", typed, headers=JSON),
        lambda: client.post(url, body),
    ):
        rest(client, 20)
        assert ask().status_code in (200, 302)
        assert mark(client) < 5


def test_it_is_noted_once_a_minute_at_most(client: Client) -> None:
    def writes() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        return sum('UPDATE "django_session"' in query["sql"] for query in asked)

    assert writes() == 0
    rest(client, 0.9)
    assert writes() == 0
    rest(client, 1.1)
    assert [writes(), writes()] == [1, 0]


def test_being_busy_does_not_put_off_the_end_of_the_day(client: Client, settings: Any) -> None:
    """SESSION_HOURS after the login it is over, whatever was clicked; a saved session would begin anew otherwise."""
    begun = client.session.get_expiry_date()
    assert abs(begun - timezone.now() - timedelta(hours=8)) < timedelta(minutes=1)
    rest(client, 20)
    client.get("/")
    assert client.session.get_expiry_date() == begun


def test_nothing_typed_is_lost(client: Client, draft: SelfEvaluation) -> None:
    """A script is told 401, which opens the dialog; a form that is posted is carried over the login."""
    url = SECTION.format(draft.pk)
    body = form_of(client.get(url), "version", nature=["写了半小时的文字，一个字也不能丢"])
    rest(client, 31)
    typed = {"seq": "1", "version": "1", "typed": "{}", "sitting": str(uuid4()), "person": body["person"]}
    refused = client.post(f"{url}draft/", typed, headers=JSON)
    assert (refused.status_code, refused.json()) == (401, {"stored": False, "words": "登录已过期"})
    assert client.get(reverse("accounts:session")).json()["person"] is None
    assert not SectionDraft.objects.exists()
    carried = client.post(url, body)
    assert carried.status_code == 401
    assert "写了半小时的文字" in form_of(carried, "kept")["kept"][0].encode().decode("unicode_escape")


def test_a_session_that_ended_in_another_window_meanwhile_is_no_failure(client: Client) -> None:
    def gone(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "django_session"'):
            Session.objects.all().delete()
        return execute(sql, params, many, context)

    rest(client, 2)
    with connection.execute_wrapper(gone):
        assert client.get("/").status_code == 200
