"""Readiness of an area: the list, its file, items and their versions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from dco_portal.common.filters import chosen
from dco_portal.common.steps import step
from dco_portal.documents import queries as documents
from dco_portal.documents.serve import serve
from dco_portal.work import actions as work
from inspections.actions import readiness as actions
from inspections.forms import readiness as forms
from inspections.presenters import readiness as present
from inspections.queries import areas as area_queries
from inspections.queries import readiness as queries
from inspections.queries.areas import Area
from inspections.rules import readiness as rules
from inspections.rules import record

form_page = require_http_methods(["GET", "POST"])
HERE = "inspections:readiness"


def _areas(http: HttpRequest) -> tuple[list[Area], Area | None]:
    """The own areas and the one chosen (the first unless the address names one). Raises NotFound for another's."""
    record.check_can_keep(http.user)
    areas = area_queries.areas_of(http.user)
    key = http.GET.get("area", "")
    area = area_queries.chosen(areas, key) if key else next(iter(areas), None)
    if key and area is None:
        raise NotFound
    return areas, area


def of(area: Area) -> str:
    """The page of one area."""
    return f"{reverse(HERE)}?{urlencode({'area': area.key})}"


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """What an area has ready: bars, the list, filters."""
    areas, area = _areas(http)
    context: dict[str, Any] = {"areas": areas, "area": area, "rule": rules.RULE}
    if area is not None:
        context |= _list(http, area, several=len(areas) > 1)
    context["views"] = [
        {"label": each.label, "url": of(each), "current": each == area} for each in areas
    ]
    return render(http, "inspections/readiness.html", context)


def _list(http: HttpRequest, area: Area, *, several: bool) -> dict[str, Any]:
    on = today()
    every = present.shown(queries.items(http.user, area), on)
    form = forms.FilterForm(http.GET)
    wanted = form.wanted(http.user)
    query = http.GET.copy()
    query["area"] = area.key
    return {
        "form": form, "chosen": chosen(form, query), "clear_url": of(area), "keep": {"area": area.key if several else ""},
        "every": every, "bars": present.bars(every), "whole": present.whole(every), "columns": present.COLUMNS,
        "rows": [present.row(each) for each in every if present.fits(each, wanted, on)], "on": on,
        "csv_url": f"{reverse('inspections:readiness-csv')}?{query.urlencode()}",
        "new_url": f"{reverse('inspections:readiness-new')}?{urlencode({'area': area.key})}",
    }  # fmt: skip


@require_safe
def as_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The list as a file."""
    _, area = _areas(http)
    if area is None:
        raise NotFound
    wanted, on = forms.FilterForm(http.GET).wanted(http.user), today()
    work.note_export(by=http.user, query="", what="readiness.csv")
    every = present.shown(queries.items(http.user, area), on)
    rows = [present.line(each) for each in every if present.fits(each, wanted, on)]
    return sheets.download("readiness.csv", present.HEADER, rows)


@require_POST
def start(http: HttpRequest) -> HttpResponse:
    """Begin the area's list with our own working list."""
    _, area = _areas(http)
    if area is None:
        raise NotFound
    count = actions.start(by=http.user, la=area.la, icb=area.icb)
    messages.success(http, f"{count} items from our working list. Compare them with the handbook.")
    return redirect(of(area))


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """Add an item of the area's own."""
    _, area = _areas(http)
    if area is None:
        raise NotFound
    form = forms.ItemForm(http.POST or None, owners=queries.owners(area))
    return step(
        http, form, lambda data: actions.add(by=http.user, la=area.la, icb=area.icb, **data), back=of(area),
        done="Added.", onward=_address, heading="Add an item", button="Add",
    )  # fmt: skip


def _address(item: Any) -> str:
    return reverse("inspections:readiness-item", args=[item.pk])


def _kept(http: HttpRequest, pk: uuid.UUID) -> queries.Kept:
    found = queries.kept(http.user, pk)
    if found is None:
        raise NotFound
    return found


@require_safe
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One item with its versions."""
    found = present.shown([_kept(http, pk)], today())[0]
    item = found.kept.item
    context = {
        "item": item, "facts": present.facts(found), "files": present.files(found.kept), "standing": found.standing,
        "colour": present.COLOURS[found.standing.words], "actions": present.actions(item),
        "live": present.live(item, http.user) if item.live_key else None, "back": of(Area(item.la, item.icb)),
    }  # fmt: skip
    return render(http, "inspections/readiness_item.html", context)


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change an item."""
    item = _kept(http, pk).item
    form = forms.ItemForm(
        http.POST or None, owners=queries.owners(Area(item.la, item.icb)),
        initial=forms.ItemForm.first(item),
    )  # fmt: skip
    return step(
        http, form, lambda data: actions.change(by=http.user, item_id=pk, **data), back=_address(item),
        done="Saved.", heading=item.title, button="Save",
    )  # fmt: skip


@form_page
def version(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add its newest version."""
    item = _kept(http, pk).item
    form = forms.VersionForm(
        http.POST or None, http.FILES or None, initial=forms.VersionForm.first(item)
    )
    return step(
        http, form, lambda data: actions.add_version(by=http.user, item_id=pk, **data), back=_address(item),
        done="The version has been added.", heading=f"Newest version: {item.title}", button="Save",
    )  # fmt: skip


@form_page
def not_needed(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that it is not needed."""
    item = _kept(http, pk).item
    return step(
        http, forms.NotNeededForm(http.POST or None),
        lambda data: actions.set_not_needed(by=http.user, item_id=pk, **data), back=_address(item),
        done="It does not count any more.", heading=f"Not needed: {item.title}", button="It is not needed",
    )  # fmt: skip


@form_page
def needed(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say that it is needed after all."""
    item = _kept(http, pk).item
    return step(
        http, None, lambda data: actions.set_needed(by=http.user, item_id=pk), back=_address(item),
        done="It counts again.", heading=f"Needed after all: {item.title}", button="It is needed",
    )  # fmt: skip


@require_safe
def file(http: HttpRequest, pk: uuid.UUID, file_id: uuid.UUID) -> FileResponse:
    """One of its files."""
    item = _kept(http, pk).item
    found = documents.attachment_of(file_id, owner_kind=queries.OWNER_KIND, owner_id=item.pk)
    return serve(http, found, by=http.user)
