"""Sources as commands are told them."""

from django.core.management.base import CommandError

from archive.models import Source


def named_source(name: str) -> Source:
    """Return the source called `name`, by one of its names or its slug; raises `CommandError` where there is none."""
    sources = Source.objects.all()
    found = sources.named(name) or sources.filter(slug=name).first() or sources.filter(name=name).first()
    if found is None:
        raise CommandError(f"The archive knows no source called “{name}”. Make it in the admin first.")
    return found
