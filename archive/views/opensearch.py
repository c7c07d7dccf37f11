"""How browsers and feed readers search the archive from a box of their own (OpenSearch 1.1, draft 6)."""

from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from lxml import etree

from archive.exports.atom import OPENSEARCH
from archive.exports.formats import ATOM, JSON

_TERMS = "{searchTerms}"


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """Answer with the description of the search, in the reader's language; addresses are those of this very host."""
    root = etree.Element(f"{{{OPENSEARCH}}}OpenSearchDescription", nsmap={None: OPENSEARCH})
    _add(root, "ShortName", "Dossier")  # at most 16 characters
    _add(root, "Description", _("Press coverage by who appears in it, what happened and when."))
    icon = request.build_absolute_uri(static("img/favicon.svg"))
    _add(root, "Image", icon, height="16", width="16", type="image/svg+xml")
    page = request.build_absolute_uri(reverse("articles"))
    _add(root, "Url", type="text/html", template=f"{page}?q={_TERMS}")
    for form in (ATOM, JSON):
        address = request.build_absolute_uri(reverse("articles-format", args=[form.suffix]))
        _add(root, "Url", type=form.media_type, template=f"{address}?q={_TERMS}")
    own = request.build_absolute_uri(reverse("opensearch"))
    _add(root, "Url", type="application/opensearchdescription+xml", rel="self", template=own)
    _add(root, "Language", get_language() or "en")
    _add(root, "InputEncoding", "UTF-8")
    _add(root, "OutputEncoding", "UTF-8")
    body = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
    response = HttpResponse(body, content_type="application/opensearchdescription+xml; charset=utf-8")
    patch_vary_headers(response, ["Cookie"])  # it holds the reader's language
    return response


def _add(parent: etree._Element, name: str, text: str = "", **attributes: str) -> None:
    etree.SubElement(parent, f"{{{OPENSEARCH}}}{name}", attributes).text = text or None
