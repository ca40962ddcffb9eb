"""Addresses of the start page, worklist, calendar, health, operations and the child's chronology."""

from django.urls import path

from dco_portal.home import views_public

app_name = "home"
urlpatterns = [
    path("", views_public.start, name="start"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("privacy/", views_public.privacy, name="privacy"),
    path("cookies/", views_public.cookies, name="cookies"),
    path("stay-signed-in/", views_public.stay, name="stay"),
]
