"""Sign-ins of the two demo areas. The people are invented; every one has the same password."""

import datetime as dt
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from dco_portal.accounts.models import Membership, PlaceDuty, User
from dco_portal.accounts.roles import ROLES
from dco_portal.common.clock import today
from dco_portal.home.demo.places import organisation, service
from dco_portal.organisations.models import Place
from dco_portal.organisations.models import ServiceKind as K


@dataclass(frozen=True)
class Part:
    """One sign-in: local part, job title, role, which body of the area, and for clinicians the rest."""

    local: str
    job_title: str
    role: str
    body: str
    service: str = ""
    profession: str = ""
    regulator: str = ""


# Invented, in the form of each register, with a zero where real ones have none.
NUMBERS = {"HCPC": "SL000001", "GMC": "0000001", "NMC": "00A0001E"}
PARTS = (
    Part("dco", "Designated clinical officer for SEND", "dco", "icb"),
    Part("coordinator", "DCO coordinator", "coordinator", "icb"),
    Part("provider", "Children's services lead", "provider_lead", "community"),
    Part("clinician", "Speech and language therapist", "clinician", "community",
         K.SPEECH_AND_LANGUAGE, "Speech and language therapist", "HCPC"),
    Part("clinician2", "Consultant community paediatrician", "clinician", "community",
         K.COMMUNITY_PAEDIATRICS, "Community paediatrician", "GMC"),
    Part("la", "SEND officer", "la_officer", "la"),
    Part("editor", "Local Offer officer", "lo_editor", "la"),
    Part("school", "Special educational needs co-ordinator", "senco", "school"),
    Part("notifier", "Health visitor", "notifier", "community",
         K.PUBLIC_HEALTH_NURSING, "Health visitor", "NMC"),
    Part("listing", "Service co-ordinator", "listing_owner", "support"),
    Part("manager", "SEND improvement manager", "improvement_manager", "icb"),
    Part("lead", "Transformation lead", "action_lead", "community"),
    Part("approver", "Assistant director, SEND", "plan_approver", "la"),
    Part("board", "Non-executive member", "board_member", "icb"),
    Part("commissioner", "Executive lead for SEND", "commissioner", "icb"),
    Part("forum", "Forum member", "forum", "forum"),
    Part("ig", "Information governance lead", "ig_lead", "icb"),
    Part("admin", "Portal administrator", "administrator", "icb"),
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """One demo area: the domain of its addresses, its bodies, and the invented names in `PARTS` order."""

    domain: str
    bodies: dict[str, str]
    names: tuple[str, ...]
    also: tuple[tuple[str, str, str], ...]  # further memberships: local part, role, body


AREA_SIGN_INS = (
    Area(
        "demo.example",
        {
            "icb": "herefordshire-and-worcestershire-icb",
            "community": "herefordshire-and-worcestershire-health-and-care",
            "la": "worcestershire-county-council",
            "school": "nunnery-wood-high-school",
            "support": "worcestershire-sendiass",
            "forum": "worcestershire-parent-carer-forum",
        },
        ("Alex Morgan", "Sam Taylor", "Jo Bennett", "Priya Shah", "Daniel Okafor", "Chris Walker",
         "Robin Hughes", "Kim Foster", "Nina Patel", "Lee Carter", "Pat Collins", "Dana Reid",
         "Morgan Ellis", "Terry Knight", "Frances Hale", "Ash Cooper", "Toni Marsh", "Jamie Wood"),
        (("dco", "board_member", "la"),),
    ),
    Area(
        "bsw.example",
        {
            "icb": "bsw-icb",
            "community": "hcrg-care-group",
            "la": "wiltshire-council",
            "school": "hardenhuish-school",
            "support": "wiltshire-sendiass",
            "forum": "wiltshire-parent-carer-council",
        },
        ("Charlie Evans", "Billie Price", "Rowan Hunt", "Maya Iyer", "Tomasz Nowak", "Drew Palmer",
         "Casey Webb", "Hilary Stone", "Esi Mensah", "Jude Barker", "Shannon Doyle", "Kerry Nash",
         "Leslie Grant", "Vivian Frost", "Marian Lowe", "Sunny Gill", "Noel Abbott", "Stevie Ross"),
        (("dco", "board_member", "la"),),
    ),
)  # fmt: skip


def sign_ins() -> list[tuple[str, str, str]]:
    """(e-mail, role, organisation) of every demo sign-in, for the terminal."""
    return [
        (
            f"{part.local}@{area.domain}",
            ROLES[part.role].name,
            organisation(area.bodies[part.body]).label,
        )
        for area in AREA_SIGN_INS
        for part in PARTS
    ]


@transaction.atomic
def load() -> str:
    """Make the people that are not there yet, with their memberships and the places' DCO duty."""
    from dco_portal.home.demo import PASSWORD

    secret = make_password(PASSWORD)  # once: hashing is slow on purpose
    made = 0
    for area in AREA_SIGN_INS:
        bodies = {key: organisation(slug) for key, slug in area.bodies.items()}
        for part, name in zip(PARTS, area.names, strict=True):
            user, new = User.objects.get_or_create(
                email=f"{part.local}@{area.domain}",
                defaults={
                    "name": name,
                    "job_title": part.job_title,
                    "profession": part.profession,
                    "regulator": part.regulator,
                    "registration_number": NUMBERS.get(part.regulator, ""),
                    "is_staff": part.role == "administrator",
                    "password": secret,
                },
            )
            if not new:
                continue
            made += 1
            # Without it allauth would call the address unverified and refuse a second factor.
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
            body = bodies[part.body]
            team = service(body.slug, part.service) if part.service else None
            began = today() - dt.timedelta(days=400)  # the demo cases are older than today
            Membership.objects.create(
                user=user, organisation=body, service=team, role=part.role, started_on=began
            )
            for local, role, key in area.also:
                if local == part.local:
                    Membership.objects.create(
                        user=user, organisation=bodies[key], role=role, started_on=began
                    )
            if part.role == "dco":
                for place in Place.objects.filter(icb=body):
                    PlaceDuty.objects.create(
                        place=place, user=user, duty=PlaceDuty.Duty.DCO, starts_on=began
                    )
    return f"{made} people made"
