"""Addresses of services' contributions and of packs, part of `ehcp.urls`."""

from django.urls import path

from ehcp.views import advice, checking, contribution, pack

ONE = "contributions/<uuid:pk>/"
PACK = "<uuid:pk>/packs/<int:number>/"

urlpatterns = [
    path(ONE, contribution.show, name="contribution"),
    path(f"{ONE}clinician/", contribution.allocate, name="allocate"),
    path(f"{ONE}give-back/", contribution.give_back, name="give-back"),
    path(f"{ONE}not-known/", contribution.not_known, name="not-known"),
    path(f"{ONE}pdf/", contribution.pdf, name="contribution-pdf"),
    path(f"{ONE}pdf/again/", contribution.retry_pdf, name="contribution-pdf-retry"),
    path(f"{ONE}files/<uuid:file_id>/", contribution.file, name="contribution-file"),
    path(f"{ONE}versions/<int:number>/", contribution.version, name="version"),
    path(f"{ONE}versions/<int:before>/<int:after>/", contribution.compare, name="compare"),
    path(f"{ONE}advice/", advice.tasks, name="advice"),
    path(f"{ONE}advice/check-answers/", advice.check, name="advice-check"),
    path(f"{ONE}advice/report/file/", advice.report, name="advice-report"),
    path(f"{ONE}advice/<slug:name>/", advice.section, name="advice-section"),
    path(f"{ONE}advice/<slug:name>/autosave/", advice.autosave, name="advice-autosave"),
    path(f"{ONE}sign-off/", checking.sign_off, name="sign-off"),
    path(f"{ONE}sign-off/done/", checking.do_sign_off, name="do-sign-off"),
    path(f"{ONE}check/", checking.check, name="contribution-check"),
    path(f"{ONE}send/", checking.send, name="send"),
    path(f"{ONE}send-back/", checking.send_back, name="send-back"),
    path("<uuid:pk>/return/", pack.assemble, name="return"),
    path(PACK, pack.show, name="pack"),
    path(f"{PACK}pdf/", pack.pdf, name="pack-pdf"),
    path(f"{PACK}data.json", pack.data, name="pack-data"),
    path(f"{PACK}again/", pack.retry, name="pack-retry"),
    path(f"{PACK}acknowledge/", pack.acknowledge, name="acknowledge"),
]
