"""Django's entry into the app."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    """The one app of the project."""

    name = "archive"
    verbose_name = "Dossier"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from archive import checks  # noqa: F401  (models must be loaded first)
