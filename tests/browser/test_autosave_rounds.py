"""Two hundred random rounds of typing in all weathers: what is stored is what was typed, every time."""

import json
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Request

from evaluations.actions import drafts
from evaluations.demo.accounts import PASSWORD
from evaluations.models import SectionDraft, SelfEvaluation
from tests.browser.desk import Desk
from tests.browser.serving import Weather
from tests.browser.test_autosave import HIDE, log_out, profile, state, typed_part
from tests.plugins.alone import ONE_AT_A_TIME

ROUNDS, SEED, PAUSE, WAIT = 200, 20221128, 40, 20
#: How often each weather comes; the first part of its name is what the network does.
WEATHERS = {"fair": 3, "slow": 4, "reordered": 4, "offline": 3, "expired": 2, "broken": 2, "stale": 2}
CHARACTERS = "绩效管理职责履行任务目标预算执行资金使用情况服务保障完成率一二三四五六七八九十，。；《》“”〇𠮷"
CARRIED = ["csrfmiddlewaretoken", "version", "sitting", "replaces", "seq", "person"]
FIELDS = """carried => {
  const fields = {};
  for (const [name, value] of new FormData(document.getElementById("section-form"))) {
    if (!carried.includes(name)) (fields[name] = fields[name] || []).push(value);
  }
  return fields;
}"""


class Window:
    """A window with 部门概况 open: what was typed there, and what was ever sent from there.

    Buttons are pressed by key: before a click Playwright waits for two frames, and a window behind another draws one a second.
    """

    def __init__(self, desk: Desk, evaluation: SelfEvaluation) -> None:
        self.desk, self.page, self.evaluation = desk, desk.page, evaluation
        desk.go(profile(evaluation))
        self.cdp = self.page.context.new_cdp_session(self.page)
        duty = desk.keys("duties")[0]
        self.names = ["nature", f"duties-{duty}-text", "established_count"]
        self.expected: dict[str, str] = {}
        self.sent: list[str] = []
        for name in self.names:
            desk.control(name).fill("")
        self.page.on("request", self._look)

    def _look(self, request: Request) -> None:
        if request.url.endswith("/draft/"):
            fields = json.loads(typed_part(request))
            self.sent += [fields[name][0] for name in self.names]

    def edit(self, chance: random.Random) -> None:
        """Types into one of the controls: pasted, by key, or by sound."""
        name = chance.choice(self.names)
        text = "".join(chance.choices(CHARACTERS, k=chance.randint(1, 12)))
        control = self.desk.control(name)
        way = chance.choice(["fill", "insert", "compose", "compose", "tick"])
        if way == "tick":
            self.page.locator('input[name="complete"]:not(:checked)').press("Space")
        elif way == "fill":
            control.fill(text)
            self.expected[name] = text
        else:
            control.press("End")
            if way == "compose":
                self.compose(chance, text)
            else:
                self.page.keyboard.insert_text(text)
            self.expected[name] = control.input_value()
            assert self.expected[name].endswith(text)

    def compose(self, chance: random.Random, text: str) -> None:
        """Spells it out in letters first, with pauses in which a draft could be stored."""
        spelled = "".join(chance.choices("abcdefgh", k=chance.randint(2, 5)))
        for end in range(1, len(spelled) + 1):
            part = {"text": spelled[:end], "selectionStart": end, "selectionEnd": end}
            self.cdp.send("Input.imeSetComposition", part)
            if chance.random() < 0.3:
                self.page.wait_for_timeout(2 * PAUSE)
        self.cdp.send("Input.insertText", {"text": text})

    def shown(self) -> dict[str, list[str]]:
        """What stands in the form."""
        return dict(self.page.evaluate(FIELDS, CARRIED))

    def stored(self) -> dict[str, list[str]]:
        """What the server keeps of this window."""
        sitting = self.page.locator('#section-form input[name="sitting"]').input_value()
        with ONE_AT_A_TIME:
            row = SectionDraft.objects.filter(evaluation=self.evaluation, sitting=sitting).first()
        return dict(json.loads(row.content)) if row else {}

    def differs(self, weather: Weather) -> bool:
        """Whether, after all has come to rest, something else is stored than was typed."""
        deadline = time.monotonic() + WAIT
        while True:
            quiet, shown = weather.settled(), self.shown()
            if (quiet and self.stored() == shown) or time.monotonic() > deadline:
                break
            self.page.wait_for_timeout(15)
        wrong_on_page = any(shown[name] != [text] for name, text in self.expected.items())
        return wrong_on_page or self.stored() != shown


