"""Replies by e-mail: into their thread, held for the team, or left aside."""

from email.message import EmailMessage

import pytest
from django.core import mail as outgoing
from django.urls import reverse

from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.documents.models import Attachment
from dco_portal.notifications.models import Notification
from enquiries.actions import incoming, thread
from enquiries.actions.incoming import Came
from enquiries.models import Enquiry, HeldMessage, Message
from tests.advice_scene import report
from tests.enquiry_scene import PARENT, Scene, ask_without_account, everything
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PlaceFactory

pytestmark = pytest.mark.django_db
NUMBER = iter(range(10**6))


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def enquiry(scene) -> Enquiry:
    return scene.enquiry()


def letter(
    enquiry: Enquiry | None, sender: str, text: str = "Thank you, that helps.", **headers: str
) -> bytes:
    """A mail to the enquiries address, with the thread's key."""
    message = EmailMessage()
    key = f"+{enquiry.reply_key}" if enquiry else ""
    message["From"], message["To"] = sender, f"enquiries{key}@portal.example"
    message["Subject"] = "Re: your question"
    message["Message-ID"] = headers.pop("id", f"<{next(NUMBER)}@school.example>")
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def with_file(raw: bytes, content: bytes, name: str) -> bytes:
    from email import message_from_bytes, policy

    message = message_from_bytes(raw, policy=policy.default)
    message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def test_our_mail_says_how_to_answer_and_the_answer_joins(scene, enquiry, drain_outbox):
    thread.reply(by=scene.dco, enquiry_id=enquiry.pk, text="Your school nurse does.")
    from dco_portal.notifications import delivery

    delivery.deliver()
    ours = [each for each in outgoing.outbox if each.to == [scene.senco.email]][-1]
    assert ours.reply_to == [f"enquiries+{enquiry.reply_key}@portal.example"]
    assert "answer this e-mail" in ours.body
    raw = letter(
        None, f"Sam <{scene.senco.email.upper()}>", In_Reply_To=ours.extra_headers["Message-ID"]
    )
    assert incoming.take(raw=raw) == Came.JOINED
    message = enquiry.messages.last()
    assert (message.kind, message.source, message.author) == ("from_asker", "email", scene.senco)
    assert message.text == "Thank you, that helps."
    enquiry.refresh_from_db()
    assert enquiry.state == "open"


def test_a_parent_without_an_account_answers_with_a_file(scene):
    enquiry = ask_without_account(scene, confirmed=True)
    raw = with_file(letter(enquiry, PARENT), report().read(), "letter.pdf")
    assert incoming.take(raw=raw) == Came.JOINED
    message = enquiry.messages.last()
    assert message.author is None
    file = Attachment.objects.get(owner_kind="enquiries.message", owner_id=message.pk)
    assert file.filename == "letter.pdf"


def test_the_same_mail_twice_is_one(scene, enquiry):
    raw = letter(enquiry, scene.senco.email, id="<same@x.example>")
    assert [incoming.take(raw=raw), incoming.take(raw=raw)] == [Came.JOINED, Came.TWICE]
    assert enquiry.messages.filter(source="email").count() == 1
    held = letter(None, "stranger@x.example", id="<held@x.example>")
    assert [incoming.take(raw=held), incoming.take(raw=held)] == [Came.HELD, Came.TWICE]


def test_a_forged_sender_is_held_and_nobody_is_told_but_the_team(scene, enquiry):
    before = Notification.objects.count()
    assert incoming.take(raw=letter(enquiry, "stranger@x.example", "Send it to me")) == Came.HELD
    held = HeldMessage.objects.get()
    assert (held.reason, held.enquiry, held.icb) == ("unknown_sender", enquiry, scene.icb)
    assert not enquiry.messages.filter(text="Send it to me").exists()
    new = Notification.objects.order_by("created_at")[before:]
    assert {note.recipient for note in new} == {scene.dco, scene.coordinator}
    assert {note.state for note in new} == {"in_app"}


def test_a_mail_without_a_thread_lies_on_the_desk_of_its_area(scene):
    assert incoming.take(raw=letter(None, "new@family.example")) == Came.HELD
    assert HeldMessage.objects.get().icb == scene.icb
    other = IcbFactory()
    PlaceFactory(icb=other, local_authority=LocalAuthorityFactory(icbs=[other]))
    ask_without_account(scene, confirmed=True)
    assert incoming.take(raw=letter(None, PARENT)) == Came.HELD
    assert HeldMessage.objects.get(sender=PARENT).icb == scene.icb
    assert incoming.take(raw=letter(None, "another@family.example")) == Came.HELD
    assert HeldMessage.objects.get(sender="another@family.example").icb is None


def test_a_colleague_who_answers_writes_a_note_the_asker_never_sees(scene, enquiry, client):
    assert incoming.take(raw=letter(enquiry, scene.dco.email, "Between us")) == Came.NOTED
    assert enquiry.messages.last().kind == Message.Kind.NOTE
    client.force_login(scene.senco)
    assert (
        "Between us"
        not in client.get(reverse("enquiries:thread", args=[enquiry.pk])).content.decode()
    )


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}],
    ids=["absence note", "list"],
)
def test_robots_are_left_aside(scene, enquiry, headers):
    assert incoming.take(raw=letter(enquiry, scene.senco.email, **headers)) == Came.IGNORED
    assert not HeldMessage.objects.exists()


