"""Dossier: a web archive of press coverage. The one Django app, and the project package."""
