"""Locking a record in the reader's scope, or by the secret of a private link."""

import uuid

from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict, Invalid, NotFound
from enquiries.models import Answer, Enquiry, PrivateLink, SpecialistAsk
from enquiries.queries import thread


def enquiry(by: User, pk: uuid.UUID, *, seen: int | None = None) -> Enquiry:
    """The enquiry, locked until the transaction ends. Raises NotFound out of scope.

    `seen` is the count of changes that the page showed: when somebody has changed the enquiry
    since, Invalid says who and what, and what was typed comes back.
    """
    rows = Enquiry.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("icb", "la", "asker", "asker_organisation").first()
    if found is None:
        raise NotFound
    if seen is not None and seen != found.lock:
        raise Invalid(
            f"{last_done(found)} since you opened this page. Your words are still here: look, then send again."
        )
    return found


def last_done(found: Enquiry) -> str:
    """Who did what last, as the beginning of a sentence."""
    change = found.changes.select_related("by").order_by("-id").first()
    if change is None:
        return "Somebody has changed this enquiry"
    who = change.by.name if change.by else "The asker" if change.by_asker else "The portal"
    what = change.what or f"moved it to “{Enquiry.state_name(change.to_state)}”"
    return f"{who} {what}"


def by_token(token: str) -> tuple[PrivateLink, Enquiry]:
    """The enquiry of a private link that is still open, locked. Raises NotFound for a forged one, Conflict once expired."""
    link = thread.link(token)
    if link is None:
        raise NotFound
    if not link.open:
        raise Conflict("This link has expired. Ask for a new one.")
    rows = Enquiry.objects.select_for_update(of=("self",)).filter(pk=link.enquiry_id)
    return link, rows.select_related("icb", "la", "asker", "asker_organisation").get()


def ask(by: User, pk: uuid.UUID) -> SpecialistAsk:
    """A specialist's question, locked, its enquiry locked first. Raises NotFound."""
    row = SpecialistAsk.objects.visible_to(by).filter(pk=pk).values_list("enquiry_id", flat=True)
    found = row.first()
    if found is None:
        raise NotFound
    Enquiry.objects.select_for_update(of=("self",)).get(pk=found)
    rows = SpecialistAsk.objects.select_for_update(of=("self",))
    return rows.select_related(
        "enquiry__icb", "enquiry__child", "service__provider", "person", "asked_by"
    ).get(pk=pk)


def answer(by: User, pk: uuid.UUID) -> Answer:
    """A published answer or a draft of one, locked. Raises NotFound."""
    rows = Answer.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=pk)
    found = rows.select_related("icb").first()
    if found is None:
        raise NotFound
    return found
