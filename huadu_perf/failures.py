"""系统出错: a page with an incident number, which stands in the log line of the same failure."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.template import loader
from django.utils import timezone


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a failure of ours: the number and nothing of what happened. Django logs the failure afterwards."""
    number = f"{timezone.localtime():%Y%m%d}-{secrets.token_hex(4).upper()}"
    request.incident = number  # type: ignore[attr-defined]
    return HttpResponseServerError(loader.get_template("500.html").render({"incident": number}))


class IncidentFilter(logging.Filter):
    """Puts the incident number of its request into a log record; nothing into all others."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every record passes."""
        number = getattr(getattr(record, "request", None), "incident", "")
        record.incident = f"[故障编号 {number}] " if number else ""
        return True
