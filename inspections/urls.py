"""Addresses of inspections and improvement plans, under /inspections/ and /improvement/."""

from inspections import (
    urls_boards,
    urls_measures,
    urls_mode,
    urls_plans,
    urls_progress,
    urls_public,
    urls_record,
    urls_reports,
)

app_name = "inspections"
urlpatterns = [
    *urls_record.urlpatterns,
    *urls_mode.urlpatterns,
    *urls_plans.urlpatterns,
    *urls_progress.urlpatterns,
    *urls_measures.urlpatterns,
    *urls_reports.urlpatterns,
    *urls_boards.urlpatterns,
    *urls_public.urlpatterns,  # last: /improvement/<slug>/
]
