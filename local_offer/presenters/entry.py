"""An entry as its page draws it."""

import re
from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse

from dco_portal.common.clock import today
from local_offer.documents import words
from local_offer.models import Comment, Contact, Service, ServiceAtLocation, Translation
from local_offer.rules import languages

# The parameters of a search that a page may carry, so that "back to results" leads to the same results.
FROM_MAX = 1500


def link(name: str, *args: Any) -> str:
    """The path of another app's page, or "" while that app has none of this name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def back_to(given: QueryDict) -> dict[str, str]:
    """Where "back" leads from an entry: the results it was opened from (`from`), else the search."""
    text = given.get("from", "")[:FROM_MAX]
    here = reverse("local_offer:search")
    if not text:
        return {"href": here, "text": "Search the Local Offer", "results": ""}
    query = QueryDict(text).urlencode()  # read and written again: nothing but parameters is left
    return {"href": f"{here}?{query}", "text": "Back to results", "results": query}


def page(service: Service) -> dict[str, Any]:
    """What the page says, in the order families ask: what, who, how, when, where."""
    return {
        "glance": _glance(service),
        "sections": _sections(service),
        "waiting": _waiting(service),
        "prices": words.prices(service),
        "places": [place(each) for each in service.places.all()],
        "times": [words.times(row) for row in service.schedules.all() if row.place_id is None],
        "contacts": [contact(each) for each in service.contacts.all()],
        "body_contacts": [body_contact(service)],
        "complaints": service.complaints or service.body.complaints,
        "banner": checked(service),
        "safe_url": link("pages:staying-safe"),
        "ask_url": link("enquiries:new"),
    }


def checked(service: Service) -> dict[str, Any]:
    """Whether an entry was checked lately: {"late": True} after its review date."""
    late = service.review_by is not None and service.review_by < today()
    return {"late": late, "on": service.checked_on, "role": service.checked_by_role}


def _glance(service: Service) -> list[dict[str, Any]]:
    needs = ", ".join(term.name for term in words.terms(service, "need"))
    kinds = ", ".join(term.name for term in words.terms(service, "type"))
    rows = (
        ("Ages", words.ages(service)),
        ("Area of need", needs),
        ("Kind of help", kinds),
        ("Cost", service.get_cost_display()),
        ("How you get it", service.get_referral_display() if service.referral else ""),
        ("Area", words.areas(service)),
        ("Languages", ", ".join(each.name for each in service.languages.all())),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def _sections(service: Service) -> list[dict[str, str]]:
    how = service.how_to_get_it
    if service.self_referral:
        how = "\n\n".join(part for part in ("You can contact this service yourself.", how) if part)
    rows = (
        ("What it does", service.description),
        ("Who it is for", service.who_for),
        ("Who can use it", service.eligibility),
        ("How to get it", how),
        ("What to expect", service.what_to_expect),
    )
    return [{"heading": heading, "text": text} for heading, text in rows if text]


def _waiting(service: Service) -> dict[str, Any] | None:
    if not service.waiting_time and not service.while_waiting:
        return None
    pathways = words.terms(service, "pathway")
    return {
        "time": words.waiting(service),
        "meanwhile": service.while_waiting,
        "pathways": [
            {"name": term.name, "url": reverse("local_offer:while-waiting", args=[term.code])}
            for term in pathways
        ],
    }


def place(each: ServiceAtLocation) -> dict[str, Any]:
    """A place: name, address lines, times, features, and its point for the map unless it is masked."""
    location = each.location
    shown = not location.masked and location.latitude is not None
    lines = words.address(location)
    return {
        "name": location.name,
        "virtual": location.type == location.Type.VIRTUAL,
        "masked": location.masked,
        "lines": [line for line in lines if line != location.name],
        "description": each.description or location.description,
        "times": [words.times(row) for row in each.schedules.all()],
        "travel": "" if location.masked else location.travel,
        "features": [
            {"name": row.term.name, "details": row.details} for row in location.accessibility.all()
        ],
        "latitude": f"{location.latitude:.5f}" if shown else "",
        "longitude": f"{location.longitude:.5f}" if shown else "",
    }


def contact(each: Contact) -> dict[str, str]:
    """A contact with the addresses that a telephone understands."""
    return {
        "name": each.name,
        "telephone": each.telephone,
        "tel": tel(each.telephone),
        "textphone": each.textphone,
        "sms": tel(each.textphone),
        "email": each.email,
        "description": each.description,
    }


def body_contact(service: Service) -> dict[str, str]:
    """How to reach the organisation, for an entry without a contact of its own."""
    body = service.body
    return {
        "name": body.name,
        "telephone": body.telephone,
        "tel": tel(body.telephone),
        "email": body.email,
    }


def tel(number: str) -> str:
    """A number as `tel:` takes it: "01905 000 000 (option 2)" gives "01905000000"."""
    return re.sub(r"[^\d+]", "", re.split(r"[a-z(,;]", number, maxsplit=1, flags=re.I)[0])


def said(comments: list[Comment]) -> list[dict[str, Any]]:
    """Published comments with what was done."""
    return [
        {
            "at": each.created_at,
            "who": each.get_said_by_display(),
            "words": each.words,
            "edited": each.edited,
            "response": each.response,
            "responded_at": each.responded_at,
        }
        for each in comments
    ]


def other_languages(service: Service, found: list[Translation]) -> list[dict[str, str]]:
    """Links to an entry in other languages, each named in itself."""
    return [
        {
            "code": each.language,
            "dir": languages.direction(each.language),
            "own": languages.own_name(each.language),
            "english": languages.english_name(each.language),
            "url": reverse("local_offer:translation", args=[service.slug, each.language]),
        }
        for each in found
    ]


def waited_for(service: Service) -> dict[str, str]:
    """An entry on a page about waiting: who it is, how long people wait, what helps meanwhile."""
    return {
        "name": service.name,
        "body": service.body.name,
        "url": reverse("local_offer:service", args=[service.slug]),
        "time": words.waiting(service),
        "meanwhile": service.while_waiting,
        "summary": service.summary,
    }
