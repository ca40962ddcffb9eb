"""Editors translate an entry: which languages there are, and the words of one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal.common.errors import Invalid, NotAllowed, NotFound
from dco_portal.common.forms import PortalForm
from local_offer.actions import translations as actions
from local_offer.forms.moderating import LanguageForm, TranslationForm
from local_offer.models import Service
from local_offer.rules import languages
from local_offer.rules.community import NOT_EDITOR
from local_offer.views.moderating import step

ENGLISH = {
    "description": "What it does",
    "who_for": "Who it is for",
    "how_to_get_it": "How to get it",
    "what_to_expect": "What to expect",
    "while_waiting": "Support while waiting",
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _service(request: HttpRequest, pk: uuid.UUID) -> Service:
    """An entry this editor keeps. Raises NotFound out of scope, NotAllowed for its owner."""
    found = Service.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise NotFound
    if not Service.objects.editable_by(request.user).filter(pk=pk).exists():
        raise NotAllowed(NOT_EDITOR)
    return found


@form_page
def index(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The languages an entry is in, and a choice of a further one."""
    service = _service(request, pk)
    form = LanguageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("local_offer:translate", pk=pk, language=form.cleaned_data["language"])
    rows = [
        {
            "name": languages.name(each.language),
            "number": each.number,
            "at": each.created_at,
            "behind": each.of_version < service.version,
            "withdrawn": each.withdrawn,
            "url": reverse("local_offer:translate", args=[pk, each.language]),
            "withdraw_url": reverse("local_offer:translation-withdraw", args=[pk, each.language]),
        }
        for each in service.translations.filter(newest=True).order_by("language")
    ]
    context = {"service": service, "rows": rows, "form": form}
    return render(request, "local_offer/translations.html", context)


@form_page
def edit(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """The words of one language; saving makes a new version."""
    service = _service(request, pk)
    if language not in languages.LANGUAGES:
        raise NotFound
    versions = list(service.translations.filter(language=language).order_by("-number"))
    newest = versions[0] if versions else None
    initial = {name: getattr(newest, name) for name in actions.FIELDS} if newest else {}
    form = TranslationForm(
        request.POST or None,
        initial={**initial, "seen": newest.number if newest else 0},
        language=language,
        direction=languages.direction(language),
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        seen = values.pop("seen")
        try:
            actions.save(
                by=request.user, service_id=pk, language=language, seen=seen, values=values
            )
        except Invalid as error:
            form.take(error)
        else:
            messages.success(request, "Translation published")
            return redirect("local_offer:translations", pk=pk)
    english = [
        {"label": label, "words": getattr(service, name)}
        for name, label in ENGLISH.items()
        if getattr(service, name)
    ]
    context = {
        "service": service,
        "form": form,
        "name": languages.name(language),
        "versions": versions,
        "english": english,
    }
    return render(request, "local_offer/translate.html", context)


@form_page
def withdraw(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """Do not show a language any more, once the editor has said so."""
    _service(request, pk)
    return step(
        request,
        PortalForm(request.POST if request.method == "POST" else None),
        lambda values: actions.withdraw(by=request.user, service_id=pk, language=language),
        back=reverse("local_offer:translations", args=[pk]),
        done="Translation not shown any more",
        heading=f"Stop showing this entry in {languages.english_name(language)}?",
        text=["Its versions are kept. Saving a new version shows the language again."],
        button="Stop showing it",
        warning=True,
    )
