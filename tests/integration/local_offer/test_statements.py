"""The annual statement of regulation 56: its clock, its draft, its publication as page and PDF."""

import datetime as dt
import io

import pikepdf
import pytest
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotFound
from dco_portal.common.moments import as_if
from dco_portal.documents.tagging import faults
from dco_portal.work.models import WorkItem
from local_offer.actions import comments
from local_offer.actions import statements as actions
from local_offer.models import Statement
from tests import pdf_text
from tests.factories.accounts import person
from tests.factories.local_offer import ServiceFactory
from tests.factories.organisations import LocalAuthorityFactory

pytestmark = pytest.mark.django_db
YEAR = {"covers_from": dt.date(2025, 9, 1), "covers_to": dt.date(2026, 8, 31)}
WORDS = {"introduction": "Families wrote to us.", "plans": "We will open on Saturdays.", **YEAR}


@pytest.fixture
def authority():
    return LocalAuthorityFactory(name="Northshire Council")


@pytest.fixture
def editor(authority):
    with as_if(dt.date(2023, 1, 1)):  # in post since before the first comment
        return person("lo_editor", authority)


@pytest.fixture
def year(authority, editor):
    """An answered comment, one not published, one waiting, and one of another year."""
    service = ServiceFactory(name="Acorn group", local_authority=authority)
    with as_if(dt.date(2026, 1, 15)):
        answered = comments.comment(
            by=None,
            local_authority=authority,
            service=service,
            words="Open at weekends.",
            said_by="parent",
        )
        comments.publish(by=editor, comment_id=answered.pk, words=answered.words)
        comments.respond(by=editor, comment_id=answered.pk, response="Saturdays from May.")
        refused = comments.comment(
            by=None, local_authority=authority, words="Rude words.", said_by="other"
        )
        comments.refuse(by=editor, comment_id=refused.pk, why="abuse")
        comments.comment(
            by=None, local_authority=authority, words="Waiting words.", said_by="parent"
        )
    with as_if(dt.date(2024, 1, 15)):
        early = comments.comment(
            by=None, local_authority=authority, words="Long ago.", said_by="parent"
        )
        comments.publish(by=editor, comment_id=early.pk, words=early.words)


@pytest.fixture
def draft(authority, editor, year):
    return actions.begin(by=editor, local_authority=authority, **YEAR)


def due_item(statement):
    return WorkItem.objects.filter(object_id=statement.pk).exclude(state="closed").first()


def test_published_as_page_and_pdf_and_the_next_is_due_in_a_year(
    client, draft, editor, drain_outbox
):
    actions.change(by=editor, statement_id=draft.pk, lock=0, values=WORDS)
    with as_if(dt.date(2026, 9, 30)):
        made = actions.publish(by=editor, statement_id=draft.pk)
    drain_outbox()

    assert made.next_due == dt.date(2027, 9, 30)
    item = due_item(made)
    assert (item.rule, item.due_on, item.owner) == ("LO-COMMENTS-12M", made.next_due, editor)
    assert made.content["counts"] == {
        "received": 3,
        "published": 1,
        "refused": 1,
        "waiting": 1,
        "answered": 1,
    }
    page = client.get(reverse("local_offer:statement", args=[made.pk])).content.decode()
    pdf = client.get(reverse("local_offer:statement-pdf", args=[made.pk]))
    data = b"".join(pdf.streaming_content)
    with pikepdf.open(io.BytesIO(data)) as file:
        assert faults(file) == []
    text = pdf_text.words(data)
    for words in (
        "Families wrote to us.", "We will open on Saturdays.", "Acorn group", "Open at weekends.", "Saturdays from May.",
        "3 comments received, 1 published, 1 answered, 1 not published", "30 September 2027",
    ):  # fmt: skip
        assert words in text, words
        assert words in " ".join(page.split()), words
    for words in ("Rude words", "Waiting words", "Long ago"):
        assert words not in text and words not in page
    assert (
        "Northshire Council, 1 September 2025"
        in client.get(reverse("local_offer:said")).content.decode()
    )


def test_frozen_when_it_is_published(client, draft, editor, authority):
    actions.change(by=editor, statement_id=draft.pk, lock=0, values=WORDS)
    actions.publish(by=editor, statement_id=draft.pk)
    with as_if(dt.date(2026, 2, 1)):
        late = comments.comment(
            by=None, local_authority=authority, words="Too late.", said_by="parent"
        )
        comments.publish(by=editor, comment_id=late.pk, words=late.words)

    assert (
        "Too late."
        not in client.get(reverse("local_offer:statement", args=[draft.pk])).content.decode()
    )


def test_it_must_be_whole(draft, editor):
    with pytest.raises(Invalid) as error:
        actions.publish(by=editor, statement_id=draft.pk)
    assert set(error.value.errors) == {"introduction", "plans"}


