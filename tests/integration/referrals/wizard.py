"""A clinician filling in a notification in the browser, for the tests of drafts."""

from django.urls import reverse

from dco_portal.common.clock import today
from referrals.models import NotificationDraft
from tests.factories.children import nhs
from tests.referrals_scene import BORN, DAY, Scene


def parts(name, day):
    return {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}


class Wizard(Scene):
    """The scene's clinician, signed in, and the answers to every section."""

    def __init__(self, client, **provider) -> None:
        super().__init__(**provider)
        self.client = client
        client.force_login(self.clinician)
        on = today()
        self.answers = {
            "safety": {"risk": "no"},
            "child": {
                "nhs_number": nhs(700), "nhs_number_missing": "", "given_name": "Odalys", "family_name": "Quenby",
                **parts("born_on", on - BORN), "address": "1 High Street", "postcode": "wr5 1aa",
            },
            "authority": {"la": str(self.la.pk)},
            "family": {
                "carers-TOTAL_FORMS": 1, "carers-INITIAL_FORMS": 0, "carers-0-name": "Perpetua Quenby",
                "carers-0-relationship": "mother", "carers-0-parental_responsibility": "yes",
                "carers-0-lives_with_child": "on", "carers-0-needs": ["interpreter"], "carers-0-needs_detail": "Bengali",
                "child-needs_detail": "",
            },
            "body": {"body": str(self.trust.pk), "opinion_by": "Dr Test", "opinion_role": "Paediatrician"},
            "opinion": {
                "likelihood": "probably", "condition": "both", "needs": ["communication", "sensory"],
                "reason": "Few words at three", **parts("opinion_on", on - 10 * DAY),
            },
            "support": {"setting_known": "yes", "setting_name": "Acorn Nursery", "equipment": "Hearing aids", "known_services": ""},
            "parent": {
                "opinion_told": "yes", **parts("opinion_told_on", on - 8 * DAY), "opinion_told_how": "in_person",
                "opinion_told_by": "Dr Test", "duty_told": "same",
            },
            "discussion": {
                "offered": "yes", **parts("discussion_offered_on", on - 8 * DAY), "discussion_offered_by": "Dr Test",
                "discussion": "taken", **parts("discussed_on", on - 5 * DAY), "parent_views": "Glad of help",
            },
            "voluntary": {"voluntary": "later"},
            "documents": {"go_on": "1"},
        }  # fmt: skip

    def begin(self, **data):
        answer = self.client.post(reverse("referrals:draft-new"), data)
        assert answer.status_code == 302, answer.content.decode()
        self.draft = NotificationDraft.objects.order_by("-created_at").first()
        return self.draft

    def address(self, section):
        return reverse("referrals:draft-section", args=[self.draft.pk, section])

    def save(self, section, **changes):
        return self.client.post(self.address(section), {**self.answers[section], **changes})

    def fill(self, *but):
        for section in self.answers:
            if section not in but:
                answer = self.save(section)
                assert answer.status_code == 302, (section, errors(answer))

    def check(self):
        return reverse("referrals:draft-check", args=[self.draft.pk])

    def send(self, **data):
        return self.client.post(self.check(), data)


def errors(answer):
    context = answer.context or {}
    form = context.get("section") or context.get("form")
    return form.errors if form else answer.content.decode()[:500]
