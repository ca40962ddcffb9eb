"""Addresses of inspection mode and of the check of person-level lists, under /inspections/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import lists, mode, tracked

LISTS = "inspections/lists/"
CHECK = f"{LISTS}<uuid:pk>/"
MODE = "inspections/mode/"
EXERCISE = f"{MODE}<uuid:pk>/"
REQUEST = f"{MODE}requests/<uuid:pk>/"
TRACKED = f"{MODE}children/<uuid:pk>/"
BUNDLE = f"{MODE}bundles/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(MODE, mode.exercises, name="exercises"),
    path(f"{MODE}list.csv", mode.exercises_csv, name="exercises-csv"),
    path(f"{MODE}new/", mode.begin, name="exercise-new"),
    path(EXERCISE, mode.show, name="exercise"),
    path(f"{EXERCISE}requests.csv", mode.show_csv, name="exercise-csv"),
    path(f"{EXERCISE}end/", mode.end, name="exercise-end"),
    path(f"{EXERCISE}reopen/", mode.reopen, name="exercise-reopen"),
    path(f"{EXERCISE}requests/new/", mode.log, name="request-new"),
    path(REQUEST, mode.request, name="inspector-request"),
    path(f"{REQUEST}give/", mode.give, name="request-give"),
    path(f"{REQUEST}change/", mode.change, name="request-change"),
    path(f"{REQUEST}sent/", mode.sent, name="request-sent"),
    path(f"{REQUEST}withdraw/", mode.withdraw, name="request-withdraw"),
    path(f"{REQUEST}reopen/", mode.take_back, name="request-reopen"),
    path(f"{EXERCISE}children/new/", tracked.choose, name="tracked-new"),
    path(f"{EXERCISE}children/<uuid:child>/track/", tracked.track, name="tracked-add"),
    path(TRACKED, tracked.show, name="tracked"),
    path(f"{TRACKED}words/", tracked.words, name="tracked-words"),
    path(f"{TRACKED}stop/", tracked.untrack, name="tracked-stop"),
    path(f"{TRACKED}bundle/", tracked.bundle, name="child-bundle-new"),
    path(BUNDLE, tracked.show_bundle, name="child-bundle"),
    path(f"{BUNDLE}bundle.pdf", tracked.pdf, name="child-bundle-pdf"),
    path(f"{BUNDLE}retry/", tracked.retry, name="child-bundle-retry"),
    path(f"{BUNDLE}zip/", tracked.ask_zip, name="child-bundle-zip"),
    path(f"{BUNDLE}attachments.zip", tracked.attachments, name="child-bundle-attachments"),
    path(LISTS, lists.index, name="list-checks"),
    path(CHECK, lists.show, name="list-check"),
    path(f"{CHECK}file/", lists.file, name="list-check-file"),
    path(f"{CHECK}faults.csv", lists.faults, name="list-check-faults"),
    path(f"{CHECK}keep/", lists.keep, name="list-check-keep"),
    path(f"{CHECK}delete/", lists.delete, name="list-check-delete"),
]