def test_loops_end(scene, enquiry, settings):
    assert incoming.take(raw=letter(enquiry, settings.DEFAULT_FROM_EMAIL)) == Came.IGNORED
    assert incoming.take(raw=letter(enquiry, settings.MAIL_IN_ADDRESS)) == Came.IGNORED
    assert incoming.take(raw=letter(enquiry, scene.senco.email), envelope_from="") == Came.IGNORED
    assert incoming.take(raw=letter(enquiry, "")) == Came.IGNORED


def test_a_flood_from_one_sender_is_held_quietly(scene, enquiry, monkeypatch):
    monkeypatch.setattr(incoming, "MOST_AN_HOUR", 2)
    came = [incoming.take(raw=letter(enquiry, scene.senco.email, f"No {n}")) for n in range(4)]
    assert came == [Came.JOINED, Came.JOINED, Came.HELD, Came.HELD]
    assert set(HeldMessage.objects.values_list("reason", flat=True)) == {"too_many"}
    assert not Notification.objects.filter(kind="enquiries.held").exists()


def test_too_large_a_mail_keeps_its_words_and_says_so(scene, enquiry, settings):
    settings.MAIL_IN_MAX_MB = 1
    raw = with_file(letter(enquiry, scene.senco.email), b"x" * 1_000_000, "big.pdf")
    assert incoming.take(raw=raw) == Came.HELD
    held = HeldMessage.objects.get()
    assert (held.reason, held.text) == ("too_big", "Thank you, that helps.")
    told = Notification.objects.get(kind="enquiries.mail_too_big")
    assert told.recipient == scene.senco and "larger than 1 MB" in told.body
    assert not Attachment.objects.exists()


def test_a_file_that_is_not_taken_is_said_and_the_words_are_kept(scene, enquiry):
    raw = with_file(letter(enquiry, scene.senco.email), b"MZ not a pdf", "tool.exe")
    assert incoming.take(raw=raw) == Came.JOINED
    assert enquiry.messages.last().text == "Thank you, that helps."
    assert "tool.exe" in Notification.objects.get(kind="enquiries.mail_files").body


def test_an_enquiry_that_was_merged_holds_the_mail(scene, enquiry):
    other = scene.enquiry()
    from enquiries.actions import desk

    desk.merge(by=scene.dco, enquiry_id=enquiry.pk, into_id=other.pk)
    assert incoming.take(raw=letter(enquiry, scene.senco.email)) == Came.HELD
    assert HeldMessage.objects.get().reason == "closed"


def test_the_team_puts_a_held_mail_into_a_thread_with_its_files(scene, enquiry):
    raw = with_file(
        letter(None, "office@school.example", "From our office"), report().read(), "a.pdf"
    )
    incoming.take(raw=raw)
    held = HeldMessage.objects.get()
    with pytest.raises(Invalid):
        incoming.add(by=scene.dco, held_id=held.pk, reference="ENQ-1999-000001")
    message = incoming.add(by=scene.dco, held_id=held.pk, reference=enquiry.reference.lower())
    assert message.text == "From office@school.example:\n\nFrom our office"
    assert Attachment.objects.get().owner_id == message.pk
    with pytest.raises(Conflict, match="already"):
        incoming.discard(by=scene.coordinator, held_id=held.pk)


def test_discarded_and_taken_back(scene):
    incoming.take(raw=letter(None, "office@school.example"))
    held = HeldMessage.objects.get()
    stranger = person("dco", IcbFactory())
    with pytest.raises(NotFound):
        incoming.discard(by=stranger, held_id=held.pk)
    incoming.discard(by=scene.dco, held_id=held.pk)
    with pytest.raises(Conflict):
        incoming.add(by=scene.dco, held_id=held.pk, reference="X")
    assert incoming.take_back(by=scene.dco, held_id=held.pk).state == "held"
    with pytest.raises(Conflict):
        incoming.take_back(by=scene.dco, held_id=held.pk)


def test_pages_of_held_mails(scene, client):
    incoming.take(raw=letter(None, "office@school.example", "<script>alert(1)</script>"))
    held = HeldMessage.objects.get()
    client.force_login(scene.dco)
    assert "office@school.example" in client.get(reverse("enquiries:mails")).content.decode()
    page = client.get(reverse("enquiries:mail", args=[held.pk])).content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    answer = client.post(
        reverse("enquiries:mail-add", args=[held.pk]), {"reference": "ENQ-1999-000001"}
    )
    assert answer.status_code == 200 and "No enquiry of yours" in answer.content.decode()
    assert client.post(reverse("enquiries:mail-discard", args=[held.pk])).status_code == 302
    assert (
        "office@school"
        in client.get(reverse("enquiries:mails"), {"view": "discarded"}).content.decode()
    )
    assert client.post(reverse("enquiries:mail-take-back", args=[held.pk])).status_code == 302


def test_nothing_remains_when_taking_in_fails_half_way(scene, enquiry, monkeypatch):
    before = everything()

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(incoming.audit, "record", fail)
    with pytest.raises(RuntimeError):
        incoming.take(raw=letter(enquiry, scene.senco.email))
    assert everything() == before