class Rounds:
    """The rounds, their weathers counted."""

    def __init__(self, desk: Desk, evaluation: SelfEvaluation, weather: Weather) -> None:
        self.weather, self.chance = weather, random.Random(SEED)
        desk.expect(401, 403, 422, 500, 502)
        self.windows = [
            Window(desk, evaluation),
            Window(Desk(desk.page.context.new_page(), desk.watch), evaluation),
        ]
        self.context = desk.page.context
        self.counts: Counter[str] = Counter()

    def run(self, number: int, weathers: dict[str, int]) -> int:
        """So many rounds; gives in how many of them something else was stored than typed."""
        wrong = 0
        for _ in range(number):
            name = self.chance.choices([*weathers], weights=[*weathers.values()])[0]
            both = self.chance.random() < 0.25
            self.counts[name] += 1
            self.counts["two windows"] += both
            window = self.windows[self.chance.random() < 0.3]
            getattr(self, f"_{name}")(window)
            if both:
                for each in self.windows:
                    each.edit(self.chance)
            differing = [each for each in self.windows if each.expected and each.differs(self.weather)]
            for each in differing:  # shown when the test fails
                print(name, each.page.locator("#save-state").inner_text(), each.expected, each.stored())  # noqa: T201
            wrong += bool(differing)
        return wrong

    def _edits(self, window: Window, most: int = 2) -> None:
        for _ in range(self.chance.randint(1, most)):
            window.edit(self.chance)
            if self.chance.random() < 0.4:
                window.page.wait_for_timeout(self.chance.choice([5, PAUSE, 2 * PAUSE]))

    def _fair(self, window: Window) -> None:
        self._edits(window, 3)

    def _slow(self, window: Window) -> None:
        self.weather.arrange(*(self.chance.uniform(0.05, 0.3) for _ in range(2)))
        self._edits(window, 3)

    def _reordered(self, window: Window) -> None:
        self.weather.arrange(None)
        window.edit(self.chance)
        window.page.wait_for_timeout(2 * PAUSE)
        window.edit(self.chance)
        window.page.evaluate(HIDE, True)
        window.page.evaluate(HIDE, False)
        if self.chance.random() < 0.3:
            window.edit(self.chance)

    def _offline(self, window: Window) -> None:
        window.edit(self.chance)
        self.context.set_offline(True)
        self._edits(window)
        self.context.set_offline(False)

    def _broken(self, window: Window) -> None:
        self.weather.arrange(*self.chance.choices([500, 502, 0.1], k=3))
        self._edits(window)

    def _stale(self, window: Window) -> None:
        self.context.clear_cookies(name="csrf")
        self._edits(window)

    def _expired(self, window: Window) -> None:
        log_out(window.desk)
        name = window.names[0]
        window.desk.control(name).press("End")
        for letter in self.chance.choices(
            CHARACTERS, k=4
        ):  # goes on typing while the session is found to be over
            window.page.keyboard.insert_text(letter)
        window.expected[name] = window.desk.control(name).input_value()
        window.page.locator("#relogin[open]").wait_for()
        if self.chance.random() < 0.5:
            window.page.get_by_role("button", name="稍后登录").press("Enter")
            self._edits(window)
            window.page.locator("#save-state button").press("Enter")
        password = window.page.locator("#relogin-password")
        password.fill(PASSWORD)
        password.press("Enter")
        window.page.locator("#relogin:not([open])").wait_for(state="attached")
        state(window.desk, "stored")
        self._edits(window)


@pytest.fixture
def rounds(desk_of: Callable[..., Desk], draft: SelfEvaluation, weather: Weather, settings: Any) -> Rounds:
    """Two windows of one person, side by side."""
    settings.DRAFT_PAUSE_MS = PAUSE
    return Rounds(desk_of("zhengxie"), draft, weather)


def test_two_hundred_rounds(rounds: Rounds, say: Callable[[str], None]) -> None:
    start = time.monotonic()
    wrong = rounds.run(ROUNDS, WEATHERS)
    sent = [text for window in rounds.windows for text in window.sent]
    spelled = [text for text in sent if re.search("[a-z]", text)]
    weathers = "、".join(f"{name} {count}" for name, count in sorted(rounds.counts.items()))
    say(
        f"自动暂存随机测试 {ROUNDS} 轮（{weathers}）：存下的与所填不同 {wrong} 轮，"
        f"存下拼音 {len(spelled)} 次（共发送 {rounds.weather.seen} 次，{time.monotonic() - start:.0f} 秒）"
    )
    assert (wrong, spelled) == (0, [])
    assert sum(rounds.counts.values()) >= ROUNDS
    assert SectionDraft.objects.count() == 2


def test_without_the_check_of_numbers_such_rounds_fail(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the same rounds notice a server that lets late requests overwrite newer ones."""
    monkeypatch.setattr(drafts, "_older", lambda own, typed: own)
    monkeypatch.setattr("tests.browser.test_autosave_rounds.WAIT", 2)
    assert rounds.run(6, {"reordered": 1}) > 0
