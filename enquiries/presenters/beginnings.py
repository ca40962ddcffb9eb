"""What a reply may begin with: a template, a specialist's answer, a published answer."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from enquiries.models import Answer, Enquiry, SpecialistAsk, Template


def templates(enquiry: Enquiry, by: User) -> list[dict[str, str]]:
    """The team's templates, those of the enquiry's topic first."""
    rows = list(Template.objects.visible_to(by).filter(retired_at=None).order_by("name")[:100])
    rows.sort(key=lambda row: row.topic != enquiry.topic)
    here = reverse("enquiries:thread", args=[enquiry.pk])
    return [{"name": row.name, "url": f"{here}?template={row.pk}#write"} for row in rows]


def initial(given: Mapping[str, str], enquiry: Enquiry, by: User) -> dict[str, Any]:
    """The reply's first words, as the address asks for them; a forged id begins with nothing."""
    if pk := _id(given.get("template")):
        row = Template.objects.visible_to(by).filter(pk=pk).first()
        return {"text": row.text} if row else {}
    if pk := _id(given.get("use")):
        ask = (
            SpecialistAsk.objects.visible_to(by)
            .filter(pk=pk, enquiry=enquiry)
            .select_related("message")
            .first()
        )
        return {"text": ask.message.text, "asks": [str(ask.pk)]} if ask and ask.message else {}
    if pk := _id(given.get("answer")):
        found = Answer.objects.published().filter(pk=pk).select_related("live").first()
        return {"text": found.live.text, "answer": found.pk} if found and found.live else {}
    return {}


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
