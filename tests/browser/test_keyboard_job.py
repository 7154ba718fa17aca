"""The whole job without a mouse: from the login to the reviewer's return, by keys alone (expectations.md §7.2)."""

from collections.abc import Callable
from pathlib import Path

from accounts.models import User
from evaluations.demo.accounts import PASSWORD
from evaluations.enums import Status
from evaluations.models import SelfEvaluation
from tests.browser import filling
from tests.browser.clipboard import block, told
from tests.browser.desk import Desk
from tests.browser.keyboard import KeyDesk, nothing_but_keys
from tests.browser.test_journey import NAME, explain_and_send, remark_and_return, sign
from tests.browser.test_last_year import next_year

#: What each of the eight jobs may cost in keys that are not words; the tedium of a page shows here.
MOST_KEYS = {
    "登录": 8, "填一节": 70, "粘贴一块": 20, "填表格": 200, "上传佐证": 100, "改好校验问题": 40, "提交": 60,
    "审核退回": 270,
}  # fmt: skip
HEADS = ("项目", "年初预算数", "全年预算数", "全年执行数", "上年决算数")


def test_eight_jobs_by_keyboard_alone(
    new_desk: Callable[..., KeyDesk], people: dict[str, User], tmp_path: Path, count: Callable[..., None]
) -> None:
    next_year(people)
    preparer, leader, reviewer = (new_desk(KeyDesk) for _ in range(3))
    with nothing_but_keys():
        fill_in(preparer, tmp_path)
        preparer.job = "改好校验问题"
        mend(preparer)
        preparer.job = "提交"
        explain_and_send(preparer)
        leader.log_in("zhengxie-fzr", PASSWORD)
        sign(leader)
        reviewer.job = "审核退回"
        reviewer.log_in("shenhe", PASSWORD)
        remark_and_return(reviewer)
    evaluation = SelfEvaluation.objects.get(campaign__year=2023, department__code="103001")
    assert evaluation.status == Status.RETURNED
    faults = [fault for desk in (preparer, leader, reviewer) for fault in desk.faults]
    assert not faults, "\n".join(faults)
    pressed = preparer.keys_pressed + reviewer.keys_pressed
    for job, most in MOST_KEYS.items():
        count(f"只用键盘：{job}", pressed[job], most, "次按键")


def fill_in(desk: KeyDesk, folder: Path) -> None:
    """Logs in and fills all sections, the budget as a block from a spreadsheet."""
    desk.job = "登录"
    desk.log_in("zhengxie", PASSWORD)
    desk.job = "填一节"
    desk.follow(NAME)
    desk.follow("1. 部门概况")
    filling.fill_profile(desk)
    desk.job = "其余各节"
    filling.fill_tasks(desk)
    desk.job = "粘贴一块"
    paste_budget(desk)
    filling.fill_goals(desk)
    desk.job = "填表格"
    filling.fill_indicators(desk)
    desk.job = "其余各节"
    for fill in (filling.fill_projects, filling.fill_conclusion, filling.fill_problems):
        fill(desk)
    desk.job = "上传佐证"
    filling.upload_evidence(desk, folder)


def paste_budget(desk: KeyDesk) -> None:
    """All lines at once, copied where the figures are kept; one of them is a wrong one."""
    rows = [(label, *amounts) for label, amounts in filling.BUDGET.items()]
    wrong = {"公用经费": ("57.63", "100", "59", "70")}
    copied(desk, block([HEADS, *((row[0], *wrong.get(row[0], row[1:])) for row in rows)]))
    desk.reach(desk.control(f"budget_lines-{desk.keys('budget_lines')[0]}-initial_amount"))
    desk.key("Control+v")
    assert f"已粘贴 {4 * len(rows)} 格" in told(desk)
    desk.job = "其余各节"
    desk.type(adjustment_reason="年中追加委员培训经费42.37万元。")
    desk.tick("complete", "yes")
    desk.save("next")


def copied(desk: KeyDesk, text: str) -> None:
    """The block on the clipboard, as a spreadsheet would leave it there."""
    sheet = desk.page.context.new_page()
    sheet.set_content("<textarea autofocus></textarea>")
    sheet.wait_for_selector("textarea:focus")
    sheet.keyboard.insert_text(text)
    sheet.keyboard.press("Control+a")
    sheet.keyboard.press("Control+c")
    sheet.close()


def mend(desk: Desk) -> None:
    """From the finding to its field, the right figure, and back: the finding is gone."""
    desk.open_section("核对与提交")
    errors = desk.page.locator("#findings .findings-danger")
    assert "相差 36.00 万元" in errors.inner_text()
    desk.open(errors.locator(".finding-place a").first)
    assert desk.page.evaluate("document.activeElement.id") == desk.page.url.partition("#")[2]
    row = desk.page.get_by_role("row").filter(
        has=desk.page.get_by_role("rowheader", name="公用经费", exact=True)
    )
    desk.write(row.locator('input[name$="-executed_amount"]'), "95")
    desk.save()
    assert desk.says("已保存")
