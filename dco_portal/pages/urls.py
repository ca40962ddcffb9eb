"""Addresses of guidance pages, the glossary and publications, under /guidance/."""

from django.urls.resolvers import URLPattern

app_name = "pages"
urlpatterns: list[URLPattern] = []
