"""What the pages of asking show: numbers to call, what was said so far, what will be sent."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.templatetags.portal import day
from dco_portal.organisations.models import OrganisationKind
from enquiries.queries.routing import Area
from enquiries.rules import asking as rules
from enquiries.states import AskerRole, Tried

ROLES = {
    OrganisationKind.SCHOOL: AskerRole.SCHOOL,
    OrganisationKind.LA: AskerRole.LA,
    OrganisationKind.PROVIDER: AskerRole.CLINICIAN,
}
MOST_OFFERED = 12


def account(user: Any) -> User | None:
    """The person, where they ask under their account."""
    return user if rules.asks_by_account(user) else None


def initial_role(user: User) -> dict[str, str]:
    """The role that goes with the organisation acted for."""
    kind = OrganisationKind(user.organisation.kind) if user.organisation else None
    return {"role": ROLES[kind]} if kind in ROLES else {}


def initial_words(http: HttpRequest) -> dict[str, Any]:
    """Nothing personal comes by address: the form begins empty."""
    return {}


def query(form: Any) -> str:
    """The first step's answers as the query of the next page; nothing in it is personal."""
    return urlencode({name: form.cleaned_data[name] for name in form.fields})


def back(form: Any) -> str:
    """The first step again, filled in."""
    return f"{reverse('enquiries:new')}?{query(form)}&change=1"


def begun(form: Any) -> dict[str, str]:
    """The first step's answers in words."""
    values = form.cleaned_data
    words = {
        name: str(dict(form.fields[name].choices)[values[name]])
        for name in ("role", "topic", "urgency")
    }
    return {**words, "area": form.where.label, "query": query(form), "code": values["topic"]}


def numbers(area: Area | None) -> list[dict[str, str]]:
    """Whom to call, the most urgent first; the authority's children's social care where its number is known."""
    care = area.la if area else None
    phone = care.telephone if care else ""
    return [
        {"who": "Danger to life, or a crime happening now", "call": "999", "why": "Police, ambulance or fire. Free, at any hour."},
        {"who": "Urgent medical help", "call": "111", "why": "Free, at any hour. Or NHS 111 online."},
        {"who": "A mental health crisis", "call": "111, option 2", "why": "The NHS crisis line, for all ages, at any hour. You may also text SHOUT to 85258."},
        {"who": "A child who may be harmed or neglected",
         "call": phone or "Your council’s children’s social care",
         "why": f"{care.name}: ask for children’s social care." if care else
         "Find the number on your council’s web site. Outside office hours ask for the emergency duty team."},
        {"who": "To talk to somebody about a worry for a child", "call": "0808 800 5000", "why": "NSPCC helpline for adults."},
        {"who": "Children and young people who want to talk", "call": "0800 1111", "why": "Childline, free, at any hour."},
    ]  # fmt: skip


def summary(begun_form: Any, form: Any) -> list[dict[str, Any]]:
    """What will be sent."""
    said, values = begun(begun_form), form.cleaned_data
    child = " ".join(
        part for part in (values.get("given_name", ""), values.get("family_name", "")) if part
    )
    born = day(values.get("born_on"))
    rows = [
        ("You are", said["role"]),
        ("About", said["topic"]),
        ("How urgent", said["urgency"]),
        ("Area", said["area"]),
        ("In a few words", values["subject"]),
        ("Your question", values["text"]),
        ("What you have tried", "\n".join([*(str(Tried(code).label) for code in values["tried"]), values["tried_other"]]).strip()),
        ("Child’s reference", values.get("child_reference", "")),
        ("Child", f"{child}, born {born}" if child and born else child),
        ("Your name", values.get("name", "")),
        ("Where you work", values.get("organisation_name", "")),
        ("Your e-mail address", values.get("email", "")),
    ]  # fmt: skip
    return [{"key": key, "value": value} for key, value in rows if value]


def offered(http: HttpRequest) -> list[dict[str, str]]:
    """The suggestions that stood on the page and did not answer: kind and id, as the page gave them back."""
    found = []
    for text in http.POST.getlist("offered")[:MOST_OFFERED]:
        kind, _, pk = text.partition(":")
        try:
            found.append({"kind": kind, "id": str(uuid.UUID(pk))})
        except ValueError:
            continue
    return [row for row in found if row["kind"] in {"answer", "listing"}]
