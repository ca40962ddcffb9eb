"""A trust's list of notifications: read, previewed row by row, imported once, rejects to mend."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Carer, Child, Involvement
from dco_portal.common import outbox
from dco_portal.common.clock import london, now, today
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification as Message
from dco_portal.work.models import WorkItem
from referrals.actions import imports as actions
from referrals.models import ImportRow, Notification, NotificationImport, StateChange
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, nhs
from tests.factories.organisations import (
    IcbFactory,
    LocalAuthorityFactory,
    PostcodeFactory,
    ProviderFactory,
)
from tests.integration.referrals.lists import HEADINGS, day, row, sheet

pytestmark = pytest.mark.django_db


class Trust:
    """A trust's notifier, the authority of WR1 1AA with an officer, and its board with a DCO."""

    def __init__(self, client) -> None:
        self.client = client
        self.icb = IcbFactory(ods_code="QGH")
        self.la = LocalAuthorityFactory(
            icbs=[self.icb], name="Northshire Council", gss_code="E10000099"
        )
        self.officer, self.dco = person("la_officer", self.la), person("dco", self.icb)
        PostcodeFactory(postcode="WR11AA", local_authority_gss="E10000099", icb_ods="QGH")
        self.notifier = person("notifier", ProviderFactory())
        client.force_login(self.notifier)

    def upload(self, content: bytes, name: str = "week.csv", *, drain: bool = True):
        file = SimpleUploadedFile(name, content)
        answer = self.client.post(reverse("referrals:imports"), {"upload": file})
        assert answer.status_code == 302, answer.content.decode()
        if drain:
            outbox.drain()
        return NotificationImport.objects.order_by("-created_at").first()

    def start(self, batch, *, drain: bool = True):
        answer = self.client.post(reverse("referrals:import-start", args=[batch.pk]))
        if drain:
            outbox.drain()
        batch.refresh_from_db()
        return answer

    def page(self, batch, query: str = "") -> str:
        return self.client.get(
            reverse("referrals:import", args=[batch.pk]) + query
        ).content.decode()


@pytest.fixture
def trust(client) -> Trust:
    return Trust(client)


def errors(batch, number: int = 2) -> str:
    return " ".join(batch.lines.get(number=number).errors)


def states(batch) -> list[str]:
    return list(batch.lines.order_by("number").values_list("state", flat=True))


@pytest.mark.parametrize(
    ("encoding", "delimiter", "named"),
    [("utf-8-sig", ",", "UTF-8"), ("utf-8", ";", "UTF-8"), ("cp1252", ";", "Windows-1252")],
)
def test_a_sound_list_is_previewed_and_imported(trust, encoding, delimiter, named):
    batch = trust.upload(sheet(row(1), row(2), encoding=encoding, delimiter=delimiter))
    assert (batch.state, batch.total, batch.encoding) == ("ready", 2, named)
    page = trust.page(batch)
    assert "2: Sent to Northshire Council when you import" in page
    assert "Zoë Row1" in page
    assert not Notification.objects.exists()

    trust.start(batch)

    assert (batch.state, states(batch)) == ("imported", ["imported", "imported"])
    first = Notification.objects.get(their_reference="CH-1")
    assert (first.channel, first.la, first.icb, first.notifier) == (
        "import",
        trust.la,
        trust.icb,
        trust.notifier,
    )
    assert (first.needs, first.la_basis, first.home_postcode) == (
        ["communication", "sensory"],
        "postcode",
        "WR1 1AA",
    )
    assert (first.sent_on, first.outside_on) == (today(), None)
    assert (first.child.given_name, first.child.carers.get().name) == ("Zoë", "Ana Row1")
    assert batch.lines.get(number=2).cells == {"their_reference": "CH-1"}
    assert first.reference in trust.page(batch)


def test_an_imported_notice_is_as_a_notice_sent(trust):
    trust.start(trust.upload(sheet(row(1), row(2))))
    sent = Notification.objects.get(their_reference="CH-1")
    for reader in (trust.officer, trust.dco, trust.notifier):
        assert Notification.objects.visible_to(reader).filter(pk=sent.pk).exists()
    steps = dict(WorkItem.objects.filter(object_id=sent.pk).values_list("organisation", "step"))
    assert steps == {
        trust.la.pk: "Acknowledge the notification",
        trust.icb.pk: "Waiting for the local authority",
        trust.notifier.organisation.pk: "Tell the parents of voluntary organisations",
    }
    assert StateChange.objects.filter(notification=sent, to_state="sent").count() == 1
    assert AuditEvent.objects.filter(verb="referrals.send", child_id=sent.child_id).count() == 1
    told = Message.objects.filter(kind="referrals.imported", recipient=trust.officer)
    assert [message.subject for message in told] == [
        "2 notifications of children under compulsory school age"
    ]
    assert not Document.objects.exists()


