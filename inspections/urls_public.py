"""Addresses of the public pages of plans, under /improvement/, and of what the desk puts on them."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import improvement, voices

DESK = "improvement/desk/"
PLAN = "improvement/<slug:slug>/"
urlpatterns: list[URLPattern] = [
    path(f"{DESK}<uuid:pk>/said/", voices.said, name="said"),
    path(f"{DESK}<uuid:pk>/said.csv", voices.said_csv, name="said-csv"),
    path(f"{DESK}<uuid:pk>/said/new/", voices.said_new, name="said-new"),
    path(f"{DESK}said/<uuid:pk>/", voices.said_change, name="said-change"),
    path(f"{DESK}said/<uuid:pk>/answer/", voices.answer, name="said-answer"),
    path(f"{DESK}said/<uuid:pk>/publish/", voices.publish, name="said-publish"),
    path(f"{DESK}said/<uuid:pk>/take-down/", voices.take_down, name="said-take-down"),
    path(f"{DESK}<uuid:pk>/videos/", voices.videos, name="videos"),
    path(f"{DESK}<uuid:pk>/videos/new/", voices.video_new, name="video-new"),
    path(f"{DESK}videos/<uuid:pk>/", voices.video_change, name="video-change"),
    path(f"{DESK}videos/<uuid:pk>/publish/", voices.video_publish, name="video-publish"),
    path(f"{DESK}videos/<uuid:pk>/take-down/", voices.video_take_down, name="video-take-down"),
    path(f"{DESK}videos/<uuid:pk>/file/", voices.video_file, name="video-file"),
    path("improvement/", improvement.index, name="improvement"),
    path(PLAN, improvement.plan, name="improvement-plan"),
    path(f"{PLAN}plan/<int:number>.pdf", improvement.version, name="improvement-version"),
    path(f"{PLAN}measures/<uuid:pk>/chart.svg", improvement.chart, name="improvement-chart"),
    path(f"{PLAN}films/<uuid:pk>/", improvement.film, name="improvement-film"),
    path(f"{PLAN}films/<uuid:pk>/captions.vtt", improvement.captions, name="improvement-captions"),
]
