"""Addresses of the start page, worklist, calendar, health, operations and the child's chronology."""

from django.urls import URLPattern

app_name = "home"
urlpatterns: list[URLPattern] = []
