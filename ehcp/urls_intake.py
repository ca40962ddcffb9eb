"""Addresses of the intake of requests: drafts, early notices, uploaded lists."""

from django.urls import path

from ehcp.views import draft, imports, notice

urlpatterns = [
    path("new/", draft.new, name="draft-new"),
    path("drafts/", draft.index, name="drafts"),
    path("drafts/<uuid:pk>/", draft.show, name="draft"),
    path("drafts/<uuid:pk>/check/", draft.check, name="draft-check"),
    path("drafts/<uuid:pk>/discard/", draft.discard, name="draft-discard"),
    path("drafts/<uuid:pk>/files/<uuid:file_id>/", draft.download, name="draft-file"),
    path("drafts/<uuid:pk>/files/<uuid:file_id>/out/", draft.leave_out, name="draft-file-out"),
    path("drafts/<uuid:pk>/<slug:name>/", draft.section, name="draft-section"),
    path("notices/", notice.index, name="notices"),
    path("notices/new/", notice.new, name="notice-new"),
    path("notices/<uuid:pk>/", notice.show, name="notice"),
    path("notices/<uuid:pk>/services/", notice.ask, name="notice-ask"),
    path("notices/<uuid:pk>/close/", notice.close, name="notice-close"),
    path("checks/<uuid:pk>/", notice.check, name="notice-check"),
    path("import/", imports.index, name="imports"),
    path("import/template.csv", imports.template, name="import-template"),
    path("import/<uuid:pk>/", imports.show, name="import"),
    path("import/<uuid:pk>/report.csv", imports.report, name="import-report"),
    path("import/<uuid:pk>/start/", imports.start, name="import-start"),
]
