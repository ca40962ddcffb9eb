"""Addresses of the public pages of plans, under /improvement/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
