"""Measurements on folders of pages that are not part of the project; each prints a table."""
