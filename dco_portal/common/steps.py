"""One shape for a step on a record: ask on a page with a form or a question, do it, say so, go back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dco_portal.common.errors import Invalid
from dco_portal.common.forms import PortalForm


def step(
    http: HttpRequest,
    form: PortalForm | None,
    act: Callable[[dict[str, Any]], Any],
    *,
    back: str,
    done: str,
    onward: Callable[[Any], str] | None = None,
    template: str = "components/confirm.html",
    **page: Any,
) -> HttpResponse:
    """Show the question, or do what was confirmed and go back with `done` as the message.

    `act` is given the form's values. A broken rule shows beside its field, the form still filled;
    without a form it becomes the page of the error. `onward` turns what `act` returns into the
    address to go to instead of `back`. `page` is what the template reads.
    """
    if http.method == "POST" and (form is None or form.is_valid()):
        try:
            made = act(form.cleaned_data if form else {})
        except Invalid as error:
            if form is None:
                raise
            form.take(error)
        else:
            messages.success(http, done)
            return redirect(onward(made) if onward else back)
    multipart = form is not None and form.is_multipart()
    context = {"form": form, "back_url": back, "multipart": multipart, **page}
    return render(http, template, context)
