"""What the page counts while one types is what the server shows after saving, to the last digit."""

import random
from collections.abc import Callable

import pytest

from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk

AMOUNTS = ("initial_amount", "adjusted_amount", "executed_amount", "last_year_amount")
#: Sums that floating point gets wrong, edges of rounding, spellings, and what counts as nothing.
TYPED = (
    "0.1", "0.2", "0.3", "1,057.63万元", "１，０５７．６３", "0.000001", "0.004999", "0.005", "9999999.999999", "0", "",
    "不适用", "—", "￥3.5", "12万", "5元", "0.0002亿元", "1 234.5", "+7", "100.10", ".5", "8.", "1.2300000",
)  # fmt: skip


def outputs(desk: Desk) -> dict[str, list[str]]:
    """All counted figures of the page by what they count."""
    found: dict[str, list[str]] = {}
    for output in desk.page.locator("#section-form output").all():
        name = (
            output.get_attribute("data-rate-of")
            or output.get_attribute("data-total")
            or f"rate of {output.get_attribute('data-rate') or 'a line'}"
        )
        found.setdefault(name, []).append(output.inner_text())
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_totals_and_rates_of_the_budget(
    desk_of: Callable[..., Desk], draft: SelfEvaluation, seed: int
) -> None:
    chance = random.Random(seed)
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/budget/")
    for key in desk.keys("budget_lines"):
        desk.type(f"budget_lines-{key}-", **{name: chance.choice(TYPED) for name in AMOUNTS})
    live = outputs(desk)
    desk.save()
    assert desk.says("已保存")
    assert outputs(desk) == live
    assert outputs_without_scripts(desk, desk_of) == live


def outputs_without_scripts(desk: Desk, desk_of: Callable[..., Desk]) -> dict[str, list[str]]:
    """The same page as the server alone draws it."""
    plain = desk_of("zhengxie", java_script_enabled=False)
    plain.go(desk.page.url)
    return outputs(plain)


def test_one_line_at_a_time(desk_of: Callable[..., Desk], draft: SelfEvaluation) -> None:
    desk = desk_of("zhengxie")
    desk.go(f"/evaluations/{draft.pk}/sections/budget/")
    for key in desk.keys("budget_lines"):
        desk.type(f"budget_lines-{key}-", **dict.fromkeys(AMOUNTS, ""))
    total = desk.page.locator('[data-total="spending-adjusted_amount"]')
    rate = desk.page.locator('[data-rate="spending"]')
    assert (total.inner_text(), rate.inner_text()) == ("", "")
    first, second = desk.keys("budget_lines")[5:7]
    desk.control(f"budget_lines-{first}-adjusted_amount").press_sequentially("1,057.63")
    assert total.inner_text() == "1,057.63"
    desk.type(f"budget_lines-{second}-", adjusted_amount="0.10", executed_amount="0.10")
    desk.type(f"budget_lines-{first}-", executed_amount="1,057.63")
    assert (total.inner_text(), rate.inner_text()) == ("1,057.73", "100.0%")
    desk.type(f"budget_lines-{second}-", adjusted_amount="", executed_amount="")
    desk.type(f"budget_lines-{first}-", adjusted_amount="1000000", executed_amount="123499.9999")
    assert rate.inner_text() == "12.3%", "rounded once"
    desk.type(f"budget_lines-{first}-", adjusted_amount="写错")
    assert total.inner_text() == "", "what cannot be read counts as nothing"


def test_points_and_scores_of_the_indicators(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    leaves = [key for key in desk.keys("indicators") if desk.control(f"indicators-{key}-points").count()]
    state = desk.page.locator(".points-state")
    assert "100 / 100，正好" in " ".join(state.inner_text().split())
    for number, key in enumerate(leaves):
        desk.type(f"indicators-{key}-", points=("0.1", "0.2", "１０", "7.05")[number % 4], self_score="0.1")
    live, words = outputs(desk), state.inner_text()
    desk.save()
    assert desk.says("已保存")
    assert outputs(desk) == live
    assert state.inner_text() == words
    plain = desk_of("canlian", java_script_enabled=False)
    plain.go(desk.page.url)
    assert outputs(plain) == live


@pytest.mark.parametrize(
    ("points", "words"), [("0", "还差 100"), ("99.99", "还差 0.01"), ("100", "，正好"), ("100.5", "多出 0.5")]
)
def test_how_many_points_are_missing(
    desk_of: Callable[..., Desk], returned: SelfEvaluation, points: str, words: str
) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/indicators/")
    leaves = [key for key in desk.keys("indicators") if desk.control(f"indicators-{key}-points").count()]
    for key in leaves:
        desk.type(f"indicators-{key}-", points="")
    assert desk.page.locator('tfoot [data-total="points"]').inner_text() == "0"
    desk.type(f"indicators-{leaves[0]}-", points=points)
    assert words in desk.page.locator(".points-state").inner_text()


def test_points_of_a_project(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/projects/")
    key = desk.keys("project_indicators")[0]
    desk.type(f"project_indicators-{key}-", points="0.1", self_score="0.05")
    live = outputs(desk)
    desk.save()
    assert outputs(desk) == live


def test_the_rate_of_a_project(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian")
    desk.go(f"/evaluations/{returned.pk}/sections/projects/")
    key = desk.keys("projects")[0]
    rate = desk.page.locator(f'[data-rate-of="projects-{key}"]')
    for adjusted, executed, shown in (
        ("300", "150.3", "50.1%"), ("3万元", "0.001", "0.0%"), ("3", "2.9985", "100.0%"), ("0", "1", "未填写"),
        ("不适用", "1", "未填写"), ("", "", "未填写"), ("1,057.63", "1,048.02", "99.1%"),
    ):  # fmt: skip
        desk.type(f"projects-{key}-", adjusted_amount=adjusted, executed_amount=executed)
        assert rate.inner_text() == shown
    live = outputs(desk)
    desk.save()
    assert desk.says("已保存")
    assert outputs(desk) == live
    plain = desk_of("canlian", java_script_enabled=False)
    plain.go(desk.page.url)
    assert outputs(plain) == live
    added = desk.add("projects", name="新项目", adjusted_amount="10", executed_amount="5")
    assert desk.page.locator(f'[data-rate-of="projects-{added}"]').inner_text() == "50.0%"
