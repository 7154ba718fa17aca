"""The acting person, known to the database: every write happens inside `acting`, or the triggers refuse it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction

_actor: ContextVar[str | None] = ContextVar("actor", default=None)


def current_actor() -> str | None:
    """`user:<id>` or `system:<name>` of whoever acts now; SQLite's function app_actor() asks here."""
    return _actor.get()


def actor_of(person: AbstractBaseUser | str) -> str:
    """How the log names a person or a system job."""
    return f"user:{person.pk}" if isinstance(person, AbstractBaseUser) else f"system:{person}"


@contextmanager
def acting(person: AbstractBaseUser | str) -> Iterator[None]:
    """One transaction in the name of `person` (a user, or the name of a system job)."""
    token = _actor.set(actor_of(person))
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('app.actor', %s, true)", [_actor.get()])
            yield
    finally:
        _actor.reset(token)
