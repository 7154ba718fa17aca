"""用 Excel 填写 as people do it, with and without scripts: down, edited, refused with reasons, mended, compared, in."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from evaluations.demo.accounts import PASSWORD
from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from tests.browser import workbook_files
from tests.browser.desk import Desk
from tests.evaluations.filled_book import FilledBook


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_workbook_goes_out_and_comes_back(
    new_desk: Callable[..., Desk], draft: SelfEvaluation, tmp_path: Path, scripts: bool
) -> None:
    desk = new_desk(java_script_enabled=scripts)
    desk.log_in("zhengxie", PASSWORD)
    desk.go(f"/evaluations/{draft.pk}/")
    menu = desk.page.locator(".excel-menu summary")
    menu.focus()
    desk.page.keyboard.press("Enter")
    with desk.page.expect_download() as waiting:
        desk.page.locator(".excel-menu a").first.click()
    assert waiting.value.suggested_filename == "2022_花都区政协_自评填报.xlsx"
    waiting.value.save_as(tmp_path / "填报.xlsx")
    book = FilledBook((tmp_path / "填报.xlsx").read_bytes())
    before = load_facts(draft)

    upload(desk, draft, workbook_files.wrong(book))
    assert "没有写入任何内容" in desk.text()
    cells = desk.page.locator(".workbook-problems tbody th").all_inner_texts()
    assert cells == ["C6", "C7"]
    marked = load_workbook(desk.download("下载标注后的文件", tmp_path))
    assert "十九人" in marked["部门概况"]["C6"].comment.text
    assert load_facts(draft) == before

    upload(desk, draft, workbook_files.changed(book))
    assert "确认之前，什么都没有写入" in desk.text()
    assert load_facts(draft) == before
    gone = before.tasks[-1]
    desk.tick("remove", f"tasks-{gone.key}")
    desk.press("确认导入")
    assert desk.says("已导入：部门概况、年度工作任务。")
    now = load_facts(draft)
    assert (now.profile.serving_count, now.profile.retired_count) == (19, 7)
    kept = [row.title for row in before.tasks[:-1]]
    assert [row.title for row in now.tasks if row.title != "新任务"] == kept
    assert "新任务" in [row.title for row in now.tasks]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_figures_of_a_finance_system_come_in(
    new_desk: Callable[..., Desk], draft: SelfEvaluation, scripts: bool
) -> None:
    desk = new_desk(java_script_enabled=scripts)
    desk.log_in("zhengxie", PASSWORD)
    desk.go(f"/evaluations/{draft.pk}/workbook/")
    desk.page.set_input_files(
        "#id_finance_file", workbook_files.as_file(workbook_files.finance_sheet(), "执行表.xlsx")
    )
    desk.press("上传财务表")
    assert "有 1 个名称没有对应" in desk.text()
    desk.page.get_by_label("基建类支出对应").select_option(label="不导入")
    desk.press("确认导入")
    assert desk.says("对应关系有变动，还没有导入")
    desk.press("确认导入")
    assert desk.says("已导入")
    staff = next(row for row in load_facts(draft).budget_lines if row.item.value == "basic_staff")
    assert f"{staff.executed_amount:f}" == "6120000.00"


def upload(desk: Desk, evaluation: SelfEvaluation, content: bytes) -> None:
    """Chooses the file and sends it."""
    desk.go(f"/evaluations/{evaluation.pk}/workbook/")
    desk.page.set_input_files("#id_file", workbook_files.as_file(content))
    desk.press("上传并查看对照")
