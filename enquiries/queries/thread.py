"""Reading one enquiry: by scope or by private link, and the messages each side may see."""

import uuid

from django.db.models import QuerySet

from dco_portal.accounts import tokens
from dco_portal.accounts.models import User
from dco_portal.common.errors import NotFound
from dco_portal.documents import queries as documents
from dco_portal.documents.models import Attachment
from enquiries.models import Enquiry, Message, PrivateLink, SpecialistAsk

OWNER = "enquiries.message"
HELD_OWNER = "enquiries.held"
K = Message.Kind
# What the asker sees. Notes and specialists' answers are not in it.
FOR_ASKER = (K.FROM_ASKER, K.REPLY)
JOINED = (
    "icb", "la", "place", "asker", "asker_organisation", "owner", "child", "merged_into", "split_from",
    "signposted_to",
)  # fmt: skip


def scoped(by: User, pk: uuid.UUID) -> Enquiry:
    """The enquiry in the reader's scope with all that its page names. Raises NotFound."""
    found = Enquiry.objects.visible_to(by).filter(pk=pk).select_related(*JOINED).first()
    if found is None:
        raise NotFound
    return found


def link(token: str) -> PrivateLink | None:
    """The private link of a token, expired or not; None for one that was never given out."""
    rows = PrivateLink.objects.filter(token_hash=tokens.digest(token))
    return rows.select_related(*(f"enquiry__{name}" for name in JOINED)).first()


def joined(enquiry: Enquiry) -> list[uuid.UUID]:
    """Ids of the enquiry and of those merged into it: their messages make one thread."""
    return [enquiry.pk, *enquiry.merged.values_list("pk", flat=True)]


def messages(enquiry: Enquiry, *, inside: bool) -> QuerySet[Message]:
    """The thread, oldest first. `inside` is the DCO team's view; without it only what the asker may see."""
    rows = Message.objects.filter(enquiry__in=joined(enquiry))
    if not inside:
        rows = rows.filter(kind__in=FOR_ASKER)
    return rows.select_related("author", "organisation", "enquiry", "answer__live").order_by(
        "created_at", "id"
    )


def files(rows: list[Message]) -> dict[uuid.UUID, list[Attachment]]:
    """The uploads of these messages, by message; one query."""
    return documents.attachments_of_many(owner_kind=OWNER, owner_ids=[row.pk for row in rows])


def file(enquiry: Enquiry, file_id: uuid.UUID, *, inside: bool) -> Attachment:
    """One upload of a message that this side may see. Raises NotFound for any other."""
    for row in messages(enquiry, inside=inside).values_list("pk", flat=True):
        for found in documents.attachments_of(owner_kind=OWNER, owner_id=row):
            if found.pk == file_id:
                return found
    raise NotFound


def asks(enquiry: Enquiry) -> list[SpecialistAsk]:
    """Questions to specialists about the enquiry, the oldest first."""
    rows = enquiry.asks.select_related(
        "service__provider", "person", "asked_by", "answered_by", "message", "used_in"
    )
    return list(rows)


def scoped_ask(by: User, pk: uuid.UUID) -> SpecialistAsk:
    """A question in the reader's scope. Raises NotFound."""
    rows = SpecialistAsk.objects.visible_to(by).filter(pk=pk).select_related(
        "enquiry__icb", "enquiry__child", "service__provider", "person", "asked_by", "answered_by", "message"
    )  # fmt: skip
    found = rows.first()
    if found is None:
        raise NotFound
    return found
