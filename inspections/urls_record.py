"""Addresses of the inspections themselves and of readiness, under /inspections/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
