"""Addresses of children's records, under /children/. Ids only: no name, no NHS number."""

from django.urls import path

from dco_portal.children.views import carers, finding, record

app_name = "children"
urlpatterns = [
    path("", finding.search, name="search"),
    path("<uuid:pk>/", record.show, name="child"),
    path("<uuid:pk>/details/", record.edit, name="details"),
    path("<uuid:pk>/voice/", record.voice, name="voice"),
    path("<uuid:pk>/carers/new/", carers.add, name="carer-add"),
    path("<uuid:pk>/carers/<uuid:carer>/", carers.edit, name="carer"),
    path("<uuid:pk>/carers/<uuid:carer>/end/", carers.end, name="carer-end"),
    path("<uuid:pk>/needs/new/", record.add_need, name="need-add"),
    path("<uuid:pk>/needs/<uuid:need>/end/", record.end_need, name="need-end"),
]
