"""The team's templates."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dco_portal.common.errors import Invalid
from enquiries.actions import templates as actions
from enquiries.forms.thread import TemplateForm
from enquiries.models import Template
from enquiries.rules.answers import check_may_publish

form_page = require_http_methods(["GET", "POST"])


@require_safe
def index(http: HttpRequest) -> HttpResponse:
    """All templates in use."""
    check_may_publish(http.user)
    rows = Template.objects.visible_to(http.user).filter(retired_at=None).order_by("name")
    return render(http, "enquiries/templates.html", {"templates": rows})


@form_page
def new(http: HttpRequest) -> HttpResponse:
    """A new template."""
    check_may_publish(http.user)
    form = TemplateForm(http.POST or None)
    return _page(http, form, "New template", lambda values: actions.add(by=http.user, **values))


@form_page
def change(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change a template."""
    check_may_publish(http.user)
    row = get_object_or_404(Template.objects.visible_to(http.user), pk=pk, retired_at=None)
    initial = {"name": row.name, "topic": row.topic, "text": row.text}
    form = TemplateForm(http.POST or None, initial=initial)
    return _page(
        http,
        form,
        f"Change “{row.name}”",
        lambda values: actions.change(by=http.user, template_id=pk, **values),
    )


def _page(http: HttpRequest, form: TemplateForm, heading: str, act) -> HttpResponse:
    if http.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except Invalid as error:
            form.take(error)
        else:
            messages.success(http, "The template has been saved.")
            return redirect("enquiries:templates")
    context = {
        "form": form,
        "heading": heading,
        "button": "Save",
        "back_url": reverse("enquiries:templates"),
    }
    return render(http, "components/confirm.html", context)


@require_POST
def retire(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer it no longer."""
    check_may_publish(http.user)
    actions.retire(by=http.user, template_id=pk)
    messages.success(http, "The template is offered no longer.")
    return redirect("enquiries:templates")
