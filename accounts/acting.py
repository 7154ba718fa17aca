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
    before, is_nested = _actor.get(), connection.in_atomic_block
    token = _actor.set(actor_of(person))
    try:
        with transaction.atomic():
            _tell(_actor.get())
            yield
            if is_nested and not connection.needs_rollback:
                _tell(before or "")  # the transaction goes on in the name of whoever acted before
    finally:
        _actor.reset(token)


def _tell(actor: str | None) -> None:
    """PostgreSQL's triggers read a setting of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.actor', %s, true)", [actor])
