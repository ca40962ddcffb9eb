"""What the access matrix needs of referrals in each area."""

from typing import Any

from django.core.files.base import ContentFile

from dco_portal.common.clock import now, today
from referrals.actions import answering, correcting, drafts, imports, onward, sending
from referrals.models import Notification, Prompt
from tests.factories.children import nhs
from tests.referrals_scene import BORN, lawful_data

NUMBERS = iter(range(5000, 6000))


def furnish(area: Any) -> None:
    """Adds notifications of every state to an area, and the clinician's draft."""
    area.s23 = _sent(area)
    area.s23_second = _sent(area, area.s23)
    area.s23_done = answering.record_outcome(
        by=area["la_officer"], notification=_sent(area), outcome="early_years"
    )
    area.s23_error = correcting.enter_in_error(
        by=area["dco"], notification=_sent(area), reason="About another child"
    )
    area.s23_file = area._file("referrals.notification", area.s23.pk)
    area.s23_paper = area.s23.notice_document
    area.s23_prompt = Prompt.objects.create(
        notification=area.s23, kind=Prompt.Kind.NOT_ACKNOWLEDGED, due_on=today(), organisation=area.icb, raised_at=now()
    )  # fmt: skip
    area.s23_onward = onward.refer(
        by=area["clinician"], notification=area.s23, service=area.elsewhere, reason="Hearing", consent_by="The mother",
        consent_on=today(), consent_how="in_person",
    )  # fmt: skip
    content = ContentFile(f"their_reference\n{area.la.slug}".encode(), "week.csv")
    area.s23_import = imports.upload(by=area["clinician"], upload=content)
    area.s23_draft = drafts.begin(by=area["clinician"])
    area.s23_draft_file = area._file("referrals.draft", area.s23_draft.pk)


def _sent(area: Any, before: Notification | None = None) -> Notification:
    """A notification of a new child, or of the same one as before."""
    child = {
        "given_name": "Sentinella", "family_name": "Quibblethorpe", "postcode": "", "nhs_number": nhs(next(NUMBERS)),
        "born_on": today() - BORN,
    }  # fmt: skip
    if before:
        child |= {"nhs_number": before.child.nhs_number}
    data = lawful_data(
        area.la, area.trust, child=child, authority={"la_why": "The family said so"},
        voluntary={"voluntary": "", "voluntary_on": None, "named": []},
    )  # fmt: skip
    shown = [str(before.pk)] if before else []
    return sending.send(by=area["clinician"], data=data, shown=shown, again_because="Again")
