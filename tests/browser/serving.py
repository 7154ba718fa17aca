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

#: Held by the request that is being answered, and by a test that reads while pages may send.
ONE_AT_A_TIME = threading.RLock()


class Weather:
    """What happens to the next requests that store a draft, in the order they arrive; fair when nothing is planned."""

    def __init__(self) -> None:
        self.plan: list[float | int] = []
        self.underway = 0
        self.seen = 0

    def arrange(self, *plan: float | int) -> None:
        """A float delays a request by so many seconds, an int refuses it with that status."""
        self.plan = list(plan)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Around a request that is no draft and still writes by itself."""
        with ONE_AT_A_TIME:
            self.underway += 1
        try:
            yield
        finally:
            with ONE_AT_A_TIME:
                self.underway -= 1

    def settled(self) -> bool:
        """Whether no request is on its way."""
        return self.underway == 0


def _served(weather: Weather, real: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def serve(handler: WSGIHandler, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/presence/"):  # comes by itself: a test waits for it, none plans it
            with weather.beating(), ONE_AT_A_TIME:
                return real(handler, environ, start)
        if not environ["PATH_INFO"].endswith("/draft/"):
            with ONE_AT_A_TIME:
                return real(handler, environ, start)
        with ONE_AT_A_TIME:
            weather.seen += 1
            weather.underway += 1
            fate = weather.plan.pop(0) if weather.plan else 0.0
        try:
            if isinstance(fate, int):
                environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
                start(f"{fate} Broken", [("Content-Type", "text/plain"), ("Content-Length", "0")])
                return [b""]
            time.sleep(fate)
            with ONE_AT_A_TIME:
                return real(handler, environ, start)
        finally:
            with ONE_AT_A_TIME:
                weather.underway -= 1

    return serve


@contextmanager
def watched_server() -> Iterator[Weather]:
    """The server with its weather, for as long as the block lasts."""
    weather = Weather()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "__call__", _served(weather, WSGIHandler.__call__))
        yield weather
