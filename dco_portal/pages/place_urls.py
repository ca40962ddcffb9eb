"""Addresses of the public pages of places, under /place/."""

from django.urls import path

from dco_portal.pages.views import public

app_name = "places"
urlpatterns = [path("<slug:slug>/", public.place, name="place")]
