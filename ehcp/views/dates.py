"""The page that corrects the day of receipt."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ehcp.actions import dates as actions
from ehcp.forms.dates import CorrectionForm
from ehcp.rules import dates as rules
from ehcp.views.triage import form_page, scoped, step


@form_page
def correct_receipt(http: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct the day health received the request."""
    request = scoped(http, pk)
    rules.check_can_correct_receipt(http.user, request)
    form = CorrectionForm(http.POST or None)
    day = request.received_on
    return step(
        http,
        request,
        form,
        lambda data: actions.correct_receipt(by=http.user, request=request, **data),
        back=reverse("ehcp:case", args=[pk]),
        done="The day of receipt has been corrected. Everybody who works to the old date has been told.",
        heading=f"Correct the day {request.reference} was received",
        button="Correct the day",
        warning=True,
        text=f"The day on record is {day.day} {day:%B %Y}. The six weeks run from the day of receipt, so the due "
        "date follows. The original date stays on record with your name and reason.",
    )
