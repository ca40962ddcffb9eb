"""A plan from a spreadsheet: seen first, written as seen, and the same file twice changes nothing."""

import csv
import datetime as dt
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from inspections.actions import chain, imports, plans
from inspections.models import Action, PlanImport
from tests.factories.accounts import person
from tests.plan_scene import scene

pytestmark = pytest.mark.django_db
HEADINGS = [
    "Priority",
    "Ref",
    "Action",
    "Owner",
    "Lead e-mail",
    "Start date",
    "By when",
    "Depends on",
    "12 months",
    "RAG",
    "Folder",
]


@pytest.fixture
def area():
    return scene(state="draft", actions=1)


def workbook(*rows, merge=()):
    """An XLSX file as people have them: a title on top, an empty row, headings, rows."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Our improvement plan"], [], HEADINGS, *rows):
        sheet.append(row)
    for cells in merge:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("plan.xlsx", out.getvalue())


def comma(*rows):
    out = io.StringIO()
    csv.writer(out).writerows([HEADINGS, *rows])
    return SimpleUploadedFile("plan.csv", out.getvalue().encode("cp1252"))


def read(area, upload, by=None):
    return imports.upload(by=by or area.manager, plan_id=area.plan.pk, upload=upload)


def take(area, row):
    return imports.take(by=area.manager, import_id=row.pk)


def kinds(row):
    return [(each["line"], each["number"], each["kind"]) for each in row.rows]


def test_merged_cells_excel_dates_and_missing_owners(area):
    upload = workbook(
        ["2. Shorter waits", "2.1", "Count them", "Head of therapies", None, None, dt.datetime(2026, 3, 31), None, "Counted", "Green", "x"],
        [None, 2.2, "Publish them", None, None, dt.date(2026, 4, 1), 46203, "2.1", None, "Red", None],
        [None, "2.3", "Train", "Lead", None, None, "June 2026", None, None, None, None],
        merge=["A4:A6"],
    )  # fmt: skip
    row = read(area, upload)
    assert kinds(row) == [(4, "2.1", "new"), (5, "2.2", "new"), (6, "2.3", "new")]
    assert row.counts["unknown"] == ["Folder"]
    assert row.counts["left_alone"] == ["RAG"]
    assert "Nobody leads this action yet." in row.rows[1]["warnings"]
    assert "“June 2026” was read as 30 June 2026" in str(row.rows[2]["warnings"])
    assert Action.objects.count() == 1, "nothing is written by looking"
    take(area, row)
    found = {action.number: action for action in area.plan.actions.all()}
    assert {each.priority.number for number, each in found.items() if number != "1.1"} == {2}
    assert found["2.2"].due_on == dt.date(2026, 6, 30)
    assert found["2.2"].depends_on.get() == found["2.1"]
    assert found["2.1"].milestones.get().months == 12
    assert [action.number for action in area.plan.actions.all()] == ["1.1", "2.1", "2.2", "2.3"]


def test_a_second_import_changes_only_what_it_says(area):
    rows = [
        [
            "Health advice on time",
            "1.1",
            "Agree one form",
            "",
            "",
            "",
            "31/12/2026",
            "",
            "",
            "",
            "",
        ],
        [
            "2. Shorter waits",
            "2.1",
            "Count them",
            "Lead",
            "",
            "01/02/2026",
            "31.3.26",
            "1.1",
            "",
            "",
            "",
        ],
    ]
    take(area, read(area, comma(*rows)))
    again = read(area, comma(*rows))
    assert [each["kind"] for each in again.rows] == ["same", "same"]
    with pytest.raises(Conflict, match="nothing to take in"):
        take(area, again)
    rows[1][2], rows[1][3] = "Count them – twice", ""
    changed = read(area, comma(*rows))
    assert changed.rows[1]["changes"] == [["Action", "Count them", "Count them – twice"]]
    take(area, changed)
    action = area.plan.actions.get(number="2.1")
    assert (action.what, action.lead_words, action.lock) == ("Count them – twice", "Lead", 1)
    with pytest.raises(Conflict, match="taken in already"):
        take(area, changed)


def test_rows_with_faults_are_left_out_beside_their_column(area):
    good = ["1", "1.2", "Fine", "Lead", "", "", "31/03/2026", "", "", "", ""]
    bad = {
        "due_on": ["1", "1.3", "Backwards", "Lead", "", "01/04/2026", "31/03/2026", "", "", "", ""],
        "starts_on": ["1", "1.4", "No day", "Lead", "", "31/02/2026", "31/03/2026", "", "", "", ""],
        "number": ["1", "1.2", "Twice", "Lead", "", "", "31/03/2026", "", "", "", ""],
        "what": ["1", "1.5", "", "Lead", "", "", "31/03/2026", "", "", "", ""],
        "depends_on": ["1", "1.6", "Lost", "Lead", "", "", "31/03/2026", "8.8", "", "", ""],
        "title": ["7", "7.1", "No title", "Lead", "", "", "31/03/2026", "", "", "", ""],
        "lead_email": [
            "1",
            "1.7",
            "Who",
            "",
            "nobody@example.org",
            "",
            "31/03/2026",
            "",
            "",
            "",
            "",
        ],
    }
    row = read(area, comma(good, *bad.values()))
    assert [each["kind"] for each in row.rows] == ["new", *["refused"] * len(bad)]
    assert [each["errors"][0][0] for each in row.rows[1:]] == list(bad)
    take(area, row)
    assert sorted(area.plan.actions.values_list("number", flat=True)) == ["1.1", "1.2"]


def test_circles_within_the_file_are_refused(area):
    one = ["1", "1.2", "One", "Lead", "", "", "31/03/2026", "1.3", "", "", ""]
    two = ["1", "1.3", "Two", "Lead", "", "", "31/03/2026", "1.2", "", "", ""]
    row = read(area, comma(one, two))
    assert [each["kind"] for each in row.rows] == ["new", "refused"]
    assert "1.3 depends on 1.2, which depends on 1.3" in str(row.rows[1]["errors"])


def test_a_lead_with_an_account_and_a_date_in_force(area):
    plans.put_in_force(by=area.manager, plan_id=area.plan.pk)
    line = [
        "1",
        "1.1",
        "Agree one form for health advice.",
        "",
        area.lead.email,
        "",
        "01/01/2027",
        "",
        "",
        "",
        "",
    ]
    row = read(area, comma(line))
    assert [change[0] for change in row.rows[0]["changes"]] == ["Lead", "Lead organisation"]
    assert "ask for a change of the date" in str(row.rows[0]["warnings"])
    take(area, row)
    action = area.plan.actions.get()
    assert (action.lead, action.due_on) == (area.lead, dt.date(2026, 12, 31))


def test_a_plan_that_changed_meanwhile_is_looked_at_again(area):
    row = read(area, comma(["1", "1.1", "From the file", "", "", "", "31/12/2026", "", "", "", ""]))
    chain.edit(by=area.manager, action_id=area.actions[0].pk, what="By hand")
    with pytest.raises(Conflict, match="Upload it again"):
        take(area, row)
    assert area.plan.actions.get().what == "By hand"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02", "that can be read"),
        (b"PK\x03\x04nonsense", "that can be read"),
        (b"a,b,c\n1,2,3\n", "No row of headings"),
        (b"Priority,Action,Owner\n1,x,y\n", "missing: Action number, Due"),
        (b"Ref,Action,By when\n", "no rows"),
        (b"x" * 5_000_001, "larger than 5 MB"),
        (b"Ref,Action,By when\n" + b"1.1,x,31/03/2026\n" * 501, "more than 500 rows"),
    ],
)  # fmt: skip
def test_files_that_are_no_plan(area, content, words):
    with pytest.raises(Invalid, match=words) as error:
        read(area, SimpleUploadedFile("plan.csv", content))
    assert "upload" in error.value.errors
    assert not PlanImport.objects.exists()


def test_whose_file_it_is(area):
    row = read(area, comma(["1", "1.2", "x", "", "", "", "31/03/2026", "", "", "", ""]))
    for who, error in ((area.approver, NotAllowed), (person("improvement_manager"), NotFound)):
        with pytest.raises(error):
            read(area, comma(), by=who)
    for who in (
        area.approver,
        person("improvement_manager", area.la),
        person("improvement_manager"),
    ):
        with pytest.raises(NotFound):
            imports.take(by=who, import_id=row.pk)


@pytest.mark.parametrize("which", ["upload", "take"])
def test_half_way_nothing_remains(area, which, monkeypatch):
    row = read(area, comma(["3. New", "3.1", "Half", "", "", "", "31/03/2026", "1.1", "", "", ""]))
    before = PlanImport.objects.count()

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(imports.audit, "record", fail)
    with pytest.raises(RuntimeError):
        take(area, row) if which == "take" else read(
            area, comma(["1", "1.9", "Half", "", "", "", "31/03/2026", "", "", "", ""])
        )
    assert PlanImport.objects.count() == before
    assert not area.plan.actions.filter(what="Half").exists()
    assert not area.plan.priorities.filter(number=3).exists()


def test_the_pages_of_an_import(area, client):
    client.force_login(area.manager)
    address = reverse("inspections:plan-import", args=[area.plan.pk])
    assert "Choose the file" in client.post(address).content.decode()
    assert (
        "No row of headings"
        in client.post(
            address, {"upload": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")}
        ).content.decode()
    )
    rows = (
        ["1", "1.2", "Fine", "Lead", "", "", "31/03/2026", "", "", "", ""],
        ["1", "1.3", "", "", "", "", "", "", "", "", ""],
    )
    response = client.post(address, {"upload": comma(*rows)}, follow=True)
    text = response.content.decode()
    assert "Take in 1 action" in text
    assert "This cell must not be empty" in text
    row = PlanImport.objects.get()
    report = b"".join(
        client.get(reverse("inspections:plan-import-report", args=[row.pk])).streaming_content
    ).decode("utf-8-sig")
    assert "3,1.3,Left out,Action" in report
    text = client.post(
        reverse("inspections:plan-import-take", args=[row.pk]), follow=True
    ).content.decode()
    assert "1 action taken in." in text
    assert "plan.csv" in client.get(address).content.decode()
    for kind in ("csv", "xlsx"):
        response = client.get(reverse(f"inspections:plan-example-{kind}"))
        data = b"".join(response.streaming_content) if response.streaming else response.content
        example = read(area, SimpleUploadedFile(f"example.{kind}", data))
        assert [each["kind"] for each in example.rows] == ["change", "change", "new"]
        assert example.counts["refused"] == 0
