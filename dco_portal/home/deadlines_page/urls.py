"""Addresses of the deadline calculator; their names stand alone, as any page may link them."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.calculator, name="deadlines"),
    path("rules/", views.rules_index, name="deadlines-rules"),
    path("rules.csv", views.rules_csv, name="deadlines-rules-csv"),
]
