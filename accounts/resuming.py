"""A form that was posted after its session or its token had expired: its fields are carried over the login, unwritten.

Only forms that carry `person` take part. The fields come back as hidden inputs of a page whose button posts them again,
with a new token, in the name of whoever filled them in. Files cannot be carried.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

#: What a form carries that must not be posted twice.
RENEWED = {"csrfmiddlewaretoken"}
#: Texts of this many characters are shown beside the button, so that they can be read and copied.
LONG = 12


@dataclass(frozen=True)
class Kept:
    """A posted form: where it goes, and its fields."""

    action: str
    fields: dict[str, list[str]]

    @classmethod
    def of_request(cls, request: HttpRequest) -> "Kept":
        """The form that was just posted."""
        fields = {name: texts for name, texts in request.POST.lists() if name not in RENEWED}
        return cls(request.get_full_path(), fields)

    @classmethod
    def of_text(cls, action: str, text: str, request: HttpRequest) -> "Kept | None":
        """From `text`; None for anything that is none of ours or leads to another host."""
        try:
            fields: Any = json.loads(text)
        except (ValueError, RecursionError):
            return None
        is_form = isinstance(fields, dict) and all(
            isinstance(texts, list) and all(isinstance(each, str) for each in texts)
            for texts in fields.values()
        )
        if not is_form or not url_has_allowed_host_and_scheme(action, {request.get_host()}):
            return None
        return cls(action, fields)

    @property
    def text(self) -> str:
        """The fields in one hidden input."""
        return json.dumps(self.fields)

    @property
    def person(self) -> str:
        """The number of the person who filled it in."""
        return (self.fields.get("person") or [""])[-1]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and texts as they are posted again."""
        return [(name, text) for name, texts in self.fields.items() for text in texts]

    @property
    def long_texts(self) -> list[str]:
        """What somebody would be sorry to type again."""
        return [
            text for name, text in self.pairs if len(text.strip()) > LONG and not _is_machine_made(name, text)
        ]


def _is_machine_made(name: str, text: str) -> bool:
    """Keys and numbers of the form."""
    return name in ("sitting", "replaces", "names") or (len(text) == 36 and text.count("-") == 4)


def takes_part(request: HttpRequest) -> bool:
    """Whether this post's fields are to be carried."""
    return request.method == "POST" and bool(request.POST.get("person"))


def kept_of(request: HttpRequest) -> Kept | None:
    """The form that was posted, or that the login page was carrying; None for all others."""
    if "kept" in request.POST:
        return Kept.of_text(request.POST.get("next", ""), request.POST["kept"], request)
    return Kept.of_request(request) if takes_part(request) else None


def is_own_page(request: HttpRequest) -> bool:
    """Whether the post comes from a page of ours, by what the browser itself says of it."""
    origin = f"{'https' if request.is_secure() else 'http'}://{request.get_host()}"
    return request.headers.get("Origin") == origin


def wants_json(request: HttpRequest) -> bool:
    """Whether a script asks, which shows its own words."""
    return request.headers.get("Accept", "") == "application/json"


def resume(request: HttpRequest, kept: Kept, status: int = 200) -> HttpResponse:
    """The page with the button that posts it again; nothing of another person's form is shown."""
    is_own = kept.person == str(request.user.pk)
    return render(
        request, "accounts/resume.html", {"kept": kept if is_own else None, "has_files": bool(request.FILES)},
        status=status,
    )  # fmt: skip
