"""Addresses of actions, ratings, evidence, risks and monthly updates, under /improvement/desk/."""

from django.urls.resolvers import URLPattern

urlpatterns: list[URLPattern] = []
