"""Addresses of the Local Offer, under /local-offer/."""

from django.urls.resolvers import URLPattern

app_name = "local_offer"
urlpatterns: list[URLPattern] = []
