"""Entries in a list: as cards on a page and as lines of a file."""

from typing import Any
from urllib.parse import quote as _quote

from django.urls import reverse

from local_offer.documents import words
from local_offer.models import Location, Service
from local_offer.presenters.entry import checked, contact

CSV_HEADER = [
    "Name", "Also known as", "Organisation", "In one sentence", "Ages", "Area of need", "Kind of help", "Cost",
    "How you get it", "Waiting time", "Waiting time stated on", "Support while waiting", "Telephone", "Email",
    "Website", "Places", "Languages", "Last checked", "Distance in miles", "Address of its page",
]  # fmt: skip


def quote(text: str) -> str:
    """A value for an address, "&" and "=" included."""
    return _quote(text, safe="")


def miles(metres: float | None) -> str:
    """Gives "under half a mile", "1 mile", "2.5 miles"; "" for no distance."""
    if metres is None:
        return ""
    value = metres / 1609.344
    if value < 0.5:
        return "under half a mile"
    text = f"{value:.1f}".removesuffix(".0") if value < 10 else f"{value:.0f}"
    return f"{text} mile" if text == "1" else f"{text} miles"


def card(
    service: Service,
    *,
    metres: float | None = None,
    nearest: Location | None = None,
    query: str = "",
) -> dict[str, Any]:
    """An entry as a list shows it: who, where, how far to the nearest place, and whether it was checked."""
    towns = sorted(
        {each.location.city for each in service.places.all() if each.location.city}
    )  # fmt: skip
    url = reverse("local_offer:service", args=[service.slug])
    contacts = [contact(each) for each in service.contacts.all()]
    points = [
        (f"{each.location.latitude:.5f}", f"{each.location.longitude:.5f}", each.location.name)
        for each in service.places.all()
        if each.location.latitude is not None and not each.location.masked
    ]
    return {
        "id": service.pk,
        "slug": service.slug,
        "name": service.name,
        "body": service.body.name,
        "summary": service.summary,
        "url": f"{url}?from={quote(query)}" if query else url,
        "ages": words.ages(service),
        "cost": service.get_cost_display(),
        "towns": ", ".join(towns[:3]) + (" and elsewhere" if len(towns) > 3 else ""),
        "everywhere": not towns,
        "areas": words.areas(service),
        "distance": miles(metres),
        "nearest": "" if nearest is None else nearest.city if nearest.masked else nearest.name,
        "self_referral": service.self_referral,
        "paused": service.status == Service.Status.PAUSED,
        "late": checked(service)["late"],
        "health": service.is_health,
        "telephones": [each for each in contacts if each["tel"]][:1],
        "points": points,
    }


def csv_line(service: Service, *, metres: float | None = None, base_url: str = "") -> list[Any]:
    """One line of the file; dates as 2026-03-01."""
    contacts = list(service.contacts.all())
    places = [
        ", ".join([each.location.name, *words.address(each.location)])
        for each in service.places.all()
    ]
    return [
        service.name, service.alternate_name, service.body.name, service.summary, words.ages(service),
        "; ".join(term.name for term in words.terms(service, "need")),
        "; ".join(term.name for term in words.terms(service, "type")),
        service.get_cost_display(), service.get_referral_display() if service.referral else "",
        service.waiting_time, service.waiting_stated_on, service.while_waiting,
        "; ".join(each.telephone for each in contacts if each.telephone),
        "; ".join(filter(None, [service.email, *(each.email for each in contacts)])),
        service.website, "; ".join(places), "; ".join(each.name for each in service.languages.all()),
        service.checked_on, "" if metres is None else f"{metres / 1609.344:.1f}",
        f"{base_url}{reverse('local_offer:service', args=[service.slug])}",
    ]  # fmt: skip
