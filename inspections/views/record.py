"""The desk's inspections: list, file, one inspection, and the steps on it."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dco_portal.common import sheets
from dco_portal.common.errors import NotFound
from dco_portal.common.filters import chosen
from dco_portal.common.forms import PortalForm
from dco_portal.common.steps import step
from dco_portal.documents import presenters as files
from dco_portal.documents.serve import serve
from dco_portal.work import actions as work
from inspections.actions import record as actions
from inspections.forms import record as forms
from inspections.models import Inspection
from inspections.presenters import dates
from inspections.presenters import record as present
from inspections.queries import areas as area_queries
from inspections.queries import record as queries
from inspections.rules import record as rules

form_page = require_http_methods(["GET", "POST"])
DESK = "inspections:desk"


def address(inspection: Inspection) -> str:
    """The inspection's page at the desk."""
    return reverse("inspections:desk-inspection", args=[inspection.pk])


def scoped(http: HttpRequest, pk: uuid.UUID, *, to_write: bool = True) -> Inspection:
    """The inspection in scope; raises NotFound, and NotAllowed where a reader would write."""
    found = queries.scoped(http.user, pk)
    if found is None:
        raise NotFound
    if to_write:
        rules.check_keeps(http.user, found)
    return found


@require_safe
def desk(http: HttpRequest) -> HttpResponse:
    """Inspections of the own areas, what is to come first."""
    rules.check_can_read(http.user)
    form = forms.FilterForm(http.GET, areas=area_queries.areas_of(http.user))
    rows = queries.desk(http.user, form.wanted())
    page = queries.page(rows, after=http.GET.get("after", ""), before=http.GET.get("before", ""))
    own = Inspection.objects.visible_to(http.user)
    come = present.to_come(queries.windows(own), queries.expected(own.select_related("la")), public=False)  # fmt: skip
    context = {
        "form": form, "chosen": chosen(form, http.GET), "clear_url": reverse(DESK),
        "rows": [present.row(each) for each in page.rows], "columns": present.COLUMNS, "page": page,
        "csv_url": f"{reverse('inspections:desk-csv')}?{http.GET.urlencode()}",
        "keeps": rules.can_keep(http.user), "come": come,
        "mode_url": present.address("inspections:exercises") if rules.can_keep(http.user) else "",
    }  # fmt: skip
    return render(http, "inspections/desk.html", context)


@require_safe
def desk_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The list as a file."""
    rules.check_can_read(http.user)
    form = forms.FilterForm(http.GET, areas=area_queries.areas_of(http.user))
    work.note_export(by=http.user, query="", what="inspections.csv")
    rows = queries.each(queries.desk(http.user, form.wanted()))
    return sheets.download("inspections.csv", present.HEADER, map(present.line, rows))


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One inspection with findings, deferrals and the dates that follow from it."""
    found = scoped(http, pk, to_write=False)
    keeps = rules.keeps(http.user, found)
    context = {
        "inspection": found, "keeps": keeps, "facts": present.facts(found),
        "colour": present.STATE_COLOURS[found.state], "entry": present.entry(found),
        "actions": present.actions(found) if keeps else [],
        "clocks": [dates.card(each, keeps=keeps) for each in dates.in_order(found.clocks.all())], "waiting": dates.waiting(found),
        "file": files.file_row(found.report, reverse("inspections:inspection-file", args=[pk])) if found.report else None,
        "plan_new": present.address("inspections:plan-new") if keeps else "",
    }  # fmt: skip
    return render(http, "inspections/inspection_desk.html", context)


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Record an inspection."""
    rules.check_can_keep(http.user)
    areas = area_queries.areas_of(http.user)
    first = {"area": areas[0].key} if len(areas) == 1 else {}
    form = forms.InspectionForm(
        http.POST or None, areas=areas, earlier=queries.earlier(http.user, None), initial=first
    )
    return step(
        http, form, lambda data: actions.begin(by=http.user, **form.values()), back=reverse(DESK),
        done="Recorded. It is not public yet.", onward=address, heading="New inspection", button="Save",
    )  # fmt: skip


def _step(
    http: HttpRequest, found: Inspection, form: PortalForm | None, act: Callable[[dict[str, Any]], Any],
    **page: Any,
) -> HttpResponse:  # fmt: skip
    return step(http, form, act, back=address(found), **page)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change dates, framework or what it follows."""
    found = scoped(http, pk)
    form = forms.InspectionForm(
        http.POST or None, areas=[], earlier=queries.earlier(http.user, found), inspection=found,
        initial=forms.InspectionForm.first(found),
    )  # fmt: skip
    return _step(
        http, found, form, lambda data: actions.change(by=http.user, inspection_id=pk, **form.values()),
        done="Saved.", heading="Change the inspection", button="Save",
    )  # fmt: skip


@form_page
def outcome(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record the report and its outcome."""
    found = scoped(http, pk)
    names = (*actions.OUTCOME_FIELDS, "lock")
    form = forms.OutcomeForm(
        http.POST or None, framework=found.framework,
        initial={name: getattr(found, name) for name in names},
    )  # fmt: skip
    return _step(
        http, found, form, lambda data: actions.set_outcome(by=http.user, inspection_id=pk, **data),
        done="Saved. The dates that follow are below.", heading="The report and its outcome", button="Save",
    )  # fmt: skip


@form_page
def file_add(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add the report as a file."""
    found = scoped(http, pk)
    form = forms.ReportFileForm(http.POST or None, http.FILES or None)
    return _step(
        http, found, form, lambda data: actions.add_report(by=http.user, inspection_id=pk, **data),
        done="The report has been added.", heading="Add the report as a file", button="Add",
    )  # fmt: skip


@form_page
def file_off(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Show the file no longer."""
    found = scoped(http, pk)
    return _step(
        http, found, None, lambda data: actions.drop_report(by=http.user, inspection_id=pk),
        done="The file is not shown any more.", heading="Take the report file off", button="Take it off",
        text="Nobody can download it here any more. The record keeps it.", warning=True,
    )  # fmt: skip


@require_safe
def file(http: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """The report file, for readers of the desk."""
    found = scoped(http, pk, to_write=False)
    if found.report is None:
        raise NotFound
    return serve(http, found.report, by=http.user)


@form_page
def publish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put it on the public timeline."""
    found = scoped(http, pk)
    text = [
        "Anybody can then read its dates, deferrals, outcome, findings and report.",
        "Our own (local policy) dates stay inside. Check that nothing names a child or family.",
    ]
    return _step(
        http, found, None, lambda data: actions.publish(by=http.user, inspection_id=pk),
        done="It is on the public timeline.", heading="Put it on the public timeline", button="Publish", text=text,
    )  # fmt: skip


@form_page
def unpublish(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take it off the public timeline."""
    found = scoped(http, pk)
    return _step(
        http, found, None, lambda data: actions.unpublish(by=http.user, inspection_id=pk),
        done="It is not public any more.", heading="Take it off the public timeline", button="Take it off",
        text="Its public page is then not there for anybody. You can put it back.", warning=True,
    )  # fmt: skip
