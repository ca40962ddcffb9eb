"""The worklist: what is to be done, by whom, by when. Personal search is elsewhere (a POST)."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from dco_portal.accounts.permissions import Permission
from dco_portal.common import sheets
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid
from dco_portal.home import presenters_worklist as show
from dco_portal.home.forms_worklist import FilterForm, SaveViewForm
from dco_portal.work import actions, lists

CSV_LIMIT = 10_000


def look_of(
    request: HttpRequest,
) -> tuple[lists.Reader, FilterForm, lists.Look]:
    """Who looks at what, from the address."""
    reader = lists.Reader.of(request.user)
    form = FilterForm(request.GET or None, reader=reader)
    form.is_valid()
    look = lists.find(
        reader, request.GET.get("view", ""), form.filters(), request.GET.get("sort", "")
    )
    return reader, form, look


@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """One page of the list, for everybody signed in; what they have no part in is not in it."""
    reader, form, look = look_of(request)
    found = lists.page(
        look,
        reader,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    query = show.query_of(request.GET)
    bulk = request.user.may(Permission.ASSIGN_WORK)
    heading, text = show.empty_words(look, reader)
    return render(
        request,
        "home/worklist.html",
        {
            "views": show.tabs(reader, look, request.GET),
            "view": look.view,
            "filter_form": form,
            "page_has_errors": bool(form.errors),
            "chosen": show.chips(form, request.GET),
            "clear_url": show.address(show.query_of(QueryDict(), view=look.view.code)),
            "keep": {"view": look.view.code, "sort": look.sort},
            "columns": show.columns(look),
            "sort": look.sorted_by(),
            "rows": show.rows(found.rows, reader, selectable=bulk),
            "bulk": bulk and look.view.code not in {"closed", "drafts"},
            "next_cursor": found.next,
            "previous_cursor": found.previous,
            "empty": {"heading": heading, "text": text},
            "saved": show.saved(reader),
            "save_form": SaveViewForm(initial={"query": query}),
            "query": query,
            "here": show.address(query),
            "csv_url": show.address(query, "home:worklist_csv"),
            "standing_in": len(reader.owners) > 1,
        },
    )


@require_safe
def worklist_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as a file: at most 10,000 rows, read and sent page by page."""
    reader, _, look = look_of(request)
    actions.note_export(by=request.user, query=show.query_of(request.GET))

    rows = (
        row
        for items in lists.whole(look, reader, limit=CSV_LIMIT)
        for row in show.csv_rows(items, reader)
    )
    return sheets.download(f"worklist-{today().isoformat()}.csv", show.CSV_HEADER, rows)


@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the filters in use under a name."""
    form = SaveViewForm(request.POST)
    query = form.data.get("query", "")
    if form.is_valid():
        query = show.query_of(QueryDict(form.cleaned_data["query"]))
        try:
            view = actions.save_view(by=request.user, name=form.cleaned_data["name"], query=query)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, f"The view “{view.name}” is saved.")
            return redirect(show.address(query))
    context = {"form": form, "back_url": show.address(show.query_of(QueryDict(query)))}
    return render(request, "home/worklist_save.html", context, status=422)


@require_POST
def delete_view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete one of one's own saved views."""
    name = actions.delete_view(by=request.user, view_id=pk)
    messages.success(request, f"The view “{name}” is deleted.")
    return redirect(back_to(request))


def back_to(request: HttpRequest) -> str:
    """The list one came from, given by the form as `back`; only ever an address of our own."""
    back = request.POST.get("back") or request.GET.get("back") or ""
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if ours and back.startswith(reverse("home:worklist")) else reverse("home:worklist")
