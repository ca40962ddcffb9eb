"""How long notifications take, by provider and authority: a page and the same as a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dco_portal.common import sheets
from dco_portal.common.errors import NotAllowed
from dco_portal.work import actions as work
from referrals.forms.times import TimesForm
from referrals.presenters import times as present
from referrals.queries import times


def _found(http: HttpRequest) -> tuple[TimesForm, list[times.Line]]:
    if not times.may_see(http.user):
        raise NotAllowed("Your role does not include figures about notifications.")
    form = TimesForm(http.GET, by=http.user)
    return form, times.lines(http.user.organisation, **form.wanted())


@require_GET
def index(http: HttpRequest) -> HttpResponse:
    """The table with its filters."""
    form, lines = _found(http)
    context: dict[str, Any] = {
        "form": form,
        "columns": present.COLUMNS,
        "rows": present.rows(lines),
        "policies": present.policies(times.policies(http.user.organisation)),
        "chosen": present.chosen(form, http.GET),
        "clear_url": reverse("referrals:times"),
        "csv_url": f"{reverse('referrals:times-csv')}?{http.GET.urlencode()}",
    }
    return render(http, "referrals/times.html", context)


@require_GET
def index_csv(http: HttpRequest) -> StreamingHttpResponse:
    """The table as a file; the export is noted."""
    _, lines = _found(http)
    name = "times-of-notifications.csv"
    work.note_export(by=http.user, query=http.GET.urlencode(), what=name)
    return sheets.download(name, present.CSV_HEADER, map(present.csv_row, lines))