def test_a_notice_sent_elsewhere_is_recorded_with_its_day(trust):
    batch = trust.upload(
        sheet(
            row(
                1,
                sent_on=day(-3),
                voluntary="named",
                voluntary_on=day(-3),
                voluntary_named="Play Group; Hearing Friends",
            )
        )
    )
    assert "1: Recorded as sent by you to Northshire Council" in trust.page(batch)
    trust.start(batch)
    sent = Notification.objects.get()
    on = today() - dt.timedelta(days=3)
    assert (sent.sent_on, sent.outside_on, london(sent.sent_at).date(), sent.la_since) == (
        on,
        on,
        on,
        sent.sent_at,
    )
    assert "before this was imported" in sent.outside_how
    assert {row.name for row in sent.voluntary_named.all()} == {"Play Group", "Hearing Friends"}


@pytest.mark.parametrize(
    ("column", "words", "changes"),
    [
        ("date_of_birth", "is in the future", {"date_of_birth": day(3)}),
        ("date_of_birth", "compulsory school age since", {"date_of_birth": day(-365 * 7)}),
        ("date_of_birth", "Write a real date", {"date_of_birth": "31/02/2024"}),
        ("opinion_told_on", "The notice was sent on", {"sent_on": day(-9), "opinion_on": day(-9)}),
        ("opinion_told_on", "The law’s order is otherwise", {"opinion_told_on": day(-10)}),
        ("duty_told_on", "cannot be in the future", {"duty_told_on": day(1)}),
        ("duty_told_on", "must not be empty", {"duty_told_on": ""}),
        ("discussion_offered_on", "The law’s order is otherwise", {"discussion_offered_on": day(-9)}),
        ("discussion", "Write one of: taken, declined, no reply", {"discussion": "maybe"}),
        ("discussed_on", "which day it was discussed", {"discussed_on": ""}),
        ("sent_on", "cannot be in the future", {"sent_on": day(2)}),
        ("postcode", "Enter a whole postcode", {"postcode": "WR1"}),
        ("local_authority", "WR1 1AA is in Northshire Council", {"local_authority": "Southshire Council"}),
        ("local_authority", "No authority of this name", {"local_authority": "Nowhere"}),
        ("local_authority", "Name the authority in this column", {"postcode": "ZZ9 9ZZ"}),
        ("local_authority", "Without a home postcode", {"postcode": ""}),
        ("nhs_number", "not a real NHS number", {"nhs_number": "999 000 0019"}),
        ("nhs_number", "do not belong together", {"nhs_number": nhs(5000)}),
        ("needs", "Write one of", {"needs": "sensory; wings"}),
        ("their_reference", "must not be empty", {"their_reference": ""}),
        ("voluntary_on", "Enter the day", {"voluntary": "named", "voluntary_named": "Play Group"}),
        ("carer_1_restriction_reason", "Say why", {"carer_1_never_write": "yes"}),
        ("carer_1_email", "Write an e-mail address", {"carer_1_email": "nobody"}),
    ],
)  # fmt: skip
def test_a_bad_row_is_rejected_with_its_reason_and_the_good_ones_go(trust, column, words, changes):
    LocalAuthorityFactory(icbs=[trust.icb], name="Southshire Council")
    ChildFactory(nhs_number=nhs(5000), nhs_number_missing="", born_on=dt.date(2012, 1, 1))
    batch = trust.upload(sheet(row(1, **changes), row(2)))
    assert states(batch) == ["rejected", "good"]
    assert f"{column}: " in errors(batch) and words in errors(batch), errors(batch)
    trust.start(batch)
    assert states(batch) == ["rejected", "imported"]
    assert Notification.objects.get().their_reference == "CH-2"


def test_the_rejects_are_a_file_to_mend_and_upload_again(trust):
    batch = trust.upload(
        sheet(row(1, discussion="maybe", carer_1_telephone="+44 1632 960001"), row(2))
    )
    trust.start(batch)
    answer = trust.client.get(reverse("referrals:import-rejects", args=[batch.pk]))
    lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(lines) == 1 and lines[0]["discussion"] == "maybe"
    assert lines[0]["problems"].startswith("Row 2; discussion: Write one of")
    assert lines[0]["carer_1_telephone"] == "'+44 1632 960001"

    again = trust.upload(sheet(lines[0] | {"discussion": "taken"}), "mended.csv")
    trust.start(again)

    assert Notification.objects.count() == 2
    assert Carer.objects.get(name="Ana Row1").telephone == "+44 1632 960001"


