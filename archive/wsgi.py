"""The WSGI application. Serving without a secret key and a list of hosts is refused here."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (settings are only there once Django is set up)

if settings.SERVING_REFUSED:
    raise ImproperlyConfigured(settings.SERVING_REFUSED)
