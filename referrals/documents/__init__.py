"""The papers of a notification: the notice to the local authority and each parent's copy, as tagged PDFs.

Made from frozen facts in the transaction that sends the notification. Contact restrictions bind
the copies: nobody but `children.letters.addressees` is written to, and no copy holds another's address.
"""

from dco_portal.accounts.models import User
from dco_portal.children import letters
from dco_portal.children.letters import Purpose, Recipient
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Document
from referrals.documents.notice import OWNER, notice_context
from referrals.documents.onward import referral_context
from referrals.documents.parent import Layout, parent_context
from referrals.models import Notification, OnwardReferral

NOTICE, COPY = "referrals.notice", "referrals.parent"
TEMPLATES = {Layout.EASY_READ: "pdf/referrals/parent_easy_read.html"}
PLAIN = "pdf/referrals/parent.html"

__all__ = [
    "COPY",
    "NOTICE",
    "OWNER",
    "Layout",
    "copy",
    "layout_for",
    "notice",
    "prepare",
    "referral_letter",
]


def prepare(notification: Notification, *, by: User) -> list[Document]:
    """The notice and a copy for every parent who may be written to; the notice first.

    Called inside the action that sends. Notes the notice and the first copy on the notification.
    """
    made = [notice(notification, by=by)]
    found = letters.addressees(notification.child, purpose=Purpose.LETTER)
    made += [copy(notification, recipient, by=by) for recipient in found]
    if found:
        notification.parent_letter = made[1]
        notification.save(update_fields=["parent_letter", "updated_at"])
    return made


def notice(notification: Notification, *, by: User | None) -> Document:
    """The formal notice to the authority it is with now; noted on the notification as its newest."""
    reference = notification.reference
    made = documents.create(
        by=by, kind=NOTICE, title=f"Notice to {notification.la.label}", filename=f"notice-{reference}.pdf",
        template="pdf/referrals/notice.html", context=notice_context(notification), owner_kind=OWNER,
        owner_id=notification.pk, child_id=notification.child_id,
    )  # fmt: skip
    notification.notice_document = made
    notification.save(update_fields=["notice_document", "updated_at"])
    return made


def layout_for(recipient: Recipient) -> Layout:
    """The layout that suits what is recorded of a person's needs."""
    if "easy_read" in recipient.formats:
        return Layout.EASY_READ
    return Layout.LARGE_PRINT if recipient.large_print else Layout.STANDARD


def copy(
    notification: Notification,
    recipient: Recipient,
    *,
    by: User | None,
    layout: Layout | None = None,
) -> Document:
    """One person's copy, in the layout that suits them unless another is named.

    Raises ValueError for a person who may not be written to.
    """
    if not recipient.may_write:
        raise ValueError("This person may not be written to.")
    layout = layout or layout_for(recipient)
    words = "" if layout is Layout.STANDARD else f", {layout.label}"
    return documents.create(
        by=by, kind=COPY, title=f"Copy for the {recipient.relationship}{words}"[:200],
        filename=f"copy-{layout.value.replace('_', '-')}-{notification.reference}.pdf",
        template=TEMPLATES.get(layout, PLAIN), context=parent_context(notification, recipient, layout),
        owner_kind=OWNER, owner_id=notification.pk, child_id=notification.child_id,
        large_print=layout is Layout.LARGE_PRINT or recipient.large_print,
    )  # fmt: skip


def referral_letter(referral: OnwardReferral, *, by: User) -> Document:
    """The letter of an onward referral."""
    return documents.create(
        by=by, kind="referrals.onward", title="Referral to a service", filename=f"referral-{referral.reference}.pdf",
        template="pdf/referrals/onward.html", context=referral_context(referral), owner_kind="referrals.onward",
        owner_id=referral.pk, child_id=referral.notification.child_id,
    )  # fmt: skip
