"""The addresses of the API, below /api/."""

from django.urls import path, re_path

from archive.api import articles, docs, facets, records, root, schema

urlpatterns = [
    path("", root.Root.as_view(), name="api-root"),
    path("articles/", articles.Articles.as_view(), name="api-articles"),
    path("articles/<int:pk>/", articles.OneArticle.as_view(), name="api-article"),
    path("facets/", facets.Facets.as_view(), name="api-facets"),
    path("people/", records.People.as_view(), name="api-people"),
    path("people/<slug:slug>/", records.OnePerson.as_view(), name="api-person"),
    path("events/", records.Events.as_view(), name="api-events"),
    path("events/<slug:slug>/", records.OneEvent.as_view(), name="api-event"),
    path("sources/", records.Sources.as_view(), name="api-sources"),
    path("sources/<slug:slug>/", records.OneSource.as_view(), name="api-source"),
    path("schema/", schema.Schema.as_view(), name="api-schema"),
    path("docs/", docs.docs, name="api-docs"),
    # Not those without a slash at their end: Django sends them on to the ones that have it.
    re_path(r"^[\s\S]*/\Z", root.Nothing.as_view()),
]
