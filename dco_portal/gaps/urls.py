"""Addresses of the commissioning gap log, under /gaps/."""

from django.urls.resolvers import URLPattern

app_name = "gaps"
urlpatterns: list[URLPattern] = []
