"""A block from Excel or WPS lands where it belongs, is told of, and goes back with one press."""

import pytest

from evaluations.queries import load_facts
from tests.browser.clipboard import block, paste, told
from tests.browser.desk import Desk

AMOUNTS = ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount")
MEASURED = ("name", "kind", "direction", "target_value", "actual_value", "unit", "points", "self_score")


def leaves(desk: Desk) -> list[str]:
    """The keys of the third-level indicators, in order."""
    return [key for key in desk.keys("indicators") if desk.control(f"indicators-{key}-points").count()]


def values(desk: Desk, rowset: str, key: str, *fields: str) -> list[str]:
    """What stands in some fields of a row."""
    return [desk.value(f"{rowset}-{key}-{field}") for field in fields]


@pytest.fixture
def budget(desk_of, draft) -> Desk:
    """收支情况, open."""
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/budget/")
    return desk


@pytest.fixture
def indicators(desk_of, returned) -> Desk:
    """绩效指标 of 残联, open."""
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    return desk


def test_a_block_of_2_by_4(budget, draft):
    first, second, third = budget.keys("budget_lines")[:3]
    untouched = values(budget, "budget_lines", third, *AMOUNTS)
    rows = [["1,057.63", "１，１００", "1090.5万元", "￥1000"], ["0", "不适用", " 12 ", "3.5"]]
    assert paste(budget, f"budget_lines-{first}-initial_amount", block(rows))
    assert values(budget, "budget_lines", first, *AMOUNTS) == ["1,057.63", "1,100", "1090.5万元", "1000"]
    assert values(budget, "budget_lines", second, *AMOUNTS) == ["0", "不适用", "12", "3.5"]
    assert values(budget, "budget_lines", third, *AMOUNTS) == untouched
    assert told(budget) == "已粘贴 8 格。"
    assert budget.page.locator('[data-total="income-adjusted_amount"]').inner_text() == "1,100.00"
    budget.save()
    assert budget.says("已保存")
    line = load_facts(draft).budget_lines[0]
    assert (str(line.initial_amount), str(line.executed_amount)) == ("10576300.00", "10905000.00")


def test_what_does_not_fit_is_told_with_its_place(budget):
    last = budget.keys("budget_lines")[-1]
    before = values(budget, "budget_lines", last, *AMOUNTS)
    rows = [["1", "2", "约三", "4", "5"], ["6"]]
    paste(budget, f"budget_lines-{last}-initial_amount", block(rows))
    assert values(budget, "budget_lines", last, *AMOUNTS) == ["1", "2", before[2], "4"]
    assert told(budget) == (
        "已粘贴 3 格。2 格没有对应的位置：第 1 行第 5 列、第 2 行第 1 列。"
        "1 格不能识别，未改动：第 1 行第 3 列“约三”（全年执行数）。"
    )
    budget.click(budget.page.get_by_role("button", name="撤销粘贴"))
    assert values(budget, "budget_lines", last, *AMOUNTS) == before


def test_ctrl_z_right_after_takes_a_block_back_but_not_later_typing(budget):
    first = budget.keys("budget_lines")[0]
    before = values(budget, "budget_lines", first, *AMOUNTS)
    paste(budget, f"budget_lines-{first}-initial_amount", block([["7", "8"]]))
    budget.page.keyboard.press("Control+z")
    assert values(budget, "budget_lines", first, *AMOUNTS) == before
    paste(budget, f"budget_lines-{first}-initial_amount", block([["7", "8"]]))
    budget.control(f"budget_lines-{first}-adjusted_amount").press_sequentially("9")
    budget.click(budget.page.get_by_role("button", name="撤销粘贴"))
    assert values(budget, "budget_lines", first, *AMOUNTS)[0] == before[0]
    assert "9" in values(budget, "budget_lines", first, *AMOUNTS)[1], "typed after it: stays"


def test_lines_are_found_by_their_names_and_columns_by_their_heads(budget):
    keys = budget.keys("budget_lines")
    rows = [
        ["项目", "全年执行数（万元）", "备注", "年初预算"],
        ["项目支出", "500", "无", "480"],
        ["人员经费", "495.5", "", "490"],
    ]
    paste(budget, f"budget_lines-{keys[0]}-initial_amount", block(rows))
    by_name = {
        label: budget.page.get_by_role("row").filter(has=budget.page.get_by_text(label, exact=True)).locator('input[name="budget_lines"]').get_attribute("value")
        for label in ("项目支出", "人员经费")
    }  # fmt: skip
    assert values(budget, "budget_lines", by_name["项目支出"], "initial_amount", "executed_amount") == [
        "480",
        "500",
    ]
    assert values(budget, "budget_lines", by_name["人员经费"], "initial_amount", "executed_amount") == [
        "490",
        "495.5",
    ]
    assert "按表头对应各列" in told(budget)
    assert "“备注”列" in told(budget)


