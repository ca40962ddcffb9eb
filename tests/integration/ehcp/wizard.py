"""A person filling in a request in the browser, for the tests of drafts."""

import datetime as dt

from django.urls import reverse

from dco_portal.common.clock import today
from ehcp.models import RequestDraft
from tests.factories.accounts import person
from tests.factories.children import nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory

DAY = dt.timedelta(days=1)


def parts(name, day):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


class Wizard:
    """An authority, its officer signed in, and the answers to every section."""

    def __init__(self, client, *, by_icb=False) -> None:
        self.client = client
        self.icb = IcbFactory()
        self.la = LocalAuthorityFactory(icbs=[self.icb])
        self.service = ServiceFactory(areas=[self.la])
        self.user = person("coordinator", self.icb) if by_icb else person("la_officer", self.la)
        client.force_login(self.user)
        self.answers = {
            "child": {
                "nhs_number": nhs(500), "nhs_number_missing": "", "given_name": "Noor", "family_name": "Begum",
                **parts("born_on", dt.date(2017, 4, 9)), "setting_name": "Hill School",
            },
            "family": {
                "carers-TOTAL_FORMS": 1, "carers-INITIAL_FORMS": 0, "carers-0-name": "Amina Begum",
                "carers-0-relationship": "mother", "carers-0-parental_responsibility": "yes",
                "carers-0-lives_with_child": "on", "carers-0-needs": ["interpreter"], "carers-0-needs_detail": "Bengali",
                "child-needs": ["symbols"], "child-needs_detail": "",
            },
            "request": {
                "type": "assessment", **parts("decided_on", today() - 2 * DAY), **parts("asked_on", today()),
                **parts("assessment_requested_on", today() - 30 * DAY), "la_reference": "SEN-1",
            },
            "question": {"question": "Advice on speech", "reason": "School worries", "needs_known": ""},
            "services": {"services": [str(self.service.pk)], "described_1": "Eye clinic", "professional_1": "Dr Lens"},
            "views": {"consent": "given", "consent_detail": "", "family_views": "Noor likes trains"},
            "existing-advice": {
                "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 0, "items-0-description": "Hearing report",
                "items-0-author_name": "Dr Ear", **parts("items-0-dated_on", today() - 60 * DAY),
                **parts("items-0-author_agreed_on", today() - 5 * DAY),
            },
            "documents": {"go_on": "1"},
        }  # fmt: skip
        if by_icb:
            request = self.answers["request"]
            for n in range(3):
                del request[f"asked_on_{n}"]
            request |= parts("decided_on", today() - 12 * DAY)
            self.answers = {
                "arrival": {
                    "la": str(self.la.pk), "channel": "email", **parts("asked_on", today() - 10 * DAY),
                    **parts("received_on", today() - 9 * DAY),
                },
                **self.answers,
            }  # fmt: skip

    def begin(self, **data):
        answer = self.client.post(reverse("ehcp:draft-new"), data)
        assert answer.status_code == 302, answer.content.decode()
        self.draft = RequestDraft.objects.order_by("-created_at").first()
        return self.draft

    def address(self, section):
        return reverse("ehcp:draft-section", args=[self.draft.pk, section])

    def save(self, section, **changes):
        return self.client.post(self.address(section), {**self.answers[section], **changes})

    def fill(self, *but):
        for section in self.answers:
            if section not in but:
                answer = self.save(section)
                assert answer.status_code == 302, (section, errors(answer))

    def send(self):
        return self.client.post(reverse("ehcp:draft-check", args=[self.draft.pk]))


def errors(answer):
    context = answer.context or {}
    form = context.get("section") or context.get("form")
    return form.errors if form else answer.content.decode()[:500]
