"""From an enquiry to an EHC request or a notification of an under-5, with what is known filled in."""

import pytest
from django.urls import reverse

from ehcp.models import RequestDraft
from enquiries.queries import handover
from referrals.models import NotificationDraft
from tests.enquiry_scene import CHILD, Scene, ask
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def test_a_clinicians_enquiry_becomes_a_notification(scene, client):
    enquiry = ask(scene.clinician, scene, text="He hardly speaks at three.", child_details=True)
    client.force_login(scene.clinician)
    thread = client.get(reverse("enquiries:thread", args=[enquiry.pk])).content.decode()
    path = f"{reverse('referrals:draft-new')}?enquiry={enquiry.pk}"
    assert path in thread
    page = client.get(path).content.decode()
    assert enquiry.reference in page
    client.post(reverse("referrals:draft-new"), {"enquiry": str(enquiry.pk)})
    draft = NotificationDraft.objects.get()
    assert "opinion" not in draft.data and "child" not in draft.data, "no section is done by it"
    for section, words in (("child", CHILD[0]), ("opinion", "He hardly speaks at three.")):
        page = client.get(
            reverse("referrals:draft-section", args=[draft.pk, section])
        ).content.decode()
        assert words in page, section


def test_an_officers_enquiry_becomes_an_ehc_request(scene, client):
    enquiry = ask(scene.officer, scene, text="What can health say of his hearing?")
    client.force_login(scene.officer)
    path = f"{reverse('ehcp:draft-new')}?enquiry={enquiry.pk}"
    assert path in client.get(reverse("enquiries:thread", args=[enquiry.pk])).content.decode()
    client.post(reverse("ehcp:draft-new"), {"enquiry": str(enquiry.pk)})
    draft = RequestDraft.objects.get()
    page = client.get(reverse("ehcp:draft-section", args=[draft.pk, "question"])).content.decode()
    assert "What can health say of his hearing?" in page and enquiry.reference in page


def test_only_those_who_may_take_the_step_are_offered_it(scene, client):
    enquiry = scene.enquiry()
    for reader, shown in ((scene.senco, set()), (scene.dco, {"ehcp:draft-new"})):
        client.force_login(reader)
        page = client.get(reverse("enquiries:thread", args=[enquiry.pk])).content.decode()
        names = {
            name
            for name in ("ehcp:draft-new", "referrals:draft-new")
            if f"{reverse(name)}?enquiry=" in page
        }
        assert names == shown, reader


def test_another_areas_enquiry_is_not_there(scene, client):
    enquiry = scene.enquiry()
    stranger = person("dco", IcbFactory())
    client.force_login(stranger)
    assert client.get(f"{reverse('ehcp:draft-new')}?enquiry={enquiry.pk}").status_code == 404
    assert client.post(reverse("ehcp:draft-new"), {"enquiry": str(enquiry.pk)}).status_code == 404
    client.force_login(scene.clinician)
    assert client.get(f"{reverse('referrals:draft-new')}?enquiry={enquiry.pk}").status_code == 404
    assert not NotificationDraft.objects.exists() and not RequestDraft.objects.exists()
    assert handover(enquiry.pk, by=scene.senco).reference == enquiry.reference
