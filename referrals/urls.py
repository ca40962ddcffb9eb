"""Addresses of notifications of under-5s (Children and Families Act 2014 s.23), under /referrals/."""

from django.urls import path

from referrals.views import case, draft, listing, steps

app_name = "referrals"
urlpatterns = [
    path("", listing.index, name="list"),
    path("list.csv", listing.index_csv, name="list-csv"),
    path("new/", draft.new, name="draft-new"),
    path("drafts/", draft.index, name="drafts"),
    path("drafts/<uuid:pk>/", draft.show, name="draft"),
    path("drafts/<uuid:pk>/check/", draft.check, name="draft-check"),
    path("drafts/<uuid:pk>/discard/", draft.discard, name="draft-discard"),
    path("drafts/<uuid:pk>/files/<uuid:file_id>/", draft.download, name="draft-file"),
    path("drafts/<uuid:pk>/files/<uuid:file_id>/out/", draft.leave_out, name="draft-file-out"),
    path("drafts/<uuid:pk>/<slug:name>/", draft.section, name="draft-section"),
    path("<uuid:pk>/", case.show, name="case"),
    path("<uuid:pk>/messages/", case.write_message, name="message"),
    path("<uuid:pk>/files/", case.add_file, name="add-file"),
    path("<uuid:pk>/files/<uuid:file_id>/", case.download_file, name="file"),
    path("<uuid:pk>/acknowledge/", steps.acknowledge, name="acknowledge"),
    path("<uuid:pk>/outcome/", steps.outcome, name="outcome"),
    path("<uuid:pk>/look-again/", steps.look_again, name="look-again"),
    path("<uuid:pk>/authority/", steps.correct, name="correct"),
    path("<uuid:pk>/outside/", steps.outside, name="outside"),
    path("<uuid:pk>/duplicate/", steps.duplicate, name="duplicate"),
    path("<uuid:pk>/in-error/", steps.in_error, name="in-error"),
    path("<uuid:pk>/reopen/", steps.reopen, name="reopen"),
    path("<uuid:pk>/voluntary/", steps.name_voluntary, name="voluntary"),
]
