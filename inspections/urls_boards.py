"""Addresses of boards and meetings, under /improvement/boards/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
