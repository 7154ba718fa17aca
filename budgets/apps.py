"""The budgets app."""

from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    """预算."""

    name = "budgets"
    verbose_name = "预算"
