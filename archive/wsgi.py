"""The WSGI application. Serving without a secret key, a list of hosts and static files is refused here."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from archive.checks import why_not_serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")

application = get_wsgi_application()

if refusal := why_not_serve():
    raise ImproperlyConfigured(refusal)
