"""Addresses of the site."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls), path("healthz", lambda request: HttpResponse("ok"))]
for _name, _route in {
    "home": "",
    "articles": "articles/",
    "article": "articles/<int:pk>-<slug:slug>/",
    "people": "people/",
    "person": "people/<slug:slug>/",
    "events": "events/",
    "event": "events/<slug:slug>/",
    "sources": "sources/",
    "source": "sources/<slug:slug>/",
}.items():
    urlpatterns.append(path(_route, lambda request, **kwargs: HttpResponse("stub"), name=_name))
