"""Versions of a service's advice: one draft at a time, frozen once signed, copied for the next."""

from django.db import transaction
from django.db.models import Max

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.common.errors import Conflict
from ehcp import advice as shape
from ehcp.models import AdviceVersion, Contribution


@transaction.atomic
def begin_version(*, by: User, contribution: Contribution) -> AdviceVersion:
    """The draft of a locked contribution: the one there is, else a copy of the last signed version.

    The very first draft is blank but for the author, who comes from the clinician's profile.
    """
    draft = contribution.versions.filter(signed_at=None).first()
    if draft is not None:
        return draft
    last = contribution.versions.order_by("-number").first()
    number = (contribution.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    draft = AdviceVersion.objects.create(
        contribution=contribution,
        number=number,
        basis=last.basis if last else AdviceVersion.Basis.STRUCTURED,
        content=shape.without_notes(last.content)
        if last
        else shape.blank(author_of(contribution.clinician)),
        report=last.report if last else None,
        saved_by=by,
    )
    audit.record(
        "ehcp.begin_version",
        by=by,
        obj=contribution,
        child_id=contribution.request.child_id,
        number=number,
    )
    return draft


def draft_of(contribution: Contribution) -> AdviceVersion:
    """The version being written. Raises Conflict when there is none."""
    draft = (
        contribution.versions.select_related("saved_by", "report").filter(signed_at=None).first()
    )
    if draft is None:
        raise Conflict(f"{contribution.reference} is signed: there is no draft to change.")
    return draft


def signed_of(contribution: Contribution) -> AdviceVersion:
    """The newest signed version. Raises Conflict when there is none."""
    rows = contribution.versions.select_related("signed_by", "report").exclude(signed_at=None)
    found = rows.order_by("-number").first()
    if found is None:
        raise Conflict(f"{contribution.reference} has no signed version.")
    return found


def author_of(user: User | None) -> dict[str, str] | None:
    """The author's details as the profile has them; None for nobody."""
    if user is None:
        return None
    return {
        "name": user.name,
        "role": user.job_title,
        "profession": user.profession,
        "regulator": user.regulator if user.regulator in shape.REGULATORS else "",
        "registration_number": user.registration_number,
    }
