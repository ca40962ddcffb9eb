"""Addresses of the DCO’s own desk: training, drop-ins, concerns, engagement, healthcare plans, under /practice/."""

from django.urls.resolvers import URLPattern

app_name = "practice"
urlpatterns: list[URLPattern] = []
