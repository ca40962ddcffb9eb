"""Addresses of plans at the desk, under /improvement/desk/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import chain, plan_imports, plan_steps, plans, versions

DESK = "improvement/desk/"
PLAN, PRIORITY = f"{DESK}<uuid:pk>/", f"{DESK}priorities/<uuid:pk>/"
VERSION, APPROVAL, FILE = f"{DESK}versions/<uuid:pk>/", f"{DESK}approvals/<uuid:pk>/", f"{DESK}imports/<uuid:pk>/"  # fmt: skip
NOTED, PARTNER = f"{DESK}co-production/<uuid:pk>/", f"{DESK}partners/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path(DESK, plans.index, name="plans"),
    path("improvement/desk.csv", plans.index_csv, name="plans-csv"),
    path(f"{DESK}new/", plan_steps.new, name="plan-new"),
    path(f"{DESK}example.csv", plan_imports.example, {"kind": "csv"}, name="plan-example-csv"),
    path(f"{DESK}example.xlsx", plan_imports.example, {"kind": "xlsx"}, name="plan-example-xlsx"),
    path(PLAN, plans.show, name="plan"),
    path(f"{PLAN}actions.csv", plans.actions_csv, name="plan-csv"),
    path(f"{PLAN}actions.xlsx", plans.actions_xlsx, name="plan-xlsx"),
    path(f"{PLAN}edit/", plan_steps.edit, name="plan-edit"),
    path(f"{PLAN}in-force/", plan_steps.put_in_force, name="plan-force"),
    path(f"{PLAN}close/", plan_steps.move, {"to": "close"}, name="plan-close"),
    path(f"{PLAN}reopen/", plan_steps.move, {"to": "reopen"}, name="plan-reopen"),
    path(f"{PLAN}take-down/", plan_steps.move, {"to": "take-down"}, name="plan-take-down"),
    path(f"{PLAN}publish/", plan_steps.publish, name="plan-publish"),
    path(f"{PLAN}forward/", plan_steps.forward, name="plan-forward"),
    path(f"{PLAN}partners/new/", plan_steps.add_partner, name="partner-new"),
    path(f"{PARTNER}remove/", plan_steps.remove_partner, name="partner-remove"),
    path(f"{PLAN}co-production/new/", plan_steps.note_co_production, name="co-production-new"),
    path(NOTED, plan_steps.correct_co_production, name="co-production"),
    path(f"{NOTED}remove/", plan_steps.remove_co_production, name="co-production-remove"),
    path(f"{PLAN}priorities/new/", chain.new, name="priority-new"),
    path(PRIORITY, chain.show, name="priority"),
    path(f"{PRIORITY}edit/", chain.edit, name="priority-edit"),
    path(f"{PRIORITY}move/", chain.move, name="priority-move"),
    path(f"{PRIORITY}release/", chain.release, name="priority-release"),
    path(f"{PRIORITY}monitor/", chain.monitor, name="priority-monitor"),
    path(f"{PRIORITY}actions/new/", chain.new_action, name="action-new"),
    path(f"{DESK}actions/<uuid:pk>/edit/", chain.edit_action, name="action-edit"),
    path(f"{PLAN}versions/", versions.index, name="versions"),
    path(f"{PLAN}versions/draw/", versions.draw, name="version-draw"),
    path(f"{PLAN}versions/compare/", versions.compare, name="version-compare"),
    path(VERSION, versions.show, name="version"),
    path(f"{VERSION}publish/", versions.publish, name="version-publish"),
    path(f"{VERSION}unpublish/", versions.unpublish, name="version-unpublish"),
    path(f"{VERSION}submit/", versions.submit, name="version-submit"),
    path(f"{VERSION}<slug:which>.pdf", versions.download, name="version-file"),
    path(f"{VERSION}<slug:which>/retry/", versions.retry, name="version-retry"),
    path(f"{APPROVAL}decide/", versions.decide, name="approval-decide"),
    path(f"{APPROVAL}files/<uuid:file_id>/", versions.approval_file, name="approval-file"),
    path(f"{PLAN}import/", plan_imports.index, name="plan-import"),
    path(FILE, plan_imports.check, name="plan-import-check"),
    path(f"{FILE}take/", plan_imports.take, name="plan-import-take"),
    path(f"{FILE}report.csv", plan_imports.report, name="plan-import-report"),
]
