"""Filling in a notification in the browser, section by section, and sending it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Carer, Child
from dco_portal.common.clock import today
from dco_portal.documents.models import Attachment
from dco_portal.organisations.models import Postcode, ProviderType
from dco_portal.work.models import WorkItem
from referrals.models import Notification, NotificationDraft
from tests.advice_scene import report
from tests.factories.accounts import CoverFactory, person
from tests.factories.children import ChildFactory, InvolvementFactory
from tests.integration.referrals.wizard import DAY, Wizard, errors, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def wizard(client):
    wizard = Wizard(client)
    wizard.begin()
    return wizard


def test_a_notification_is_filled_in_and_sent(wizard):
    wizard.fill()
    check = wizard.client.get(wizard.check()).content.decode()
    for words in ("Odalys Quenby", "Perpetua Quenby", "Bengali", "Few words at three", "Acorn Nursery", wizard.la.name,
                  "Under compulsory school age until", "To be recorded after sending"):  # fmt: skip
        assert words in check, words

    answer = wizard.send()

    row = Notification.objects.get()
    assert answer["Location"] == reverse("referrals:case", args=[row.pk])
    assert (row.la, row.body, row.home_postcode, row.needs) == (
        wizard.la,
        wizard.trust,
        "WR5 1AA",
        ["communication", "sensory"],
    )
    assert (row.opinion_told_on, row.duty_told_on) == (today() - 8 * DAY, today() - 8 * DAY)
    assert (row.setting_known, row.setting_name, row.voluntary) == (True, "Acorn Nursery", "")
    assert Carer.objects.get(child=row.child).communication_needs.get().detail == "Bengali"
    wizard.draft.refresh_from_db()
    assert (wizard.draft.notification, wizard.draft.data) == (row, {})
    assert WorkItem.objects.get(object_id=wizard.draft.pk).state == "closed"
    page = wizard.client.get(answer["Location"]).content.decode()
    assert "Record voluntary organisations" in page
    assert wizard.send().status_code == 409


def test_it_can_be_left_and_taken_up_again(wizard):
    wizard.save("opinion")
    tasks = wizard.client.get(reverse("referrals:draft", args=[wizard.draft.pk])).content.decode()
    assert tasks.count("Completed") == 1
    page = wizard.client.get(wizard.address("opinion")).content.decode()
    assert "Few words at three" in page


def test_only_the_writer_and_their_stand_in_see_a_draft(wizard, client):
    where = reverse("referrals:draft", args=[wizard.draft.pk])
    for user in (
        person("clinician", wizard.trust, wizard.service),
        person("notifier", wizard.trust),
    ):
        client.force_login(user)
        assert client.get(where).status_code == 404
    CoverFactory(absent=wizard.clinician, stand_in=user, organisation=wizard.trust)
    assert client.get(where).status_code == 200


# --- The lawful order, page by page --------------------------------------------------------
def test_what_has_not_been_done_yet_is_saved_and_holds_it_back(wizard):
    wizard.fill("parent", "discussion")
    wizard.client.post(
        wizard.address("parent"), {"opinion_told": "not_yet", "duty_told": "not_yet"}
    )
    wizard.client.post(wizard.address("discussion"), {"offered": "not_yet"})

    page = wizard.client.get(wizard.check()).content.decode()
    assert "It cannot be sent yet" in page
    assert "Send the notification" not in page
    answer = wizard.send()
    assert answer.status_code == 200
    texts = " ".join(row["text"] for row in answer.context["errors"])
    assert "Tell the parent of your opinion first" in texts
    assert "opportunity to discuss" in texts
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    ("section", "changes", "field"),
    [
        ("parent", parts("opinion_told_on", today() - 11 * DAY), "opinion_told_on"),
        ("parent", parts("opinion_told_on", today() + DAY), "opinion_told_on"),
        ("parent", {"opinion_told_how": ""}, "opinion_told_how"),
        ("parent", {"duty_told": "other"}, "duty_told_on"),
        ("parent", {"opinion_told": "not_yet"}, "duty_told"),
        ("discussion", parts("discussion_offered_on", today() - 9 * DAY), "discussion_offered_on"),
        ("discussion", parts("discussed_on", today() - 9 * DAY), "discussed_on"),
        ("discussion", {"discussion": ""}, "discussion"),
        ("discussion", {"objects_to_notice": "on"}, "objection"),
        ("opinion", parts("opinion_on", today() + DAY), "opinion_on"),
        ("opinion", {"needs": []}, "needs"),
        ("voluntary", {"voluntary": "named"}, "voluntary"),
        ("body", {"opinion_by": ""}, "opinion_by"),
        ("child", parts("born_on", today() + DAY), "born_on"),
        ("child", {"postcode": "WR5"}, "postcode"),
        ("safety", {"risk": ""}, "risk"),
    ],
)
def test_what_cannot_be_comes_back_beside_its_field(wizard, section, changes, field):
    wizard.fill()
    before = NotificationDraft.objects.get().data[section]

    answer = wizard.save(section, **changes)

    assert answer.status_code == 200
    assert field in errors(answer), errors(answer)
    assert NotificationDraft.objects.get().data[section] == before


def test_an_objection_is_recorded_cites_the_act_and_does_not_block(wizard):
    wizard.fill()
    wizard.save("discussion", objects_to_notice="on", objection="We want to wait")

    assert "The Act gives no consent gate" in wizard.client.get(wizard.check()).content.decode()
    assert "section 23(3)" in wizard.client.get(wizard.address("discussion")).content.decode()
    wizard.send()
    row = Notification.objects.get()
    assert (row.objects_to_notice, row.objection) == (True, "We want to wait")


# --- Safeguarding --------------------------------------------------------------------------
def test_a_worry_replaces_the_notice_with_contacts_until_it_is_answered_again(wizard):
    wizard.trust.safeguarding_contact = "Named nurse: 01905 000000"
    wizard.trust.save()
    wizard.fill()

    answer = wizard.save("safety", risk="yes")

    where = reverse("referrals:draft", args=[wizard.draft.pk])
    assert answer["Location"] == where
    page = wizard.client.get(where).content.decode()
    assert "Named nurse: 01905 000000" in page
    assert wizard.la.name in page
    assert "999" in page
    for refused in (wizard.client.get(wizard.check()), wizard.send(), wizard.save("opinion")):
        assert refused["Location"] == where
    assert not Notification.objects.exists()
    wizard.save("safety")
    assert wizard.send().status_code == 302
    assert Notification.objects.exists()


# --- Age -----------------------------------------------------------------------------------
def test_an_older_child_is_turned_away_with_other_doors(wizard):
    answer = wizard.save("child", **parts("born_on", today() - dt.timedelta(days=2400)))
    page = answer.content.decode()
    assert "compulsory school age since" in page
    assert "EHC needs assessment" in page
    older = ChildFactory(born_on=today() - dt.timedelta(days=2400))
    InvolvementFactory(child=older, organisation=wizard.trust, user=wizard.clinician)
    page = wizard.client.post(
        reverse("referrals:draft-new"), {"child": str(older.pk)}
    ).content.decode()
    assert "nothing to notify here" in page


# --- The authority -------------------------------------------------------------------------
def test_an_authority_that_the_postcode_rules_out_is_refused_in_words(wizard):
    wizard.fill()
    answer = wizard.save("authority", la=str(wizard.other_la.pk))
    assert f"WR5 1AA is in {wizard.la.name}" in str(errors(answer)["la"])


def test_a_postcode_changed_afterwards_is_noticed_on_sending(wizard):
    wizard.fill()
    wizard.save("child", postcode="BA1 1AA")
    answer = wizard.send()
    assert f"BA1 1AA is in {wizard.other_la.name}" in answer.context["errors"][0]["text"]
    assert answer.context["errors"][0]["href"] == wizard.address("authority")
    assert not Notification.objects.exists()


def test_an_unknown_postcode_asks_and_wants_to_know_how_one_knows(wizard):
    wizard.fill()
    wizard.save("child", postcode="ZZ1 1ZZ")
    page = wizard.client.get(wizard.address("authority")).content.decode()
    assert "does not guess" in page
    answer = wizard.save("authority")
    assert "la_why" in errors(answer)
    assert wizard.save("authority", la_why="Council tax letter").status_code == 302
    wizard.send()
    row = Notification.objects.get()
    assert (row.la_basis, row.la_basis_words) == ("chosen", "Council tax letter")


def test_a_district_of_one_authority_serves_and_one_of_several_asks(wizard):
    Postcode.objects.create(postcode="WR9", local_authority_gss="E10000034")
    wizard.fill()
    wizard.save("child", postcode="WR9 8ZZ")
    assert wizard.save("authority").status_code == 302
    wizard.send()
    assert Notification.objects.get().la_basis == "district"
    Postcode.objects.create(postcode="WR91AA", local_authority_gss="E06000022")
    wizard.begin()
    wizard.save("child", postcode="WR9 8ZZ", match="new")
    page = wizard.client.get(wizard.address("authority")).content.decode()
    assert "several authorities" in page


def test_a_postcode_outside_england_and_one_of_an_authority_not_here_say_so(wizard):
    Postcode.objects.create(postcode="NP11AA", local_authority_gss="W06000021")
    Postcode.objects.create(postcode="HR11AA", local_authority_gss="E06000019")
    wizard.fill()
    for postcode, words in (("NP1 1AA", "not in England"), ("HR1 1AA", "not on the portal yet")):
        wizard.save("child", postcode=postcode)
        assert words in str(errors(wizard.save("authority")))


# --- Who it is -----------------------------------------------------------------------------
def test_the_second_is_shown_the_first_and_sends_with_a_reason(wizard, client):
    wizard.fill()
    wizard.send()
    first = Notification.objects.get()
    second = person("clinician", wizard.trust, wizard.service)
    client.force_login(second)
    wizard.begin()
    wizard.fill()

    answer = wizard.send()

    assert first.reference in answer.content.decode()
    assert "Odalys" in answer.content.decode()
    assert AuditEvent.objects.filter(verb="referrals.earlier_shown", actor_id=second.pk).exists()
    assert "again_because" in wizard.send().context["again"].errors
    assert wizard.send(again_because="Our own opinion").status_code == 302
    assert Child.objects.count() == 1


def test_it_begins_from_a_child_on_record(wizard):
    child = ChildFactory(
        born_on=today() - dt.timedelta(days=900),
        home_la=wizard.la,
        icb=wizard.icb,
        postcode="WR5 1AA",
    )
    InvolvementFactory(child=child, organisation=wizard.trust, user=wizard.clinician)
    wizard.begin(child=str(child.pk))
    assert child.reference in wizard.client.get(wizard.address("child")).content.decode()
    wizard.fill("child")
    wizard.send()
    assert Notification.objects.get().child == child
    wizard.begin(child=str(child.pk))
    wizard.client.post(wizard.address("child"), {"again": "1"})
    assert 'name="given_name"' in wizard.client.get(wizard.address("child")).content.decode()
    stranger = ChildFactory(born_on=today() - dt.timedelta(days=900))
    answer = wizard.client.post(reverse("referrals:draft-new"), {"child": str(stranger.pk)})
    assert answer.status_code == 404


# --- Reports, discarding, two at once ------------------------------------------------------
def test_reports_go_with_it_but_for_one_left_out(wizard):
    wizard.fill()
    for name in ("one.pdf", "two.pdf"):
        wizard.client.post(wizard.address("documents"), {"upload": report(), "description": name})
    one, two = Attachment.objects.order_by("created_at")
    assert (
        wizard.client.get(
            reverse("referrals:draft-file", args=[wizard.draft.pk, one.pk])
        ).status_code
        == 200
    )
    wizard.client.post(reverse("referrals:draft-file-out", args=[wizard.draft.pk, two.pk]))

    wizard.send()

    row = Notification.objects.get()
    assert [each.description for each in Attachment.objects.filter(owner_id=row.pk)] == ["one.pdf"]


def test_a_file_that_is_too_big_is_refused_and_nothing_is_lost(wizard):
    wizard.fill()
    upload = SimpleUploadedFile("big.pdf", b"%PDF-1.4 " + b"0" * 30_000_000)
    answer = wizard.client.post(
        wizard.address("documents"), {"upload": upload, "description": "Scan"}
    )
    assert answer.status_code in (200, 413)
    assert not Attachment.objects.exists()
    assert wizard.send().status_code == 302


def test_a_draft_is_discarded_and_its_words_deleted(wizard):
    wizard.fill()
    where = reverse("referrals:draft-discard", args=[wizard.draft.pk])
    assert "cannot be undone" in wizard.client.get(where).content.decode()
    wizard.client.post(where)
    wizard.draft.refresh_from_db()
    assert wizard.draft.data == {}
    assert wizard.client.get(reverse("referrals:draft", args=[wizard.draft.pk])).status_code == 409


def test_a_section_that_was_saved_meanwhile_is_not_overwritten(wizard):
    wizard.fill()
    answer = wizard.save("opinion", seen="0", reason="Older words")
    assert "saved this section meanwhile" in str(errors(answer))
    assert "Older words" in answer.content.decode()


def test_another_provider_chooses_the_board_it_acts_for(client):
    wizard = Wizard(client, provider_type=ProviderType.OTHER)
    wizard.begin()
    page = wizard.client.get(wizard.address("body")).content.decode()
    assert f"{wizard.icb.name} ({wizard.trust.label} acts for it)" in page
    wizard.answers["body"]["body"] = str(wizard.icb.pk)
    wizard.fill()
    wizard.send()
    assert Notification.objects.get().acts_for_icb
