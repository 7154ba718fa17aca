"""Puts the person's rights on the request."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.access import Rights
from accounts.navigation import Navigation


class RightsMiddleware:
    """`request.rights` for views, `request.navigation` for the page frame; both read nothing until asked.

    Pages of a person who is logged in are kept by no cache: after 退出 the back button shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.rights = Rights(request.user)  # type: ignore[attr-defined]
        request.navigation = Navigation(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
