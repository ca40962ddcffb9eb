"""What may be asked here and what must go elsewhere, by whom, and how often."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.children import rules as child_rules
from dco_portal.children.numbers import nhs_problem, tidy
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.organisations.models import Organisation
from enquiries.models import Enquiry
from enquiries.states import DIVERTED, Topic

# What one address, and everybody together, may leave unconfirmed before the form holds them back.
UNCONFIRMED_PER_ADDRESS, ASKED_PER_ADDRESS = 3, 10
UNCONFIRMED_AN_HOUR = 300
# Posts of one visitor: (name, times, seconds).
LOOKING, SENDING = ("enquiries.look", 60, 3600), ("enquiries.send", 20, 3600)
FOLLOWING = ("enquiries.follow", 60, 3600)
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)

# Words that may mean danger or an emergency. A page with the right telephone numbers stands in the
# way until the asker says that nobody is in danger now; it never stops them for good.
_DANGER = re.compile(
    r"\b(suicid\w*|self[- ]?harm\w*|harm(?:ing|ed|s)? (?:him|her|them|my)sel(?:f|ves)|kill\w*|wants? to die|"
    r"end (?:his|her|their|my|it) (?:life|all)|overdos\w*|abus\w*|neglect\w*|hitting|beaten|beating|"
    r"assault\w*|raped?|groom(?:ed|ing)|exploit\w*|traffick\w*|unsafe at home|not safe|in danger|"
    r"stabb\w*|weapon|not breathing|can(?:no|')?t breathe|unconscious|seizures? (?:now|won't stop)|"
    r"bleeding|anaphyla\w*|crisis|ran away|missing from home)\b",
    re.IGNORECASE,
)


def may_mean_danger(text: str) -> bool:
    """Whether words of the text may mean danger or an emergency."""
    return bool(_DANGER.search(text.replace("’", "'")))


def asks_by_account(user: Any) -> bool:
    """Whether this person asks under their account; everybody else confirms an e-mail address."""
    return bool(
        getattr(user, "is_authenticated", False) and user.organisation and user.may(P.ASK_DCO)
    )


def check_topic(topic: str, urgency: str) -> None:
    """Emergencies and complaints are not taken here. Raises Conflict."""
    if urgency in DIVERTED:
        raise Conflict("This service cannot help in an emergency. Call 999 or 111.")
    if topic == Topic.COMPLAINT:
        raise Conflict("Complaints go to the organisation they are about, not to the DCO.")


def check_words(values: Mapping[str, Any]) -> None:
    """A subject and words must be there, and what was tried. Raises Invalid beside the field."""
    errors: dict[str | None, str] = {}
    if not values.get("subject", "").strip():
        errors["subject"] = "Say in a few words what your question is about"
    if not values.get("text", "").strip():
        errors["text"] = "Write your question"
    if not values.get("tried"):
        errors["tried"] = "Say what you have tried, or choose “Nothing yet”"
    if errors:
        raise Invalid(errors)


def check_child(details: Mapping[str, Any]) -> None:
    """What was typed of a child: enough to find them, or nothing at all. Raises Invalid."""
    if not any(details.values()):
        return
    errors: dict[str | None, str] = {}
    if not details.get("given_name", "").strip():
        errors["given_name"] = "Enter the child’s given name, or leave all about the child empty"
    if not details.get("family_name", "").strip():
        errors["family_name"] = "Enter the child’s family name"
    if problem := child_rules.birth_problem(details.get("born_on"), today()):
        errors["born_on"] = problem
    number = tidy(details.get("nhs_number", ""))
    if number and (problem := nhs_problem(number)):
        errors["nhs_number"] = problem
    if errors:
        raise Invalid(errors)


def check_flood(email: str) -> None:
    """Raises Invalid when this address, or everybody together, has left too much unconfirmed."""
    day = Enquiry.objects.filter(created_at__gt=now() - DAY)
    mine = day.filter(asker_email=email)
    if mine.filter(state="unconfirmed").count() >= UNCONFIRMED_PER_ADDRESS:
        raise Invalid(
            {
                "email": "Questions from this address wait to be confirmed. Open the e-mails we sent, or try tomorrow"
            }
        )
    if mine.count() >= ASKED_PER_ADDRESS:
        raise Invalid({"email": "Many questions came from this address today. Try again tomorrow"})
    recent = Enquiry.objects.filter(Q(state="unconfirmed"), created_at__gt=now() - HOUR)
    if recent[:UNCONFIRMED_AN_HOUR].count() >= UNCONFIRMED_AN_HOUR:
        raise Invalid(
            "Many more questions than usual are arriving, so we cannot take yours now. Try again in an hour."
        )


def check_can_ask(user: User) -> Organisation:
    """The organisation somebody signed in asks for. Raises NotAllowed for other roles."""
    if not asks_by_account(user) or user.organisation is None:
        raise NotAllowed("Your role does not include asking the DCO team under your account.")
    return user.organisation
