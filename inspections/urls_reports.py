"""Addresses of progress reports and stocktake bundles, under /improvement/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from inspections.views import bundles, reports
from inspections.views import reports_public as public

urlpatterns: list[URLPattern] = [
    path("improvement/desk/<uuid:pk>/reports/", reports.index, name="plan-reports"),
    path("improvement/desk/<uuid:pk>/reports.csv", reports.index_csv, name="plan-reports-csv"),
    path("improvement/desk/<uuid:pk>/reports/new/", reports.new, name="plan-report-new"),
    path("improvement/desk/<uuid:pk>/bundles/", bundles.index, name="bundles"),
    path("improvement/desk/<uuid:pk>/bundles/new/", bundles.new, name="bundle-new"),
    path("improvement/desk/reports/<uuid:pk>/", reports.show, name="plan-report"),
    path("improvement/desk/reports/<uuid:pk>/approve/", reports.approve, name="plan-report-approve"),
    path("improvement/desk/reports/<uuid:pk>/withdraw/", reports.withdraw, name="plan-report-withdraw"),
    path("improvement/desk/reports/<uuid:pk>/report.csv", reports.csv, name="plan-report-csv"),
    *(
        path(
            f"improvement/desk/reports/<uuid:pk>/{name}.pdf",
            reports.file,
            {"which": name},
            name=f"plan-report-{name}",
        )
        for name in ("draft", "document", "easy-read")
    ),
    path("improvement/desk/reports/<uuid:pk>/charts/<str:key>.svg", reports.chart, name="plan-report-chart"),
    path(
        "improvement/desk/reports/<uuid:pk>/retry/<uuid:document>/",
        reports.retry,
        name="plan-report-retry",
    ),
    path("improvement/desk/bundles/<uuid:pk>/", bundles.show, name="bundle"),
    path("improvement/desk/bundles/<uuid:pk>/restart/", bundles.restart, name="bundle-restart"),
    path("improvement/desk/bundles/<uuid:pk>/retry/", bundles.retry_index, name="bundle-retry"),
    path("improvement/desk/bundles/<uuid:pk>/index.pdf", bundles.index_pdf, name="bundle-index"),
    path("improvement/desk/bundles/<uuid:pk>/files.zip", bundles.files, name="bundle-files"),
    path("improvement/<slug:slug>/report.pdf", public.latest, name="report-latest"),
    path("improvement/<slug:slug>/reports/", public.index, name="reports"),
    path("improvement/<slug:slug>/reports/<int:number>/", public.show, name="report"),
    path("improvement/<slug:slug>/reports/<int:number>.pdf", public.pdf, name="report-pdf"),
    path("improvement/<slug:slug>/reports/<int:number>.csv", public.csv, name="report-csv"),
    path("improvement/<slug:slug>/reports/<int:number>-easy-read.pdf", public.easy, name="report-easy"),
    path(
        "improvement/<slug:slug>/reports/<int:number>/charts/<str:key>.svg",
        public.chart,
        name="report-chart",
    ),
]  # fmt: skip
