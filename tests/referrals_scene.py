"""An area with people on all three sides of a notification, and one that is ready to be sent."""

import datetime as dt
from typing import Any

from dco_portal.common.clock import today
from dco_portal.organisations.models import Postcode
from referrals.actions import sending
from referrals.models import Notification
from tests.factories.accounts import person
from tests.factories.children import nhs
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    ProviderFactory,
    ServiceFactory,
)
from tests.kept import Kept

DAY = dt.timedelta(days=1)
BORN = dt.timedelta(days=3 * 365)
SECTIONS = (
    "safety", "child", "authority", "family", "body", "opinion", "support", "parent", "discussion", "voluntary", "documents",
)  # fmt: skip


def lawful_data(la: Any, body: Any, /, **changes: dict[str, Any]) -> dict[str, Any]:
    """Every section, in order and lawful, to this authority for this body; `changes` by section replace single values."""
    on = today()
    whole: dict[str, Any] = {
        "safety": {"risk": "no"},
        "child": {
            "nhs_number": nhs(700), "nhs_number_missing": "", "given_name": "Odalys", "family_name": "Quenby",
            "known_as": "", "born_on": on - BORN, "upn": "", "address": "1 High Street", "postcode": "WR5 1AA",
            "setting_name": "", "setting": "", "match": "new", "child": "",
        },
        "authority": {"la": str(la.pk), "la_why": "", "icb": ""},
        "family": {
            "carers": [
                {"name": "Perpetua Quenby", "relationship": "mother", "parental_responsibility": True,
                 "lives_with_child": True, "email": "", "telephone": "", "address": "", "postcode": "",
                 "never_write": False, "address_hidden": False, "restriction_reason": "", "needs": [], "needs_detail": ""}
            ],
            "needs": [], "needs_detail": "",
        },
        "body": {"body": str(body.pk), "opinion_by": "Dr Test", "opinion_role": "Paediatrician"},
        "opinion": {
            "likelihood": "probably", "condition": "both", "needs": ["communication"], "reason": "Few words at three",
            "opinion_on": on - 10 * DAY,
        },
        "support": {"setting_known": "yes", "setting_name": "Acorn Nursery", "equipment": "", "known_services": ""},
        "parent": {
            "opinion_told": "yes", "opinion_told_on": on - 8 * DAY, "opinion_told_how": "in_person", "opinion_told_by": "Dr Test",
            "duty_told": "same", "duty_told_on": None, "duty_told_how": "", "duty_told_by": "",
        },
        "discussion": {
            "offered": "yes", "discussion_offered_on": on - 8 * DAY, "discussion_offered_by": "Dr Test", "discussion": "taken",
            "discussed_on": on - 5 * DAY, "parent_views": "Glad of help", "objects_to_notice": False, "objection": "",
        },
        "voluntary": {
            "voluntary": "named", "voluntary_on": on - 5 * DAY,
            "named": [{"name": "Toy Library", "detail": "", "url": "", "listing_id": ""}],
        },
        "documents": {},
    }  # fmt: skip
    return {name: {**values, **changes.get(name, {})} for name, values in whole.items()}


class Scene(metaclass=Kept):
    """One board with two authorities, a trust with one service, and people of every side."""

    def __init__(self, **provider: Any) -> None:
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb], gss_code="E10000034")
        self.other_la = LocalAuthorityFactory(icbs=[self.icb], gss_code="E06000022")
        self.trust = ProviderFactory(**provider)
        self.service = ServiceFactory(provider=self.trust, areas=[self.la])
        self.clinician = person("clinician", self.trust, self.service)
        self.lead = person("provider_lead", self.trust)
        self.officer = person("la_officer", self.la)
        self.other_officer = person("la_officer", self.other_la)
        self.dco = person("dco", self.icb)
        Postcode.objects.bulk_create(
            [
                Postcode(postcode="WR51AA", local_authority_gss="E10000034", easting=385000, northing=254000),
                Postcode(postcode="BA11AA", local_authority_gss="E06000022"),
            ]
        )  # fmt: skip

    def data(self, **changes: dict[str, Any]) -> dict[str, Any]:
        """Every section, in order and lawful; `changes` by section replace single values."""
        return lawful_data(self.la, self.trust, **changes)

    def send(self, by: Any = None, **changes: Any) -> Notification:
        """A notification sent by the clinician (or `by`)."""
        options = {key: changes.pop(key) for key in ("shown", "again_because") if key in changes}
        return sending.send(by=by or self.clinician, data=self.data(**changes), **options)
