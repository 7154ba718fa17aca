"""The bell of an open page: once a minute while somebody looks at it, and never after the login is over."""

from collections.abc import Callable

from playwright.sync_api import expect

from accounts.models import User
from evaluations.actions.inbox import remind
from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk
from tests.plugins.alone import ONE_AT_A_TIME

MINUTE = 61_000


def look(desk: Desk, hidden: bool) -> None:
    """The tab goes to the back, or comes to the front."""
    desk.page.evaluate(
        """(hidden) => {
          Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        hidden,
    )


def test_the_bell_follows_while_the_page_is_looked_at(
    desk_of: Callable[..., Desk], people: dict[str, User], returned: SelfEvaluation
) -> None:
    desk = desk_of("canlian")
    desk.page.clock.install()
    desk.go("/")
    bell, said = desk.page.locator(".inbox a"), desk.page.locator("[data-unread-said]")
    expect(bell).to_have_accessible_name("消息 1 条未读")
    expect(said).to_be_empty()
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    with ONE_AT_A_TIME:
        remind(campaign=returned.campaign, text="请抓紧。", by=people["caizheng"])
    desk.page.clock.fast_forward(MINUTE)
    expect(bell).to_have_accessible_name("消息 2 条未读")
    expect(said).to_have_text("有 2 条未读消息")
    assert said.get_attribute("role") == "status"
    look(desk, hidden=True)
    desk.page.clock.fast_forward(MINUTE)
    assert len(asked) == 1, "nobody looks"
    with desk.page.expect_response("**/messages/unread/"):
        look(desk, hidden=False)
    desk.page.context.clear_cookies(name="sid")
    with desk.page.expect_response("**/messages/unread/") as last:
        desk.page.clock.fast_forward(MINUTE)
    assert last.value.status == 401
    desk.page.clock.fast_forward(10 * MINUTE)
    look(desk, hidden=False)
    assert len(asked) == 3


def test_a_message_is_opened_without_scripts(desk_of: Callable[..., Desk], returned: SelfEvaluation) -> None:
    desk = desk_of("canlian", java_script_enabled=False)
    desk.go("/messages/")
    desk.press("花都区残联 2022 年度自评：财政退回修改")
    assert desk.page.url.endswith(f"/evaluations/{returned.pk}/answers/")
    expect(desk.page.locator(".inbox-count")).to_be_hidden()
