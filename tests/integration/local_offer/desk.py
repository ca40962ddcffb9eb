"""An authority's Local Offer with its people, for the tests of the desk."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.test import Client

from dco_portal.accounts.models import User
from dco_portal.organisations.models import Organisation
from local_offer.models import Proposal, Service
from local_offer.rules import sections
from tests.factories.accounts import person
from tests.factories.local_offer import LocationFactory, ServiceFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, VoluntaryFactory
from tests.kept import Kept


@dataclass
class Desk(metaclass=Kept):
    """A board, its authority, a charity that owns an entry; an editor and an owner."""

    icb: Organisation
    la: Organisation
    charity: Organisation
    editor: User
    owner: User
    entry: Service


def acting(user: User) -> User:
    """The person in their only membership, as a request has them."""
    return user.act_in(user.memberships.get())


def make() -> Desk:
    """One of everything."""
    icb = IcbFactory()
    la = LocalAuthorityFactory(icbs=[icb])
    charity = VoluntaryFactory(local_authority=la)
    entry = ServiceFactory(
        local_authority=la, owner=charity, terms=["need/semh", "type/family"], locations=[LocationFactory()]
    )  # fmt: skip
    return Desk(icb, la, charity, person("lo_editor", la), person("listing_owner", charity), entry)


def client_of(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def saved(change: Proposal, section: str, **fields: Any) -> dict[str, Any]:
    """The values of one page with some fields changed."""
    found = sections.values(change.content, section)
    found["fields"] = {**found["fields"], **fields}
    return found


def form_data(page: Any) -> QueryDict:
    """What a browser would send of a page's form as it stands."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.data = QueryDict(mutable=True)
            self.area, self.select, self.inside = "", "", False

        def handle_starttag(self, tag: str, attrs: list) -> None:
            given = dict(attrs)
            name = given.get("name")
            if tag == "form":
                self.inside = given.get("method") == "post" and "novalidate" in given
            if not self.inside:
                return
            kind = given.get("type", "text")
            told = kind not in ("checkbox", "radio") or "checked" in given
            if tag == "input" and name and told and kind not in ("submit", "file"):
                self.data.appendlist(name, given.get("value") or "")
            if tag == "textarea":
                self.area = name or ""
                self.data[self.area] = ""
            if tag == "select":
                self.select = name or ""
            if tag == "option" and self.select and "selected" in given:
                self.data[self.select] = given.get("value") or ""

        def handle_data(self, text: str) -> None:
            if self.area:
                self.data[self.area] += text

        def handle_endtag(self, tag: str) -> None:
            if tag == "textarea":
                # A browser does not send the first line break of a box of text.
                self.data[self.area] = self.data[self.area].removeprefix("\n")
                self.area = ""
            if tag == "select":
                self.select = ""

    reader = Reader()
    reader.feed(page.content.decode())
    reader.data.pop("csrfmiddlewaretoken", None)
    return reader.data
