"""Numbers bound to the tables, rules while one types, and 数据已变动: what a person sees of the live checker."""

from collections.abc import Callable

from evaluations.models import SelfEvaluation
from evaluations.queries import load_facts
from tests.browser.desk import Desk

SENTENCE = "全年一般公共预算支出按进度使用，救助残疾儿童326名。"


def narrative_of(evaluation: SelfEvaluation) -> str:
    return load_facts(evaluation).conclusion.narrative


def conclusion(desk: Desk, evaluation: SelfEvaluation) -> None:
    desk.go(f"/evaluations/{evaluation.pk}/sections/conclusion/")


def test_one_click_binds_and_the_number_follows_the_table(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    desk = desk_of("canlian")
    conclusion(desk, returned)
    desk.type(narrative=SENTENCE)
    desk.save()
    offer = desk.page.locator(".bindings button", has_text="“326名”为")
    assert offer.count() == 1, "the same number is offered once"
    desk.click(offer)
    area = desk.control("narrative")
    assert "«指标:残疾儿童康复救助人数.实际完成值»" in area.input_value()
    assert desk.page.locator(".chips-back mark").all_inner_texts() == [
        "«指标:残疾儿童康复救助人数.实际完成值»"
    ]
    assert "救助残疾儿童326名。" in desk.page.locator(".chips-said:visible").inner_text().replace("\n", "")
    assert desk.page.locator(".findings-stale").is_visible()
    area.press("Control+z")
    assert area.input_value() == SENTENCE, "the browser's own undo takes it back"
    area.press("Control+Shift+z")
    desk.save()
    assert not desk.page.locator(".findings-stale").is_visible()
    assert narrative_of(returned).startswith("全年一般公共预算支出按进度使用，救助残疾儿童«指标:")
    desk.go(f"/reports/{returned.pk}/")
    assert "救助残疾儿童326名。" in desk.text()


def test_a_number_is_put_in_by_its_name_from_the_keyboard(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    desk = desk_of("canlian")
    conclusion(desk, returned)
    area = desk.control("management")
    area.fill("支出执行率为")
    area.press("End")
    desk.page.locator(".chip-picker summary").first.press("Enter")
    find = desk.page.locator(".chip-picker input").first
    find.fill("没有这样的数")
    assert desk.page.locator(".chip-picker li").first.inner_text() == "没有这个名称的数"
    find.fill("执行率")
    find.press("Enter")
    assert area.input_value() == "支出执行率为«执行率»"
    area.press_sequentially("，其余照旧«没有的数»")
    assert desk.page.locator(".chips-said .chip-gone").first.inner_text() == "已没有来源"
    desk.save()
    assert desk.page.get_by_text("文中绑定的数“没有的数”已没有来源").first.is_visible()


def test_binding_works_without_scripts(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian", java_script_enabled=False)
    conclusion(desk, returned)
    desk.type(narrative=SENTENCE)
    desk.save()
    desk.open(desk.page.locator(".bindings button").first)
    assert "«指标:残疾儿童康复救助人数.实际完成值»" in desk.value("narrative")
    assert "读作" in desk.text()
    desk.save()
    assert "«指标:" in narrative_of(returned)


def test_a_rule_speaks_while_one_types_in_its_own_words(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    score = desk.page.locator('input[name$="-self_score"]').first
    name = score.get_attribute("name") or ""
    points = desk.control(name.replace("self_score", "points"))
    whole = points.input_value()
    score.fill("99.5")
    note = desk.page.locator(".cell-note-live")
    assert note.inner_text() == "自评得分在 0 与分值之间；项目得分不超过 100。"
    points.fill("100")
    assert note.count() == 0, "mended at the other end"
    points.fill(whole)
    assert note.count() == 1
    desk.save()
    assert desk.page.locator(".cell-note-danger", has_text="大于分值").count() == 1
    assert desk.page.locator(".cell-note-live").count() == 0


def test_an_open_page_hears_that_a_colleague_saved(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    waiting, colleague = desk_of("canlian"), desk_of("canlian")
    waiting.go(f"/evaluations/{returned.pk}/check/")
    stale = waiting.page.locator(".findings-stale")
    waiting.page.evaluate("window.dispatchEvent(new Event('focus'))")
    waiting.page.wait_for_timeout(300)
    assert not stale.is_visible()
    conclusion(colleague, returned)
    colleague.type(narrative="改过了。")
    colleague.save()
    waiting.page.evaluate("window.dispatchEvent(new Event('focus'))")
    stale.wait_for(state="visible")
    assert "数据已变动" in stale.inner_text()
