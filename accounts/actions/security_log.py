"""登录与下载: one row for each entry, leaving, file and refusal; written in the request that it is about."""

from django.http import HttpRequest

from accounts.addresses import client_address
from accounts.models import SecurityEvent, User
from huadu_perf.lib.values import plain_text

Event, Result = SecurityEvent.Event, SecurityEvent.Result


def record(
    request: HttpRequest,
    event: SecurityEvent.Event,
    result: SecurityEvent.Result = Result.DONE,
    *,
    name: str = "",
    thing: str = "",
) -> None:
    """Notes it. `name`: what was typed where nobody is logged in. One INSERT."""
    person = request.user if isinstance(request.user, User) else None
    SecurityEvent.objects.create(
        person=person,
        name=one_line(name or (person.username if person else ""), 150),
        address=client_address(request),
        event=event,
        result=result,
        thing=one_line(thing, 300),
        page=one_line(request.get_full_path(), 300),
    )


def one_line(text: str, most: int) -> str:
    """Text that cannot look like another record: no line breaks, no control characters, nothing that turns the direction."""
    return " ".join(plain_text(text).split())[:most]
