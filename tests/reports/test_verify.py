"""报告核验: an issued file is known by its hash, another is not; nothing else is told, kept or written."""

import hashlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evaluations.models import Evidence, Submission
from reports.models import IssuedReport
from reports.queries import issued_for

pytestmark = pytest.mark.django_db
URL = "/verify/"
SAME, NONE = "一致：与系统签发的报告相同", "未找到：系统没有签发过与它相同的文件"


@pytest.fixture
def report(approved: Any) -> IssuedReport:
    return issued_for(approved)


@pytest.fixture
def original(report: IssuedReport) -> bytes:
    with report.file.open() as file:
        return file.read()


def send(content: bytes, name: str = "随便.bin") -> Any:
    return Client().post(URL, {"file": SimpleUploadedFile(name, content)})


def kept() -> int:
    return sum(len(names) for _, _, names in os.walk(settings.MEDIA_ROOT))


@pytest.fixture
def writes_nothing() -> Iterator[None]:
    """No row and no file, whatever is asked."""
    files = kept()
    with CaptureQueriesContext(connection) as captured:
        yield
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert kept() == files


def test_the_issued_file_is_recognised_under_any_name(report, original, writes_nothing):
    page = send(original).content.decode()
    assert SAME in page and NONE not in page
    for told in (report.department, "2022", report.title, "第 1 轮", report.file_name, report.sha256):
        assert told in page
    assert f"{report.evaluation.approved_at:%Y}年" in page


def test_one_byte_more_or_another_is_not(report, original, writes_nothing):
    for content in (original + b" ", original[:-1], original.replace(b"%PDF-1.7", b"%PDF-1.6", 1)):
        page = send(content).content.decode()
        assert NONE in page and SAME not in page
        assert report.title not in page and report.file_name not in page


@pytest.mark.parametrize("write", [str.lower, str.upper, lambda text: f"  {text[:32]} {text[32:]}\n"])
def test_a_typed_hash_is_as_good(report, write, writes_nothing):
    assert SAME in Client().post(URL, {"sha256": write(report.sha256)}).content.decode()
    assert SAME in Client().get(URL, {"sha256": write(report.sha256)}).content.decode()


@pytest.mark.parametrize("typed", ["", "a", "g" * 64, "a" * 63, "a" * 65, "%", "' OR 1=1 --", "\x00" * 64])
def test_only_whole_hashes_are_looked_for(report, typed, writes_nothing):
    for response in (Client().post(URL, {"sha256": typed}), Client().get(URL, {"sha256": typed})):
        page = response.content.decode()
        assert response.status_code == 422
        assert SAME not in page and NONE not in page and report.title not in page


def test_part_of_a_hash_finds_nothing(report):
    response = Client().post(URL, {"sha256": report.sha256[:63] + ("0" if report.sha256[63] != "0" else "1")})
    assert NONE in response.content.decode()


def test_nothing_but_issued_files_is_known(report, draft, returned):
    """Facts of submitted rounds and evidence have hashes, too; the page does not know them."""
    hashes = [
        *Submission.objects.values_list("sha256", flat=True),
        *Evidence.objects.values_list("sha256", flat=True)[:3],
        report.facts_sha256,
    ]
    assert len(hashes) >= 5
    answers = {Client().post(URL, {"sha256": one}).content.decode().count(NONE) for one in hashes}
    assert answers == {1}


def test_both_ways_at_once_and_an_empty_file_are_refused(report):
    both = {"file": SimpleUploadedFile("a.pdf", b"x"), "sha256": report.sha256}
    assert "只用一种" in Client().post(URL, both).content.decode()
    assert "选择的文件是空的" in send(b"").content.decode()
    assert "请选择报告的 PDF 文件" in Client().post(URL, {}).content.decode()


def test_a_large_file_is_never_held_or_kept(report, writes_nothing):
    """More than what Django would keep in memory: its pieces are counted and let go of."""
    content = b"x" * (9 * 1024 * 1024)
    page = send(content).content.decode()
    assert hashlib.sha256(content).hexdigest() in page


def test_too_large_is_refused_before_it_is_read(settings):
    settings.VERIFY_MAX_BYTES = 1000
    response = send(b"x" * 100_000)
    assert response.status_code == 413
    assert "没有读取" in response.content.decode()


def test_who_asks_too_often_waits(settings, report):
    cache.clear()
    settings.VERIFY_PER_MINUTE = 3
    client = Client(REMOTE_ADDR="10.1.1.1")
    codes = [client.post(URL, {"sha256": report.sha256}).status_code for _ in range(2)]
    codes += [client.get(URL, {"sha256": report.sha256}).status_code for _ in range(2)]
    assert codes == [200, 200, 200, 429]
    assert "一分钟后再试" in client.post(URL, {"sha256": report.sha256}).content.decode()
    assert client.get(URL).status_code == 200
    assert Client(REMOTE_ADDR="10.1.1.2").post(URL, {"sha256": report.sha256}).status_code == 200
    forged = {"x-forwarded-for": "10.9.9.9"}
    assert client.post(URL, {"sha256": report.sha256}, headers=forged).status_code == 429


def test_a_post_without_the_forms_token_is_refused(report):
    strict = Client(enforce_csrf_checks=True)
    for body in ({"sha256": report.sha256}, {"file": SimpleUploadedFile("a.pdf", b"x")}):
        assert strict.post(URL, body).status_code == 403
    token = strict.get(URL).cookies[settings.CSRF_COOKIE_NAME].value
    assert strict.post(URL, {"sha256": report.sha256, "csrfmiddlewaretoken": token}).status_code == 200


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options"])
def test_other_methods_are_refused(method):
    assert getattr(Client(), method)(URL).status_code == 405


def test_the_page_is_kept_by_no_cache_and_needs_no_login(client_of):
    response = Client().get(URL)
    assert "no-store" in response["Cache-Control"]
    assert client_of("shenhe").get(URL).status_code == 200
    assert reverse("verify") == URL
