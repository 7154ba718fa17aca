"""What cannot be stored, and what cannot be right, is said at the field and above the form; nothing typed is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk

#: Everything that stands in the form, in order, as it would be posted.
TYPED = """form => [...form.elements].filter((part) => part.name && !["csrfmiddlewaretoken", "seq"].includes(part.name) && part.type !== "submit")
  .map((part) => [part.name, part.value, part.checked || false])"""
NUMBERS = [
    # section, control (row set, number of its row, field; or a field alone), typed, the sentence
    ("profile", "established_count", "-3", "编制人数：“-3”是负数，应为零或正数"),
    ("profile", "serving_count", "二十几", "在职人数：“二十几”不是数字。只填数字，如 1,057.63"),
    ("profile", "retired_count", "12.5", "离退休人数：“12.5”小数位过多，应为整数"),
    (
        "budget",
        ("budget_lines", 0, "initial_amount"),
        "-1,057.63",
        "“-1,057.63”是负数。金额应为零或正数，单位万元",
    ),
    ("budget", ("budget_lines", 1, "adjusted_amount"), "约100", "“约100”不是数字"),
    ("budget", ("budget_lines", 2, "executed_amount"), "1.1234567", "“1.1234567”精确到了分以下"),
    ("budget", ("budget_lines", 3, "last_year_amount"), "1,05,7", "“1,05,7”不是数字"),
    ("budget", ("budget_lines", 4, "last_year_amount"), "10000000000", "太大。请核对单位是否为万元"),
    ("indicators", ("indicators", -1, "points"), "十分", "分值：“十分”不是数字"),
    ("indicators", ("indicators", -1, "self_score"), "9.555", "自评得分：“9.555”小数位过多，最多 2 位小数"),
    ("projects", ("projects", 0, "unit_price"), "九块", "单价（万元）：“九块”不是数字"),
]
PAGES = ("profile", "budget", "indicators", "projects")


def control_name(desk: Desk, place: Any) -> str:
    """The name of a control."""
    if isinstance(place, str):
        return place
    rowset, number, field = place
    return f"{rowset}-{desk.keys(rowset)[number]}-{field}"


def described(control: Locator) -> str:
    """The words that describe a control to those who cannot see."""
    ids = (control.get_attribute("aria-describedby") or "").split()
    return " ".join(control.page.locator(f'[id="{name}"]').inner_text() for name in ids)


@pytest.mark.parametrize("section", PAGES)
def test_what_cannot_be_stored(desk_of: Callable[..., Desk], returned: SelfEvaluation, section: str) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/{section}/")
    wrong = {
        control_name(desk, place): (typed, words) for key, place, typed, words in NUMBERS if key == section
    }
    for name, (typed, _) in wrong.items():
        desk.type(**{name: typed})
    desk.click(desk.page.locator('input[name="complete"]:not(:checked)'))
    before = desk.page.locator("#section-form").evaluate(TYPED)
    desk.save()

    assert desk.page.locator("#section-form").evaluate(TYPED) == before, "all that was typed is still there"
    assert desk.page.title().startswith("有错误：")
    summary = desk.page.get_by_role("alert")
    assert summary.evaluate("part => part === document.activeElement"), "errors first"
    assert f"本页有 {len(wrong)} 处需要修改" in summary.inner_text()
    for name, (typed, words) in wrong.items():
        control = desk.control(name)
        assert control.get_attribute("aria-invalid") == "true"
        assert words in described(control)
        link = summary.get_by_role("link", name=words)
        link.click()
        assert control.evaluate("part => part === document.activeElement"), "the link leads into the field"
        assert covered(control) == "", typed
    desk.go(desk.page.url.partition("#")[0])
    assert desk.page.locator("#section-form").evaluate(TYPED) != before, "nothing was stored"


def covered(control: Locator) -> str:
    """What lies over the middle of a control, "" if nothing does."""
    return str(
        control.evaluate("""part => {
          const box = part.getBoundingClientRect();
          const hit = document.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
          return hit === part ? "" : (hit ? hit.outerHTML.slice(0, 100) : "outside the window");
        }""")
    )


def test_spellings_of_numbers_that_are_understood(
    desk_of: Callable[..., Desk], draft: SelfEvaluation
) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/budget/")
    spellings = {
        "1057.63": "1,057.63", "1,057.63": "1,057.63", "1，057.63": "1,057.63", "１，０５７．６３": "1,057.63",
        "1057.63万元": "1,057.63", " 1 057.63 万 ": "1,057.63", "￥1057.63": "1,057.63", "10576300元": "1,057.63",
        "0.105763亿元": "1,057.63", "３.５": "3.50", "0.000001": "0.000001", "０": "0.00", "": "", "不适用": "不适用",
        "—": "不适用", "12": "12.00",
    }  # fmt: skip
    keys = desk.keys("budget_lines")
    for key, typed in zip(keys, spellings, strict=False):
        desk.type(**{f"budget_lines-{key}-last_year_amount": typed})
    desk.save()
    assert desk.says("已保存")
    stored = [desk.value(f"budget_lines-{key}-last_year_amount") for key in keys[: len(spellings)]]
    assert stored == list(spellings.values())


def test_what_is_too_long_is_counted_and_kept(desk_of: Callable[..., Desk], draft: SelfEvaluation) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/profile/")
    text = "绩" * 517
    desk.type(nature=text)
    desk.save()
    assert "部门性质写了 517 字，最多 500 字，请删减 17 字" in described(desk.control("nature"))
    assert desk.value("nature") == text


#: What can be stored but not be right: section, what to type (by place), where it is said, the finding.
CONTRADICTIONS = [
    ("budget", {("budget_lines", 5, "adjusted_amount"): "100", ("budget_lines", 5, "executed_amount"): "100.01"},
     ("budget_lines", 5, "executed_amount"), "全年执行数 100.01 万元 大于全年预算数 100.00 万元，多 0.01 万元"),
    ("indicators", {("indicators", -1, "points"): "10", ("indicators", -1, "self_score"): "10.01"},
     ("indicators", -1, "self_score"), "自评得分 10.01 大于分值 10"),
    ("conclusion", {"narrative": "2021年各项工作成效明显。"}, "narrative", "文中出现 2021 年（“2021年各项工作成效明…”），评价年度是 2022 年"),
    ("projects", {("projects", 0, "self_score"): "100.5"}, ("projects", 0, "self_score"), "自评得分 100.5 大于 100"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("section", "typed", "place", "words"),
    CONTRADICTIONS,
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_what_cannot_be_right(
    desk_of: Callable[..., Desk],
    returned: SelfEvaluation,
    section: str,
    typed: dict[Any, str],
    place: Any,
    words: str,
) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/{section}/")
    desk.type(**{control_name(desk, where): text for where, text in typed.items()})
    desk.save()
    assert desk.says("已保存"), "it is kept, and said"
    name = control_name(desk, place)
    assert words in described(desk.control(name))
    desk.open_section("核对与提交")
    finding = desk.page.locator("#findings li").filter(has_text=words)
    desk.open(finding.get_by_role("link"))
    assert desk.control(name).evaluate("part => part === document.activeElement"), (
        "one click from finding to field"
    )
    assert covered(desk.control(name)) == ""


def test_points_that_do_not_add_up(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    name = control_name(desk, ("indicators", -1, "points"))
    points = float(desk.value(name))
    desk.type(**{name: f"{points - 1.5:g}"})
    assert "还差 1.5" in desk.page.locator(".points-state").inner_text()
    desk.save()
    assert "三级指标分值合计 98.5，应为 100，还差 1.5" in desk.page.locator("body").inner_text()
    assert "还差 1.5" in desk.page.locator(".points-state").inner_text()


def test_errors_come_first_even_when_a_finding_led_here(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/profile/#serving_count")
    desk.type(serving_count="几个")
    desk.save()
    assert desk.page.get_by_role("alert").evaluate("part => part === document.activeElement")


def test_leaving_a_field_moves_nothing(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    """What is being pressed when a field is left must not slip away from under the pointer."""
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    leaves = [key for key in desk.keys("indicators") if desk.control(f"indicators-{key}-points").count()]
    reason = desk.control(f"indicators-{leaves[0]}-corrective_measures")
    below = desk.control(f"indicators-{leaves[1]}-name")
    reason.fill("加强调度")
    before = below.bounding_box()
    reason.blur()
    assert below.bounding_box() == before


@pytest.mark.parametrize("verb", ["add", "drop", "up"])
def test_changing_rows_loses_nothing(
    desk_of: Callable[..., Desk], returned: SelfEvaluation, verb: str
) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/profile/")
    first, second = desk.keys("duties")[:2]
    desk.type(nature="改了的性质", serving_count="不是数字")
    desk.type(f"duties-{first}-", text="第一项改了")
    desk.click(desk.page.locator('input[name="complete"]:not(:checked)'))
    before = desk.page.locator("#section-form").evaluate(TYPED)
    if verb == "add":
        desk.add("duties")
    else:
        desk.shift(verb, "duties", second)
    after = desk.page.locator("#section-form").evaluate(TYPED)
    kept = [item for item in before if second not in item[0] and item[1] != second]
    assert [item for item in kept if item not in after] == []


def test_an_upload_that_is_refused_keeps_what_was_typed(
    desk_of: Callable[..., Desk], returned: SelfEvaluation
) -> None:
    fake = {"name": "签到表.pdf", "mimeType": "application/pdf", "buffer": b"not a pdf at all"}
    at_once = desk_of("canlian")
    at_once.go(f"/evaluations/{returned.pk}/evidence/")
    at_once.type(title="会议签到表")
    at_once.control("file").set_input_files(fake)
    expect(at_once.page.locator(".upload-failed")).to_contain_text("“签到表.pdf”的内容不是 PDF 文件")
    assert at_once.value("title") == "会议签到表"

    desk = desk_of("canlian", java_script_enabled=False)
    desk.go(f"/evaluations/{returned.pk}/evidence/")
    desk.type(title="会议签到表")
    desk.control("file").set_input_files(fake)
    desk.press("上传")
    assert "“签到表.pdf”的内容不是 PDF 文件" in desk.page.get_by_role("alert").inner_text()
    assert "的内容不是 PDF 文件" in described(desk.control("file"))
    assert desk.value("title") == "会议签到表"


def test_a_campaign_that_cannot_be(desk_of: Callable[..., Desk]) -> None:
    desk = desk_of("caizheng")
    desk.go("/campaigns/new/")
    desk.type(year="二〇二三", name="2023年度自评", opens_on="2024-05-01", due_on="2024-04-01")
    desk.press("建立任务")
    summary = desk.page.get_by_role("alert").inner_text()
    for words in ("评价年度应为四位数字，如 2022。", "截止日期 2024年4月1日早于开始日期 2024年5月1日。"):
        assert words in summary
    assert [desk.value(name) for name in ("year", "name", "due_on")] == [
        "二〇二三",
        "2023年度自评",
        "2024-04-01",
    ]


def test_an_answer_without_words_or_choice(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/answers/")
    remark = desk.page.locator("article.remark").last
    desk.press("答复", remark)
    summary = desk.page.get_by_role("alert")
    for words, control in (
        ("请选择处理。", remark.locator('input[type="radio"]').first),
        ("请填写答复。", remark.locator("textarea")),
    ):
        summary.get_by_role("link", name=words).click()
        assert control.evaluate("part => part === document.activeElement")
