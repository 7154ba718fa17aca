"""Addresses of the account pages."""

from django.urls import path

from accounts.views import login, rosters

app_name = "accounts"
urlpatterns = [
    path("login/", login.login, name="login"),
    path("session/", login.session, name="session"),
    path("logout/", login.logout, name="logout"),
    path("password/", login.PasswordChange.as_view(), name="password_change"),
    path("rosters/departments/", rosters.departments, name="departments"),
    path("rosters/departments/<int:region>/file/", rosters.departments_file, name="departments_file"),
    path("rosters/people/", rosters.people, name="people"),
    path("rosters/people/<int:region>/file/", rosters.people_file, name="people_file"),
]
