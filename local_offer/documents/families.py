"""What booklets and the annual statement say: plain values, frozen when they are asked for."""

from collections.abc import Sequence
from typing import Any

from dco_portal.common.clock import today
from dco_portal.organisations.models import Organisation
from local_offer.documents import words
from local_offer.models import Booklet, Service, Statement


def booklet_data(
    found: Sequence[Service], *, kind: str, about: str = "", authority: Organisation | None = None
) -> dict[str, Any]:
    """A booklet's entries, in the order given; an area's go under their first letter."""
    rows = [entry_data(service) for service in found]
    groups: list[dict[str, Any]] = []
    if kind == Booklet.Kind.AREA:
        for row in rows:
            if not groups or groups[-1]["letter"] != row["letter"]:
                groups.append({"letter": row["letter"], "entries": []})
            groups[-1]["entries"].append(row)
    return {
        "entries": rows,
        "groups": groups,
        "count": len(rows),
        "about": about,
        "kind": kind,
        "organisation": authority.name if authority else "",
        "author": authority.name if authority else "SEND health portal",
        "website": authority.website if authority else "",
    }


def entry_data(service: Service) -> dict[str, Any]:
    """One entry as a booklet prints it."""
    initial = service.name_sort[:1].upper()
    return {
        "anchor": f"entry-{service.pk}",
        "letter": initial if initial.isalpha() else "0 to 9",
        "name": service.name,
        "also": service.alternate_name,
        "by": service.body.name,
        "summary": service.summary,
        "alert": service.alert,
        "paused": service.status == Service.Status.PAUSED,
        "description": service.description,
        "facts": _facts(service),
        "places": [_place(place) for place in service.places.all()],
        "contacts": [
            {
                "name": contact.name,
                "lines": [
                    line
                    for line in (
                        f"Telephone: {contact.telephone}" if contact.telephone else "",
                        f"Text: {contact.textphone}" if contact.textphone else "",
                        f"Email: {contact.email}" if contact.email else "",
                        contact.description,
                    )
                    if line
                ],
            }
            for contact in service.contacts.all()
        ]
        or _of_body(service),
        "out_of_date": bool(service.review_by and service.review_by < today()),
        "checked": words.day(service.checked_on),
    }


def _of_body(service: Service) -> list[dict[str, Any]]:
    """How to reach the organisation, for an entry without a contact of its own."""
    body = service.body
    lines = [
        f"{label}: {value}"
        for label, value in (
            ("Telephone", body.telephone),
            ("Email", body.email),
            ("Website", body.website),
        )
        if value
    ]
    return [{"name": body.name, "lines": lines}] if lines else []


def _facts(service: Service) -> list[dict[str, str]]:
    referral = service.get_referral_display() if service.referral else ""
    cost = "\n".join([service.get_cost_display(), service.fees, *words.prices(service)])
    times = "\n".join(words.times(row) for row in service.schedules.all() if row.place_id is None)
    rows = (
        ("Who it is for", service.who_for),
        ("Ages", words.ages(service)),
        ("Who can use it", service.eligibility),
        ("How to get it", "\n".join(part for part in (referral, service.how_to_get_it) if part)),
        ("What to expect", service.what_to_expect),
        ("Waiting time", words.waiting(service)),
        ("Support while waiting", service.while_waiting),
        ("Cost", "\n".join(line for line in cost.splitlines() if line)),
        ("Times", times),
        ("Languages", ", ".join(each.name for each in service.languages.all())),
        ("Area", words.areas(service)),
        ("Email", service.email),
        ("Website", service.website),
        ("How to complain", service.complaints or service.body.complaints),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


def _place(place: Any) -> dict[str, Any]:
    location = place.location
    features = [
        f"{row.term.name}: {row.details}" if row.details else row.term.name
        for row in location.accessibility.all()
    ]
    lines = [location.name, *words.address(location)]
    return {
        "lines": list(dict.fromkeys(lines)),
        "about": place.description,
        "times": [words.times(row) for row in place.schedules.all()],
        "travel": "" if location.masked else location.travel,
        "features": features,
    }


def statement_data(statement: Statement) -> dict[str, Any]:
    """A published statement as its PDF says it."""
    return {
        "organisation": statement.local_authority.name,
        "author": statement.local_authority.name,
        "covers_from": statement.covers_from,
        "covers_to": statement.covers_to,
        "introduction": statement.introduction,
        "plans": statement.plans,
        "counts": statement.content["counts"],
        "groups": statement.content["groups"],
        "next_due": statement.next_due,
    }
