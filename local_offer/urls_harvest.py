"""Addresses of reading other directories, under /local-offer/desk/harvest/."""

from django.urls import include, path

from local_offer.views import harvest, harvest_run

HARVEST = [
    path("", harvest.index, name="harvest"),
    path("new/", harvest.new, name="harvest-new"),
    path("<uuid:pk>/", harvest.source, name="harvest-source"),
    path("<uuid:pk>/change/", harvest.change, name="harvest-change"),
    path("<uuid:pk>/read/", harvest.start, name="harvest-start"),
    path("<uuid:pk>/stop/", harvest.stop, name="harvest-stop"),
    path("<uuid:pk>/terms/", harvest.terms, name="harvest-terms"),
    path("readings/<uuid:pk>/", harvest_run.show, name="harvest-run"),
    path("readings/<uuid:pk>/report.csv", harvest_run.report, name="harvest-report"),
    path("readings/<uuid:pk>/entries/<uuid:row>/", harvest_run.row, name="harvest-row"),
    path("readings/<uuid:pk>/publish/", harvest_run.publish, name="harvest-publish"),
    path("readings/<uuid:pk>/drop/", harvest_run.drop, name="harvest-drop"),
]
urlpatterns = [path("desk/harvest/", include(HARVEST))]
