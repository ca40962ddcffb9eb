"""Addresses of inspection mode and of the check of person-level lists, under /inspections/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
