"""Pages of a child's parents and carers."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse

from dco_portal.children import actions, forms, rules
from dco_portal.children.actions.locking import version
from dco_portal.children.models import Carer, Child
from dco_portal.children.views.record import change, form_page, posted, scoped
from dco_portal.common.forms import PortalForm


def _carer(child: Child, pk: uuid.UUID) -> Carer:
    found = next((row for row in child.carers.all() if row.pk == pk and row.ended_on is None), None)
    if found is None:
        raise Http404
    return found


@form_page
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A parent or carer who is not there yet."""
    child = scoped(request, pk)
    rules.check_can_note(request.user)
    form = forms.CarerForm(posted(request))
    return change(
        request, child, form, lambda: actions.add_carer(by=request.user, child_id=pk, **form.details()),
        heading="Add a parent or carer", done="The parent or carer has been added.",
    )  # fmt: skip


@form_page
def edit(request: HttpRequest, pk: uuid.UUID, carer: uuid.UUID) -> HttpResponse:
    """What is known of a carer; a hidden address is blank for who may not read it, and then kept."""
    child = scoped(request, pk)
    rules.check_can_note(request.user)
    row = _carer(child, carer)
    initial = forms.CarerEditForm.initial_of(row) | {"seen": version(row)}
    hidden = row.address_hidden and not rules.can_see_hidden(request.user)
    form = forms.CarerEditForm(posted(request), initial=initial)
    if hidden:
        for name in rules.HIDDEN_FIELDS:
            del form.fields[name]

    return change(
        request, child, form,
        lambda: actions.update_carer(
            by=request.user, child_id=pk, carer_id=carer, seen=form.cleaned_data["seen"], **form.details()
        ),
        heading=f"Change what is known of {row.name}", title="Change what is known of a parent or carer", done="The changes have been saved.",
        stands=lambda: version(_carer(scoped(request, pk), carer)),
    )  # fmt: skip


@form_page
def end(request: HttpRequest, pk: uuid.UUID, carer: uuid.UUID) -> HttpResponse:
    """Somebody who no longer cares for the child."""
    child = scoped(request, pk)
    rules.check_can_note(request.user)
    row = _carer(child, carer)
    form = PortalForm(posted(request))
    return change(
        request, child, form, lambda: actions.end_carer(by=request.user, child_id=pk, carer_id=carer),
        heading=f"{row.name} no longer cares for the child", title="A parent or carer no longer cares for the child", done="This has been noted.", button="Note it",
        text="They stay in the history. Nothing more is sent to them, and their communication needs end.",
    )  # fmt: skip
