"""Django's entry into the app."""

from django.apps import AppConfig

from archive.checks import register_checks


class ArchiveConfig(AppConfig):
    """The one app of the project."""

    name = "archive"
    verbose_name = "Dossier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        register_checks()
