"""Many requests from one spreadsheet: read, reported, taken in whole or not at all."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.children.models import Child
from dco_portal.common import outbox
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict
from ehcp.actions import imports as actions
from ehcp.models import AdviceRequest, RequestImport
from ehcp.rules.imports import COLUMNS
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, InvolvementFactory, nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory
from tests.integration.ehcp.sheets import row, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = person("la_officer", LocalAuthorityFactory(icbs=[IcbFactory()]))
    client.force_login(user)
    return user


def upload(client, content, name="list.csv"):
    answer = client.post(reverse("ehcp:imports"), {"upload": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    outbox.drain()
    return RequestImport.objects.order_by("-created_at").first()


def start(client, batch):
    answer = client.post(reverse("ehcp:import-start", args=[batch.pk]))
    outbox.drain()
    batch.refresh_from_db()
    return answer


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ","), ("cp1252", ";")]
)
def test_a_sound_file_is_checked_and_taken_in(client, officer, encoding, delimiter):
    dietetics = ServiceFactory(areas=[officer.organisation], name="Dietetics")
    batch = upload(client, sheet(row(1), row(2), encoding=encoding, delimiter=delimiter))
    assert (batch.state, batch.total) == ("checked", 2)
    assert not AdviceRequest.objects.exists()

    start(client, batch)

    assert batch.state == "imported"
    first = AdviceRequest.objects.get(la_reference="SEN-1")
    assert (first.child.given_name, first.la, first.entered_by) == (
        "Zoë",
        officer.organisation,
        officer,
    )
    assert first.child.carers.get().parental_responsibility is True
    assert {known.service or known.described for known in first.known_services.all()} == {
        dietetics,
        "Physio clinic",
    }
    assert [line["reference"] for line in batch.rows] == [
        first.reference,
        AdviceRequest.objects.get(la_reference="SEN-2").reference,
    ]
    assert bytes(batch.content) == b""
    page = client.get(reverse("ehcp:import", args=[batch.pk])).content.decode()
    assert first.reference in page


@pytest.mark.parametrize(
    ("column", "changes"),
    [
        ("nhs_number", {"nhs_number": "999 000 0019"}),
        ("nhs_number", {"nhs_number": ""}),
        ("nhs_number_missing", {"nhs_number": "", "nhs_number_missing": "lost"}),
        ("date_of_birth", {"date_of_birth": "31/02/2018"}),
        ("date_of_birth", {"date_of_birth": ""}),
        ("date_of_birth", {"date_of_birth": "01/01/1999"}),
        ("family_name", {"family_name": ""}),
        ("type", {"type": "review"}),
        ("decided_on", {"decided_on": "01/01/2999"}),
        ("asked_on", {"asked_on": "01/01/2999"}),
        ("question", {"question": ""}),
        ("consent", {"consent": "maybe"}),
        ("consent_detail", {"consent": "partly"}),
        ("icb", {"icb": "ZZZ"}),
        ("carer_1_email", {"carer_1_email": "nobody"}),
        ("carer_1_restriction_reason", {"carer_1_never_write": "yes"}),
        ("carer_1_relationship", {"carer_1_relationship": ""}),
        ("postcode", {"postcode": "WR5 1AA AND MORE"}),
    ],
)
def test_a_fault_is_reported_by_row_and_column_and_nothing_is_taken_in(
    client, officer, column, changes
):
    batch = upload(client, sheet(row(1), row(2, **changes)))

    assert batch.state == "faulty"
    assert [line["number"] for line in batch.rows if line["errors"]] == [3]
    assert column in [error["column"] for error in batch.rows[1]["errors"]]
    assert start(client, batch).status_code == 409
    assert not AdviceRequest.objects.exists()
    assert not Child.objects.exists()


def test_the_report_is_a_page_and_a_file_without_names(client, officer):
    batch = upload(client, sheet(row(1, type="review")))

    page = client.get(reverse("ehcp:import", args=[batch.pk])).content.decode()
    file = client.get(reverse("ehcp:import-report", args=[batch.pk])).content.decode("utf-8-sig")

    assert "Write one of: assessment, reassessment, tribunal" in page
    lines = list(csv.reader(io.StringIO(file)))
    assert lines[1] == [
        "2",
        "SEN-1",
        "To mend",
        "type",
        "Write one of: assessment, reassessment, tribunal",
    ]
    assert "Row1" not in page + file


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The submitted file is empty"),
        (b"\n\n", "The file is empty"),
        (sheet(), "headings but no rows"),
        (b"PK\x03\x04\x00\x00\x00", "This is not a CSV file"),
        (
            sheet(row(1), headings=["given_name", "Shoe size"]),
            "Columns that we do not know: Shoe size",
        ),
        (sheet(row(1), headings=["given_name"]), "Columns that are missing: family_name"),
        (b"given_name,given_name\na,b\n", "Columns that are there twice: given_name"),
    ],
)
def test_an_unfit_file_says_why(client, officer, content, message):
    answer = client.post(
        reverse("ehcp:imports"), {"upload": SimpleUploadedFile("list.csv", content)}
    )
    if answer.status_code == 302:
        outbox.drain()
        answer = client.get(answer["Location"])

    assert message in answer.content.decode()
    assert not AdviceRequest.objects.exists()


def test_a_row_with_too_many_cells_and_one_child_twice_are_faults(client, officer):
    content = sheet(row(1), row(1, la_reference="SEN-9")) + b"a" + b",b" * 80 + b"\r\n"

    batch = upload(client, content)

    texts = [error["text"] for line in batch.rows for error in line["errors"]]
    assert "Row 2 is about the same child" in texts
    assert "This row has more cells than there are headings" in texts


def test_the_same_file_twice_adds_nothing(client, officer):
    content = sheet(row(1))
    first, again = upload(client, content), upload(client, content)
    start(client, first)

    assert start(client, again).status_code == 409
    page = client.post(
        reverse("ehcp:imports"), {"upload": SimpleUploadedFile("again.csv", content)}, follow=True
    )
    assert "This very file has been imported already" in page.content.decode()
    assert AdviceRequest.objects.count() == 1


def test_starting_twice_takes_in_once(client, officer):
    batch = upload(client, sheet(row(1)))
    actions.start(by=officer, import_id=batch.pk)
    with pytest.raises(Conflict):
        actions.start(by=officer, import_id=batch.pk)

    actions.run(import_id=batch.pk)
    actions.run(import_id=batch.pk)

    assert AdviceRequest.objects.count() == 1


def test_nothing_is_half_imported(client, officer, monkeypatch):
    batch = upload(client, sheet(row(1), row(2)))
    actions.start(by=officer, import_id=batch.pk)
    real, taken = actions._take_in, []

    def fail_second(one, *args):
        if taken:
            raise RuntimeError("half way")
        taken.append(one)
        return real(one, *args)

    monkeypatch.setattr(actions, "_take_in", fail_second)
    with pytest.raises(RuntimeError):
        actions.run(import_id=batch.pk)
    batch.refresh_from_db()

    assert (batch.state, AdviceRequest.objects.count(), Child.objects.count()) == ("running", 0, 0)


def test_a_row_that_became_faulty_meanwhile_sends_the_whole_file_back(client, officer):
    batch = upload(client, sheet(row(1), row(2)))
    ChildFactory(nhs_number=nhs(200), nhs_number_missing="", born_on=dt.date(2012, 1, 1))

    start(client, batch)

    assert (batch.state, AdviceRequest.objects.count()) == ("faulty", 0)
    assert batch.rows[1]["errors"][0]["column"] == "nhs_number"


def test_an_officer_who_has_left_takes_nothing_in(client, officer):
    batch = upload(client, sheet(row(1)))
    actions.start(by=officer, import_id=batch.pk)
    officer.memberships.update(ended_on=today())

    actions.run(import_id=batch.pk)
    batch.refresh_from_db()

    assert (batch.state, AdviceRequest.objects.count()) == ("faulty", 0)


def test_a_known_child_is_used_and_an_open_request_is_pointed_out(client, officer):
    start(client, upload(client, sheet(row(1))))
    known = Child.objects.get()

    batch = upload(client, sheet(row(1, question="Another question", given_name="ZOE")))
    assert batch.state == "checked"
    assert (
        f"This is the child of record {known.reference}; that record is used."
        in batch.rows[0]["warnings"]
    )
    assert any(
        "open request about this child already" in text for text in batch.rows[0]["warnings"]
    )
    start(client, batch)

    assert Child.objects.get() == known
    assert AdviceRequest.objects.count() == 2


def test_a_similar_child_out_of_sight_is_only_hinted_at(client, officer):
    hidden = ChildFactory(given_name="Zoë", family_name="Row1", born_on=dt.date(2018, 3, 27))

    batch = upload(client, sheet(row(1)))

    assert batch.rows[0]["warnings"] == [
        "A record of this child may exist already. The DCO team will match it."
    ]
    assert hidden.reference not in str(batch.rows)


def test_the_template_can_be_uploaded_as_it_is(client, officer):
    InvolvementFactory(organisation=officer.organisation)
    answer = client.get(reverse("ehcp:import-template"))

    lines = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert list(lines[0]) == [column.name for column in COLUMNS]
    batch = upload(client, answer.content)
    assert batch.rows[0]["errors"] == []


def test_progress_is_shown_while_the_file_waits(client, officer):
    answer = client.post(
        reverse("ehcp:imports"),
        {"upload": SimpleUploadedFile("list.csv", sheet(row(1)))},
        follow=True,
    )

    assert "The file is being read" in answer.content.decode()
    assert "Check again" in answer.content.decode()


def test_files_of_others_are_not_found_and_other_roles_refused(client, officer):
    batch = upload(client, sheet(row(1)))
    pages = [reverse(f"ehcp:{name}", args=[batch.pk]) for name in ("import", "import-report")]
    client.force_login(person("la_officer"))
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert client.post(reverse("ehcp:import-start", args=[batch.pk])).status_code == 404
    client.force_login(person("coordinator"))
    assert [client.get(page).status_code for page in (*pages, reverse("ehcp:imports"))] == [403] * 3
    assert client.get(reverse("ehcp:import-template")).status_code == 403
