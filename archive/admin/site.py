"""The desk's name, and its way back to the pages that readers see."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

admin.site.site_title = _("Dossier desk")
admin.site.site_header = _("Dossier desk")
admin.site.index_title = _("What would you like to work on?")
admin.site.site_url = "/"
# The lists are in the header (templates/admin/base_site.html), and their tables have the width to themselves.
admin.site.enable_nav_sidebar = False
admin.site.empty_value_display = "–"
