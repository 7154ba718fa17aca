"""Files that a page gives: what is kept may do nothing in a browser, and nobody keeps it on the way."""

from email.message import Message
from typing import TypeVar

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header  # type: ignore[attr-defined] # newer than the stubs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A file by itself may do nothing and load nothing.
LOCKED_UP = "sandbox; default-src 'none'"
Response = TypeVar("Response", bound=HttpResponseBase)


def attachment(content: bytes, kind: str, name: str) -> HttpResponse:
    """The content as a file to keep, under its Chinese name (RFC 5987). `kind`: its media type."""
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return guarded(HttpResponse(content, content_type=kind, headers=headers))


def guarded(response: Response, policy: str = LOCKED_UP) -> Response:
    """The answer under a content policy of its own."""
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "private, no-store"
    return response


def is_attachment(response: HttpResponseBase) -> bool:
    """Whether the answer is a file to keep."""
    return response.headers.get("Content-Disposition", "").startswith("attachment")


def is_pdf(response: HttpResponseBase) -> bool:
    """Whether it is a PDF, which a browser shows in a window that prints and saves it."""
    return response.headers.get("Content-Type", "").startswith("application/pdf")


def given_name(response: HttpResponseBase) -> str:
    """The name of the file, read back from the head; empty where it has none."""
    head = Message()
    head["Content-Disposition"] = response.headers.get("Content-Disposition", "")
    return head.get_filename() or ""
