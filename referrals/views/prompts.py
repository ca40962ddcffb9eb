"""A prompt by the clock: what it is about, and saying that it is done."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dco_portal import audit
from dco_portal.children import queries as children
from dco_portal.common.steps import step
from referrals.actions import prompts as actions
from referrals.forms.prompts import DoneForm
from referrals.models import Notification, Prompt
from referrals.rules import prompts as rules
from referrals.rules.prompts import PLANS


@require_http_methods(["GET", "POST"])
def show(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The prompt with its reason; a POST says what was done."""
    seen = Notification.objects.visible_to(http.user).values("pk")
    rows = Prompt.objects.filter(notification__in=seen).select_related("notification", "done_by")
    prompt = get_object_or_404(rows, pk=pk)
    case = reverse("referrals:case", args=[prompt.notification_id])
    if http.method == "POST":
        rules.check_can_finish(http.user, prompt)
        return step(
            http, DoneForm(http.POST),
            lambda values: actions.finish(by=http.user, prompt_id=pk, **values),
            back=case, done="Noted as done.", heading=PLANS[prompt.kind].title, text=PLANS[prompt.kind].why, button="Done",
        )  # fmt: skip
    child_id = prompt.notification.child_id
    audit.viewed(prompt.notification, by=http.user, child_id=child_id, what="prompt")
    return render(http, "referrals/prompt.html", {
        "prompt": prompt,
        "plan": PLANS[prompt.kind],
        "case": prompt.notification,
        "child": children.header(child_id, by=http.user),
        "form": DoneForm() if rules.can_finish(http.user, prompt) else None,
    })  # fmt: skip
