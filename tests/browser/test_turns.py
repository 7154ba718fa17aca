"""What keeps the tests of this folder from stopping for ever: one thread at a time in SQLite's only connection."""

import threading
import time
from collections.abc import Callable

import pytest
from django.db import transaction

from accounts.models import User
from tests.plugins.alone import ONE_AT_A_TIME
from tests.plugins.copies import Copy


def read() -> None:
    assert User.objects.exists()


def write() -> None:
    with transaction.atomic():
        pass


def copy() -> None:
    Copy().take()


@pytest.mark.parametrize("work", [read, write, copy])
def test_a_test_waits_while_the_server_is_in_the_database(demo: None, work: Callable[[], None]) -> None:
    inside, order = threading.Event(), []

    def request() -> None:
        with ONE_AT_A_TIME:
            inside.set()
            time.sleep(0.3)
            order.append("request")

    thread = threading.Thread(target=request)
    thread.start()
    inside.wait()
    work()
    order.append("test")
    thread.join()
    assert order == ["request", "test"]
