"""The page of letters: what was made, who is written to and who is not, another copy in another layout."""

import pytest
from django.urls import reverse

from dco_portal.common.errors import Invalid, NotAllowed
from dco_portal.documents.models import Document
from referrals import documents
from referrals.actions import letters
from referrals.models import Notification
from tests.factories.accounts import person
from tests.factories.children import CarerFactory, CommunicationNeedFactory
from tests.notified_scene import Notified

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Notified:
    return Notified()


def url(scene, name: str = "letters", *more) -> str:
    return reverse(f"referrals:{name}", args=[scene.notification.pk, *more])


def test_who_is_written_to_and_who_is_not_and_what_to_arrange(scene, client):
    CommunicationNeedFactory(
        child=scene.child, carer=scene.mother, kind="translation", detail="Polish"
    )
    CarerFactory(
        child=scene.child, name="Cy Barred", relationship="father", never_write=True, restriction_reason="Court order"
    )  # fmt: skip
    client.force_login(scene.clinician)
    page = client.get(url(scene)).content.decode()
    assert "Never write to this person: Court order" in page
    assert "No layout here meets this need: Written translation (Polish)" in page
    assert page.count('name="person"') == 1  # only the mother can be chosen
    assert "Not made yet" in page


def test_another_layout_is_made_and_downloaded(scene, client, drain_outbox):
    client.force_login(scene.clinician)
    assert (
        "Choose a layout"
        in client.post(url(scene), {"person": str(scene.mother.pk)}).content.decode()
    )
    answer = client.post(url(scene), {"person": str(scene.mother.pk), "layout": "easy_read"})
    assert answer.status_code == 302
    made = Document.objects.get()
    assert (made.title, made.state) == ("Copy for the mother, Easy Read", "preparing")
    assert "Being prepared" in client.get(url(scene)).content.decode()
    assert client.get(url(scene, "letter", made.pk)).status_code == 409
    drain_outbox()
    file = client.get(url(scene, "letter", made.pk))
    assert (file.status_code, file["Content-Type"]) == (200, "application/pdf")
    assert Notification.objects.get().parent_letter == made


def test_the_notice_is_made_again_for_a_corrected_authority_and_the_first_stays(scene, client):
    documents.prepare(scene.notification, by=scene.clinician)
    client.force_login(scene.dco)
    assert client.post(url(scene, "letter-notice")).status_code == 302
    notices = Document.objects.filter(kind=documents.NOTICE).order_by("created_at")
    assert notices.count() == 2
    assert Notification.objects.get().notice_document == notices[1]


def test_a_failed_paper_is_tried_again(scene, client):
    client.force_login(scene.clinician)
    made = documents.notice(scene.notification, by=scene.clinician)
    Document.objects.filter(pk=made.pk).update(state="failed")
    assert "could not be prepared" in client.get(url(scene)).content.decode()
    assert client.post(url(scene, "letter-retry", made.pk)).status_code == 302
    assert Document.objects.get(pk=made.pk).state == "preparing"


def test_the_authority_reads_them_and_makes_none(scene, client):
    documents.prepare(scene.notification, by=scene.clinician)
    client.force_login(scene.officer)
    page = client.get(url(scene)).content.decode()
    assert "Copy for the mother" in page and "Make another copy" not in page
    assert client.post(url(scene, "letter-notice")).status_code == 403
    assert (
        client.post(url(scene), {"person": str(scene.mother.pk), "layout": "standard"}).status_code
        == 403
    )
    with pytest.raises(NotAllowed):
        letters.make_notice(by=scene.officer, notification=scene.notification)


def test_nobody_can_be_written_to_by_a_forged_form(scene):
    barred = CarerFactory(child=scene.child, never_write=True, restriction_reason="Court order")
    for forged in (str(barred.pk), str(CarerFactory().pk), "nonsense"):
        with pytest.raises(Invalid):
            letters.make_copy(
                by=scene.clinician,
                notification=scene.notification,
                person=forged,
                layout="standard",
            )
    with pytest.raises(Invalid):
        letters.make_copy(
            by=scene.clinician, notification=scene.notification, person=str(scene.mother.pk), layout="braille"
        )  # fmt: skip
    assert not Document.objects.exists()


def test_nothing_remains_when_it_fails_half_way(scene, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr("dco_portal.audit.record", fail)
    with pytest.raises(RuntimeError):
        letters.make_notice(by=scene.clinician, notification=scene.notification)
    assert not Document.objects.exists()
    assert Notification.objects.get().notice_document is None


def test_papers_of_another_notification_are_not_found(scene, client):
    other = Notified()
    made = documents.notice(other.notification, by=other.clinician)
    client.force_login(scene.clinician)
    assert client.get(url(scene, "letter", made.pk)).status_code == 404
    assert client.get(url(other)).status_code == 404
    client.force_login(person("clinician", service=other.service))
    assert client.get(url(other)).status_code == 404  # a colleague who was not given it
