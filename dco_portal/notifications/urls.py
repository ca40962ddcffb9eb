"""Addresses of a person's own messages."""

from django.urls import path

from dco_portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.listing, name="list"),
    path("read/", views.read, name="read_all"),
    path("<uuid:pk>/read/", views.read, name="read"),
    path("preferences/", views.preferences, name="preferences"),
]
