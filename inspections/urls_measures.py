"""Addresses of measures and their charts, under /improvement/desk/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import commentary, figure_imports, measure_steps, measures

PLAN = "improvement/desk/<uuid:pk>/measures/"
ONE = "improvement/desk/measures/<uuid:pk>/"
FILES = "improvement/desk/figures/"
urlpatterns: list[URLPattern] = [
    path(PLAN, measures.index, name="measures"),
    path(f"{PLAN}figures.csv", measures.figures_csv, name="measures-csv"),
    path(f"{PLAN}new/", measure_steps.new, name="measure-new"),
    path(f"{PLAN}import/", figure_imports.upload, name="figures-upload"),
    path(f"{PLAN}import/template.csv", figure_imports.template, name="figures-template"),
    path(f"{FILES}<uuid:pk>/", figure_imports.show, name="figures-import"),
    path(f"{FILES}<uuid:pk>/report.csv", figure_imports.report, name="figures-report"),
    path(ONE, measures.show, name="measure"),
    path(f"{ONE}chart.svg", measures.chart, name="measure-chart"),
    path(f"{ONE}figures.csv", measures.one_csv, name="measure-csv"),
    path(f"{ONE}cases/", measures.cases, name="measure-cases"),
    path(f"{ONE}cases.csv", measures.cases_csv, name="measure-cases-csv"),
    path(f"{ONE}change/", measure_steps.change, name="measure-change"),
    path(f"{ONE}retire/", measure_steps.retire, name="measure-retire"),
    path(f"{ONE}take-up/", measure_steps.take_up, name="measure-take-up"),
    path(f"{ONE}count-again/", measure_steps.recount, name="measure-recount"),
    path(f"{ONE}trajectory/", measure_steps.trajectory, name="measure-trajectory"),
    path(f"{ONE}trajectory/straight/", measure_steps.straight, name="measure-straight"),
    path(f"{ONE}trajectory/<uuid:point>/", measure_steps.drop_point, name="measure-point-drop"),
    path(f"{ONE}figures/new/", measure_steps.enter, name="figure-enter"),
    path("improvement/desk/measures/figures/<uuid:pk>/take-back/", measure_steps.withdraw, name="figure-withdraw"),
    path("improvement/desk/commentaries/<uuid:pk>/", commentary.show, name="commentary"),
]  # fmt: skip
