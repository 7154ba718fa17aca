"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, departments, roles."""

    name = "accounts"
    verbose_name = "人员与部门"
