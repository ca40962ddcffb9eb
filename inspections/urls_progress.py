"""Addresses of actions, ratings, evidence, risks, dates and monthly updates."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import action, date_changes, evidence, milestones, risks, updates

DESK = "improvement/desk/"
PLAN = f"{DESK}<uuid:pk>/"
ACTION = f"{DESK}actions/<uuid:pk>/"
MILESTONE = f"{DESK}milestones/<uuid:pk>/"
ITEM = f"{DESK}evidence/<uuid:pk>/"
RISK = f"{DESK}risks/<uuid:pk>/"
MINE = "improvement/my-actions/"
urlpatterns: list[URLPattern] = [
    path(ACTION, action.show, name="action"),
    path(f"{ACTION}rate/", action.rate, name="action-rate"),
    path(f"{ACTION}ratings/", action.history, name="action-ratings"),
    path(f"{ACTION}ratings.csv", action.history_csv, name="action-ratings-csv"),
    path(f"{ACTION}complete/", action.complete, name="action-complete"),
    path(f"{ACTION}stop/", action.stop, name="action-stop"),
    path(f"{ACTION}reopen/", action.reopen, name="action-reopen"),
    path(f"{ACTION}date/", date_changes.ask, name="date-ask"),
    path(f"{ACTION}evidence/new/", evidence.add, name="action-evidence"),
    path(f"{ACTION}milestones/new/", milestones.new, name="milestone-new"),
    path(MILESTONE, milestones.change, name="milestone"),
    path(f"{MILESTONE}done/", milestones.done, name="milestone-done"),
    path(f"{MILESTONE}undo/", milestones.undo, name="milestone-undo"),
    path(f"{MILESTONE}date/", date_changes.ask_milestone, name="milestone-date-ask"),
    path(f"{PLAN}dates/", date_changes.index, name="date-changes"),
    path(f"{PLAN}dates.csv", date_changes.index_csv, name="date-changes-csv"),
    path(f"{DESK}dates/<uuid:pk>/", date_changes.decide, name="date-change"),
    path(f"{PLAN}evidence/", evidence.index, name="evidence"),
    path(f"{PLAN}evidence.csv", evidence.index_csv, name="evidence-csv"),
    path(f"{PLAN}evidence/new/", evidence.new, name="evidence-new"),
    path(ITEM, evidence.show, name="evidence-item"),
    path(f"{ITEM}verify/", evidence.verify, name="evidence-verify"),
    path(f"{ITEM}withdraw/", evidence.withdraw, name="evidence-withdraw"),
    path(f"{ITEM}public/", evidence.public, name="evidence-public"),
    path(f"{ITEM}files/<uuid:file_id>/", evidence.download, name="evidence-file"),
    path(f"{PLAN}risks/", risks.index, name="risks"),
    path(f"{PLAN}risks.csv", risks.index_csv, name="risks-csv"),
    path(f"{PLAN}risks/new/", risks.new, name="risk-new"),
    path(RISK, risks.show, name="risk"),
    path(f"{RISK}change/", risks.change, name="risk-change"),
    path(f"{RISK}score/", risks.score, name="risk-score"),
    path(f"{RISK}end/", risks.end, name="risk-end"),
    path(f"{RISK}reopen/", risks.reopen, name="risk-reopen"),
    path(MINE, updates.mine, name="my-actions"),
    path(f"{MINE}<uuid:pk>/", updates.update, name="action-update"),
    path(f"{MINE}<uuid:pk>/draft/", updates.autosave, name="action-update-draft"),
    path(f"{MINE}<uuid:pk>/discard/", updates.discard, name="action-update-discard"),
    path(f"{PLAN}updates/", updates.index, name="updates"),
    path(f"{PLAN}updates.csv", updates.index_csv, name="updates-csv"),
    path(f"{PLAN}updates/remind/", updates.remind, name="updates-remind"),
]
