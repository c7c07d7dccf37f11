"""Articles: the one list, and each one's page."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from archive import reading
from archive.models import Article
from archive.views import errors
from archive.views.pages import page_of, public_page


@public_page
def article_list(request: HttpRequest) -> HttpResponse:
    """Show the articles that meet what the form asks for."""
    page = page_of(request, reading.cards(Article.objects.published()).newest())
    return render(request, "archive/article_list.html", {"page": page})


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """Redirect to the one list with the same query."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(reverse("articles") + (f"?{query}" if query else ""))


@public_page
def article_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show an article with its evidence; 410 with the reason where it was withdrawn."""
    article = Article.objects.published().select_related("source").filter(pk=pk).first()
    if article is None:
        withdrawn = reading.withdrawn_article(pk)
        if withdrawn is not None:
            return errors.gone(request, withdrawn)
        raise Http404(_("There is no article at this address."))
    if request.path != article.get_absolute_url():
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    return render(request, "archive/article_detail.html", {"article": article, "shown": reading.article_page(article)})