def test_a_longer_block_adds_rows(indicators, returned):
    *_, last = leaves(indicators)
    before = len(leaves(indicators))
    rows = [[f"新指标{n}", "数量指标", ">=", "1,000", "１０５０", "人次", "2", "2"] for n in range(3)]
    paste(indicators, f"indicators-{last}-name", block(rows))
    found = leaves(indicators)
    assert len(found) == before + 2
    for number, key in enumerate(found[-3:]):
        assert values(indicators, "indicators", key, *MEASURED) == [
            f"新指标{number}", "quantity", "at_least", "1,000", "1050", "人次", "2", "2",
        ]  # fmt: skip
    assert told(indicators) == "已粘贴 24 格，新增 2 行。"
    indicators.click(indicators.page.get_by_role("button", name="撤销粘贴"))
    assert len(leaves(indicators)) == before
    paste(indicators, f"indicators-{last}-name", block(rows))
    indicators.save()
    assert indicators.says("已保存")
    assert [row.name for row in load_facts(returned).indicators[-3:]] == ["新指标0", "新指标1", "新指标2"]


def test_a_head_row_of_another_form(indicators):
    first = leaves(indicators)[0]
    rows = [
        ["三级指标", "权重", "指标值", "完成值", "偏差原因分析"],
        ["慰问人数", "10", "≥95%", "９４．５％", '下半年\n人员“"变动"”'],
    ]
    indicators.type(**{f"indicators-{first}-unit": ""})
    indicators.control(f"indicators-{first}-direction").select_option("")
    paste(indicators, f"indicators-{first}-points", block(rows))
    fields = ("name", "points", "target_value", "actual_value", "unit", "direction", "deduction_reason")
    assert values(indicators, "indicators", first, *fields) == [
        "慰问人数", "10", "95", "94.5", "%", "at_least", "下半年\n人员“\"变动\"”",
    ]  # fmt: skip


def test_choices_are_found_by_their_labels(indicators):
    first, second = leaves(indicators)[:2]
    kept = indicators.value(f"indicators-{second}-kind")
    paste(indicators, f"indicators-{first}-kind", block([["产出·时效", "定性"], ["其他", "≤"]]))
    assert values(indicators, "indicators", first, "kind", "direction") == ["timeliness", "qualitative"]
    assert values(indicators, "indicators", second, "kind", "direction") == [kept, "at_most"]
    assert "“其他”（类型）" in told(indicators)


def test_single_values_and_long_texts_paste_as_ever(indicators):
    first = leaves(indicators)[0]
    assert not paste(indicators, f"indicators-{first}-target_value", "12\r\n")
    assert not paste(indicators, f"indicators-{first}-deduction_reason", "第一行\n第二行")


def test_a_block_of_6_by_5_costs_one_click(indicators, count):
    group, before = indicators.keys("indicators")[1], set(indicators.keys("indicators"))
    indicators.job = "粘贴 6×5"
    indicators.click(indicators.page.locator(f'button[name="add-indicators"][value="{group}"]'))
    name = indicators.page.evaluate("document.activeElement.name")
    rows = [[f"指标{n}", "数量", "≥", "10", "12"] for n in range(6)]
    assert paste(indicators, name, block(rows))
    assert told(indicators) == "已粘贴 30 格，新增 5 行。"
    count("6×5 的一块指标（另按 Ctrl+V）", indicators.clicks["粘贴 6×5"], 1)
    new = [key for key in leaves(indicators) if key not in before]
    pasted = [
        values(indicators, "indicators", key, "name", "kind", "direction", "target_value", "actual_value")
        for key in new
    ]
    assert pasted == [[f"指标{n}", "quantity", "at_least", "10", "12"] for n in range(6)], (
        "nothing to correct"
    )


def test_the_whole_table_goes_out_and_comes_back(indicators):
    first = leaves(indicators)[0]
    indicators.page.evaluate("""() => {
      const set = DataTransfer.prototype.setData;
      DataTransfer.prototype.setData = function (kind, text) { window.copied = text; return set.call(this, kind, text); };
    }""")
    indicators.click(indicators.page.get_by_role("button", name="复制整表"))
    text = indicators.page.evaluate("window.copied")
    before = {key: values(indicators, "indicators", key, *MEASURED) for key in leaves(indicators)}
    assert text.split("\t")[0] == "指标名称"
    for key in before:
        indicators.type(f"indicators-{key}-", points="", unit="")
    paste(indicators, f"indicators-{first}-points", text)
    assert "新增" not in told(indicators)
    assert {key: values(indicators, "indicators", key, *MEASURED) for key in before} == before


def test_a_picked_block_is_copied(budget):
    first, second = budget.keys("budget_lines")[:2]
    budget.type(**{f"budget_lines-{first}-initial_amount": "1", f"budget_lines-{first}-adjusted_amount": "2"})
    budget.type(
        **{f"budget_lines-{second}-initial_amount": "3", f"budget_lines-{second}-adjusted_amount": "4"}
    )
    budget.page.evaluate("""() => {
      const set = DataTransfer.prototype.setData;
      DataTransfer.prototype.setData = function (kind, text) { window.copied = text; return set.call(this, kind, text); };
    }""")
    budget.control(f"budget_lines-{first}-initial_amount").focus()
    budget.control(f"budget_lines-{second}-adjusted_amount").click(modifiers=["Shift"])
    budget.page.keyboard.press("Control+c")
    assert budget.page.evaluate("window.copied") == "1\t2\r\n3\t4"
    budget.control(f"budget_lines-{first}-initial_amount").click()
    budget.page.keyboard.press("Control+Shift+ArrowDown")
    budget.page.keyboard.press("Control+c")
    assert budget.page.evaluate("window.copied") == "1\r\n3"
