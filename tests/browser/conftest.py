"""Chromium at our own server: contexts that watch for errors and foreign hosts, people who are logged in."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.desk import Desk, Watch
from tests.browser.serving import Weather, watched_server
from tests.conftest import seed_and_issue
from tests.plugins.alone import one_at_a_time
from tests.plugins.copies import Copy

#: Without the window, the toolbars and their pages, which a test never sees: a third of the time.
CHROMIUM = "/usr/bin/chromium-headless-shell"
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
FONT_CONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{fonts}</dir></fontconfig>
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chinese_glyphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment that gives Chromium Chinese glyphs: nothing where the machine has a font, else ours."""
    lister = shutil.which("fc-list")
    if lister and subprocess.run([lister, ":lang=zh"], capture_output=True, check=True).stdout.strip():
        return {}
    config = tmp_path_factory.mktemp("fontconfig") / "fonts.conf"
    config.write_text(FONT_CONFIG.format(fonts=files("pylopdf_fonts_zh_cn")), "utf-8")
    return {"FONTCONFIG_FILE": str(config)}


@pytest.fixture(scope="session")
def browser(chinese_glyphs: dict[str, str]) -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop running in this thread, which Django takes for asynchronous code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            environment: dict[str, str | float | bool] = {**os.environ, **chinese_glyphs}
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES, env=environment)
            yield chromium
            chromium.close()


@pytest.fixture(scope="session")
def server_weather() -> Iterator[Weather]:
    """The server answers one request at a time, all tests long."""
    with watched_server() as weather:
        yield weather


@pytest.fixture(autouse=True)
def weather(server_weather: Weather) -> Iterator[Weather]:
    """Fair at the beginning of each test, whose own reading and the server's take turns."""
    server_weather.arrange()
    server_weather.seen, server_weather.lingering = 0, 0.0
    with one_at_a_time():
        yield server_weather


@pytest.fixture(scope="session")
def seeded() -> Copy:
    """A copy of the database as the first browser test found it."""
    return Copy()


@pytest.fixture
def demo(transactional_db: None, seeded: Copy) -> None:
    """The demo again, copied back instead of sown: each test leaves the tables empty."""
    if seeded.is_taken:
        seeded.put_back()
    else:
        seed_and_issue()
        seeded.take()


@pytest.fixture
def new_desk(
    browser: Browser, live_server: LiveServer, demo: None, weather: Weather
) -> Iterator[Callable[..., Desk]]:
    """Makes desks where nobody is logged in yet; what any page complained about fails the test at its end."""
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def make(kind: type[Desk] = Desk, **options: Any) -> Desk:
        options = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"} | options
        context = browser.new_context(base_url=live_server.url, **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        watches.append(Watch(context, live_server.url))
        return kind(context.new_page(), watches[-1])

    yield make
    complaints = [complaint for watch in watches for complaint in watch.complaints]
    for context in contexts:
        context.close()
    weather.rest()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def desk_of(
    new_desk: Callable[..., Desk], live_server: LiveServer, people: dict[str, User]
) -> Callable[..., Desk]:
    """Makes desks where the demo person of that user name is logged in already."""

    def make(username: str, **options: Any) -> Desk:
        client = Client()
        client.force_login(people[username], backend="django.contrib.auth.backends.ModelBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        desk = new_desk(**options)
        desk.page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return desk

    return make
