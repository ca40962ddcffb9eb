"""Who may ask for health advice, and which dates of a request are possible."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import queries as children
from dco_portal.common.clock import today
from dco_portal.common.errors import Invalid, NotAllowed
from dco_portal.organisations.models import AreaLink, Organisation
from ehcp.models import AdviceRequest
from ehcp.rules.pairs import answers

TOO_OLD = 25  # an assessment is for a child or young person under 25 (Children and Families Act 2014 s.83(2))
Channel = AdviceRequest.Channel


def check_can_start(user: User) -> None:
    """Raises NotAllowed for a role that neither asks for advice nor enters requests for an LA."""
    starts_for(user)


def starts_for(user: User) -> Organisation:
    """The organisation for which a person starts requests. Raises NotAllowed as `check_can_start`."""
    may = user.may(P.REQUEST_ADVICE) or user.may(P.ENTER_FOR_LA)
    if user.organisation is None or not may:
        raise NotAllowed(
            "Only a local authority’s SEND officers ask for health advice, or the DCO team for them."
        )
    return user.organisation


can_start = answers(check_can_start)


def enters_for_la(user: User) -> bool:
    """Whether the person records what an LA sent another way, instead of asking themselves."""
    return user.may(P.ENTER_FOR_LA) and not user.may(P.REQUEST_ADVICE)


def check_sides(user: User, la: Organisation, icb: Organisation) -> None:
    """An officer asks for their own LA, the DCO team records for an LA of their own ICB's area."""
    own = icb if enters_for_la(user) else la
    if starts_for(user).pk != own.pk:
        raise NotAllowed("You can only do this for your own organisation.")
    if (
        not AreaLink.objects.filter(local_authority=la, icb=icb).exists()
        or la.closed_on
        or icb.closed_on
    ):
        field = "la" if enters_for_la(user) else "icb"
        raise Invalid({field: "This local authority and this integrated care board share no area"})


def check_dates(
    *,
    decided_on: dt.date,
    asked_on: dt.date,
    received_on: dt.date,
    assessment_requested_on: dt.date | None = None,
) -> None:
    """The order in which things can happen. Raises Invalid with a sentence beside each date."""
    now = today()
    errors: dict[str | None, str] = {}
    if asked_on > now:
        errors["asked_on"] = "The day you ask on cannot be in the future"
    elif asked_on < decided_on:
        errors["decided_on"] = (
            "The decision to assess must come before the request, or on the same day"
        )
    if decided_on > now:
        errors["decided_on"] = "The day of the decision cannot be in the future"
    if received_on > now:
        errors["received_on"] = "The day it was received cannot be in the future"
    elif received_on < asked_on <= now:
        errors["received_on"] = "It cannot have been received before it was asked"
    if assessment_requested_on and assessment_requested_on > decided_on:
        errors["assessment_requested_on"] = (
            "The assessment was asked for before it was decided on, or on the same day"
        )
    if errors:
        raise Invalid(errors)


def check_age(born_on: dt.date, on: dt.date | None = None) -> None:
    """Raises Invalid beside the date of birth for someone who is 25 already."""
    if children.years(born_on, on or today()) >= TOO_OLD:
        raise Invalid(
            {"born_on": "This person is 25 already: an EHC needs assessment is for people under 25"}
        )


def check_channel(user: User, channel: str) -> None:
    """The portal is the LA officers' own way; the DCO team says how else a request came."""
    if channel not in Channel.values:
        raise Invalid({"channel": "Choose how it came"})
    if enters_for_la(user) == (channel == Channel.PORTAL):
        raise Invalid({"channel": "Say how the request came: by e-mail, by post or by hand"})


def check_words(values: dict[str, str]) -> None:
    """What is asked, why, and what the family said to sharing must be there."""
    needed = {
        "question": "Enter what you are asking health for",
        "reason": "Enter why you are asking",
        "consent": "Choose what the family said about sharing information",
    }
    errors: dict[str | None, str] = {
        field: words for field, words in needed.items() if not values.get(field, "").strip()
    }
    if errors:
        raise Invalid(errors)