def test_rows_of_one_list_that_repeat_each_other(trust):
    batch = trust.upload(
        sheet(row(1), row(1, family_name="Other"), row(3, their_reference="CH-1"), row(4, nhs_number="", nhs_number_missing="newborn"),
              row(5, nhs_number="", nhs_number_missing="newborn", family_name="ROW4"))
    )  # fmt: skip
    assert states(batch) == ["good", "rejected", "rejected", "good", "rejected"]
    assert "Row 2 is about the same child" in errors(batch, 3)
    assert "Row 2 has this reference too" in errors(batch, 4)
    assert "Row 5 is about the same child" in errors(batch, 6)


def test_the_same_rows_again_add_nothing(trust):
    content = sheet(row(1), row(2))
    first = trust.upload(content)
    trust.start(first)

    assert trust.upload(content) == first  # the very file
    longer = trust.upload(sheet(row(1, reason="Other words"), row(2), row(3)))
    assert states(longer) == ["there", "there", "good"]
    trust.start(longer)

    assert Notification.objects.count() == 3
    assert Notification.objects.get(their_reference="CH-1").reason == "Uses no words"
    nothing = trust.upload(sheet(row(1), row(3)))
    assert states(nothing) == ["there", "there"]
    assert trust.start(nothing).status_code == 409
    assert "There is nothing to import" in trust.page(nothing)


def test_a_child_notified_before_is_pointed_out_and_not_doubled(trust):
    trust.start(trust.upload(sheet(row(1), row(2, nhs_number="", nhs_number_missing="newborn"))))
    earlier = Notification.objects.get(their_reference="CH-1")
    batch = trust.upload(
        sheet(row(1, their_reference="X-1"), row(2, their_reference="X-2", nhs_number=nhs(77_777)),
              row(2, their_reference="X-3", family_name="Elsewise", nhs_number="", nhs_number_missing="newborn"))
    )  # fmt: skip
    assert states(batch) == ["there", "there", "good"]
    assert earlier.reference in batch.lines.get(number=2).warnings[0]
    assert earlier.reference in trust.page(batch, "?rows=there")
    assert "Elsewise" not in trust.page(batch, "?rows=there")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty. Choose another one"),
        (b"\n\n", "The file is empty."),
        (sheet(), "headings but no rows"),
        (b"PK\x03\x04\x00\x00\x00", "This is not a CSV file"),
        (sheet(row(1), headings=[*HEADINGS, "Shoe size"], encoding="cp1252"), "Columns that we do not know: Shoe size"),
        (sheet(row(1), headings=["given_name"]), "Columns that are missing: their_reference"),
        (b"x" * 30_000_000, "The file is larger than 10 MB. Split it into several."),
    ],
    ids=["empty", "blank", "headings", "zip", "stray", "missing", "30MB"],
)  # fmt: skip
def test_an_unfit_file_says_what_to_do(trust, content, message):
    answer = trust.client.post(
        reverse("referrals:imports"), {"upload": SimpleUploadedFile("list.csv", content)}
    )
    if answer.status_code == 302:
        outbox.drain()
        answer = trust.client.get(answer["Location"])
    assert message in answer.content.decode()
    assert not Notification.objects.exists()


def test_more_rows_than_the_portal_takes(trust, monkeypatch):
    monkeypatch.setattr("referrals.rules.imports.MOST_ROWS", 2)
    batch = trust.upload(sheet(row(1), row(2), row(3)))
    assert (batch.state, batch.message) == (
        "failed",
        "The file has more than 2 rows. Split it into several.",
    )


def test_progress_is_shown_portion_by_portion(trust, monkeypatch):
    monkeypatch.setattr(actions, "PORTION", 2)
    batch = trust.upload(sheet(*(row(n) for n in range(1, 6))), drain=False)
    assert "The file is being read." in trust.page(batch)
    seen = []
    while actions.work(import_id=batch.pk):
        batch.refresh_from_db()
        seen.append((batch.state, batch.done))
        if batch.state == "checking":
            assert f"{batch.done} of 5 rows checked." in trust.page(batch)
    assert seen == [("checking", 0), ("checking", 2), ("checking", 4), ("ready", 0)]
    trust.start(batch, drain=False)
    actions.work(import_id=batch.pk)
    assert "2 of 5 rows imported." in trust.page(batch)
    outbox.drain()
    assert Notification.objects.count() == 5


