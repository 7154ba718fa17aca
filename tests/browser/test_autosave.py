"""Autosave in a real browser: what is typed is stored as it was typed, whatever the network, the login or others do."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import CDPSession, Page, Request

from accounts.middleware import IdleMiddleware
from accounts.models import User
from accounts.roles import Role
from evaluations.actions.drafts import Typed, keep_draft
from evaluations.actions.sections import save_section
from evaluations.demo.accounts import PASSWORD
from evaluations.domain.sections import SECTION_BY_KEY, section_data
from evaluations.models import SectionDraft, SectionState, SelfEvaluation
from evaluations.queries import drafts_of, load_facts
from tests.browser.desk import Desk
from tests.browser.scenes import submit_again
from tests.browser.serving import Weather
from tests.factories import make_person
from tests.plugins.alone import ONE_AT_A_TIME

UUIDS = [UUID(int=number) for number in (1, 2)]
PAUSE = 60
STATE = "#save-state"
HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    """Drafts are stored after a short pause."""
    settings.DRAFT_PAUSE_MS = PAUSE


@pytest.fixture
def desk(desk_of: Callable[..., Desk], draft: SelfEvaluation) -> Desk:
    """政协's preparer with 部门概况 open."""
    found = desk_of("zhengxie")
    found.go(profile(draft))
    return found


def profile(evaluation: SelfEvaluation) -> str:
    """The address of 部门概况."""
    return f"/evaluations/{evaluation.pk}/sections/profile/"


def state(desk: Desk, name: str) -> str:
    """Waits until the line in the bottom bar is in this state, and gives its words."""
    desk.page.locator(f'{STATE}[data-state="{name}"]').wait_for(timeout=10_000)
    return desk.page.locator(STATE).inner_text()


def kept(evaluation: SelfEvaluation) -> list[dict[str, list[str]]]:
    """All drafts of 部门概况 that are stored, the newest first."""
    with ONE_AT_A_TIME:
        rows = SectionDraft.objects.filter(evaluation=evaluation, section="profile").exclude(content="")
        return [json.loads(row.content) for row in rows]


def natures(evaluation: SelfEvaluation) -> list[str]:
    """What the drafts say of 部门性质."""
    return [fields["nature"][0] for fields in kept(evaluation)]


def stays_with(desk: Desk, evaluation: SelfEvaluation, weather: Weather, text: str) -> None:
    """The draft says this once all is quiet, and the page knows."""
    deadline = time.monotonic() + 10
    while natures(evaluation)[:1] != [text] and time.monotonic() < deadline:
        desk.page.wait_for_timeout(20)
    while not weather.settled():
        desk.page.wait_for_timeout(20)
    assert natures(evaluation)[:1] == [text]
    state(desk, "stored")


def bodies(page: Page) -> list[str]:
    """Collects what is sent to be stored."""
    sent: list[str] = []

    def look(request: Request) -> None:
        if request.url.endswith("/draft/"):
            sent.append(json.loads(typed_part(request)).get("nature", [""])[0])

    page.on("request", look)
    return sent


def typed_part(request: Request) -> str:
    """The field `typed` of a multipart body."""
    body = (request.post_data_buffer or b"").decode()
    return body.partition('name="typed"\r\n\r\n')[2].partition("\r\n--")[0]


