"""Addresses of a page in other formats."""

from django import template

register = template.Library()


@register.filter
def in_format(address: str, suffix: str) -> str:
    """Return the address of what a page shows in another format: "/people/ada/" is "/people/ada.json"."""
    path, mark, query = address.partition("?")
    return f"{path.rstrip('/')}.{suffix}{mark}{query}"
