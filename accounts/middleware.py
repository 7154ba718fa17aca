"""What every request passes: the person's rights, the question to log in without losing what was typed, the security log."""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from time import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import Rights
from accounts.navigation import Navigation
from accounts.resuming import Kept, takes_part, wants_json
from huadu_perf.lib.downloads import given_name, is_attachment, is_pdf

#: The evaluation that an address belongs to.
EVALUATION = re.compile(r"/evaluations/\d+/")


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


class PostedAddressMiddleware:
    """What only a form posts to, opened as a page (reloaded, kept, led to by a login): a page with the way on, still 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED or wants_json(request):
            return response
        page = render(
            request,
            "405.html",
            {"back": found[0] if (found := EVALUATION.match(request.path)) else "/"},
            status=response.status_code,
        )
        page.headers["Allow"] = response.headers["Allow"]
        return page


class IdleMiddleware:
    """Ends the session of who did nothing for SESSION_IDLE_MINUTES, and keeps its end after SESSION_HOURS where it was.

    What a page asks by itself (`accounts.access.passive`) is no doing. The mark in the session is up to a minute old, so that
    not every request writes; whoever rests may therefore be asked a minute early, never late.
    """

    MARK, COARSE = "active", 60

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from accounts.actions.security_log import Event, record  # noqa: PLC0415 (models need the app registry)

        limit = settings.SESSION_IDLE_MINUTES * 60
        if limit and time() - request.session.get(self.MARK, time()) > limit:
            record(request, Event.IDLE)
            logout(request)
            request.was_idle = True  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Marks that somebody is there. Saved at once: at the end of the request the session may be gone."""
        session = request.session
        is_due = time() - session.get(self.MARK, 0) >= self.COARSE
        if getattr(view, "is_passive", False) or not is_due or not request.user.is_authenticated:
            return
        session[self.MARK] = int(time())
        if "_session_expiry" not in session:  # saving would put the end off otherwise
            session.set_expiry(timezone.now() + timedelta(seconds=settings.SESSION_COOKIE_AGE))
        with suppress(UpdateError):  # logged out in another window meanwhile: the next request says so
            session.save()
        session.modified = False


class LoginMiddleware(LoginRequiredMiddleware):
    """Every page asks for a login. A redirect would drop what was posted, so a form is carried, and a script gets 401."""

    def handle_no_permission(self, request: HttpRequest, view_func: Callable[..., Any]) -> HttpResponse:
        """Scripts: 401; forms that were filled in: the login page with the form; all else: the login page."""
        from accounts.views.login import login_again  # noqa: PLC0415 (views need the app registry)

        if getattr(request, "was_idle", False) and not wants_json(request):
            messages.info(
                request, f"超过 {settings.SESSION_IDLE_MINUTES} 分钟没有操作，已自动退出。请重新登录。"
            )
        if wants_json(request):
            return JsonResponse({"stored": False, "words": "登录已过期"}, status=401)
        if takes_part(request):
            return login_again(request, Kept.of_request(request))
        return super().handle_no_permission(request, view_func)


class FirstPasswordMiddleware:
    """Who logged in with a password that others know goes nowhere before choosing another.

    Pages that need no login, the change itself and logging out stay open.
    """

    ALLOWED = frozenset({"accounts:password_change", "accounts:logout"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Sends them to the page where the password is changed."""
        if not getattr(request.user, "must_change_password", False) or not getattr(
            view, "login_required", True
        ):
            return None
        if request.resolver_match and request.resolver_match.view_name in self.ALLOWED:
            return None
        if wants_json(request):
            return JsonResponse({"stored": False, "words": "请先修改初始密码"}, status=403)
        return redirect("accounts:password_change")


class SecurityLogMiddleware:
    """Notes every file that a person is given, and everything a view refuses a person; nothing else.

    A file is whatever leaves as an attachment or as a PDF, so no new download can be forgotten. A file whose record cannot
    be written is not given. Of what is not found nobody is told whether it exists, so both are noted alike.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from accounts.actions.security_log import Event, record  # noqa: PLC0415 (models need the app registry)

        response = self.get_response(request)
        is_given = is_attachment(response) or is_pdf(response)
        if is_given and response.status_code == HTTPStatus.OK and request.method != "HEAD":
            event = Event.DOWNLOAD if is_attachment(response) else Event.PRINT
            record(request, event, thing=given_name(response))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What is refused, in a view."""
        from accounts.actions.security_log import Event, Result, record  # noqa: PLC0415 (the same)

        if request.user.is_authenticated and isinstance(exception, PermissionDenied | Http404):
            words = "无权" if isinstance(exception, PermissionDenied) else "不存在，或不在可看的范围内"
            record(request, Event.ACCESS, Result.REFUSED, thing=words)
