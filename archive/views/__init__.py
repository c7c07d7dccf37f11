"""Requests to responses, read only: what a page shows is gathered in `archive.reading`."""
