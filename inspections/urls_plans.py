"""Addresses of plans at the desk, under /improvement/desk/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
