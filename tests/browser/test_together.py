"""Two people of one department: a section is given, the other sees who is at it, they leave each other a note."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from accounts.models import User
from accounts.roles import Role
from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk
from tests.browser.test_accessibility import axe_faults
from tests.factories import make_person

#: The first beat comes after two seconds.
SOON = 15_000


@pytest.fixture
def pair(desk_of: Callable[..., Desk], people: dict[str, User], draft: SelfEvaluation) -> tuple[Desk, Desk]:
    """The preparer of 政协 and a second one."""
    people["second"] = make_person("second", Role.PREPARER, department=draft.department)
    return desk_of("zhengxie"), desk_of("second")


def test_given_seen_and_noted(
    pair: tuple[Desk, Desk], people: dict[str, User], draft: SelfEvaluation
) -> None:
    first, second = pair
    home = f"/evaluations/{draft.pk}"
    first.go(f"{home}/")
    first.follow("分工")
    first.page.get_by_label("年度工作任务：交给").select_option(label="second")
    first.page.get_by_label("年度工作任务：说明").fill("以年初工作要点为准")
    assert axe_faults(first) == []
    first.press("保存分工")
    assert first.says("分工已保存，改动 1 节。")
    assert axe_faults(first) == []

    second.go("/")
    assert "以年初工作要点为准" in second.text()
    assert axe_faults(second) == []
    second.open(second.page.get_by_role("link").filter(has_text="填写“年度工作任务”"))

    first.go(f"{home}/sections/tasks/")
    line = first.page.locator("[data-presence]")
    top = first.page.locator("#section-form").bounding_box()
    expect(line).to_contain_text("second正在编辑本节（", timeout=SOON)
    assert first.page.locator("#section-form").bounding_box() == top, "nothing moves"
    assert line.get_attribute("role") == "status"
    assert axe_faults(first) == []

    first.open(first.page.get_by_role("main").get_by_role("link", name="内部备注", exact=True))
    first.page.get_by_label("内部备注").fill("第二项任务的数等业务科")
    first.press("记下备注")
    assert axe_faults(first) == []
    second.go(f"{home}/sections/tasks/notes/")
    assert "第二项任务的数等业务科" in second.text()
    second.open(second.page.get_by_role("button", name="标记已处理"))
    assert second.says("已标记为已处理")
    second.go(f"{home}/record/")
    assert axe_faults(second) == []


def test_without_scripts_all_of_it_works(
    desk_of: Callable[..., Desk], people: dict[str, User], draft: SelfEvaluation
) -> None:
    people["second"] = make_person("second", Role.PREPARER, department=draft.department)
    plain = desk_of("zhengxie", java_script_enabled=False)
    plain.go(f"/evaluations/{draft.pk}/assignments/")
    plain.page.get_by_label("年度工作任务：交给").select_option(label="second")
    plain.press("保存分工")
    assert "交给 second 填写" in plain.text()
    plain.go(f"/evaluations/{draft.pk}/sections/tasks/notes/")
    plain.page.get_by_label("内部备注").fill("不用脚本也能写")
    plain.press("记下备注")
    assert "不用脚本也能写" in plain.text()
