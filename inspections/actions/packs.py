"""Board packs: exactly what the board was given on a day, frozen, hashed, numbered, never changed."""

import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.clock import today
from dco_portal.documents import actions as documents
from dco_portal.documents.models import Document
from inspections.actions import seated
from inspections.models import Pack
from inspections.queries import boards, packs
from inspections.rules import boards as rules
from inspections.rules import freezing

KIND = boards.PACK


@transaction.atomic
def make(*, by: User, meeting_id: uuid.UUID) -> Pack:
    """Freeze what the board is given now as the meeting's next pack; its PDF is made in the background.

    Earlier packs stay as they are. Members with an account are told. Errors: `NotFound`, `NotAllowed`,
    `Conflict` for a cancelled meeting.
    """
    meeting = seated.meeting(by, meeting_id)
    rules.check_not_cancelled(meeting)
    number = seated.next_number(Pack.objects.filter(meeting=meeting))
    content = freezing.freeze(packs.content(meeting, number=number, by=by.name, on=today()))
    pack = Pack.objects.create(
        meeting=meeting, number=number, content=content, sha256=freezing.digest(content), made_by=by
    )
    title = f"Board pack {number}: {meeting.board.name}, {meeting.on:%-d %B %Y}"
    pack.document = documents.create(
        by=by, kind=KIND, title=title[:200], filename=f"board-pack-{meeting.on:%Y-%m-%d}-{number}.pdf",
        template="pdf/inspections/pack.html", owner_kind=KIND, owner_id=pack.pk,
        context={"pack": content, "sha256": pack.sha256, "organisation": meeting.board.la.name},
    )  # fmt: skip
    pack.save()
    audit.record("inspections.pack_made", by=by, obj=meeting, pack=pack.pk, sha256=pack.sha256)
    seated.tell_members(
        meeting,
        kind="inspections.pack",
        subject=f"{meeting.board.name}: board pack {number} for {meeting.on:%-d %B %Y}",
        body=f"Board pack {number} for the meeting of {meeting.on:%-d %B %Y} can be read in the portal.",
        key=f"pack:{pack.pk}",
        link=reverse("inspections:pack", args=[pack.pk]),
    )
    return pack


@transaction.atomic
def retry(*, by: User, pack_id: uuid.UUID) -> Document:
    """Make the PDF of a pack again that failed, from the same frozen content."""
    rows = Pack.objects.visible_to(by).select_related("meeting__board")
    pack = seated.locked(rows, pack_id)
    rules.check_can_keep(by, pack.meeting.board)
    assert pack.document is not None
    audit.record("inspections.pack_tried_again", by=by, obj=pack.meeting, pack=pack.pk)
    return documents.retry(by=by, document=pack.document)
