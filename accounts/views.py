"""Logging in and out, changing one's password, and the friendly page for an expired form."""

from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse_lazy

from accounts.acting import acting


class LoginForm(AuthenticationForm):
    """User name and password, with messages that name the field."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["username"].error_messages["required"] = "请填写用户名。"
        self.fields["password"].label = "密码"
        self.fields["password"].error_messages["required"] = "请填写密码。"
        self.error_messages["invalid_login"] = "用户名或密码不对，请核对后再试。注意密码区分大小写。"


login = auth_views.LoginView.as_view(
    template_name="accounts/login.html", authentication_form=LoginForm, redirect_authenticated_user=True
)
logout = auth_views.LogoutView.as_view()


class PasswordChange(auth_views.PasswordChangeView):
    """One's own password; says so when it is changed."""

    template_name = "accounts/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("evaluations:dashboard")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Saves the new password and tells the person."""
        with acting(self.request.user):
            response = super().form_valid(form)
        messages.success(self.request, "密码已修改。")
        return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page after a form whose token expired (for example after a new login in another tab)."""
    return render(request, "accounts/csrf_failed.html", status=403)
