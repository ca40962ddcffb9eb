"""Addresses of measures and their charts, under /improvement/desk/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
