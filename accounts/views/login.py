"""Logging in and out, changing one's password, and what follows when a form comes after its session or token expired."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import passive
from accounts.acting import acting
from accounts.actions.security_log import Event, Result, record
from accounts.forms import OwnPasswordForm
from accounts.resuming import Kept, is_own_page, kept_of, resume, wants_json


class LoginForm(AuthenticationForm):
    """User name and password, with messages that name the field."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["username"].error_messages["required"] = "请填写用户名。"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "请填写密码。"
        self.error_messages["invalid_login"] = "用户名或密码不对，请核对后再试。注意密码区分大小写。"


@method_decorator(login_not_required, name="dispatch")
class Login(auth_views.LoginView):
    """Logs in, from the page or from the dialog over an open form; a form that came too late is handed on."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who logged in in another window meanwhile goes straight on with the form."""
        if request.user.is_authenticated and (kept := self._kept()):
            return resume(request, kept)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: LoginForm) -> HttpResponse:
        """Logged in: on to the page, to the form that was carried, or back to the dialog, which is one person's."""
        if wants_json(self.request) and self.request.POST.get("person") != str(form.get_user().pk):
            record(self.request, Event.LOGIN, Result.REFUSED, name=form.get_user().username)
            return JsonResponse({"person": None, "words": ["请用打开本页的账号登录。"]}, status=422)
        response = super().form_valid(form)
        record(self.request, Event.LOGIN)
        if wants_json(self.request):
            return _session(self.request)
        kept = self._kept()
        return resume(self.request, kept) if kept else response

    def form_invalid(self, form: LoginForm) -> HttpResponse:
        """Not logged in; the dialog gets the words alone. An attempt is noted, with the name and never the password."""
        typed = form.cleaned_data.get("username", "")
        if typed and form.cleaned_data.get("password"):
            is_locked = getattr(self.request, "axes_locked_out", False)
            record(self.request, Event.LOCKED if is_locked else Event.LOGIN, Result.REFUSED, name=typed)
        if wants_json(self.request):
            words = [str(word) for errors in form.errors.values() for word in errors]
            return JsonResponse({"person": None, "words": words}, status=422)
        return super().form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form that is carried over a failed attempt."""
        return super().get_context_data(kept=self._kept(), **kwargs)

    def _kept(self) -> Kept | None:
        return kept_of(self.request) if "kept" in self.request.POST else None


class Logout(auth_views.LogoutView):
    """Logs out, and notes it.

    The browser is told to forget the pages it kept and what was typed and not sent, which goes at 退出 by the rules of
    static/js/app.js and keep.js already. Cookies stay: the session's is deleted, and the one that remains holds the type size
    and contrast that somebody needs to read the next login page.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Noted while it is known who it is."""
        record(request, Event.LOGOUT)
        response = super().post(request, *args, **kwargs)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response


login = never_cache(Login.as_view())
logout = Logout.as_view()


@passive
@require_safe
@never_cache
@login_not_required
def session(request: HttpRequest) -> JsonResponse:
    """Who is logged in, and a token for the next post: for a page whose own have expired."""
    return _session(request)


def _session(request: HttpRequest) -> JsonResponse:
    person = request.user.pk if request.user.is_authenticated else None
    return JsonResponse({"person": person, "token": get_token(request)})


class PasswordChange(auth_views.PasswordChangeView):
    """One's own password; says so when it is changed."""

    template_name = "accounts/password_change.html"
    form_class = OwnPasswordForm
    success_url = reverse_lazy("evaluations:dashboard")

    def form_valid(self, form: OwnPasswordForm) -> HttpResponse:
        """Saves the new password, which is the person's own from now on, and says so."""
        form.user.must_change_password = False
        with acting(self.request.user):
            response = super().form_valid(form)
            record(self.request, Event.PASSWORD, thing="本人修改")
        messages.success(self.request, "密码已修改。")
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page after a form whose token expired (for example after a new login in another tab).

    What was typed is shown; a button to post it again only where the browser vouches that the form was ours.
    """
    if wants_json(request):
        return JsonResponse({"stored": False, "words": "页面已过期"}, status=403)
    kept = kept_of(request) if is_own_page(request) else None
    if kept is not None:
        if request.user.is_authenticated:
            return resume(request, kept, status=403)
        return login_again(request, kept, status=403)
    return render(request, "accounts/csrf_failed.html", status=403)


@never_cache
def login_again(request: HttpRequest, kept: Kept, status: int = 401) -> HttpResponse:
    """The login page that carries a form which was posted too late."""
    form = LoginForm(request)
    return render(
        request, "accounts/login.html", {"form": form, "kept": kept, "next": kept.action}, status=status
    )
