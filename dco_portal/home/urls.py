"""Addresses of the start page, worklist, calendar, health, operations and the child's chronology."""

from django.urls import path

from dco_portal.home import (
    health,
    views_audit,
    views_bulk,
    views_calendar,
    views_chronology,
    views_design,
    views_operations,
    views_public,
    views_weekly,
    views_worklist,
)

app_name = "home"
urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("", views_public.start, name="start"),
    path("worklist/", views_worklist.worklist, name="worklist"),
    path("worklist/list.csv", views_worklist.worklist_csv, name="worklist_csv"),
    path("worklist/views/", views_worklist.save_view, name="worklist_view_save"),
    path(
        "worklist/views/<uuid:pk>/delete/", views_worklist.delete_view, name="worklist_view_delete"
    ),
    path("worklist/bulk/", views_bulk.bulk, name="worklist_bulk"),
    path("worklist/results/", views_bulk.results, name="worklist_results"),
    path("worklist/weekly/<uuid:pk>/", views_weekly.weekly, name="weekly"),
    path("worklist/weekly/<uuid:pk>/list.csv", views_weekly.weekly_csv, name="weekly_csv"),
    path("calendar/<str:token>.ics", views_calendar.feed, name="calendar"),
    path("operations/", views_operations.operations, name="operations"),
    path("operations/tasks/", views_operations.retry_task, name="retry_tasks"),
    path("operations/tasks/<uuid:pk>/", views_operations.retry_task, name="retry_task"),
    path("operations/mails/", views_operations.retry_mail, name="retry_mails"),
    path("operations/mails/<uuid:pk>/", views_operations.retry_mail, name="retry_mail"),
    path("audit/", views_audit.audit_trail, name="audit"),
    path("accessibility/", views_public.accessibility, name="accessibility"),
    path("privacy/", views_public.privacy, name="privacy"),
    path("cookies/", views_public.cookies, name="cookies"),
    path("children/<uuid:pk>/chronology/", views_chronology.chronology, name="chronology"),
    path("design/", views_design.design, name="design"),
    path("stay-signed-in/", views_public.stay, name="stay"),
]
