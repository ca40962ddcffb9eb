"""Addresses of inspection mode and of the check of person-level lists, under /inspections/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import lists

LISTS = "inspections/lists/"
CHECK = f"{LISTS}<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(LISTS, lists.index, name="list-checks"),
    path(CHECK, lists.show, name="list-check"),
    path(f"{CHECK}file/", lists.file, name="list-check-file"),
    path(f"{CHECK}faults.csv", lists.faults, name="list-check-faults"),
    path(f"{CHECK}keep/", lists.keep, name="list-check-keep"),
    path(f"{CHECK}delete/", lists.delete, name="list-check-delete"),
]
