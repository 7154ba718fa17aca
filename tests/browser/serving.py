"""The live server under the tests' hands: one request at a time, and drafts that come late, out of order or not at all.

The tests' database lies in memory and all threads share its one connection, so no two requests may use it at once.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests.plugins.alone import ONE_AT_A_TIME

COUNTING = threading.Lock()


class Weather:
    """What happens to the next requests that store a draft, in the order they arrive; fair when nothing is planned.

    `lingering`: seconds that the answer to a save is on its way.
    """

    def __init__(self) -> None:
        self.plan: list[float | int | None] = []
        self.underway = 0
        self.others = 0
        self.seen = 0
        self.answered = 0
        self.posts = 0
        self.lingering = 0.0

    def arrange(self, *plan: float | int | None) -> None:
        """A float delays a request by so many seconds, an int refuses it with that status, None lets the next (or a save) go first."""
        self.plan = list(plan)

    def wait(self, fate: float | None) -> None:
        """Holds a request back, three seconds at most."""
        if fate is not None:
            time.sleep(fate)
            return
        before, deadline = (self.answered, self.posts), time.monotonic() + 3
        while (self.answered, self.posts) == before and time.monotonic() < deadline:
            time.sleep(0.01)

    def settled(self) -> bool:
        """Whether no draft is on its way."""
        return self.underway == 0

    def rest(self) -> None:
        """Waits until nothing at all is on its way, ten seconds at most: the tables are about to be emptied."""
        deadline = time.monotonic() + 10
        while self.underway + self.others and time.monotonic() < deadline:
            time.sleep(0.02)


def _served(weather: Weather, real: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def other(handler: WSGIHandler, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with COUNTING:
            weather.others += 1
        try:
            with ONE_AT_A_TIME:
                answer = real(handler, environ, start)
            if environ["REQUEST_METHOD"] == "POST" and not environ["PATH_INFO"].endswith("/presence/"):
                weather.posts += 1
                time.sleep(weather.lingering)
            return answer
        finally:
            with COUNTING:
                weather.others -= 1

    def serve(handler: WSGIHandler, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].endswith("/draft/"):
            return other(handler, environ, start)
        with ONE_AT_A_TIME:
            weather.seen += 1
            weather.underway += 1
            fate = weather.plan.pop(0) if weather.plan else 0.0
        try:
            if isinstance(fate, int):
                environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                start(f"{fate} Broken", [("Content-Type", "text/plain"), ("Content-Length", "0")])
                return [b""]
            weather.wait(fate)
            with ONE_AT_A_TIME:
                return real(handler, environ, start)
        finally:
            with ONE_AT_A_TIME:
                weather.underway -= 1
                weather.answered += 1

    return serve


@contextmanager
def watched_server() -> Iterator[Weather]:
    """The server with its weather, for as long as the block lasts."""
    weather = Weather()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", _served(weather, WSGIHandler.__call__))
        yield weather
