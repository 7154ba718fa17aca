"""登录与下载: what leaves a record, what it says, and that nobody changes it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from accounts.acting import acting
from accounts.actions.security_log import one_line
from accounts.addresses import client_address
from accounts.models import Region, SecurityEvent, User
from accounts.queries import security_events
from accounts.roles import Role
from evaluations.models import SelfEvaluation
from tests.evaluations.trigger_cases import PATHS
from tests.factories import make_department, make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
PASSWORD = "a-test-password"


@pytest.fixture
def person(db: None) -> User:
    return make_person("hetun", Role.SYSTEM_ADMIN)


def last(*names: str) -> tuple[Any, ...]:
    return SecurityEvent.objects.values_list(*names)[0]


def told() -> list[tuple[str, str, str]]:
    """What there is, the oldest first."""
    return list(SecurityEvent.objects.order_by("pk").values_list("event", "result", "name"))


def log_in(client: Client, name: str, password: str, **more: Any) -> Any:
    return client.post(reverse("accounts:login"), {"username": name, "password": password}, **more)


# ── coming in and leaving ────────────────────────────────────────────────────────────────────────────────────────


def test_coming_in_changing_the_password_and_leaving(person: User) -> None:
    client = Client()
    log_in(client, "hetun", PASSWORD)
    words = {"old_password": PASSWORD, "new_password1": "Qz-81-plum-tree", "new_password2": "Qz-81-plum-tree"}
    client.post(reverse("accounts:password_change"), words)
    client.post(reverse("accounts:logout"))
    assert told() == [(event, "done", "hetun") for event in ("login", "password", "logout")]
    event = SecurityEvent.objects.order_by("pk")[0]
    assert (event.person, event.address, event.page) == (person, "127.0.0.1", "/login/")
    assert event.at.tzinfo is not None


def test_the_way_out_of_the_admin_is_noted_too(person: User) -> None:
    client = Client()
    log_in(client, "hetun", PASSWORD)
    client.post(reverse("admin:logout"))
    assert told()[-1] == ("logout", "done", "hetun")
    assert client.get("/").status_code == 302


def test_a_refused_login_is_noted_with_the_typed_name_and_never_the_password(person: User) -> None:
    client = Client()
    for name in ("hetun", "nobody-here"):
        log_in(client, name, "a-wrong-secret")
    log_in(client, "hetun", "")  # nothing was tried
    assert told() == [("login", "refused", "hetun"), ("login", "refused", "nobody-here")]
    assert all("secret" not in str(row) for row in SecurityEvent.objects.values_list())


def test_a_lock_out_is_noted(person: User) -> None:
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(client, "hetun", "a-wrong-secret")
    log_in(client, "hetun", PASSWORD)
    assert [event for event, *_ in told()] == ["login"] * (settings.AXES_FAILURE_LIMIT - 1) + ["locked"] * 2
    assert {result for _, result, _ in told()} == {"refused"}


def test_the_dialog_over_a_page_takes_its_own_person_only(person: User) -> None:
    client = Client()
    for number in (person.pk + 1, person.pk):
        body = {"username": "hetun", "password": PASSWORD, "person": number}
        client.post(reverse("accounts:login"), body, headers={"accept": "application/json"})
    assert told() == [("login", "refused", "hetun"), ("login", "done", "hetun")]


def test_another_persons_password_is_noted_under_who_set_it(person: User) -> None:
    client, other = Client(), make_person("liyu")
    log_in(client, "hetun", PASSWORD)
    page = reverse("admin:auth_user_password_change", args=[other.pk])
    for password in ("123", "Qz-81-plum-tree"):
        client.post(page, {"password1": password, "password2": password, "usable_password": "true"})
    assert [row for row in told() if row[0] == "password"] == [("password", "done", "hetun")]
    assert last("thing") == (f"重置他人密码（账号编号 {other.pk}）",)


# ── what is taken and what is refused ────────────────────────────────────────────────────────────────────────────


def test_files_are_noted_with_their_names(client_of: ClientOf, approved: SelfEvaluation) -> None:
    """The issued PDF kept and opened for printing, JSON, and the log itself; no page, and no HEAD."""
    reader, auditor = client_of("gonghui"), client_of("shenji")
    reader.get(reverse("evaluations:detail", args=[approved.pk]))
    reader.head(reverse("reports:json", args=[approved.pk]))
    assert SecurityEvent.objects.count() == 0
    pdf = reverse("reports:pdf", args=[approved.pk])
    for url, event, ending in (
        (pdf, "download", ".pdf"),
        (f"{pdf}?show", "print", ".pdf"),
        (reverse("reports:json", args=[approved.pk]), "download", ".json"),
    ):
        reader.get(url)
        assert last("event", "result", "name", "page") == (event, "done", "gonghui", url)
        (thing,) = last("thing")
        assert "花都区总工会" in thing and thing.endswith(ending)
    auditor.get(reverse("evaluations:audit_file"))
    assert last("thing")[0].startswith("操作日志_数据改动_")
    assert SecurityEvent.objects.count() == 4


def test_what_is_refused_is_noted_alike_whether_it_exists(client_of: ClientOf, draft: SelfEvaluation) -> None:
    """403; another department's evaluation, and one that is not there. An address that leads nowhere is no refusal."""
    client = client_of("gonghui")
    for url in ("/audit/", f"/evaluations/{draft.pk}/", "/evaluations/999999/"):
        client.get(url)
        assert last("event", "result", "name", "page") == ("access", "refused", "gonghui", url)
    missing, other, forbidden = SecurityEvent.objects.values_list("thing", flat=True)
    assert (missing, forbidden) == (other, "无权")
    client.get("/nothing-here/")
    Client().get(f"/evaluations/{draft.pk}/")
    assert SecurityEvent.objects.count() == 3


