"""The reader's language."""

from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language as django_set_language

# Without a token, so that public pages set no cookie and can be cached: the worst a forged request does is to show
# the pages in the other language.
set_language = csrf_exempt(django_set_language)