def test_two_editors_at_once(draft, editor):
    actions.change(by=editor, statement_id=draft.pk, lock=0, values=WORDS)
    with pytest.raises(Conflict, match="Another editor saved"):
        actions.change(by=editor, statement_id=draft.pk, lock=0, values=WORDS)


def test_one_draft_at_a_time(draft, editor, authority):
    with pytest.raises(Conflict, match="being drafted already"):
        actions.begin(by=editor, local_authority=authority, **YEAR)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (dt.date(2026, 9, 1), dt.date(2026, 8, 1), "covers_to"),
        (dt.date(2026, 1, 1), dt.date(2099, 1, 1), "covers_to"),
        (dt.date(2020, 1, 1), dt.date(2026, 1, 1), "covers_from"),
    ],
)
def test_dates_that_make_no_sense(editor, authority, first, last, field):
    with pytest.raises(Invalid) as error:
        actions.begin(by=editor, local_authority=authority, covers_from=first, covers_to=last)
    assert field in error.value.errors


def test_the_last_one_from_before_the_portal_starts_the_clock(client, editor, authority):
    client.force_login(editor)
    desk = reverse("local_offer:statements-desk")
    assert "no date can be worked out" in client.get(desk).content.decode()
    form = {
        "published_on_0": "1", "published_on_1": "3", "published_on_2": "2026", "elsewhere": "https://council.example/2025",
    }  # fmt: skip
    client.post(reverse("local_offer:statement-earlier", args=[authority.pk]), form)

    statement = Statement.objects.get()
    assert statement.next_due == dt.date(2027, 3, 1)
    assert due_item(statement).due_on == dt.date(2027, 3, 1)
    page = client.get(desk).content.decode()
    assert "1 March 2027" in page and "https://council.example/2025" in page
    client.logout()
    gone = client.get(reverse("local_offer:statement", args=[statement.pk]))
    assert gone["Location"] == "https://council.example/2025"
    assert client.get(reverse("local_offer:statement-pdf", args=[statement.pk])).status_code == 404


def test_a_new_statement_takes_the_earlier_ones_date_off_the_list(editor, authority, draft):
    earlier = actions.note_earlier(
        by=editor,
        local_authority=authority,
        published_on=dt.date(2025, 9, 1),
        elsewhere="https://council.example/",
    )
    actions.change(by=editor, statement_id=draft.pk, lock=0, values=WORDS)
    actions.publish(by=editor, statement_id=draft.pk)

    assert due_item(earlier) is None
    assert due_item(Statement.objects.get(pk=draft.pk)) is not None


def test_the_pages_take_an_editor_from_draft_to_publication(client, editor, authority, year):
    client.force_login(editor)
    client.post(reverse("local_offer:statement-begin", args=[authority.pk]), parts(**YEAR))
    draft = Statement.objects.get()
    url = reverse("local_offer:statement-draft", args=[draft.pk])
    assert "Open at weekends." in client.get(url).content.decode()
    form = {**parts(**YEAR), "introduction": "Hello.", "plans": "More.", "lock": "0"}
    assert client.post(url, form).status_code == 302
    assert client.post(url, form).status_code == 409
    publish = reverse("local_offer:statement-publish", args=[draft.pk])
    assert "Still to be looked at: 1 comment" in client.get(publish).content.decode()
    assert client.post(publish)["Location"] == reverse("local_offer:statement", args=[draft.pk])
    assert client.post(publish).status_code == 409


def parts(**days: dt.date) -> dict[str, str]:
    """Dates as a form sends them."""
    return {
        f"{name}_{place}": str(part)
        for name, day in days.items()
        for place, part in enumerate((day.day, day.month, day.year))
    }


def test_editors_of_elsewhere_and_others(client, draft, authority):
    stranger = person("lo_editor")
    for act in (
        lambda: actions.publish(by=stranger, statement_id=draft.pk),
        lambda: actions.begin(by=stranger, local_authority=authority, **YEAR),
        lambda: actions.note_earlier(
            by=person("dco"),
            local_authority=authority,
            published_on=today(),
            elsewhere="https://x.example/",
        ),
    ):
        with pytest.raises(NotFound):
            act()
    client.force_login(stranger)
    assert client.get(reverse("local_offer:statement-draft", args=[draft.pk])).status_code == 404
    assert client.get(reverse("local_offer:statement", args=[draft.pk])).status_code == 404


def test_half_way_nothing_remains(draft, editor, monkeypatch):
    actions.change(by=editor, statement_id=draft.pk, lock=0, values=WORDS)
    monkeypatch.setattr(actions, "_push", lambda statement: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.publish(by=editor, statement_id=draft.pk)
    draft.refresh_from_db()
    assert draft.state == "draft" and draft.document is None and draft.content == {}
