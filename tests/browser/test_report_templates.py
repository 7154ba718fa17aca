"""A manager words a report anew: seen before it is saved, refused with its line when broken, published for campaigns."""

from collections.abc import Callable

import pytest

from evaluations.models import ReportTemplate
from tests.browser.desk import Desk


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_edit_the_wording_see_it_break_it_mend_it_publish_it(
    desk_of: Callable[..., Desk], scripts: bool
) -> None:
    desk = desk_of("caizheng", java_script_enabled=scripts)
    desk.go("/campaigns/")
    desk.follow("报告模板")
    desk.follow("广东县级部门整体支出绩效自评报告（封面、引言）")
    desk.press("另存为新版本")
    text = desk.value("text")
    assert text.startswith("名称：广东县级")
    reworded = text.replace("# 存在的问题", "# 存在的问题及原因").replace(
        "对照评分标准逐项自评，", "经逐项核对，"
    )
    see_it(desk, reworded)
    broken = reworded.replace("[改进措施]", "[措施]")
    desk.type(text=broken)
    desk.press("保存草稿")
    assert "本页有 1 处需要修改\n第 47 行：不认识正文内容 [措施]" in desk.text()
    assert desk.value("text").replace("\r", "") == broken
    if scripts:
        the_fault_leads_to_its_line(desk)
    desk.type(text=reworded)
    desk.press("保存草稿")
    assert desk.says("已保存")
    assert "# 存在的问题及原因" in desk.text()
    desk.press("发布")
    assert desk.says("已发布，任务可以选用")
    desk.go("/campaigns/new/")
    assert (
        "广东县级部门整体支出绩效自评报告（封面、引言）（第 2 版）"
        in desk.control("report_template").inner_text()
    )


def see_it(desk: Desk, text: str) -> None:
    """The preview of what is typed opens beside the page and shows the new words; nothing is stored."""
    desk.type(text=text)
    with desk.page.context.expect_page() as opened:
        desk.page.get_by_role("button", name="预览（不保存）").click()
    page = opened.value
    page.wait_for_load_state()
    shown = page.locator("article.report").inner_text()
    assert "三、存在的问题及原因" in shown
    assert "经逐项核对，2022年度部门整体支出绩效自评得分" in shown
    page.close()
    assert "及原因" not in str(ReportTemplate.objects.get(code="guangdong-county", version=2).definition)


def the_fault_leads_to_its_line(desk: Desk) -> None:
    """A click on the fault marks its line in the text."""
    desk.page.locator(".error-summary a").first.click()
    marked = desk.page.evaluate(
        "() => { const t = document.querySelector('.template-text');"
        " return t.value.slice(t.selectionStart, t.selectionEnd); }"
    )
    assert marked == "[措施]"