def test_nothing_of_a_portion_remains_when_it_fails_half_way(trust, monkeypatch):
    batch = trust.upload(sheet(row(1), row(2)))
    trust.start(batch, drain=False)

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    with monkeypatch.context() as patch:
        patch.setattr("referrals.actions.work.sync_new", fail)
        with pytest.raises(RuntimeError):
            actions.work(import_id=batch.pk)
    assert not Notification.objects.exists() and not Child.objects.exists()
    assert not Involvement.objects.exists()
    assert states(batch) == ["good", "good"]
    actions.work(import_id=batch.pk)
    assert Notification.objects.count() == 2


def test_a_row_that_became_bad_meanwhile_is_set_aside(trust):
    batch = trust.upload(sheet(row(1), row(2)))
    ChildFactory(nhs_number=nhs(22), nhs_number_missing="", born_on=dt.date(2012, 1, 1))
    trust.start(batch)
    assert states(batch) == ["imported", "rejected"]


def test_who_has_left_imports_nothing(trust):
    batch = trust.upload(sheet(row(1)))
    trust.start(batch, drain=False)
    trust.notifier.memberships.update(ended_on=today())
    actions.work(import_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, Notification.objects.count()) == ("failed", 0)


def test_a_list_can_be_discarded_and_old_ones_are_forgotten(trust):
    batch = trust.upload(sheet(row(1)))
    assert (
        trust.client.post(reverse("referrals:import-discard", args=[batch.pk])).status_code == 302
    )
    assert batch.lines.get().cells == {}
    old = trust.upload(sheet(row(2)), "old.csv")
    assert actions.forget_old() == 0
    long_ago = now() - dt.timedelta(days=actions.KEPT_DAYS + 1)
    NotificationImport.objects.filter(pk=old.pk).update(updated_at=long_ago)
    assert actions.forget_old() == 1
    old.refresh_from_db()
    assert (old.state, old.lines.get().cells, actions.forget_old()) == ("discarded", {}, 0)


def test_another_provider_says_for_which_board(trust):
    other = ProviderFactory(provider_type="other")
    second = IcbFactory(ods_code="QHM")
    trust.client.force_login(person("notifier", other))
    batch = trust.upload(sheet(row(1), row(2, acts_for="qhm"), row(3, acts_for="QGH")))
    assert states(batch) == ["rejected", "good", "good"]
    assert "Write the ODS code of the board you act for" in errors(batch)
    trust.start(batch)
    assert Notification.objects.get(their_reference="CH-2").body == second


def test_lists_of_others_are_not_found_and_other_roles_refused(trust):
    batch = trust.upload(sheet(row(1)))
    pages = [reverse(f"referrals:{name}", args=[batch.pk]) for name in ("import", "import-rejects")]
    colleague = person("notifier", trust.notifier.organisation)
    trust.client.force_login(colleague)
    assert [trust.client.get(page).status_code for page in pages] == [404, 404]
    trust.client.force_login(trust.officer)
    assert [trust.client.get(page).status_code for page in pages] == [403, 403]
    assert trust.start(batch).status_code == 403


def test_the_template_can_be_uploaded_as_it_is(trust):
    PostcodeFactory(postcode="WR51AA", local_authority_gss="E10000099", icb_ods="QGH")
    answer = trust.client.get(reverse("referrals:import-template"))
    batch = trust.upload(answer.getvalue())
    assert states(batch) == ["good"], errors(batch)


def test_five_thousand_rows_finish_and_once_more_adds_nothing(trust):
    rows = [row(n) for n in range(1, 5001)]
    batch = trust.upload(sheet(*rows))
    assert (batch.state, batch.total) == ("ready", 5000)
    statements = []

    def count(execute, sql, *rest):
        statements.append(1)
        return execute(sql, *rest)

    with connection.execute_wrapper(count):
        trust.start(batch)
    assert len(statements) < 1000
    assert batch.state == "imported"
    assert Notification.objects.count() == Child.objects.count() == 5000
    assert WorkItem.objects.filter(organisation=trust.la).count() == 5000

    again = trust.upload(sheet(*rows, row(6000)), "next-week.csv")
    trust.start(again)

    assert Notification.objects.count() == 5001
    assert ImportRow.objects.filter(batch=again, state="there").count() == 5000
