"""Answers, remarks, scores, explanations and reasons: what was typed and not saved is offered where the form is opened again."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from accounts.access import Rights
from accounts.models import User
from evaluations.actions.scores import save_reviewed_scores
from evaluations.domain.review import NO_REVIEW, Review, ReviewedScore, stamp
from evaluations.models import DeadlineExtension, Remark, SelfEvaluation
from evaluations.queries import load_facts
from tests.browser.desk import Desk
from tests.browser.scenes import submit_again
from tests.browser.test_accessibility import axe_faults

TYPED = "已按意见改了第三项的完成值，依据是年底统计表。"


def shelf(desk: Desk) -> list[str]:
    """The keys of the copies on this machine."""
    return desk.page.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('draft:') && key.includes(':form:'))"
    )


def type_and_leave(desk: Desk, name: str, text: str) -> None:
    """Types key by key and closes the page at once."""
    control = desk.control(name)
    control.click()
    desk.page.keyboard.type(text)
    opened = desk.page.context.new_page()
    desk.page.close(run_before_unload=True)
    desk.page = opened


def offered(desk: Desk):
    return desk.page.locator(".kept-form")


@pytest.fixture
def submitted(people: dict[str, User], returned: SelfEvaluation) -> SelfEvaluation:
    """区残联, with the reviewer again."""
    return submit_again(people)


def test_an_answer_is_offered_put_back_and_gone_once_it_is_saved(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    desk, remark = desk_of("canlian"), returned.remarks.filter(answer_kind="").first()
    url, name = f"/evaluations/{returned.pk}/answers/", f"{remark.key}-answer"
    desk.go(url)
    type_and_leave(desk, name, TYPED)
    desk.go(url)
    expect(offered(desk)).to_have_count(1)
    assert desk.value(name) == ""
    assert axe_faults(desk) == []
    desk.click(offered(desk).get_by_role("button", name="填回"))
    assert desk.value(name) == TYPED
    assert len(shelf(desk)) == 1
    desk.open(desk.page.locator(f'button[name="pressed"][value="{remark.key}"]'))
    assert "有错误" in desk.page.title(), "no kind was chosen: nothing is saved, nothing is lost"
    assert desk.value(name) == TYPED
    assert len(shelf(desk)) == 1
    desk.tick(f"{remark.key}-answer_kind", "changed")
    desk.open(desk.page.locator(f'button[name="pressed"][value="{remark.key}"]'))
    assert desk.says("答复已保存。")
    assert shelf(desk) == []
    assert Remark.objects.get(pk=remark.pk).answer == TYPED
    desk.go(url)
    expect(offered(desk)).to_have_count(0)


def test_what_was_begun_elsewhere_on_the_page_stays_when_an_answer_is_saved(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    desk = desk_of("canlian")
    one, other = returned.remarks.filter(answer_kind="")[:2]
    desk.go(f"/evaluations/{returned.pk}/answers/")
    desk.control(f"{other.key}-answer").fill("这一条还没有写完")
    desk.control(f"{one.key}-answer").fill("改了。")
    desk.tick(f"{one.key}-answer_kind", "changed")
    desk.open(desk.page.locator(f'button[name="pressed"][value="{one.key}"]'))
    assert desk.says("答复已保存。")
    assert desk.value(f"{other.key}-answer") == "这一条还没有写完", "it stands there with what it lacks"
    assert len(shelf(desk)) == 1
    desk.go(f"/evaluations/{returned.pk}/answers/")
    desk.click(offered(desk).get_by_role("button", name="填回"))
    assert desk.value(f"{other.key}-answer") == "这一条还没有写完"


def test_scores_remark_and_reason_of_the_reviewer(
    desk_of: Callable[..., Desk], submitted: SelfEvaluation
) -> None:
    desk, facts = desk_of("shenhe"), load_facts(submitted)
    row = facts.scored_indicators()[0]
    url, reason = f"/evaluations/{submitted.pk}/scores/", f"indicators-{row.key}-reason"
    desk.go(url)
    desk.control(f"indicators-{row.key}-score").fill("1")
    type_and_leave(desk, reason, "佐证只到九月")
    desk.go(url)
    desk.click(offered(desk).get_by_role("button", name="填回"))
    assert (desk.value(f"indicators-{row.key}-score"), desk.value(reason)) == ("1", "佐证只到九月")
    assert axe_faults(desk) == []
    desk.control(f"indicators-{row.key}-basis").fill("第3号佐证")
    desk.press("保存核查得分")
    assert desk.says("核查得分已保存。")
    assert shelf(desk) == []

    review = f"/evaluations/{submitted.pk}/review/"
    desk.go(f"{review}?at=profile///nature#remark")
    type_and_leave(desk, "text", "编制数与批复不符")
    desk.go(review)
    expect(offered(desk)).to_contain_text("没有提交的内容：提意见")
    desk.control("comment").fill("三处要改")
    desk.page.wait_for_timeout(400)
    desk.open(offered(desk).get_by_role("link", name="打开"))
    assert offered(desk).count() == 2, "the remark, and the reason that was typed meanwhile"
    desk.click(desk.page.locator("#remark .kept-form").get_by_role("button", name="填回"))
    assert desk.value("text") == "编制数与批复不符"
    desk.press("记下意见")
    assert desk.says("已记下对")
    desk.click(offered(desk).get_by_role("button", name="填回"))
    assert desk.value("comment") == "三处要改"
    desk.press("退回修改") if desk.page.get_by_role("button", name="退回修改").count() else desk.press("退回")
    assert shelf(desk) == []


def test_explanation_and_extension(desk_of: Callable[..., Desk], returned: SelfEvaluation, campaign) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/check/")
    form = desk.page.locator("div.explain").first
    form.locator("textarea").fill("按区财政局核减文件调整")
    desk.page.wait_for_timeout(400)
    desk.go(f"/evaluations/{returned.pk}/check/")
    desk.click(offered(desk).get_by_role("button", name="填回"))
    assert form.locator("textarea").input_value() == "按区财政局核减文件调整"
    desk.open(form.locator("button.btn-secondary").last)
    assert shelf(desk) == []

    manager = desk_of("caizheng")
    manager.go(f"/campaigns/{campaign.pk}/")
    type_and_leave(manager, "reason", "机构改革，决算推迟")
    manager.go(f"/campaigns/{campaign.pk}/")
    manager.click(offered(manager).get_by_role("button", name="填回"))
    assert manager.value("reason") == "机构改革，决算推迟"
    assert not DeadlineExtension.objects.exists()


def test_it_is_one_persons_and_goes_at_logout_or_when_not_wanted(
    desk_of: Callable[..., Desk], people: dict[str, User], returned: SelfEvaluation
) -> None:
    desk, remark = desk_of("canlian"), returned.remarks.filter(answer_kind="").first()
    url, name = f"/evaluations/{returned.pk}/answers/", f"{remark.key}-answer"
    desk.go(url)
    type_and_leave(desk, name, "不要的话")
    desk.go(url)
    desk.click(offered(desk).get_by_role("button", name="不要了"))
    assert shelf(desk) == []
    type_and_leave(desk, name, TYPED)
    desk.go(url)
    person = people["canlian"].pk
    assert all(key.startswith(f"draft:{person}:form:") for key in shelf(desk))
    desk.page.evaluate(f"document.querySelector('main').dataset.person = '{person}9'")
    desk.click(desk.page.locator("details.person summary"))
    desk.press("退出")
    assert shelf(desk) == []


def test_pinyin_is_not_kept(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk, remark = desk_of("canlian"), returned.remarks.filter(answer_kind="").first()
    desk.go(f"/evaluations/{returned.pk}/answers/")
    desk.control(f"{remark.key}-answer").click()
    wire = desk.page.context.new_cdp_session(desk.page)
    wire.send("Input.imeSetComposition", {"text": "gai", "selectionStart": 3, "selectionEnd": 3})
    desk.page.wait_for_timeout(500)
    assert shelf(desk) == []
    wire.send("Input.insertText", {"text": "改"})
    desk.page.wait_for_timeout(500)
    (copy,) = desk.page.evaluate("Object.values(localStorage).filter((text) => text.includes('答复'))")
    assert "改" in copy
    assert "gai" not in copy


def test_scores_that_two_saved_are_gone_once_the_choice_is_saved(
    desk_of: Callable[..., Desk], submitted: SelfEvaluation, people: dict[str, User]
) -> None:
    desk, row = desk_of("shenhe"), load_facts(submitted).scored_indicators()[0]
    desk.go(f"/evaluations/{submitted.pk}/scores/")
    desk.type(f"indicators-{row.key}-", score="1", reason="佐证只到九月", basis="第3号佐证")
    theirs = ReviewedScore(
        rowset="indicators", key=row.key, score=Decimal(2), reason="另有说法", basis="第4号"
    )
    save_reviewed_scores(
        evaluation=submitted,
        review=Review(scores=(theirs,)),
        seen=stamp(NO_REVIEW, submitted.round),
        rights=Rights(people["shenhe2"]),
    )
    desk.press("保存核查得分")
    assert "两个人同时核查" in desk.text()
    assert len(shelf(desk)) == 1, "nothing was saved yet"
    desk.click(desk.page.locator('input[type="radio"][value="mine"]').first)
    desk.press("按所选保存")
    assert desk.says("核查得分已保存。")
    assert shelf(desk) == []
