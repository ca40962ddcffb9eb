"""Where those who may can look at what the gap log counted here."""

import uuid

from django.urls import reverse

from dco_portal.accounts.models import User
from ehcp.models import Contribution


def links(ids: list[uuid.UUID], by: User) -> dict[uuid.UUID, str]:
    """Paths of those of these contributions that the reader may open (one query)."""
    seen = Contribution.objects.visible_to(by).filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: reverse("ehcp:contribution", args=[pk]) for pk in seen}
