"""Addresses of the public pages of places."""

from django.urls import path

from dco_portal.accounts.views import rota

app_name = "places"
urlpatterns = [path("<slug:slug>/", rota.place, name="place")]
