"""Addresses of the start page, worklist, calendar, health, operations and the child's chronology."""

from django.urls import path

from dco_portal.home import health, views_chronology, views_design, views_public

app_name = "home"
urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", views_public.start, name="start"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("privacy/", views_public.privacy, name="privacy"),
    path("cookies/", views_public.cookies, name="cookies"),
    path("children/<uuid:pk>/chronology/", views_chronology.chronology, name="chronology"),
    path("design/", views_design.design, name="design"),
    path("stay-signed-in/", views_public.stay, name="stay"),
]
