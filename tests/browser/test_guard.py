"""Forms that keep no draft: the browser asks before what was typed is left behind, and only then."""

from collections.abc import Callable

from accounts.models import User
from evaluations.models import SelfEvaluation
from tests.browser.desk import Desk
from tests.factories import filed, make_evaluation, union_facts


def make_filed(returned: SelfEvaluation, people: dict[str, User]) -> SelfEvaluation:
    evaluation = make_evaluation(returned.campaign, "300001", union_facts())
    return filed(evaluation, union_facts(), people["gonghui-fzr"])


def test_typed_scores_are_not_left_by_a_click(
    desk_of: Callable[..., Desk], returned: SelfEvaluation, people: dict[str, User]
) -> None:
    evaluation, desk = make_filed(returned, people), desk_of("shenhe")
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.go(f"/evaluations/{evaluation.pk}/scores/")
    desk.page.locator("input[name$='-score']").first.fill("5.5")
    desk.page.get_by_role("link", name="工作台").first.click(no_wait_after=True)
    desk.page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    assert desk.page.url.endswith("/scores/"), "stayed"
    desk.page.get_by_role("button", name="保存核查得分").click()
    desk.page.wait_for_load_state()
    assert asked == ["beforeunload"], "the form's own button asks nothing"
    desk.page.get_by_role("link", name="工作台").first.click(no_wait_after=True)
    desk.page.wait_for_timeout(500)
    assert asked == ["beforeunload"] * 2, "refused: what was typed is still nowhere else"


def test_an_untouched_page_asks_nothing(
    desk_of: Callable[..., Desk], returned: SelfEvaluation, people: dict[str, User]
) -> None:
    evaluation, desk = make_filed(returned, people), desk_of("shenhe")
    asked: list[str] = []
    desk.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    for page in ("scores", "review"):
        desk.go(f"/evaluations/{evaluation.pk}/{page}/")
        desk.page.get_by_role("link", name="工作台").first.click()
        desk.page.wait_for_url("**/")
    assert asked == []
