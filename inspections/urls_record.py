"""Addresses of the inspections themselves and of readiness, under /inspections/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import findings, readiness, record, timeline

DESK = "inspections/desk/<uuid:pk>/"
ITEM = "inspections/readiness/<uuid:pk>/"
urlpatterns: list[URLPattern] = [
    path("inspections/", timeline.timeline, name="timeline"),
    path("inspections/timeline.csv", timeline.timeline_csv, name="timeline-csv"),
    path("inspections/<uuid:pk>/", timeline.show, name="inspection"),
    path("inspections/<uuid:pk>/report/", timeline.report, name="inspection-report"),
    path("inspections/desk/", record.desk, name="desk"),
    path("inspections/desk/list.csv", record.desk_csv, name="desk-csv"),
    path("inspections/desk/new/", record.new, name="inspection-new"),
    path(DESK, record.show, name="desk-inspection"),
    path(f"{DESK}change/", record.change, name="inspection-change"),
    path(f"{DESK}outcome/", record.outcome, name="inspection-outcome"),
    path(f"{DESK}file/", record.file, name="inspection-file"),
    path(f"{DESK}file/add/", record.file_add, name="inspection-file-add"),
    path(f"{DESK}file/off/", record.file_off, name="inspection-file-off"),
    path(f"{DESK}publish/", record.publish, name="inspection-publish"),
    path(f"{DESK}unpublish/", record.unpublish, name="inspection-unpublish"),
    path(f"{DESK}findings/new/", findings.finding_new, name="finding-new"),
    path(f"{DESK}deferrals/new/", findings.deferral_new, name="deferral-new"),
    path("inspections/desk/findings/<uuid:pk>/", findings.finding_change, name="finding-change"),
    path("inspections/desk/findings/<uuid:pk>/remove/", findings.finding_remove, name="finding-remove"),
    path("inspections/desk/deferrals/<uuid:pk>/", findings.deferral_change, name="deferral-change"),
    path("inspections/desk/deferrals/<uuid:pk>/remove/", findings.deferral_remove, name="deferral-remove"),
    path("inspections/desk/dates/<uuid:pk>/letter/", findings.clock_letter, name="clock-letter"),
    path("inspections/desk/dates/<uuid:pk>/done/", findings.clock_done, name="clock-done"),
    path("inspections/desk/dates/<uuid:pk>/not-done/", findings.clock_not_done, name="clock-not-done"),
    path("inspections/readiness/", readiness.index, name="readiness"),
    path("inspections/readiness/list.csv", readiness.as_csv, name="readiness-csv"),
    path("inspections/readiness/start/", readiness.start, name="readiness-start"),
    path("inspections/readiness/new/", readiness.new, name="readiness-new"),
    path(ITEM, readiness.show, name="readiness-item"),
    path(f"{ITEM}change/", readiness.change, name="readiness-change"),
    path(f"{ITEM}version/", readiness.version, name="readiness-version"),
    path(f"{ITEM}not-needed/", readiness.not_needed, name="readiness-not-needed"),
    path(f"{ITEM}needed/", readiness.needed, name="readiness-needed"),
    path(f"{ITEM}files/<uuid:file_id>/", readiness.file, name="readiness-file"),
]  # fmt: skip
