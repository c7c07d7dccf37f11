"""What changed in an article: two of its captures compared word by word."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import reading
from archive.models import Article, Capture
from archive.models.source import Access
from archive.views import errors
from archive.views.pages import public_page

_LONGEST_KEY = 18


@public_page
def article_changes(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    """Show what changed between the captures `from` and `to`, or the newest two with other words.

    Only where readers may read the whole text; withdrawn articles answer as their own page does.
    """
    article = Article.objects.published().select_related("source").filter(pk=pk).first()
    if article is None:
        withdrawn = reading.withdrawn_article(pk)
        if withdrawn is not None:
            return errors.gone(request, withdrawn)
    if article is None or article.shown_access() != Access.FULL:
        raise Http404(_("There is no page at this address."))
    address = reverse("article-changes", args=[article.pk, article.slug or "-"])
    if request.path != address:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponsePermanentRedirect(address + (f"?{query}" if query else ""))
    try:
        changes = reading.changes(article, _key(request, "from"), _key(request, "to"))
    except Capture.DoesNotExist as error:
        raise Http404(_("The article has no such capture.")) from error
    return render(request, "archive/article_changes.html", {"article": article, "changes": changes})


def _key(request: HttpRequest, name: str) -> int | None:
    """Return the capture's key that the request names; raises `Capture.DoesNotExist` for what is no key."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _LONGEST_KEY):
        raise Capture.DoesNotExist
    return int(value)
