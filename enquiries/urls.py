"""Addresses of enquiries to the DCO, under /enquiries/."""

from django.urls.resolvers import URLPattern

app_name = "enquiries"
urlpatterns: list[URLPattern] = []
