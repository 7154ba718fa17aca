"""佐证材料 through the web: several files, none chosen twice, pictures in frames, item by item."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from evaluations.domain.file_types import FileRefused
from evaluations.models import Evidence, SelfEvaluation
from evaluations.views import evidence as views
from tests.evaluations.domain.test_file_types import HTML, PDF, PNG
from tests.reports.pdfs import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(people) -> Client:
    logged_in = Client()
    logged_in.force_login(people["zhengxie"], backend="django.contrib.auth.backends.ModelBackend")
    return logged_in


@pytest.fixture
def url(draft: SelfEvaluation) -> str:
    return reverse("evaluations:evidence", args=[draft.pk])


def picture(colour: str) -> bytes:
    made = BytesIO()
    Image.new("RGB", (8, 8), colour).save(made, "PNG")
    return made.getvalue()


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def fields(**changes: Any) -> dict[str, Any]:
    return {"title": "", "kind": "other", "dated": "", "sample_size": "", "pages": ""} | changes


def stored(evaluation: SelfEvaluation) -> list[tuple[str, str, str]]:
    return list(
        Evidence.objects.filter(evaluation=evaluation)
        .order_by("position")
        .values_list("title", "kind", "pages")
    )


def test_several_files_of_one_post_are_kept_with_the_same_words(client, url, draft):
    files = [sent("红.png", picture("red")), sent("蓝.png", picture("blue"))]
    answer = client.post(url, fields(file=files, title="不用", kind="payment", pages="第 2 页"))
    assert answer.status_code == 302
    assert stored(draft) == [("红", "payment", "第 2 页"), ("蓝", "payment", "第 2 页")]


def test_a_wrong_date_costs_nobody_the_file(client, url, draft):
    """The file is kept and need not be chosen again; corrected, the form describes it."""
    answer = client.post(url, fields(file=[sent("红.png", picture("red"))], title="照片", dated="昨天"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "材料日期应为日期" in page and 'value="昨天"' in page and "1 个文件已经上传" in page
    assert stored(draft) == [("照片", "other", "")]
    piece = Evidence.objects.get(evaluation=draft)
    again = client.post(
        url, fields(kept=[str(piece.key)], title="开幕照片", dated="2022-05-06", pages="左上")
    )
    assert again.status_code == 302
    piece.refresh_from_db()
    assert (piece.title, str(piece.dated), piece.pages) == ("开幕照片", "2022-05-06", "左上")


def test_good_files_stay_when_one_is_refused_and_all_reasons_are_told(client, url, draft):
    files = [sent("红.png", picture("red")), sent("坏.pdf", HTML), sent("空.pdf", b""), sent("a.exe", b"MZ")]
    answer = client.post(url, fields(file=files, pages="第 9 页"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(
        words in page
        for words in ("已上传：红", "“坏.pdf”的内容不是 PDF", "“空.pdf”是空文件", "“a.exe”的格式")
    )
    assert 'value="第 9 页"' in page
    assert [row[0] for row in stored(draft)] == ["红"]


def test_kept_files_of_others_are_not_described(client, url, draft, approved):
    theirs = Evidence.objects.filter(evaluation=approved).first()
    answer = client.post(url, fields(kept=[str(theirs.key)], title="我的", file=[]))
    assert answer.status_code == 422
    theirs.refresh_from_db()
    assert theirs.title != "我的"


def test_the_script_sends_one_file_and_hears_what_became_of_it(client, url, draft):
    answer = client.post(
        url + "upload/", fields(file=sent("红.png", picture("red")), dated="昨天", kind="survey")
    )
    assert answer.status_code == 201
    piece = Evidence.objects.get(evaluation=draft)
    assert answer.json() == {
        "title": "红", "edit": reverse("evaluations:evidence_edit", args=[draft.pk, piece.key])
    }  # fmt: skip
    assert (piece.kind, piece.dated) == ("survey", None)
    twice = client.post(url + "upload/", fields(file=sent("同.png", picture("red"))))
    assert twice.status_code == 409
    assert "与已上传的“红”内容相同" in twice.json()["error"]
    assert twice.json()["edit"] == answer.json()["edit"]


@pytest.mark.parametrize(
    ("file", "words"),
    [(("a.pdf", HTML), "内容不是 PDF"), (("a.html", HTML), "格式不能上传"), (None, "没有收到文件")],
)
def test_what_the_script_sends_in_vain(client, url, draft, file, words):
    answer = client.post(url + "upload/", fields(**({"file": sent(*file)} if file else {})))
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert stored(draft) == []


def test_every_item_shows_its_evidence_or_that_there_is_none(client, url, draft):
    page = client.get(url).content.decode()
    assert page.count("还没有材料") == 5  # four indicators and a project
    wanted = page.split("?for=")[1].split("#")[0]
    assert (
        f'value="{wanted}" ' in client.get(f"{url}?for={wanted}").content.decode().split("checked")[0][-200:]
    )
    client.post(url, fields(file=[sent("红.png", picture("red"))], indicators=[wanted]))
    assert client.get(url).content.decode().count("还没有材料") == 4


@pytest.fixture
def shown(client, url, draft):
    """Uploads a file and opens its page."""

    def showing(name: str, content: bytes) -> tuple[str, str]:
        client.post(url, fields(file=[sent(name, content)]))
        key = Evidence.objects.filter(evaluation=draft).latest("position").key
        return client.get(f"{url}{key}/view/").content.decode(), f"{url}{key}/page/"

    return showing


def test_a_picture_stands_in_a_sandboxed_frame(client, shown):
    page, pages = shown("红.png", PNG)
    assert f'<iframe class="paper-frame" sandbox src="{pages}1/"' in page
    answer = client.get(f"{pages}1/")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert client.get(f"{pages}2/").status_code == 404


def test_a_pdf_is_shown_as_pictures_of_its_pages(client, shown):
    page, pages = shown("文.pdf", pdf(mark="shown"))
    assert "<iframe" in page
    answer = client.get(f"{pages}1/")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert client.get(f"{pages}99/").status_code == 404


def test_what_cannot_be_shown_is_said(client, shown):
    page, pages = shown("坏.pdf", PDF)
    assert "打不开这个 PDF" in page and "<iframe" not in page
    assert client.get(f"{pages}1/").status_code == 404


def test_a_file_that_is_too_large_is_refused_by_its_size(settings):
    """Nothing of it is read into memory: this one has nothing to read."""
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    with pytest.raises(FileRefused, match=r"“大.pdf”有 3.0 MB，超过每个文件 2 MB 的限制"):
        views.content_of(UploadedFile(None, "大.pdf", "", 3 * 1024 * 1024))


def test_nothing_uploaded_is_not_called_done(client, url, draft):
    def state() -> str:
        page = client.get(reverse("evaluations:detail", args=[draft.pk])).content.decode()
        row = page.split("9. 佐证材料", 1)[1].split("</li>", 1)[0]
        return next(word for word in ("未开始", "已完成") if word in row)

    assert state() == "未开始"
    client.post(url, fields(file=sent("红.png", picture("red"))))
    assert state() == "已完成"
    key = Evidence.objects.get(evaluation=draft).key
    client.post(reverse("evaluations:evidence_edit", args=[draft.pk, key]), {"do": "remove"})
    assert state() == "未开始"
    client.post(reverse("evaluations:evidence_finished", args=[draft.pk]), {"complete": "yes"})
    assert state() == "已完成", "somebody said that there is none to come"
