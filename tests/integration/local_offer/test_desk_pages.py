"""The desk's pages: each opens for who may, and its forms do what they say."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dco_portal.common.clock import today
from local_offer.actions import schedule2
from local_offer.models import Confirmation, Cover, Proposal, Service, Synonym, Term, Transfer
from local_offer.queries.content import read
from tests.factories.accounts import person
from tests.factories.local_offer import ContactFactory, CostOptionFactory, ServiceFactory
from tests.factories.organisations import VoluntaryFactory
from tests.integration.local_offer.desk import Desk, client_of, form_data, make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Desk:
    return make()


@pytest.fixture
def editor(desk):
    return client_of(desk.editor)


@pytest.fixture
def owner(desk):
    return client_of(desk.owner)


def url(name, *args):
    return reverse(f"local_offer:{name}", args=args)


def test_desk_and_list_show_one_s_own_entries(desk, editor, owner):
    ServiceFactory(local_authority=desk.la, name="Orphan choir")
    ServiceFactory(name="Elsewhere entirely")
    for client, sees in ((editor, True), (owner, False)):
        assert client.get(url("desk")).status_code == 200
        page = client.get(url("listings")).content.decode()
        assert desk.entry.name in page and "Elsewhere entirely" not in page
        assert ("Orphan choir" in page) is sees
    orphans = editor.get(url("listings") + "?view=orphans").content.decode()
    assert "Orphan choir" in orphans and desk.entry.name not in orphans


@pytest.mark.parametrize(
    "view", ["all", "due", "waiting", "draft", "hidden", "incomplete", "orphans", "ended", "x'\"<"]
)
def test_every_view_opens_with_any_filter(desk, editor, view):
    query = f"?view={view}&sort=-review&words=fam'%22&state=odd&owner=no-id&term=x&after=%ff&authority={desk.la.pk}"
    assert editor.get(url("listings") + query).status_code == 200
    assert editor.get(url("listings-csv") + query).status_code == 200


def test_lists_take_the_same_queries_however_long(desk, editor):
    def count(path):
        with CaptureQueriesContext(connection) as seen:
            editor.get(path)
        return len(seen)

    paths = [url("listings"), url("health"), url("terms"), url("statistics")]
    editor.get(paths[0])  # the first page of a sign-in notes when it began
    few = [count(path) for path in paths]
    for _ in range(4):
        ServiceFactory(
            local_authority=desk.la,
            owner=VoluntaryFactory(local_authority=desk.la),
            terms=["need/semh"],
        )
    assert dict(zip(paths, map(count, paths), strict=True)) == dict(zip(paths, few, strict=True))


def test_one_press_confirms_and_can_be_taken_back(desk, owner):
    Service.objects.filter(pk=desk.entry.pk).update(review_by=today(), checked_on=None)
    page = owner.post(url("listing-confirm", desk.entry.pk), follow=True).content.decode()
    desk.entry.refresh_from_db()
    assert desk.entry.checked_on == today() and desk.entry.review_by > today()
    assert "Take it back" in page

    owner.post(url("listing-confirm-undo", desk.entry.pk))
    desk.entry.refresh_from_db()
    assert (desk.entry.checked_on, desk.entry.review_by) == (None, today())
    assert Confirmation.objects.get().undone_at is not None
    assert owner.post(url("listing-confirm-undo", desk.entry.pk)).status_code == 404


def test_another_sign_in_cannot_take_a_confirmation_back(desk, owner):
    owner.post(url("listing-confirm", desk.entry.pk))
    assert client_of(desk.owner).post(url("listing-confirm-undo", desk.entry.pk)).status_code == 404


def begin(client, desk) -> Proposal:
    client.post(url("listing-change", desk.entry.pk))
    return Proposal.objects.latest("created_at")


def test_saving_every_page_as_it_stands_changes_nothing(desk, editor):
    ContactFactory(service=desk.entry)
    CostOptionFactory(service=desk.entry)
    Service.objects.filter(pk=desk.entry.pk).update(
        cost="some",
        minimum_age=2,
        waiting_time="6 weeks",
        waiting_stated_on=today(),
        referral="self",
    )
    change = begin(editor, desk)
    for name in ("about", "who", "places", "times", "contacts", "cost", "classification"):
        path = url("proposal-section", change.pk, name)
        answer = editor.post(path, form_data(editor.get(path)))
        assert answer.status_code == 302, (name, answer.content.decode())
    change.refresh_from_db()
    desk.entry.refresh_from_db()
    assert change.content == read(desk.entry)


def test_rows_are_added_changed_and_removed(desk, editor):
    kept = ContactFactory(service=desk.entry, name="Office")
    ContactFactory(service=desk.entry, name="Old office")
    change = begin(editor, desk)
    path = url("proposal-section", change.pk, "contacts") + "?more=1"
    data = form_data(editor.get(path))
    data["contacts-0-telephone"] = "01905 111111"
    data["contacts-1-DELETE"] = "on"
    data["contacts-2-name"] = "Helpline"
    data["contacts-2-email"] = "help@families.example"
    assert editor.post(path, data).status_code == 302
    change.refresh_from_db()
    rows = change.content["contacts"]
    assert [(row["name"], row["telephone"], row["email"]) for row in rows] == [
        ("Office", "01905 111111", ""), ("Helpline", "", "help@families.example"),
    ]  # fmt: skip
    assert rows[0]["id"] == str(kept.pk) and rows[1]["id"]


def test_a_row_cannot_borrow_another_entry_s_id(desk, editor):
    foreign = ServiceFactory()
    theirs = ContactFactory(service=foreign, name="Theirs")
    change = begin(editor, desk)
    path = url("proposal-section", change.pk, "contacts")
    data = form_data(editor.get(path))
    data |= {
        "contacts-0-id": str(theirs.pk),
        "contacts-0-name": "Mine",
        "contacts-0-telephone": "1",
    }
    assert editor.post(path, data).status_code == 302
    change.refresh_from_db()
    assert change.content["contacts"][0]["id"] != str(theirs.pk)


@pytest.mark.parametrize(
    ("section", "given", "words"),
    [
        ("about", {"name": ""}, "Enter the name of the service"),
        ("who", {"minimum_age": "9", "maximum_age": "5"}, "The oldest age cannot be below the youngest"),
        ("who", {"waiting_time": "6 weeks"}, "Enter the date on which this waiting time was right"),
        ("places", {"places-0-postcode": "nonsense"}, "Enter a whole postcode"),
        ("times", {"schedules-0-opens_at": "25:99"}, "Enter a time such as 9:30 or 2pm"),
        ("times", {"schedules-0-opens_at": "9:30", "schedules-0-closes_at": "8:00"}, "It must close after it opens"),
        ("contacts", {"contacts-0-name": "Office"}, "Enter a telephone number, a text number or an email address"),
        ("contacts", {"website": "not an address"}, "Enter a web address"),
        ("cost", {"cost": "free", "fees": "£4"}, "There is a price below"),
    ],
)  # fmt: skip
def test_bad_input_comes_back_filled_with_a_message(desk, editor, section, given, words):
    change = begin(editor, desk)
    path = url("proposal-section", change.pk, section)
    data = form_data(editor.get(path))
    for name, value in given.items():
        data[name] = value
    answer = editor.post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 200 and words in page
    assert all(value in page for value in given.values())
    assert editor.get(url("proposal-section", change.pk, "no-such")).status_code == 404


def test_two_editors_at_once_the_second_sees_the_first_s_words(desk, editor):
    second = client_of(person("lo_editor", desk.la))
    change = begin(editor, desk)
    path = url("proposal-section", change.pk, "about")
    mine, theirs = form_data(editor.get(path)), form_data(second.get(path))
    mine["description"], theirs["description"] = "First words of all", "Second words of all"
    assert editor.post(path, mine).status_code == 302

    answer = second.post(path, theirs)
    page = answer.content.decode()
    assert answer.status_code == 200 and "saved other words on this page" in page
    assert "First" in page and "Second words of all" in page and desk.editor.name in page
    change.refresh_from_db()
    assert change.content["fields"]["description"] == "First words of all"

    theirs["seen"] = form_data(answer)["seen"]
    assert second.post(path, theirs).status_code == 302
    change.refresh_from_db()
    assert change.content["fields"]["description"] == "Second words of all"


def test_an_editor_publishes_at_once_and_restores(desk, editor):
    change = begin(editor, desk)
    path = url("proposal-section", change.pk, "about")
    data = form_data(editor.get(path))
    data["summary"] = "Quite another sentence."
    editor.post(path, data)
    page = editor.get(url("proposal", change.pk)).content.decode()
    assert "Quite another" in page and "Publish now" in page
    change.refresh_from_db()
    editor.post(url("proposal-approve", change.pk), {"lock": change.lock})
    desk.entry.refresh_from_db()
    assert (desk.entry.summary, desk.entry.version) == ("Quite another sentence.", 2)

    compare = editor.get(url("listing-compare", desk.entry.pk) + "?from=1&to=2").content.decode()
    assert "Quite another" in compare
    assert editor.get(url("listing-compare", desk.entry.pk) + "?from=1&to=9").status_code == 404
    assert editor.get(url("listing-versions", desk.entry.pk)).status_code == 200
    assert editor.get(url("listing-restore", desk.entry.pk, 1)).status_code == 200
    editor.post(url("listing-restore", desk.entry.pk, 1))
    desk.entry.refresh_from_db()
    assert (desk.entry.summary, desk.entry.version) == ("A friendly group for families.", 3)


def test_a_new_entry_by_an_owner_is_a_change_to_decide_on(desk, owner, editor):
    assert owner.get(url("listing-new")).status_code == 200
    given = {"name": "New choir", "summary": "Sing with us every week.", "authority": desk.la.pk}
    answer = owner.post(url("listing-new"), given, follow=True)
    change = Proposal.objects.get()
    assert answer.status_code == 200 and change.service.owner == desk.charity
    assert change.service.state == "draft" and change.service.body.organisation == desk.charity
    page = owner.post(url("proposal", change.pk), {"comment": ""}).content.decode()
    assert "Fill in first: what it does" in page
    assert "New choir" in editor.get(url("listings") + "?view=draft").content.decode()


def test_closing_asks_why_and_taking_back_needs_an_editor(desk, owner, editor):
    path = url("listing-move", desk.entry.pk, "closed")
    assert "Say why" in owner.post(path, {"reason": ""}).content.decode()
    owner.post(path, {"reason": "The money ran out"})
    desk.entry.refresh_from_db()
    assert desk.entry.state == "closed"
    assert owner.get(url("listing-move", desk.entry.pk, "hidden")).status_code == 403
    editor.post(url("listing-move", desk.entry.pk, "hidden"), {"reason": "It goes on"})
    editor.post(url("listing-move", desk.entry.pk, "published"), {"reason": "Checked"})
    desk.entry.refresh_from_db()
    assert desk.entry.state == "published"
    assert [row.after for row in desk.entry.state_changes.order_by("at")] == ["closed", "hidden", "published"]  # fmt: skip
    assert editor.get(url("listing-move", desk.entry.pk, "nowhere")).status_code == 404
    assert editor.get(url("listing-move", desk.entry.pk, "published")).status_code == 409


def test_handing_on_takes_both_sides(desk, owner):
    other = VoluntaryFactory(local_authority=desk.la)
    receiver = client_of(person("listing_owner", other))
    assert owner.get(url("listing-offer", desk.entry.pk)).status_code == 200
    owner.post(url("listing-offer", desk.entry.pk), {"to": other.pk, "note": "Yours now?"})
    offer = Transfer.objects.get()
    desk.entry.refresh_from_db()
    assert desk.entry.owner == desk.charity
    assert desk.entry.name in receiver.get(url("desk")).content.decode()
    assert "Yours now?" in receiver.get(url("transfer", offer.pk)).content.decode()
    assert owner.post(url("transfer-accept", offer.pk)).status_code == 403
    receiver.post(url("transfer-accept", offer.pk))
    desk.entry.refresh_from_db()
    assert desk.entry.owner == other
    assert owner.get(url("listing", desk.entry.pk)).status_code == 404


def test_many_at_once_say_what_came_of_each(desk, editor):
    second = ServiceFactory(local_authority=desk.la, name="Second")
    hidden = ServiceFactory(local_authority=desk.la, name="Hidden one", state="hidden")
    foreign = ServiceFactory(name="Foreign")
    ids = [desk.entry.pk, second.pk, hidden.pk, foreign.pk, "no-id"]
    answer = editor.post(url("many"), {"entry": ids, "do": "confirm"}, follow=True)
    page = answer.content.decode()
    assert "3 done" in page and "Foreign" not in page
    Service.objects.filter(pk=hidden.pk).update(state="hidden")
    assert editor.post(url("many"), {"entry": ids, "do": "change"}).status_code == 200
    assert "Choose at least one thing" in editor.post(url("many"), {"entry": ids, "do": "save"}).content.decode()  # fmt: skip
    term = Term.objects.get(code="leisure")
    given = {"entry": ids, "do": "save", "alert": "Closed in August.", "add_terms": [term.pk], "owner": "none"}  # fmt: skip
    page = editor.post(url("many"), given, follow=True).content.decode()
    assert "2 done, 1 not done" in page and "hidden until somebody checks it" in page
    desk.entry.refresh_from_db()
    assert (desk.entry.alert, desk.entry.owner) == ("Closed in August.", None)
    assert term in desk.entry.terms.all()
    foreign.refresh_from_db()
    assert foreign.alert == ""
    assert editor.post(url("many"), {"do": "confirm"}).status_code == 422
    assert client_of(desk.owner).post(url("many"), {"entry": [desk.entry.pk], "do": "save"}).status_code == 422  # fmt: skip


def test_schedule_2_is_covered_by_terms_entries_pages_or_a_known_gap(desk, editor):
    assert "Load the list" in editor.get(url("schedule2")).content.decode()
    editor.post(url("schedule2-load"))
    page = editor.get(url("schedule2")).content.decode()
    assert "Text not checked" in page and "Information, advice and support" in page
    item = schedule2.Item.objects.get(number="18")
    path = url("schedule2-item", desk.la.pk, item.pk)
    for given, words in (
        ({"kind": ""}, "Choose what covers it"),
        ({"kind": "page", "title": "", "url": "nowhere"}, "Enter a whole address"),
        ({"kind": "entry", "service": "No such"}, "No published entry"),
        ({"kind": "gap"}, "Say why it is not published yet"),
    ):
        assert words in editor.post(path, given).content.decode()
    editor.post(path, {"kind": "gap", "reason": "Being written"})
    editor.post(path, {"kind": "entry", "service": desk.entry.name.upper()})
    editor.post(path, {"kind": "page", "title": "Appeals", "url": "https://example.gov.uk/appeals"})
    assert Cover.objects.count() == 3
    assert "Being written" in editor.get(path).content.decode()
    csv = b"".join(editor.get(url("schedule2-csv")).streaming_content).decode()
    assert "https://example.gov.uk/appeals" in csv
    for cover in Cover.objects.all():
        editor.post(url("schedule2-uncover", cover.pk), {"authority": desk.la.pk})
    assert not Cover.objects.exists()
    assert editor.get(url("schedule2-reword", item.pk)).status_code == 403
    team = client_of(person("dco", desk.icb))
    given = {"title": "T", "words": "W", "citation": "C", "source": "", "verified": "on"}
    team.post(url("schedule2-reword", item.pk), given)
    item.refresh_from_db()
    assert (item.title, item.verified) == ("T", True)


def test_families_words_and_own_terms(desk, editor):
    editor.post(url("synonyms"), {"said": "Zizz ", "meant": "speech  therapy", "both_ways": "on"})
    row = Synonym.objects.get(said="zizz")
    assert row.meant == "speech therapy"
    assert "together already" in editor.post(url("synonyms"), {"said": "zizz", "meant": "speech therapy"}).content.decode()  # fmt: skip
    editor.post(url("synonym-remove", row.pk))
    assert not Synonym.objects.filter(said="zizz").exists()
    need = Term.objects.get(code="semh").taxonomy
    editor.post(url("term-new"), {"taxonomy": need.pk, "name": "Grief", "description": "After a loss."})  # fmt: skip
    mine = Term.objects.get(name="Grief")
    editor.post(url("term", mine.pk), {"name": "Grief and loss", "description": "After a loss."})
    mine.refresh_from_db()
    assert mine.name == "Grief and loss"
    fixed = Term.objects.get(code="semh")
    assert editor.post(url("term", fixed.pk), {"name": "X", "description": "Y"}).status_code == 409
    assert "Grief and loss" in editor.get(url("terms")).content.decode()
