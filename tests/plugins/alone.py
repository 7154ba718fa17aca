"""One thread at a time in the tests' database.

SQLite's tests lie in memory and all threads share the one connection. Two of them inside it at once can stop the whole
process for ever: one holds the connection's lock and needs Python's for `app_actor()`, the other the other way round.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper, SQLiteCursorWrapper
from django.db.transaction import Atomic

#: Held by the request that is being answered, by a test's own transaction, and by a test that reads while pages may send.
ONE_AT_A_TIME = threading.RLock()

ENTRANCES = [
    *[(SQLiteCursorWrapper, name) for name in (
        "execute", "executemany", "fetchone", "fetchmany", "fetchall", "__next__", "close")],
    *[(DatabaseWrapper, name) for name in ("_commit", "_rollback", "_set_autocommit")],
]  # fmt: skip


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """As long as the block lasts, each call into SQLite waits for its turn, and a transaction keeps it until its end."""
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def begin(atomic: Atomic) -> None:
        ONE_AT_A_TIME.acquire()
        try:
            enter(atomic)
        except BaseException:
            ONE_AT_A_TIME.release()
            raise

    def end(atomic: Atomic, *how: Any) -> None:
        try:
            leave(atomic, *how)
        finally:
            ONE_AT_A_TIME.release()

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in ENTRANCES:
            patch.setattr(owner, name, _in_turn(getattr(owner, name)))
        patch.setattr(Atomic, "__enter__", begin)
        patch.setattr(Atomic, "__exit__", end)
        yield


def _in_turn(entrance: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(entrance)
    def enter(*args: Any, **kwargs: Any) -> Any:
        with ONE_AT_A_TIME:
            return entrance(*args, **kwargs)

    return enter
