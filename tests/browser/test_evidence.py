"""Uploading evidence in the browser: at once, several, by drag, and what is said of those that are refused."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from evaluations.models import Evidence, SelfEvaluation
from tests.evaluations.domain.test_file_types import HTML
from tests.evaluations.views.test_evidence import picture


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """Two pictures and a page that calls itself a PDF."""
    contents = {"红.png": picture("red"), "蓝.png": picture("blue"), "假.pdf": HTML}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return [str(tmp_path / name) for name in contents]


def test_files_are_sent_as_soon_as_they_are_chosen(desk_of, files, draft: SelfEvaluation):
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/evidence/")
    page = desk.page
    page.get_by_label("专题协商会议场次").check()
    page.get_by_label("材料日期").fill("2022-05-06")
    page.get_by_label("文件").set_input_files(files)
    expect(page.locator(".upload-done")).to_have_count(2)
    expect(page.locator(".upload-failed")).to_contain_text("内容不是 PDF")
    expect(page.locator(".upload-status")).to_have_text("已上传 2 个，1 个没有上传")
    expect(page.locator("#evidence tbody tr")).to_have_count(2)
    expect(page.locator("#proofs")).to_contain_text("红")
    stored = Evidence.objects.filter(evaluation=draft).order_by("title")
    assert {str(piece.dated) for piece in stored} == {"2022-05-06"}
    assert all(piece.indicators.get().name == "专题协商会议场次" for piece in stored)


def test_files_are_dropped_on_the_panel_and_doubles_are_named(desk_of, draft: SelfEvaluation):
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/evidence/")
    page = desk.page
    drop = """async (bytes) => {
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "拖放.png", { type: "image/png" }));
        document.getElementById("upload").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, list(picture("green")))
    expect(page.locator(".upload-done")).to_contain_text("拖放")
    page.evaluate(drop, list(picture("green")))
    expect(page.locator(".upload-failed")).to_contain_text("与已上传的“拖放”内容相同")
    page.get_by_role("link", name="查看已有材料").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("拖放")
    page.get_by_role("link", name="查看文件").click()
    frame = page.frame_locator("iframe.paper-frame")
    expect(frame.locator("img")).to_be_visible()


def test_a_file_that_did_not_arrive_is_sent_again(desk_of, files, draft: SelfEvaluation):
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/evidence/")
    page = desk.page
    page.route("**/evidence/upload/", lambda route: route.abort(), times=1)
    page.get_by_label("文件").set_input_files(files[:1])
    expect(page.locator(".upload-failed")).to_contain_text("网络中断")
    page.get_by_role("button", name="重试").click()
    expect(page.locator(".upload-done")).to_have_count(1)
    assert Evidence.objects.filter(evaluation=draft).count() == 1
