"""Addresses of plans at the desk, under /improvement/desk/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import plans

urlpatterns: list[URLPattern] = [
    path("improvement/desk/", plans.index, name="plans"),
    path("improvement/desk/<uuid:pk>/", plans.show, name="plan"),
    path("improvement/desk/priorities/<uuid:pk>/", plans.priority, name="priority"),
]
