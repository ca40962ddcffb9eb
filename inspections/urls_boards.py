"""Addresses of boards and meetings, under /improvement/boards/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import boards, deciding, meetings, packs

AT = "improvement/boards/"
MEETING = f"{AT}meetings/<uuid:pk>/"
ACTION = f"{AT}actions/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(AT, boards.listing, name="boards"),
    path(f"{AT}new/", boards.new, name="board-new"),
    path(f"{AT}<uuid:pk>/", boards.board, name="board"),
    path(f"{AT}<uuid:pk>/change/", boards.change, name="board-change"),
    path(f"{AT}<uuid:pk>/close/", boards.close, name="board-close"),
    path(f"{AT}<uuid:pk>/reopen/", boards.reopen, name="board-reopen"),
    path(f"{AT}<uuid:pk>/members/new/", boards.seat, name="member-new"),
    path(f"{AT}members/<uuid:pk>/", boards.change_seat, name="member-change"),
    path(f"{AT}<uuid:pk>/meetings/new/", meetings.new, name="meeting-new"),
    path(MEETING, meetings.meeting, name="meeting"),
    path(f"{MEETING}change/", meetings.change, name="meeting-change"),
    path(f"{MEETING}cancel/", meetings.cancel, name="meeting-cancel"),
    path(f"{MEETING}apologies/", meetings.apologies, name="apologies"),
    path(f"{MEETING}who-came/", meetings.hold, name="meeting-hold"),
    path(f"{MEETING}minutes/", meetings.minutes, name="minutes"),
    path(f"{MEETING}papers/new/", meetings.paper_new, name="paper-new"),
    path(f"{AT}papers/<uuid:pk>/", meetings.paper_file, name="paper-file"),
    path(f"{AT}papers/<uuid:pk>/withdraw/", meetings.paper_withdraw, name="paper-withdraw"),
    path(f"{MEETING}decisions/new/", deciding.decide, name="decision-new"),
    path(f"{AT}decisions/<uuid:pk>/", deciding.decision_change, name="decision-change"),
    path(f"{AT}<uuid:pk>/decisions/", deciding.decisions, name="decisions"),
    path(f"{AT}<uuid:pk>/decisions.csv", deciding.decisions_csv, name="decisions-csv"),
    path(f"{MEETING}actions/new/", deciding.give, name="board-action-new"),
    path(ACTION, deciding.action, name="board-action"),
    path(f"{ACTION}change/", deciding.change, name="board-action-change"),
    path(f"{ACTION}done/", deciding.finish, name="board-action-done"),
    path(f"{ACTION}reopen/", deciding.reopen, name="board-action-reopen"),
    path(f"{AT}<uuid:pk>/actions/", deciding.log, name="board-actions"),
    path(f"{AT}<uuid:pk>/actions.csv", deciding.log_csv, name="board-actions-csv"),
    path(f"{MEETING}packs/new/", packs.new, name="pack-new"),
    path(f"{AT}packs/<uuid:pk>/", packs.pack, name="pack"),
    path(f"{AT}packs/<uuid:pk>/pack.pdf", packs.pdf, name="pack-pdf"),
    path(f"{AT}packs/<uuid:pk>/retry/", packs.retry, name="pack-retry"),
]
