"""Addresses of health advice for EHC needs assessments, under /ehc-advice/."""

from django.urls import path

from ehcp import urls_contributions, urls_intake
from ehcp.views import case, dates, exceptions, listing, triage

app_name = "ehcp"
urlpatterns = [
    path("", listing.index, name="list"),
    path("list.csv", listing.index_csv, name="list-csv"),
    *urls_intake.urlpatterns,
    *urls_contributions.urlpatterns,
    path("<uuid:pk>/", case.show, name="case"),
    path("<uuid:pk>/messages/", case.write_message, name="message"),
    path("<uuid:pk>/files/", case.add_file, name="add-file"),
    path("<uuid:pk>/files/<uuid:file_id>/", case.download_file, name="file"),
    path("<uuid:pk>/documents/<uuid:document_id>/", case.download_document, name="document"),
    path(
        "<uuid:pk>/documents/<uuid:document_id>/again/", case.retry_document, name="document-retry"
    ),
    path("<uuid:pk>/services/", triage.split, name="split"),
    path("<uuid:pk>/owner/", triage.assign, name="assign"),
    path("<uuid:pk>/adviser/", triage.name_adviser, name="name-adviser"),
    path("<uuid:pk>/duplicate/", triage.mark_duplicate, name="duplicate"),
    path("<uuid:pk>/forward/", triage.forward, name="forward"),
    path("<uuid:pk>/withdraw/", triage.withdraw, name="withdraw"),
    path("<uuid:pk>/refuse/", triage.refuse, name="refuse"),
    path("<uuid:pk>/reopen/", triage.reopen, name="reopen"),
    path(
        "contributions/<uuid:pk>/let-off/",
        triage.withdraw_contribution,
        name="contribution-withdraw",
    ),
    path("contributions/<uuid:pk>/reopen/", triage.reopen_contribution, name="contribution-reopen"),
    path("<uuid:pk>/receipt/", dates.correct_receipt, name="correct-receipt"),
    path("<uuid:pk>/exceptions/new/", exceptions.record, name="exception-new"),
    path(
        "contributions/<uuid:pk>/exceptions/new/",
        exceptions.record_on_contribution,
        name="contribution-exception",
    ),
    path("exceptions/<uuid:pk>/", exceptions.decide, name="exception"),
]
