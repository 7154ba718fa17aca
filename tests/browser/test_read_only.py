"""Pages that are only read: what there is to know of a row opens beside it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk
from tests.browser.test_accessibility import axe_faults


@pytest.mark.parametrize(
    ("page", "links", "words"),
    [
        ("sections/indicators/", '[href^="rows/indicators/"]', "评分规则"),
        ("sections/projects/", '[href^="rows/projects/"]', "佐证材料"),
        ("review/", ":has-text('佐证')", "春节慰问金支付明细"),
    ],
)
def test_the_details_of_a_row_open_beside_what_is_read(
    desk_of: Callable[..., Desk], approved: SelfEvaluation, page: str, links: str, words: str
) -> None:
    desk = desk_of("shenji")
    desk.go(f"/evaluations/{approved.pk}/{page}")
    link = desk.page.locator(f"a[data-row-details]{links}").last
    desk.click(link)
    drawer = desk.page.locator(".row-drawer")
    expect(drawer).to_contain_text("修改记录")
    expect(drawer).to_contain_text("审核意见")
    expect(drawer).to_contain_text(words)
    expect(drawer).not_to_contain_text("内部备注")
    assert axe_faults(desk) == []
    desk.page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(link).to_be_focused()
