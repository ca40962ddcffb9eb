"""Addresses of the commissioning gap log, under /gaps/."""

from django.urls import path

from dco_portal.gaps.views import line, log

app_name = "gaps"
urlpatterns = [
    path("", log.log, name="log"),
    path("list.csv", log.log_csv, name="log_csv"),
    path("reports/", log.reports, name="reports"),
    path("reports/new/", log.report_new, name="report_new"),
    path("reports/<uuid:pk>/", log.report, name="report"),
    path("reports/<uuid:pk>/retry/", log.report_retry, name="report_retry"),
    path("<uuid:pk>/", line.line, name="line"),
    path("<uuid:pk>/decide/", line.decide, name="decide"),
    path("<uuid:pk>/state/", line.move, name="move"),
    path("<uuid:pk>/merge/", line.merge, name="merge"),
    path("<uuid:pk>/unmerge/", line.unmerge, name="unmerge"),
]
