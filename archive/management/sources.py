"""Sources as commands are told them."""

from django.core.management.base import CommandError

from archive.lib.words import fold
from archive.models import Source, SourceName


def named_source(name: str) -> Source:
    """Return the source called `name`, by one of its names or its slug; raises `CommandError` where there is none."""
    named = SourceName.objects.filter(folded=fold(name).text).select_related("source").first()
    if named is not None:
        return named.source
    found = Source.objects.filter(slug=name).first() or Source.objects.filter(name=name).first()
    if found is None:
        raise CommandError(f"The archive knows no source called “{name}”. Make it in the admin first.")
    return found
