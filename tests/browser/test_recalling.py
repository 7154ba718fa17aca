"""Sent too early: taken back from the leader, then asked for at finance, with and without scripts; no typed reason is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from evaluations.models import Campaign, SelfEvaluation
from tests.browser.desk import Desk
from tests.browser.scenes import submit_again
from tests.browser.test_accessibility import axe_faults
from tests.browser.test_kept_forms import offered, shelf, type_and_leave
from tests.factories import make_evaluation, make_person, union_facts

DeskOf = Callable[..., Desk]
WHY = "附件3漏了一笔评估费，决算已更正。"
NAME = "部门999001 2022 年度自评"


@pytest.fixture
def fresh(campaign: Campaign, people: dict[str, User]) -> SelfEvaluation:
    """Complete and never sent, with a preparer and a leader of its own."""
    evaluation = make_evaluation(campaign, "999001", union_facts())
    for name, role in (("tianbao", Role.PREPARER), ("lingdao", Role.LEADER)):
        people[name] = make_person(name, role, department=evaluation.department)
    return evaluation


def change(desk: Desk, text: str) -> None:
    """One sentence of the conclusion."""
    desk.open_section("自评结论")
    desk.type(management=text)
    desk.save("list")
    assert desk.says("已保存"), desk.text()[:500]


def press_declared(desk: Desk, label: str) -> None:
    """The declaration, then the button of 核对与提交."""
    desk.open_section("核对与提交")
    desk.click(desk.page.get_by_role("checkbox", name="真实性"))
    desk.press(label)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_sent_too_early_twice(desk_of: DeskOf, fresh: SelfEvaluation, scripts: bool) -> None:
    preparer, leader, reviewer = (
        desk_of(name, java_script_enabled=scripts) for name in ("tianbao", "lingdao", "shenhe")
    )
    home = f"/evaluations/{fresh.pk}/"
    preparer.go(home)
    press_declared(preparer, "送负责人审签")
    assert "可以撤回：内容重新可以修改，改好后再送审签。截止日期" in preparer.text()
    preparer.press("撤回")
    assert preparer.says("已撤回")
    change(preparer, "撤回后改的一句。")
    press_declared(preparer, "送负责人审签")
    assert preparer.says("已送负责人审签")

    leader.go(home)
    press_declared(leader, "审签并报送")
    assert leader.says("已审签并报送")

    reviewer.go("/")
    reviewer.follow(NAME)
    assert "部门申请退回修改" not in reviewer.text()
    preparer.go(home)
    preparer.follow("申请退回修改")
    preparer.press("申请退回修改")
    assert "请填写理由。" in preparer.text()
    preparer.type(comment=WHY)
    preparer.press("申请退回修改")
    assert preparer.says("已申请退回修改")
    assert "等待财政决定是否退回" in preparer.text() and WHY in preparer.text()
    assert preparer.page.get_by_role("link", name="申请退回修改").count() == 0

    reviewer.press("审核通过")
    assert "申请退回修改。请看过理由再决定通过或退回。" in reviewer.text(), "his page did not show it"
    reviewer.go("/")
    row = reviewer.page.locator("#queue li", has_text=NAME)
    expect(row).to_contain_text("申请退回")
    reviewer.follow(NAME)
    assert WHY in reviewer.page.locator(".banner-returned").first.inner_text()
    reviewer.click(reviewer.page.get_by_role("link", name="到审核结论决定"))
    expect(reviewer.page.locator("#decision")).to_be_in_viewport()
    reviewer.type(comment="同意退回，改好再报。")
    reviewer.press("退回修改")
    assert reviewer.says("已退回修改")

    preparer.go(home)
    assert "同意退回，改好再报。" in preparer.text()
    change(preparer, "退回后改的一句。")
    fresh.refresh_from_db()
    assert (fresh.status, fresh.round, fresh.detail.management) == ("returned", 1, "退回后改的一句。")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_of_two_reasons_the_second_is_shown_to_its_writer(
    desk_of: DeskOf, people: dict[str, User], returned: SelfEvaluation, scripts: bool
) -> None:
    """The colleague was faster; the words that were typed stand there to be read and copied."""
    evaluation = submit_again(people)
    first, second = (desk_of(name, java_script_enabled=scripts) for name in ("canlian", "canlian-fzr"))
    for desk in (first, second):
        desk.go(f"/evaluations/{evaluation.pk}/check/#ask-back")
        desk.type(comment=f"{desk is first}：{WHY}")
    for desk in (first, second):
        desk.press("申请退回修改")
    assert "不必再申请" in second.page.locator(".messages").inner_text()
    kept = second.page.locator(".banner-warning", has_text="你填写的内容没有提交")
    assert f"False：{WHY}" in kept.inner_text()
    assert f"True：{WHY}" in second.page.locator(".banner-locked").inner_text()


def test_a_reason_that_was_not_sent_is_offered_again_and_gone_once_it_is(
    desk_of: DeskOf, people: dict[str, User], returned: SelfEvaluation
) -> None:
    evaluation = submit_again(people)
    desk, url = desk_of("canlian"), f"/evaluations/{evaluation.pk}/check/"
    desk.go(url)
    type_and_leave(desk, "comment", WHY)
    desk.go(url)
    desk.click(offered(desk).get_by_role("button", name="填回"))
    assert desk.value("comment") == WHY
    assert axe_faults(desk) == []
    desk.control("comment").evaluate("field => field.removeAttribute('maxlength')")
    desk.control("comment").fill(WHY * 200)
    desk.press("申请退回修改")
    assert "最多 2000 字" in desk.text()
    assert (desk.value("comment"), len(shelf(desk))) == (WHY * 200, 1)
    desk.control("comment").fill(WHY)
    desk.press("申请退回修改")
    assert desk.says("已申请退回修改")
    assert shelf(desk) == []
