"""Reading one service of an Open Referral UK feed as an entry's content. Pure: no database, no network.

What a feed says is not trusted: tags and control characters are taken out, lengths kept, addresses
checked. What cannot be taken over as it is makes a note; what cannot be taken over at all raises.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.validators import URLValidator, validate_email

from local_offer.rules.harvest.text import (
    Row,
    Unusable,
    amount_of,
    body_type,
    clock,
    degree,
    external_id,
    first_sentence,
    plain,
    rows,
    said,
    valid,
)

GONE = {"inactive", "defunct"}
NESTED = (
    "service_at_locations", "schedules", "service_areas", "attributes", "contacts", "cost_options", "languages",
)  # fmt: skip
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?( ?[0-9][A-Z]{2})?")


@dataclass
class Known:
    """What the directory knows: terms by the feed's id, by (taxonomy, name) and by name; authorities by name.

    `namespace` makes the ids of nested rows: the same row of a feed always gets the same id here.
    """

    namespace: uuid.UUID
    by_id: Mapping[str, str] = field(default_factory=dict)
    by_name: Mapping[tuple[str, str], str] = field(default_factory=dict)
    authorities: Mapping[str, str] = field(default_factory=dict)
    taxonomy_of: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Mapped:
    """One service as it would be here."""

    external_id: str
    name: str
    content: dict[str, Any]
    body: dict[str, str]
    assured_on: str
    notes: list[str]
    unknown_terms: dict[str, dict[str, str]]
    gone: bool


def whole(row: Row) -> bool:
    """Whether a row of a list already has what hangs on it."""
    return any(row.get(name) for name in NESTED)


def read(row: Row, known: Known) -> Mapped:
    """A whole service of a feed as an entry. Raises Unusable."""
    key = external_id(row)
    reader = _Reader(row, known)
    name = plain(row.get("name"))
    if not name:
        raise Unusable("It has no name.")
    if len(name) > 200:
        raise Unusable("Its name is longer than 200 characters.")
    gone = row.get("status") in GONE
    content = {} if gone else reader.content(name)
    return Mapped(
        key, name, content, reader.body(), reader.day(row.get("assured_date")), reader.notes,
        reader.unknown, gone,
    )  # fmt: skip


class _Reader:
    """Reads one service, noting what was left out."""

    def __init__(self, row: Row, known: Known) -> None:
        self.row, self.known = row, known
        own = row.get("local_offer")
        self.own: Row = own if isinstance(own, dict) else {}
        self.notes: list[str] = []
        self.unknown: dict[str, dict[str, str]] = {}

    def note(self, sentence: str) -> None:
        if sentence not in self.notes and len(self.notes) < 10:
            self.notes.append(sentence)

    def id(self, kind: str, row: Row, number: int) -> str:
        """Our id of a nested row: by its own id there, else by its place in this service."""
        there = row.get("id")
        name = there if isinstance(there, str) and there else f"{self.row['id']}/{number}"
        return str(uuid.uuid5(self.known.namespace, f"{kind}/{name}"))

    # --- Single values -----------------------------------------------------------------------
    def day(self, value: Any) -> str:
        try:
            return dt.date.fromisoformat(str(value)[:10]).isoformat()
        except ValueError:
            return ""

    def web(self, value: Any) -> str:
        text = plain(value, 600)
        if text and (len(text) > 500 or not valid(URLValidator(["http", "https"]), text)):
            self.note("A web address that is none was left out.")
            return ""
        return text

    def email(self, value: Any) -> str:
        text = plain(value, 300)
        if text and (len(text) > 254 or not valid(validate_email, text)):
            self.note("An email address that is none was left out.")
            return ""
        return text

    def age(self, name: str) -> int | None:
        value = self.row.get(name)
        try:
            age = float(value) if isinstance(value, str | int | float) else None
        except ValueError:
            age = None
        return int(age) if age is not None and 0 <= age <= 120 else None

    def own_choice(self, name: str, choices: tuple[str, ...], default: str) -> str:
        value = self.own.get(name)
        return value if isinstance(value, str) and value in choices else default

    # --- The entry ---------------------------------------------------------------------------
    def content(self, name: str) -> dict[str, Any]:
        places = self.places()
        ids = {each["id"] for each in places}
        return {
            "fields": self.fields(name),
            "terms": self.terms(rows(self.row.get("attributes")), ("need", "stage", "type", "pathway")),
            "places": places,
            "schedules": self.schedules(ids),
            "contacts": self.contacts(),
            "cost_options": self.costs(),
            "languages": self.languages(),
            "areas": self.areas(),
        }  # fmt: skip

    def fields(self, name: str) -> dict[str, Any]:
        row, own = self.row, self.own
        description = plain(row.get("description")) or name
        youngest, oldest = self.age("minimum_age"), self.age("maximum_age")
        if youngest is not None and oldest is not None and oldest < youngest:
            raise Unusable("Its oldest age is below its youngest.")
        waiting = plain(own.get("waiting_time") or row.get("wait_time"), 200)
        stated = self.day(own.get("waiting_stated_on")) or self.day(row.get("assured_date"))
        if waiting and not stated:
            self.note("Its waiting time was left out: it has no date.")
            waiting = ""
        fees = plain(row.get("fees_description"))
        return {
            "status": row["status"] if row.get("status") == "temporarily closed" else "active",
            "name": name,
            "alternate_name": plain(row.get("alternate_name"), 200),
            "summary": plain(own.get("summary"), 300) or first_sentence(description),
            "description": description,
            "who_for": plain(own.get("who_for")),
            "eligibility": plain(row.get("eligibility_description")),
            "referral": self.own_choice("referral", ("self", "school", "gp", "professional", "open"), ""),
            "how_to_get_it": plain(row.get("application_process")),
            "self_referral": own.get("self_referral") is True,
            "what_to_expect": plain(own.get("what_to_expect")),
            "waiting_time": waiting,
            "waiting_stated_on": stated if waiting else None,
            "while_waiting": plain(own.get("while_waiting")),
            "cost": self.own_choice("cost", ("free", "some", "paid"), self._cost()),
            "fees": fees or ("" if own else plain(row.get("fees"))),
            "minimum_age": youngest,
            "maximum_age": oldest,
            "is_health": own.get("is_health") is True,
            "website": self.web(row.get("url")),
            "email": self.email(row.get("email")),
            "complaints": plain(own.get("complaints")),
            "easy_read": plain(own.get("easy_read")),
            "alert": plain(row.get("alert"), 300),
        }  # fmt: skip

    def _cost(self) -> str:
        """Whether it costs money, as far as prices and words tell."""
        amounts = [amount_of(each.get("amount")) for each in rows(self.row.get("cost_options"))]
        words = plain(self.row.get("fees_description") or self.row.get("fees")).casefold()
        if any(amount not in (None, "0.00") for amount in amounts):
            return "paid"
        return "some" if words and not words.startswith(("free", "no charge", "none")) else "free"

    def terms(self, attributes: list[Row], taxonomies: tuple[str, ...]) -> list[str]:
        """Our ids of the terms that rows carry; terms we do not know are noted by name."""
        found = set()
        for each in attributes:
            term = each.get("taxonomy_term")
            term = term if isinstance(term, dict) else {"id": each.get("taxonomy_term_id")}
            if (ours := self.term(term)) and self.known.taxonomy_of.get(ours) in taxonomies:
                found.add(ours)
        return sorted(found)

    def term(self, term: Row) -> str:
        """Our id of one term, or ""."""
        key, name = plain(term.get("id"), 120), plain(term.get("name"), 120)
        if key in self.known.by_id:
            return self.known.by_id[key]
        taxonomy = plain(term.get("taxonomy"), 120).casefold()
        for pair in ((taxonomy, name.casefold()), ("", name.casefold())):
            if ours := self.known.by_name.get(pair):
                return ours
        if key and name:
            self.unknown[key] = {"name": name, "taxonomy": plain(term.get("taxonomy"), 120)}
        return ""

    def places(self) -> list[Row]:
        found: dict[str, Row] = {}
        for number, each in enumerate(rows(self.row.get("service_at_locations"))):
            location = each.get("location")
            if isinstance(location, dict):
                place: Row = {
                    "id": self.id("place", each, number),
                    "description": plain(each.get("description"), 300),
                    "location": self.location(location, number),
                    "accessibility": self.accessibility(rows(location.get("accessibility"))),
                }
                found.setdefault(place["location"]["id"], place)
        return list(found.values())

    def location(self, row: Row, number: int) -> Row:
        address = (rows(row.get("addresses")) or [{}])[0]
        line = plain(address.get("address_1"), 200)
        masked = line == "Address not shown"
        city, county = (said(plain(address.get(name), 100)) for name in ("city", "state_province"))
        code = plain(address.get("postal_code"), 20).upper()
        latitude, longitude = (
            degree(row.get("latitude"), 49, 61),
            degree(row.get("longitude"), -9, 2),
        )
        kind = row.get("location_type")
        return {
            "id": self.id("location", row, number),
            "type": kind if kind in ("physical", "postal", "virtual") else "physical",
            "name": plain(row.get("name"), 200) or said(line) or city or "Place",
            "description": plain(row.get("description")),
            "address_1": "" if masked else said(line),
            "address_2": plain(address.get("address_2"), 200),
            "city": city,
            "county": county,
            "postcode": code if POSTCODE.fullmatch(code) and len(code) <= 8 else "",
            "masked": masked,
            "latitude": latitude if longitude is not None and not masked else None,
            "longitude": longitude if latitude is not None and not masked else None,
            "travel": plain(row.get("transportation")),
        }  # fmt: skip

    def accessibility(self, features: list[Row]) -> list[Row]:
        found: dict[str, Row] = {}
        for each in features:
            carried = self.terms(rows(each.get("attributes")), ("accessibility",))
            ours = carried[0] if carried else self._feature(plain(each.get("description"), 120))
            if ours:
                found[ours] = {"term": ours, "details": plain(each.get("details"), 300)}
        return sorted(found.values(), key=lambda each: each["term"])

    def _feature(self, words: str) -> str:
        ours = self.known.by_name.get(("accessibility", words.casefold()), "")
        if words and not ours:
            self.note(f"Accessibility that we have no word for was left out: {words}")
        return ours

    def schedules(self, places: set[str]) -> list[Row]:
        found = []
        for number, each in enumerate(rows(self.row.get("schedules"))):
            weekly = each.get("freq") != "MONTHLY"
            by_day = plain(each.get("byday"), 100).upper()
            words = plain(each.get("description"), 200)
            if not weekly:
                words = plain(f"Monthly {by_day}. {words}", 300)
            there = each.get("service_at_location_id")
            place = str(uuid.uuid5(self.known.namespace, f"place/{there}"))
            row = {
                "id": self.id("schedule", each, number),
                "place_id": place if place in places else None,
                "days": ",".join(day for day in DAYS if weekly and day in re.split(r"[,\s]+", by_day)),
                "opens_at": clock(each.get("opens_at")),
                "closes_at": clock(each.get("closes_at")),
                "valid_from": self.day(each.get("valid_from")) or None,
                "valid_to": self.day(each.get("valid_to")) or None,
                "description": words,
            }  # fmt: skip
            if row["days"] or row["opens_at"] or row["description"]:
                found.append(row)
        return found

    def contacts(self) -> list[Row]:
        """Teams and posts. A contact's name may be a person's, so it is not taken over."""
        given = rows(self.row.get("contacts"))
        if not given and rows(self.row.get("phones")):
            given = [{"phones": self.row["phones"]}]
        found = []
        for number, each in enumerate(given):
            phones = [phone for phone in rows(each.get("phones")) if plain(phone.get("number"))]
            texts = [phone for phone in phones if phone.get("type") in ("text", "textphone", "sms")]
            voices = [phone for phone in phones if phone not in texts]
            row = {
                "id": self.id("contact", each, number),
                "name": plain(each.get("title") or each.get("department"), 120) or "Office",
                "telephone": plain(voices[0].get("number"), 30) if voices else "",
                "textphone": plain(texts[0].get("number"), 30) if texts else "",
                "email": self.email(each.get("email")),
                "description": plain(each.get("description"), 300),
            }
            if each.get("name") and each.get("name") != row["name"]:
                self.note("Names of contacts were left out.")
            if row["telephone"] or row["textphone"] or row["email"] or row["description"]:
                found.append(row)
        return found

    def costs(self) -> list[Row]:
        return [
            {
                "id": self.id("cost", each, number),
                "option": plain(each.get("option"), 120) or "Price",
                "amount": amount_of(each.get("amount")),
                "description": plain(each.get("amount_description"), 300),
            }
            for number, each in enumerate(rows(self.row.get("cost_options")))
        ]

    def languages(self) -> list[Row]:
        found: dict[str, Row] = {}
        for number, each in enumerate(rows(self.row.get("languages"))):
            code, name = plain(each.get("code"), 20).lower(), plain(each.get("name"), 60)
            if name and re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})?", code):
                row = {"id": self.id("language", each, number), "code": code, "name": name}
                found.setdefault(code, row)
        return list(found.values())

    def areas(self) -> list[Row]:
        named = [
            (each, plain(each.get("name"), 120)) for each in rows(self.row.get("service_areas"))
        ]
        return [
            {
                "id": self.id("area", each, number),
                "local_authority_id": self.known.authorities.get(name.casefold()),
                "name": name,
            }
            for number, (each, name) in enumerate(named)
            if name
        ]  # fmt: skip

    def body(self) -> dict[str, str]:
        """The organisation. Raises Unusable where there is none."""
        row = self.row.get("organization")
        row = row if isinstance(row, dict) else {}
        name = plain(row.get("name"), 200)
        if not name:
            raise Unusable("It does not say which organisation runs it.")
        key = plain(row.get("id"), 120)
        phones = rows(row.get("phones"))
        return {
            "external_id": key or name[:120],
            "name": name,
            "type": body_type(row, name),
            "description": plain(row.get("description")) or name,
            "email": self.email(row.get("email")),
            "telephone": plain(phones[0].get("number"), 30) if phones else "",
            "website": self.web(row.get("website")),
        }
