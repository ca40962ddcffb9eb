"""Addresses of notifications of under-5s (Children and Families Act 2014 s.23), under /referrals/."""

from django.urls.resolvers import URLPattern

app_name = "referrals"
urlpatterns: list[URLPattern] = []