def guards(desk: Desk) -> bool:
    """Whether leaving the page would be asked about."""
    return bool(
        desk.page.evaluate("() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    )


def compose(cdp: CDPSession, page: Page, spelled: str, chosen: str) -> None:
    """Types a word by its sound, letter by letter, and chooses the characters."""
    for end in range(1, len(spelled) + 1):
        cdp.send(
            "Input.imeSetComposition", {"text": spelled[:end], "selectionStart": end, "selectionEnd": end}
        )
        page.wait_for_timeout(PAUSE // 2)
    cdp.send("Input.insertText", {"text": chosen})


# ── input methods ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_being_composed_is_never_stored(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    sent, cdp = bodies(desk.page), desk.page.context.new_cdp_session(desk.page)
    desk.control("nature").fill("")
    compose(cdp, desk.page, "jixiao", "绩效")
    desk.page.wait_for_timeout(4 * PAUSE)
    for end in range(1, 5):
        cdp.send(
            "Input.imeSetComposition", {"text": "guan"[:end], "selectionStart": end, "selectionEnd": end}
        )
        desk.page.evaluate(HIDE, True)  # another window comes to the front in the middle of a word
        desk.page.evaluate(HIDE, False)
        desk.page.wait_for_timeout(2 * PAUSE)
    cdp.send("Input.insertText", {"text": "管理"})
    stays_with(desk, draft, weather, "绩效管理")
    assert set(sent) <= {"", "绩效", "绩效管理"}


@pytest.mark.parametrize("name", ["established_count", "nature"])
def test_enter_that_chooses_a_word_saves_nothing(desk: Desk, draft: SelfEvaluation, name: str) -> None:
    cdp = desk.page.context.new_cdp_session(desk.page)
    desk.control(name).fill("")
    cdp.send("Input.imeSetComposition", {"text": "shier", "selectionStart": 5, "selectionEnd": 5})
    for code in (229, 13):
        for kind in ("rawKeyDown", "keyUp"):
            event = {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": code}
            cdp.send("Input.dispatchKeyEvent", event)
    desk.page.keyboard.press("Control+s")
    desk.page.wait_for_timeout(5 * PAUSE)
    cdp.send("Input.insertText", {"text": "十二"})
    state(desk, "stored")
    assert desk.value(name) == "十二"
    assert not desk.says("已保存")


# ── the network ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_states_in_their_order_and_no_word_of_saving(
    desk: Desk, draft: SelfEvaluation, weather: Weather
) -> None:
    bar = desk.page.locator(".bottombar").bounding_box()
    assert state(desk, "clean").startswith("未改动")
    weather.arrange(0.5)
    desk.control("nature").press("End")
    desk.page.keyboard.type("甲")
    assert state(desk, "dirty") == "有未暂存的修改"
    assert state(desk, "busy") == "正在暂存…"
    words = state(desk, "stored")
    assert words.startswith("草稿已暂存 ") and "已保存" not in words
    assert not guards(desk)
    assert desk.page.locator(".bottombar").bounding_box() == bar
    assert SectionState.objects.get(evaluation=draft, section="profile").version == version(desk)


def version(desk: Desk) -> int:
    """The version the page was opened at."""
    return int(desk.page.locator('#section-form input[name="version"]').input_value())


def test_typing_while_a_slow_request_is_under_way(
    desk: Desk, draft: SelfEvaluation, weather: Weather
) -> None:
    weather.arrange(3.0)
    desk.control("nature").fill("前一半")
    state(desk, "busy")
    for more in "，后一半也写完了。":
        desk.control("nature").press("End")
        desk.page.keyboard.insert_text(more)
        desk.page.wait_for_timeout(PAUSE)
    assert weather.seen == 1, "one request at a time"
    stays_with(desk, draft, weather, "前一半，后一半也写完了。")


def test_a_request_that_arrives_after_a_later_one(
    desk: Desk, draft: SelfEvaluation, weather: Weather
) -> None:
    before = weather.answered
    weather.arrange(None)
    desk.control("nature").fill("旧")
    state(desk, "busy")
    desk.control("nature").fill("旧的和新的")
    desk.page.evaluate(HIDE, True)
    until(desk, lambda: weather.answered - before == 2)
    assert natures(draft) == ["旧的和新的"]
    state(desk, "stored")


def test_offline_and_back(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    desk.page.context.set_offline(True)
    desk.control("nature").fill("断网时写的")
    assert state(desk, "offline") == "网络中断，内容保留在本机，恢复后自动重试"
    assert guards(desk)
    desk.control("nature").fill("断网时写的，又改了")
    desk.page.wait_for_timeout(3 * PAUSE)
    assert natures(draft) == []
    desk.page.context.set_offline(False)
    stays_with(desk, draft, weather, "断网时写的，又改了")
    assert not guards(desk)


def test_a_server_that_fails_is_asked_again(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    desk.expect(500, 502)
    weather.arrange(500, 502, 500)
    desk.control("nature").fill("写给坏掉的服务器")
    assert state(desk, "failed") == "服务器暂时不能暂存，内容保留在本机，稍后自动重试"
    assert guards(desk)
    stays_with(desk, draft, weather, "写给坏掉的服务器")
    assert weather.plan == []


def test_too_much_is_said_and_kept_on_the_page(desk: Desk, draft: SelfEvaluation) -> None:
    desk.expect(413)
    desk.control("nature").fill("绩" * 700_000)
    assert "内容过长" in state(desk, "large")
    assert guards(desk)
    desk.control("nature").fill("短了")
    state(desk, "stored")
    assert natures(draft) == ["短了"]


# ── the login ────────────────────────────────────────────────────────────────────────────────────────────────────


def log_out(desk: Desk) -> None:
    """As if the session had come to its end."""
    desk.page.context.clear_cookies(name="sid")


def log_in_here(desk: Desk, password: str = PASSWORD) -> None:
    """Logs in in the dialog."""
    desk.page.locator("#relogin-password").fill(password)
    desk.page.get_by_role("button", name="登录并继续").click()


def test_an_expired_login_is_renewed_on_the_page(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    desk.expect(401, 422)
    log_out(desk)
    desk.control("nature").fill("登录过期后写的")
    desk.page.locator("#relogin[open]").wait_for()
    assert state(desk, "expired").startswith("登录已过期，请在新窗口登录后继续（内容未丢失）")
    assert guards(desk)
    log_in_here(desk, "wrong")
    desk.page.get_by_role("alert").filter(has_text="用户名或密码不对").wait_for()
    log_in_here(desk)
    stays_with(desk, draft, weather, "登录过期后写的")
    assert desk.control("nature").evaluate("part => part === document.activeElement")
    desk.save()
    assert desk.says("已保存"), "the form has the new token as well"
    assert load_facts(draft).profile.nature == "登录过期后写的"


def test_a_login_that_nobody_used_for_too_long_is_renewed_on_the_page(
    desk: Desk, draft: SelfEvaluation, weather: Weather
) -> None:
    desk.expect(401)
    (sid,) = (cookie["value"] for cookie in desk.page.context.cookies() if cookie["name"] == "sid")
    with ONE_AT_A_TIME:
        session = SessionStore(sid)
        session[IdleMiddleware.MARK] = 1
        session.save()
    desk.control("nature").fill("半小时后接着写的")
    desk.page.locator("#relogin[open]").wait_for()
    log_in_here(desk)
    stays_with(desk, draft, weather, "半小时后接着写的")
    desk.save()
    assert load_facts(draft).profile.nature == "半小时后接着写的"


def test_the_dialog_waits_until_the_fingers_rest(desk: Desk, draft: SelfEvaluation, settings: Any) -> None:
    desk.expect(401)
    settings.DRAFT_PAUSE_MS = 2500
    desk.go(profile(draft))
    log_out(desk)
    desk.control("nature").fill("")
    desk.control("established_count").focus()
    desk.control("nature").focus()  # leaving a field stores at once
    text = "typing goes on and on while the session is over"
    for letter in text:
        desk.page.keyboard.type(letter)
        desk.page.wait_for_timeout(20)
        assert desk.page.locator("#relogin[open]").count() == 0
    assert desk.value("nature") == text
    desk.page.locator("#relogin[open]").wait_for()


def test_the_dialog_respects_the_lock_out(desk: Desk, draft: SelfEvaluation, settings: Any) -> None:
    desk.expect(401, 422, 429)
    log_out(desk)
    desk.control("nature").fill("写了一半")
    desk.page.locator("#relogin[open]").wait_for()
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        log_in_here(desk, f"wrong{attempt}")
        desk.page.wait_for_timeout(150)
    log_in_here(desk)
    desk.page.get_by_role("alert").filter(has_text="暂停登录").wait_for()
    desk.page.get_by_role("button", name="稍后登录").click()
    assert desk.value("nature") == "写了一半"
    assert guards(desk)


def test_a_login_in_another_window_is_noticed(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    desk.expect(401, 403)
    log_out(desk)
    desk.control("nature").fill("另一个窗口登录")
    desk.page.locator("#relogin[open]").wait_for()
    other = Desk(desk.page.context.new_page())
    other.log_in("zhengxie", PASSWORD)
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    stays_with(desk, draft, weather, "另一个窗口登录")


def test_another_persons_login_gets_nothing(
    desk: Desk, draft: SelfEvaluation, people: dict[str, User]
) -> None:
    desk.expect(401, 403)
    people["second"] = make_person("second", Role.PREPARER, department=draft.department)
    desk.page.context.clear_cookies()
    Desk(desk.page.context.new_page()).log_in("second", "a-test-password")
    desk.control("nature").fill("甲写的")
    assert "另一个账号" in state(desk, "other")
    desk.page.wait_for_timeout(5 * PAUSE)
    assert natures(draft) == []
    assert guards(desk)


def test_a_stale_token_is_renewed_without_a_word(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    desk.expect(403)
    desk.page.context.clear_cookies(name="csrf")
    desk.control("nature").fill("令牌过期")
    stays_with(desk, draft, weather, "令牌过期")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("lost", ["sid", "csrf"])
def test_a_plain_save_after_the_login_or_the_token_expired(
    desk_of: Callable[..., Desk], draft: SelfEvaluation, javascript: bool, lost: str
) -> None:
    desk = desk_of("zhengxie", java_script_enabled=javascript)
    desk.expect(401, 403)
    desk.go(profile(draft))
    text = "一段没有保存的长文字，\n分成两行，带“引号”、<尖括号>和 & 号。"
    # No draft gets out: on a slow machine autosave would renew the token first, and nothing would be left to test.
    desk.page.route("**/draft/", lambda route: route.abort())
    desk.control("nature").fill(text)
    desk.page.context.clear_cookies(name=lost)
    if javascript:
        with desk.page.expect_navigation():
            desk.page.evaluate("document.getElementById('section-form').requestSubmit()")
    else:
        desk.save()
    if lost == "sid":
        assert "没有丢失" in desk.text()
        desk.type(username="zhengxie", password="wrong")
        desk.press("登录")
        desk.type(username="zhengxie", password=PASSWORD)
        desk.press("登录")
    desk.press("继续提交")
    assert desk.says("已保存")
    assert load_facts(draft).profile.nature == text


# ── windows and people ───────────────────────────────────────────────────────────────────────────────────────────


def test_two_windows_of_one_person(desk: Desk, draft: SelfEvaluation) -> None:
    other = Desk(desk.page.context.new_page())
    other.go(profile(draft))
    assert "另一个窗口也打开了本节" in state(other, "clean")
    desk.page.locator(STATE).filter(has_text="另一个窗口").wait_for()
    desk.control("nature").fill("甲窗口")
    other.control("nature").fill("乙窗口")
    assert "另一个窗口也打开了本节" in state(desk, "stored")
    state(other, "stored")
    assert sorted(natures(draft)) == ["乙窗口", "甲窗口"], "neither overwrites the other"
    desk.save()
    assert desk.says("已保存")
    assert "已保存了较新的内容" in state(other, "newer")
    assert "乙窗口" in desk.page.locator(".banner").first.inner_text() or natures(draft) == ["乙窗口"]


def test_two_people(desk: Desk, draft: SelfEvaluation, people: dict[str, User]) -> None:
    second = make_person("second", Role.PREPARER, department=draft.department)
    section, data = SECTION_BY_KEY["profile"], section_data(SECTION_BY_KEY["profile"], load_facts(draft))
    data.fields["nature"], data.fields["retired_count"] = "乙先保存的", 7
    save_section(evaluation=draft, section=section, data=data, version=version(desk), by=second)
    desk.control("nature").fill("甲还在写")
    words = state(desk, "newer")
    assert words.startswith(f"{second} ")
    assert words.endswith("已保存了较新的内容 – 查看差异")
    desk.control("nature").press("End")
    desk.page.keyboard.type("，写完了")
    with desk.page.expect_navigation():
        desk.page.locator(STATE).get_by_role("link", name="查看差异").click()
    row = desk.page.get_by_role("row").filter(has_text="部门性质")
    assert row.locator(".conflict-text").all_inner_texts() == ["甲还在写，写完了", "乙先保存的"]
    desk.tick("keep-nature", "mine")
    desk.press("按所选保存")
    assert desk.says("已保存")
    stored = load_facts(draft).profile
    assert (stored.nature, stored.retired_count) == ("甲还在写，写完了", 7)
    assert natures(draft) == []


def test_locked_while_somebody_types(
    desk_of: Callable[..., Desk], returned: SelfEvaluation, people: dict[str, User]
) -> None:
    desk = desk_of("canlian")
    desk.expect(423)
    desk.go(profile(returned))
    desk.control("nature").fill("写到一半")
    state(desk, "stored")
    with ONE_AT_A_TIME:
        submit_again(people)
    assert natures(returned) == []
    desk.control("nature").fill("写到一半，已报送")
    assert "已报送，不能再修改" in state(desk, "refused")
    assert guards(desk)
    assert desk.value("nature") == "写到一半，已报送"


# ── leaving and coming back ──────────────────────────────────────────────────────────────────────────────────────


def test_a_closed_window_is_offered_again(desk: Desk, draft: SelfEvaluation, weather: Weather) -> None:
    desk.control("nature").fill("窗口关了也在")
    desk.page.close(run_before_unload=False)
    again = Desk(desk.page.context.new_page())
    until(again, lambda: natures(draft) == ["窗口关了也在"])
    again.go(profile(draft))
    offer = again.page.locator(".banner").filter(has_text="暂存的草稿还没有保存")
    assert "1 处不同" in offer.inner_text()
    offer.get_by_text("查看差异").click()
    assert "窗口关了也在" in offer.get_by_role("row").filter(has_text="部门性质").inner_text()
    again.follow("继续编辑草稿")
    assert again.value("nature") == "窗口关了也在"
    again.control("nature").press("End")
    again.page.keyboard.type("，接着写")
    state(again, "stored")
    assert natures(draft) == ["窗口关了也在，接着写"], "the same draft goes on"
    again.page.keyboard.press("Control+s")
    again.page.get_by_text("已保存。").wait_for()
    assert natures(draft) == []
    assert load_facts(draft).profile.nature == "窗口关了也在，接着写"
    again.go(profile(draft))
    assert again.page.get_by_text("暂存的草稿").count() == 0


def until(desk: Desk, true: Callable[[], bool]) -> None:
    """Waits for it, ten seconds at most."""
    deadline = time.monotonic() + 10
    while not true() and time.monotonic() < deadline:
        desk.page.wait_for_timeout(20)
    assert true()


def test_a_draft_can_be_thrown_away(desk: Desk, draft: SelfEvaluation) -> None:
    before = desk.value("nature")
    desk.control("nature").fill("不要了")
    state(desk, "stored")
    desk.go(profile(draft))
    desk.press("放弃草稿")
    assert desk.value("nature") == before
    assert natures(draft) == []
    assert desk.page.get_by_text("暂存的草稿").count() == 0


def test_what_never_reached_the_server_is_sent_when_the_section_is_opened_again(
    desk: Desk, draft: SelfEvaluation
) -> None:
    desk.page.context.set_offline(True)
    desk.control("nature").fill("断网后关了窗口")
    state(desk, "offline")
    desk.page.close(run_before_unload=False)
    desk.page.context.set_offline(False)
    again = Desk(desk.page.context.new_page())
    again.go(profile(draft))
    assert "本机有未存到服务器的内容" in state(again, "orphans")
    with again.page.expect_navigation():
        again.page.locator(STATE).get_by_role("link", name="查看").click()
    again.follow("继续编辑草稿")
    assert again.value("nature") == "断网后关了窗口"
    until(again, lambda: shelf(again) == 0)


def shelf(desk: Desk) -> int:
    """How many copies lie on this machine."""
    return int(
        desk.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")
    )


def test_nothing_of_ones_text_stays_on_the_machine_after_logging_out(
    desk: Desk, draft: SelfEvaluation
) -> None:
    desk.page.context.set_offline(True)
    desk.control("nature").fill("只在本机")
    state(desk, "offline")
    assert shelf(desk) == 1
    desk.page.context.set_offline(False)
    desk.page.locator("details.person summary").click()
    desk.press("退出")
    assert shelf(desk) == 0


def test_a_redrawn_page_keeps_its_draft(desk: Desk, draft: SelfEvaluation) -> None:
    desk.control("nature").fill("加一行以前")
    key = desk.add("duties", text="新的职责")
    state(desk, "stored")
    (fields,) = kept(draft)
    assert fields["nature"] == ["加一行以前"]
    assert fields[f"duties-{key}-text"] == ["新的职责"]
    desk.type(established_count="很多")
    desk.save()
    state(desk, "stored")
    (fields,) = kept(draft)
    assert fields["established_count"] == ["很多"], "what cannot be saved is stored all the same"


def test_saving_takes_its_draft_away_even_when_a_request_comes_late(
    desk: Desk, draft: SelfEvaluation, weather: Weather
) -> None:
    weather.arrange(1.0)
    desk.control("nature").fill("保存时还有一个请求在路上")
    state(desk, "busy")
    desk.save()
    assert desk.says("已保存")
    until(desk, weather.settled)
    assert natures(draft) == []


def test_a_draft_under_way_when_one_saves_leaves_none_behind(
    desk: Desk, draft: SelfEvaluation, weather: Weather
) -> None:
    """The save is done before the draft arrives, and its page comes later still: nothing is sent in between."""
    weather.arrange(None)
    desk.type(nature="第一句")
    while not weather.seen:
        desk.page.wait_for_timeout(10)
    desk.type(nature="第二句")
    weather.lingering = 0.8
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Control+s")
    assert desk.says("已保存")
    assert (weather.seen, kept(draft)) == (1, [])


def test_typed_and_taken_back_is_no_draft(desk: Desk, draft: SelfEvaluation) -> None:
    before = desk.value("nature")
    desk.control("nature").fill("改了")
    state(desk, "stored")
    desk.control("nature").fill(before)
    until(desk, lambda: natures(draft) == [before])
    desk.go(profile(draft))
    assert desk.page.get_by_text("暂存的草稿").count() == 0


def test_without_a_script_the_offer_works_and_plain_saving_does_everything(
    desk_of: Callable[..., Desk], draft: SelfEvaluation, people: dict[str, User]
) -> None:
    desk = desk_of("zhengxie", java_script_enabled=False)
    desk.go(profile(draft))
    body = {"nature": ["脚本关着"], "established_count": ["30"], "complete": ["later"]}
    for number, text in enumerate(("较早的", "较新的")):
        typed = Typed(UUIDS[number], 1, version(desk), json.dumps(body | {"nature": [text]}))
        keep_draft(evaluation=draft, section="profile", typed=typed, by=people["zhengxie"])
    desk.go(profile(draft))
    assert "另有 1 份更早的草稿" in desk.text()
    desk.press("放弃草稿")
    desk.follow("继续编辑草稿")
    assert (desk.value("nature"), desk.value("established_count")) == ("较早的", "30")
    desk.save()
    assert desk.says("已保存")
    assert drafts_of(draft, "profile", people["zhengxie"]) == []
