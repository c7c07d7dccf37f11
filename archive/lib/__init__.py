"""Helpers with no domain in them: no Django, one noun a file."""
