"""Addresses of the account pages."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("session/", views.session, name="session"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.PasswordChange.as_view(), name="password_change"),
]