def test_a_file_whose_record_cannot_be_written_is_not_given(
    client_of: ClientOf, approved: SelfEvaluation
) -> None:
    client = client_of("gonghui")
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "accounts_securityevent" RENAME TO "elsewhere"')
    with pytest.raises(DatabaseError), transaction.atomic():
        client.get(reverse("reports:json", args=[approved.pk]))


# ── what a record says ───────────────────────────────────────────────────────────────────────────────────────────


def test_no_typed_name_looks_like_another_record(person: User) -> None:
    log_in(Client(), "root\r\n2022-01-01 登录 成功\x1b[31m\u202eabc", "x")
    assert last("name") == ("root 2022-01-01 登录 成功[31mabc",)
    assert one_line("a\u2028b\u0085c\td" * 99, 20) == "abc dabc dabc dabc d"


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (None, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        (2, "1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "unknown\r\nx", "10.0.0.1"),
        (1, "2001:DB8::1", "2001:db8::1"),
    ],
)
def test_only_our_own_proxies_are_believed(proxies: int | None, header: str, address: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    with override_settings(AXES_IPWARE_PROXY_COUNT=proxies):
        assert client_address(request) == address


@override_settings(AXES_IPWARE_PROXY_COUNT=1)
def test_behind_the_proxy_a_lock_out_is_of_one_address(person: User) -> None:
    """Lock-outs count by the same address; before, all of an office's logins came from the proxy."""
    for _ in range(settings.AXES_FAILURE_LIMIT):
        log_in(Client(), "hetun", "wrong", headers={"x-forwarded-for": "203.0.113.9"})
    assert log_in(Client(), "hetun", PASSWORD, headers={"x-forwarded-for": "203.0.113.9"}).status_code == 429
    assert log_in(Client(), "hetun", PASSWORD, headers={"x-forwarded-for": "198.51.100.7"}).status_code == 302


@pytest.mark.parametrize("operation", ["UPDATE", "DELETE"])
def test_no_write_path_changes_a_record(operation: str, person: User) -> None:
    log_in(Client(), "hetun", PASSWORD)
    row = SecurityEvent.objects.get()
    for path in PATHS[operation].values():
        with pytest.raises(IntegrityError, match="只能追加"), transaction.atomic():
            path(row, "result", "refused")
    assert told() == [("login", "done", "hetun")]


# ── who reads it ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_auditor_reads_his_own_regions_people_and_those_of_no_region(demo: None) -> None:
    home = Region.objects.get(code="440114")
    with acting("tests"):
        far = Region.objects.create(code="440999", name="另一个区")
    people = {
        "here": make_person("here", Role.PREPARER, department=make_department(home, "900001")),
        "far": make_person("far", Role.MANAGER, region=far),
        "none": make_person("none", Role.SYSTEM_ADMIN),
    }
    for name in people:
        log_in(Client(), name, PASSWORD)
    log_in(Client(), "stranger", "x")
    assert {row.name for row in security_events({home.pk})} == {"here", "none", "stranger"}
    assert {row.name for row in security_events({far.pk})} == {"far", "none", "stranger"}


def test_it_is_shown_narrowed_and_taken_as_excel(client_of: ClientOf, approved: SelfEvaluation) -> None:
    log_in(Client(), "=gonghui", "wrong")
    client_of("gonghui").get(reverse("reports:json", args=[approved.pk]))
    auditor, url = client_of("shenji"), reverse("evaluations:audit_access")
    page = auditor.get(url).content.decode()
    assert "下载文件" in page and "=gonghui" in page
    for query, count in (
        ({"event": "download"}, 1), ({"result": "refused"}, 1), ({"word": "127.0.0.1"}, 2), ({"word": ".json"}, 1),
        ({"who": str(User.objects.get(username="gonghui").pk)}, 1), ({"until": "2020-01-01"}, 0),
        ({"event": "x", "who": "²", "result": "?", "since": "昨天"}, 2),
    ):  # fmt: skip
        assert len(auditor.get(url, query).context["page"]) == count, query
    content = auditor.get(reverse("evaluations:audit_access_file"), {"result": "refused"}).content
    rows = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    assert rows[0][:3] == ("时间（含时区）", "人员", "登录名")
    assert [row[2:6] for row in rows[1:]] == [("=gonghui", "127.0.0.1", "登录", "拒绝")]
    assert rows[1][0].endswith(" +0800")
