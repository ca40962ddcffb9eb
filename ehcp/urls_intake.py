"""Addresses of the intake of requests: drafts, early notices, uploaded lists."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
