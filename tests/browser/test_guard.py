"""Forms that keep no draft: the browser asks before what was typed is left behind, and only then."""

from collections.abc import Callable

from evaluations.models import Campaign
from tests.browser.desk import Desk


def opened(desk_of: Callable[..., Desk]) -> tuple[Desk, list[str]]:
    """校验设置 as the manager has it open, and what the browser asks from then on; the answer is to stay."""
    desk, asked = desk_of("caizheng"), []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.go(f"/campaigns/{Campaign.objects.get().pk}/checks/")
    return desk, asked


def leave(desk: Desk) -> None:
    desk.page.get_by_role("link", name="工作台").first.click(no_wait_after=True)
    desk.page.wait_for_timeout(500)


def test_typed_settings_are_not_left_by_a_click(desk_of: Callable[..., Desk]) -> None:
    desk, asked = opened(desk_of)
    desk.page.locator("input[name^='threshold-']").first.fill("很多")
    leave(desk)
    assert asked == ["beforeunload"]
    assert desk.page.url.endswith("/checks/"), "stayed"
    desk.page.locator(
        "#check-settings button.btn-primary, button.btn-primary[form='check-settings']"
    ).first.click()
    desk.page.wait_for_load_state()
    assert asked == ["beforeunload"], "the form's own button asks nothing"
    leave(desk)
    assert asked == ["beforeunload"] * 2, "refused: what was typed is still nowhere else"


def test_an_untouched_page_asks_nothing(desk_of: Callable[..., Desk]) -> None:
    desk, asked = opened(desk_of)
    leave(desk)
    desk.page.wait_for_url("**/")
    assert asked == []
