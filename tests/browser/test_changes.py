"""The reviewer's second look: exactly what was changed since the return, with his remarks and the answers."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from evaluations.demo.accounts import FEDERATION
from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk

INDICATOR = "15261354-0cb0-5f55-88fc-16bb896fa591"
REASON = "受助家庭自付的康复费用下降幅度小于预期，部分家庭仍要承担交通和住宿开支。"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_reviewer_sees_what_was_changed_since_the_return(
    desk_of: Callable[..., Desk], tmp_path: Path, scripts: bool
) -> None:
    evaluation = SelfEvaluation.objects.get(department__code=FEDERATION)
    preparer, leader, reviewer = (
        desk_of(name, java_script_enabled=scripts) for name in ("canlian", "canlian-fzr", "shenhe2")
    )
    change_two_items(preparer, evaluation)
    answer_everything(preparer, evaluation)
    send(preparer, evaluation, "送负责人审签")
    send(leader, evaluation, "审签并报送")
    reviewer.go(f"/evaluations/{evaluation.pk}/review/")
    reviewer.follow("版本对比")
    items = reviewer.page.locator("tbody:has(.change-item)")
    named = [name.strip() for name in items.locator(".change-name").all_inner_texts()]
    assert len(named) == 4, named
    changed = items.filter(has=reviewer.page.locator(".state", has_text=re.compile("^改动$")))
    assert changed.count() == 2
    reason = changed.filter(has_text="扣分原因")
    for words in (
        "部分工作存在不足",
        REASON,
        "审核意见",
        "请结合家庭自付费用的变化",
        "已修改",
        "原因已写明。",
    ):
        assert words in reason.inner_text(), words
    text = changed.filter(has_text="综合评价")
    assert text.locator("ins").all_inner_texts() == ["今后按年核对编制。"]
    assert text.locator(".change-remark").count() == 0
    kept = items.filter(has_text="未改动")
    assert kept.count() == 2
    assert "不修改，说明理由" in kept.first.inner_text()
    choose_and_download(reviewer, tmp_path)


def change_two_items(preparer: Desk, evaluation: SelfEvaluation) -> None:
    """The reason of an indicator, which a remark was about; a sentence of the conclusion, which none was."""
    preparer.go(f"/evaluations/{evaluation.pk}/sections/indicators/")
    preparer.type(f"indicators-{INDICATOR}-", deduction_reason=REASON)
    preparer.save()
    preparer.go(f"/evaluations/{evaluation.pk}/sections/conclusion/")
    narrative = preparer.control("narrative")
    narrative.fill(narrative.input_value() + "今后按年核对编制。")
    preparer.save()


def answer_everything(preparer: Desk, evaluation: SelfEvaluation) -> None:
    """The remark on the indicator is followed, the others are not."""
    preparer.go(f"/evaluations/{evaluation.pk}/answers/")
    for number in range(evaluation.remarks.count()):
        remark = preparer.page.locator("article.remark").nth(number)
        is_followed = "部分工作存在不足" in remark.inner_text()
        kind = "changed" if is_followed else "kept"
        preparer.click(remark.locator(f'input[type="radio"][value="{kind}"]'))
        remark.locator("textarea").fill("原因已写明。" if is_followed else "情况属实，附说明。")
        preparer.press("答复", remark)
        assert preparer.says("答复已保存")


def send(desk: Desk, evaluation: SelfEvaluation, button: str) -> None:
    """The declaration, then the button."""
    desk.go(f"/evaluations/{evaluation.pk}/check/")
    desk.click(desk.page.get_by_role("checkbox", name="真实性"))
    desk.press(button)
    assert desk.says("已送负责人审签" if button.startswith("送") else "已审签并报送")


def choose_and_download(reviewer: Desk, folder: Path) -> None:
    """Only the items with remarks; then the same as a file, under its name."""
    reviewer.page.get_by_label("显示").select_option("remarked")
    reviewer.press("对比")
    assert reviewer.page.locator(".change-item").count() == 3
    file = reviewer.download("下载 PDF", folder)
    assert file.name == "2022_花都区残联_版本对比_第1轮至第2轮.pdf"
