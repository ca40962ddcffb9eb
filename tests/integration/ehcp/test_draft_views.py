"""Filling in a request in the browser, section by section, and sending it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.children.models import Carer, Child, CommunicationNeed
from dco_portal.common.clock import today
from dco_portal.documents.models import Attachment
from dco_portal.work.models import WorkItem
from ehcp.models import AdviceRequest, RequestDraft
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, InvolvementFactory, nhs
from tests.factories.organisations import IcbFactory
from tests.integration.ehcp.wizard import DAY, Wizard, parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def wizard(client):
    wizard = Wizard(client)
    wizard.begin()
    return wizard


def test_a_request_is_filled_in_and_sent(wizard):
    wizard.fill()
    check = wizard.client.get(reverse("ehcp:draft-check", args=[wizard.draft.pk])).content.decode()
    for words in (
        "Noor Begum",
        "Amina Begum",
        "Bengali",
        "SEN-1",
        "Eye clinic",
        "Hearing report",
        "Noor likes trains",
    ):
        assert words in check

    answer = wizard.send()

    request = AdviceRequest.objects.get()
    assert answer["Location"] == reverse("ehcp:case", args=[request.pk])
    child = request.child
    assert (child.name, child.nhs_number, child.home_la, child.icb) == (
        "Noor Begum",
        nhs(500),
        wizard.la,
        wizard.icb,
    )
    carer = Carer.objects.get(child=child)
    assert (carer.name, carer.parental_responsibility) == ("Amina Begum", True)
    needs = {(need.carer_id, need.kind, need.detail) for need in CommunicationNeed.objects.all()}
    assert needs == {(carer.pk, "interpreter", "Bengali"), (None, "symbols", "")}
    assert (request.la_reference, request.consent, request.family_views) == (
        "SEN-1",
        "given",
        "Noor likes trains",
    )
    assert request.plan_due_on == today() + 110 * DAY
    assert {row.service or row.described for row in request.known_services.all()} == {
        wizard.service,
        "Eye clinic",
    }
    assert request.existing_advice.get().dated == today() - 60 * DAY
    wizard.draft.refresh_from_db()
    assert (wizard.draft.request, wizard.draft.data) == (request, {})
    assert WorkItem.objects.get(object_id=wizard.draft.pk).state == "closed"


def test_looking_at_pages_writes_nothing(wizard):
    before = RequestDraft.objects.count()
    for section in wizard.answers:
        assert wizard.client.get(wizard.address(section)).status_code == 200
    assert wizard.client.get(reverse("ehcp:draft-new")).status_code == 200
    assert wizard.client.get(reverse("ehcp:draft", args=[wizard.draft.pk])).status_code == 200

    wizard.draft.refresh_from_db()
    assert (RequestDraft.objects.count(), wizard.draft.data) == (before, {})


def test_a_draft_can_be_left_and_taken_up_by_a_colleague(wizard, client):
    wizard.save("question")
    client.force_login(person("la_officer", wizard.la))

    page = client.get(wizard.address("question")).content.decode()
    listing = client.get(reverse("ehcp:drafts")).content.decode()

    assert "Advice on speech" in page
    assert str(wizard.draft.pk) in listing
    assert "Noor" not in listing
    item = WorkItem.objects.get(object_id=wizard.draft.pk)
    assert (item.state, item.kind, item.owner) == ("draft", "ehcp.draft", wizard.user)


@pytest.mark.parametrize(
    ("section", "changes", "message"),
    [
        (
            "child",
            {"nhs_number": nhs(500)[:-1] + str((int(nhs(500)[-1]) + 1) % 10)},
            "This is not a real NHS number",
        ),
        ("child", {"nhs_number": ""}, "Enter the NHS number, or say below why"),
        (
            "child",
            parts("born_on", today().replace(year=today().year - 25)),
            "This person is 25 already",
        ),
        ("child", {"born_on_1": "13"}, "Enter a real date"),
        ("child", {"upn": "B123456789012"}, "This is not a real UPN"),
        ("family", {"carers-0-never_write": "on"}, "Say why, such as a court order and its date"),
        ("family", {"carers-0-needs_detail": ""}, "Enter the language"),
        ("family", {"carers-0-name": ""}, "Enter the name"),
        (
            "request",
            parts("decided_on", today() + DAY),
            "The day of the decision cannot be in the future",
        ),
        ("request", parts("asked_on", today() + DAY), "The day you ask on cannot be in the future"),
        (
            "request",
            parts("asked_on", today() - 5 * DAY),
            "The decision to assess must come before the request",
        ),
        (
            "request",
            parts("assessment_requested_on", today()),
            "The assessment was asked for before it was decided on",
        ),
        ("question", {"question": ""}, "Enter what you are asking health for"),
        ("services", {"described_1": ""}, "Say which service this professional belongs to"),
        ("views", {"consent": "partly"}, "Say what the limits are"),
        (
            "existing-advice",
            parts("items-0-author_agreed_on", today() + DAY),
            "cannot be in the future",
        ),
        (
            "existing-advice",
            parts("items-0-author_agreed_on", today() - 90 * DAY),
            "Nobody can have agreed before",
        ),
        (
            "existing-advice",
            parts("items-0-family_agreed_on", today()),
            "Enter who agreed for the family",
        ),
    ],
)
def test_a_mistake_is_said_and_the_form_comes_back_filled(wizard, section, changes, message):
    answer = wizard.save(section, **changes)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert message in page
    kept = {"child": "Begum", "family": "mother", "request": "SEN-1", "question": "School worries",
            "services": "Dr Lens", "views": "Noor likes trains", "existing-advice": "Hearing report"}  # fmt: skip
    assert kept[section] in page
    wizard.draft.refresh_from_db()
    assert section not in wizard.draft.data


def test_a_record_that_may_be_the_childs_is_offered_and_chosen(wizard):
    known = ChildFactory(given_name="Nur", family_name="Begum", born_on=dt.date(2017, 4, 9))
    InvolvementFactory(child=known, organisation=wizard.la)

    page = wizard.save("child").content.decode()
    assert "Is one of these records this child?" in page
    assert known.reference in page
    wizard.save("child", match=str(known.pk))
    wizard.fill("child")
    wizard.send()

    assert AdviceRequest.objects.get().child == known
    assert Child.objects.count() == 1


def test_of_a_record_out_of_sight_only_its_possibility_is_told(wizard):
    hidden = ChildFactory(given_name="Noor", family_name="Begum", born_on=dt.date(2017, 4, 9))

    page = wizard.save("child").content.decode()
    assert "A record of this child may exist already" in page
    assert hidden.reference not in page
    assert wizard.save("child", match=str(hidden.pk)).status_code == 200
    assert wizard.save("child", match="new").status_code == 302


def test_the_same_number_and_birth_link_silently_to_a_record_out_of_sight(wizard):
    hidden = ChildFactory(
        nhs_number=nhs(500),
        nhs_number_missing="",
        born_on=dt.date(2017, 4, 9),
        given_name="Noor",
        family_name="Begum",
    )

    wizard.fill()
    wizard.send()

    assert AdviceRequest.objects.get().child == hidden


def test_the_same_number_with_another_birth_is_refused_beside_the_field(wizard):
    ChildFactory(
        nhs_number=nhs(500),
        nhs_number_missing="",
        born_on=dt.date(2015, 1, 1),
        family_name="Hiddenname",
    )

    page = wizard.save("child").content.decode()

    assert "do not belong together" in page
    assert "Hiddenname" not in page


def test_a_request_begins_from_a_childs_page(wizard):
    child = InvolvementFactory(organisation=wizard.la).child
    wizard.begin(child=str(child.pk))
    page = wizard.client.get(wizard.address("child")).content.decode()
    assert child.name in page

    wizard.fill("child")
    wizard.send()

    assert AdviceRequest.objects.get().child == child


def test_another_child_can_be_chosen(wizard):
    child = InvolvementFactory(organisation=wizard.la).child
    wizard.begin(child=str(child.pk))

    wizard.client.post(wizard.address("child"), {"again": "1"})

    assert 'name="given_name"' in wizard.client.get(wizard.address("child")).content.decode()


@pytest.mark.parametrize("forged", ["not-an-id", "0198b0a0-0000-7000-8000-000000000000"])
def test_a_request_about_a_child_of_others_is_not_found(wizard, forged):
    assert wizard.client.post(reverse("ehcp:draft-new"), {"child": forged}).status_code == 404
    child = ChildFactory()
    assert (
        wizard.client.post(reverse("ehcp:draft-new"), {"child": str(child.pk)}).status_code == 404
    )


def test_rows_are_added_changed_and_removed(wizard):
    wizard.save("family", more="1")
    page = wizard.client.get(wizard.address("family") + "?more=1").content.decode()
    assert "Amina Begum" in page
    assert 'name="carers-1-name"' in page

    wizard.save(
        "family", **{"carers-TOTAL_FORMS": 2, "carers-INITIAL_FORMS": 1, "carers-0-DELETE": "on", "carers-1-name": "Ben Begum",
                     "carers-1-relationship": "father", "carers-1-parental_responsibility": "unknown"},
    )  # fmt: skip

    wizard.draft.refresh_from_db()
    assert [row["name"] for row in wizard.draft.data["family"]["carers"]] == ["Ben Begum"]


def test_files_go_with_the_request_save_those_left_out(wizard):
    for name in ("letter.pdf", "wrong.pdf"):
        upload = SimpleUploadedFile(name, PDF, content_type="application/pdf")
        wizard.client.post(wizard.address("documents"), {"upload": upload, "description": name})
    wrong = Attachment.objects.get(filename="wrong.pdf")
    wizard.client.post(reverse("ehcp:draft-file-out", args=[wizard.draft.pk, wrong.pk]))
    assert (
        wizard.client.get(reverse("ehcp:draft-file", args=[wizard.draft.pk, wrong.pk])).status_code
        == 200
    )
    wizard.fill()
    wizard.send()

    request = AdviceRequest.objects.get()
    sent = Attachment.objects.get(owner_kind="ehcp.request", owner_id=request.pk)
    assert (sent.filename, sent.child_id) == ("letter.pdf", request.child_id)


def test_an_unfit_file_is_refused_beside_the_field(wizard):
    upload = SimpleUploadedFile("a.pdf", b"MZ not a pdf", content_type="application/pdf")

    answer = wizard.client.post(wizard.address("documents"), {"upload": upload, "description": "x"})

    assert answer.context["form"].errors["upload"]


def test_sending_needs_every_section(wizard):
    wizard.fill("views")

    page = wizard.send().content.decode()

    assert "Fill in these sections first: “Consent and views”" in page
    assert not AdviceRequest.objects.exists()


def test_a_draft_is_discarded_after_asking(wizard):
    wizard.save("question")
    address = reverse("ehcp:draft-discard", args=[wizard.draft.pk])
    assert "Discard this draft" in wizard.client.get(address).content.decode()

    wizard.client.post(address)

    wizard.draft.refresh_from_db()
    assert (wizard.draft.data, wizard.draft.discarded_at is not None) == ({}, True)
    assert wizard.client.get(reverse("ehcp:draft", args=[wizard.draft.pk])).status_code == 409
    assert WorkItem.objects.get(object_id=wizard.draft.pk).state == "closed"


def test_two_people_saving_one_section_do_not_overwrite_each_other(wizard):
    seen = wizard.client.get(wizard.address("question")).context["seen"]
    wizard.save("question", seen=seen)

    answer = wizard.save("question", question="Other words", seen=seen)
    assert "has saved this section meanwhile" in answer.content.decode()
    assert "Other words" in answer.content.decode()
    assert (
        wizard.save("question", question="Other words", seen=answer.context["seen"]).status_code
        == 302
    )


def test_the_coordinator_enters_what_came_by_email(client):
    wizard = Wizard(client, by_icb=True)
    wizard.begin()
    wizard.fill()

    wizard.send()

    request = AdviceRequest.objects.get()
    assert (request.la, request.icb, request.channel) == (wizard.la, wizard.icb, "email")
    assert (request.asked_on, request.received_on) == (today() - 10 * DAY, today() - 9 * DAY)
    assert request.due_on == today() + 33 * DAY
    assert request.entered_by == wizard.user


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            parts("received_on", today() - 11 * DAY),
            "It cannot have been received before it was sent",
        ),
        (parts("received_on", today() + DAY), "The day it was received cannot be in the future"),
        (parts("asked_on", today() + DAY), "The day it was sent cannot be in the future"),
        ({"channel": "portal"}, "Select a valid choice"),
    ],
)
def test_how_it_came_must_be_possible(client, changes, message):
    wizard = Wizard(client, by_icb=True)
    wizard.begin()

    assert message in wizard.save("arrival", **changes).content.decode()


def test_an_authority_in_several_boards_says_which_is_asked(client):
    wizard = Wizard(client)
    other = IcbFactory()
    wizard.la.icb_links.create(local_authority=wizard.la, icb=other)
    wizard.begin()
    assert "Choose the integrated care board" in wizard.save("request").content.decode()

    wizard.answers["request"]["icb"] = str(other.pk)
    wizard.fill()
    wizard.send()

    assert AdviceRequest.objects.get().icb == other


def test_an_open_request_about_the_child_is_pointed_out(wizard):
    wizard.fill()
    wizard.send()
    request = AdviceRequest.objects.get()
    wizard.begin(child=str(request.child_id))
    wizard.fill("child")

    page = wizard.client.get(reverse("ehcp:draft-check", args=[wizard.draft.pk])).content.decode()

    assert f"There is an open request about this child already: {request.reference}" in page


def test_the_sender_is_warned_of_a_young_person_and_of_missing_responsibility(wizard):
    wizard.answers["child"] |= parts("born_on", today().replace(day=1, year=today().year - 17))
    wizard.answers["family"] |= {"carers-0-parental_responsibility": "unknown"}
    wizard.fill()

    page = wizard.client.get(reverse("ehcp:draft-check", args=[wizard.draft.pk])).content.decode()

    assert "From 16 health writes to the young person first" in page
    assert "Nobody is named who holds parental responsibility" in page


def test_drafts_of_another_authority_are_not_found_and_other_roles_are_refused(wizard, client):
    addresses = [
        reverse("ehcp:draft", args=[wizard.draft.pk]), wizard.address("child"),
        reverse("ehcp:draft-check", args=[wizard.draft.pk]), reverse("ehcp:draft-discard", args=[wizard.draft.pk]),
    ]  # fmt: skip
    for role, status in (
        ("la_officer", 404),
        ("coordinator", 404),
        ("clinician", 403),
        ("commissioner", 403),
    ):
        client.force_login(person(role))
        assert [client.get(address).status_code for address in addresses] == [status] * len(
            addresses
        )
    assert client.get(reverse("ehcp:draft-new")).status_code == 403


def test_a_section_that_is_not_theirs_or_not_there_is_not_found(wizard):
    for name in ("arrival", "nonsense"):
        assert wizard.client.get(wizard.address(name)).status_code == 404


def test_the_queries_of_a_section_are_few(wizard, django_assert_max_num_queries):
    wizard.fill()
    with django_assert_max_num_queries(25):
        wizard.client.get(reverse("ehcp:draft-check", args=[wizard.draft.pk]))


PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
xref
0 4
0000000000 65535 f
0000000009 00000 n
0000000052 00000 n
0000000101 00000 n
trailer<</Size 4/Root 1 0 R>>
startxref
164
%%EOF
"""


@pytest.mark.parametrize("step", ["documents.hand_over", "children.add_carer", "work.close"])
def test_when_sending_fails_half_way_nothing_remains_and_the_draft_is_kept(
    wizard, monkeypatch, step
):
    wizard.fill()

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(f"ehcp.actions.drafts.{step}", fail)
    with pytest.raises(RuntimeError):
        wizard.send()

    wizard.draft.refresh_from_db()
    assert (AdviceRequest.objects.count(), Child.objects.count(), Carer.objects.count()) == (
        0,
        0,
        0,
    )
    assert wizard.draft.request is None
    assert wizard.draft.data["child"]["given_name"] == "Noor"


def test_who_sends_second_is_told_who_was_first(wizard):
    wizard.fill()
    wizard.send()

    answer = wizard.send()

    assert answer.status_code == 409
    assert wizard.user.name in answer.content.decode()
    assert AdviceRequest.objects.count() == 1


def test_an_open_notice_of_others_starts_no_draft(wizard):
    assert (
        wizard.client.post(reverse("ehcp:draft-new"), {"notice": str(wizard.draft.pk)}).status_code
        == 404
    )
