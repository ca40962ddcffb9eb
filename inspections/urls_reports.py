"""Addresses of progress reports and stocktake bundles, under /improvement/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
