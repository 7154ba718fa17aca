"""The evaluations app."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class EvaluationsConfig(AppConfig):
    """绩效自评."""

    name = "evaluations"
    verbose_name = "绩效自评"

    def ready(self) -> None:
        """Keeps the guards in the database: on every connection, and after every migrate."""
        from evaluations import triggers  # noqa: PLC0415 (needs the models, which are not there any earlier)

        connection_created.connect(triggers.register_actor)
        pre_migrate.connect(triggers.guards_off, sender=self)
        post_migrate.connect(triggers.guards_on, sender=self)
