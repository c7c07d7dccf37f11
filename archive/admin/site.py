"""The desk's name, and its way back to the pages that readers see."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_title = _("Dossier desk")
admin.site.site_header = _("Dossier desk")
admin.site.index_title = _("What would you like to work on?")
admin.site.site_url = "/"
admin.site.empty_value_display = "–"
