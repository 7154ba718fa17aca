"""What single tasks cost: clicks and seconds, counted and held to expectations.md §7.2."""

import time
from collections.abc import Callable
from pathlib import Path

from accounts.models import User
from evaluations.enums import Status
from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk
from tests.browser.scenes import submit_again


def test_the_next_one_is_opened_scored_and_returned(
    desk_of: Callable[..., Desk], people: dict[str, User], count: Callable[..., None]
) -> None:
    """From the desk of the reviewer: six rows scored, two remarks, back to the department."""
    evaluation = submit_again(people)
    desk = desk_of("shenhe")
    desk.go("/")
    desk.job = "审核"
    desk.open(desk.page.locator(".task-list a").first)
    desk.follow("核查得分")
    score_six_rows(desk)
    desk.press("保存核查得分")
    assert desk.says("已保存")
    desk.follow("审核", desk.page.locator(".page-back"))
    for number in (0, 5):
        desk.open(desk.page.locator(".outline-table .item-link").nth(number))
        desk.type(text="请补充依据，并与佐证材料一致。")
        desk.press("记下意见")
    desk.type(comment="请按意见修改并逐条答复。")
    desk.press("退回修改")
    evaluation.refresh_from_db()
    assert evaluation.status == Status.RETURNED
    count("审核：打开下一份、核查 6 行、提 2 条意见、退回", desk.clicks["审核"], 12)


def score_six_rows(desk: Desk) -> None:
    """One click into the first input; from there by Tab, past the links to evidence and details of the next row."""
    scores = desk.page.locator('#scores-form input[name$="-score"]')
    desk.click(scores.first)
    keyboard = desk.page.keyboard
    for number in range(6):
        assert desk.page.evaluate("document.activeElement.name") == scores.nth(number).get_attribute("name")
        for words in ("0", "没有佐证材料", "评分标准第三条"):
            keyboard.press("Control+a")
            keyboard.insert_text(words)
            keyboard.press("Tab")
        while desk.page.evaluate("document.activeElement.tagName") == "A":
            keyboard.press("Tab")


def test_the_pdf_from_the_task_list(
    desk_of: Callable[..., Desk], draft: SelfEvaluation, tmp_path: Path, count: Callable[..., None]
) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/")
    desk.job = "下载"
    started = time.perf_counter()
    file = desk.download("下载 PDF", tmp_path)
    taken = time.perf_counter() - started
    assert file.read_bytes().startswith(b"%PDF-")
    count("填报清单下载 PDF", desk.clicks["下载"], 2)
    count("填报清单下载 PDF", taken, 2, "秒", fails_above=20)
