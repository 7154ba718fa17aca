"""The app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """报告."""

    name = "reports"
    verbose_name = "报告"

    def ready(self) -> None:
        """Tells the guards in the database of this app's tables, and Django of its checks."""
        from evaluations import triggers  # noqa: PLC0415 (needs the models, which are not there any earlier)
        from reports import checks, guards  # noqa: F401, PLC0415 (the same; importing registers the checks)

        triggers.guard_also(guards.tables)
