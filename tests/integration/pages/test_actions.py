"""A page from draft to publication and back; who may; reviews; half-way nothing remains."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.common.moments import as_if
from dco_portal.notifications.models import Notification
from dco_portal.pages import queries
from dco_portal.pages.actions import pages, reviewing, shipped
from dco_portal.pages.models import GuidancePage, PageVersion
from dco_portal.work.models import WorkItem
from tests.factories.accounts import person
from tests.factories.organisations import IcbFactory, PlaceFactory
from tests.factories.pages import draft, paper, published, soon


def words(**fields):
    return {"title": "New", "summary": "Newer words.", "body": "## New\n\nwords\n", **fields}


def public(slug: str) -> str:
    found = queries.page(slug)
    return found.body if found else ""


def test_from_draft_to_publication_and_the_next_version(writer, second):
    page = draft(by=writer)
    assert public(page.slug) == ""
    pages.submit(by=writer, page_id=page.pk)
    item = WorkItem.objects.get(kind="pages.approve")
    assert (item.organisation, item.state, item.link) == (writer.organisation, "open", f"/guidance/desk/{page.pk}/")  # fmt: skip
    assert [each.recipient for each in Notification.objects.all()] == [second]
    pages.approve(by=second, page_id=page.pk, review_on=soon())
    page.refresh_from_db()
    assert (page.reviewed_on, page.reviewed_role, page.review_on) == (
        today(), "Designated clinical officer (DCO)", soon(),
    )  # fmt: skip
    assert "Some words" in public(page.slug)
    item.refresh_from_db()
    assert item.state == "closed"

    pages.save_draft(by=second, page_id=page.pk, **words(change="Shorter"))
    assert "Some words" in public(page.slug), "a draft is not public"
    pages.submit(by=second, page_id=page.pk)
    with pytest.raises(NotAllowed, match="You wrote"):
        pages.approve(by=second, page_id=page.pk, review_on=soon())
    pages.approve(by=writer, page_id=page.pk, review_on=soon())
    assert public(page.slug) == "## New\n\nwords\n"
    states = page.versions.order_by("number").values_list("number", "state")
    assert list(states) == [(1, "superseded"), (2, "published")]


def test_sent_back_with_a_comment_then_approved(writer, second):
    page = draft(by=writer)
    pages.submit(by=writer, page_id=page.pk)
    with pytest.raises(Conflict):
        pages.save_draft(by=writer, page_id=page.pk, **words(), lock=0)
    with pytest.raises(Invalid):
        pages.send_back(by=second, page_id=page.pk, comment=" ")
    version = pages.send_back(by=second, page_id=page.pk, comment="Say who")
    assert (version.state, version.comment) == ("draft", "Say who")
    assert not WorkItem.objects.filter(state="open").exists()
    pages.save_draft(by=writer, page_id=page.pk, lock=0, **words())
    pages.submit(by=writer, page_id=page.pk)
    assert pages.approve(by=second, page_id=page.pk, review_on=soon()).comment == ""


def test_two_who_write_at_once(writer, second):
    page = draft(by=writer)
    pages.save_draft(by=writer, page_id=page.pk, lock=0, **words())
    with pytest.raises(Conflict, match=writer.name):
        pages.save_draft(by=second, page_id=page.pk, lock=0, **words(title="Other"))


def test_discarded_and_earlier_versions_are_taken_up_again(writer, second):
    page = published(by=writer, second=second)
    pages.save_draft(by=writer, page_id=page.pk, **words())
    pages.discard(by=writer, page_id=page.pk)
    with pytest.raises(Conflict):
        pages.discard(by=writer, page_id=page.pk)
    again = pages.reuse(by=writer, page_id=page.pk, number=2)
    assert (again.number, again.body, again.change) == (3, "## New\n\nwords\n", "Back to version 2")
    with pytest.raises(Conflict):
        pages.reuse(by=writer, page_id=page.pk, number=1)
    pages.discard(by=writer, page_id=page.pk)
    with pytest.raises(NotFound):
        pages.reuse(by=writer, page_id=page.pk, number=9)


def test_withdrawn_page_is_not_public_and_comes_back(writer, second):
    page = published(by=writer, second=second)
    with pytest.raises(Invalid):
        pages.withdraw(by=writer, page_id=page.pk, reason="")
    pages.withdraw(by=writer, page_id=page.pk, reason="The law changed")
    assert public(page.slug) == ""
    assert queries.search("words") == []
    with pytest.raises(Conflict):
        pages.withdraw(by=writer, page_id=page.pk, reason="Again")
    with pytest.raises(Conflict):
        pages.save_draft(by=writer, page_id=page.pk, **words())
    pages.restore(by=writer, page_id=page.pk)
    assert public(page.slug)
    with pytest.raises(Conflict):
        pages.restore(by=writer, page_id=page.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", " "), ("summary", ""), ("body", "  "), ("body", "a@example.org"), ("title", "a@example.org")],
)  # fmt: skip
def test_unfit_words_are_refused_beside_their_field(writer, field, value):
    with pytest.raises(Invalid) as error:
        draft(by=writer, **{field: value})
    assert list(error.value.errors) == [field]
    assert not GuidancePage.objects.exists()


def test_addresses_are_taken_once(writer, second, place):
    draft(by=writer, slug="short-breaks")
    draft(by=writer, slug="short-breaks", place=place)
    for slug in ("short-breaks", "desk"):
        with pytest.raises(Invalid) as error:
            draft(by=second, slug=slug)
        assert list(error.value.errors) == ["slug"]
    with pytest.raises(Invalid):
        draft(by=writer, slug="other", place=PlaceFactory())


def test_another_icb_sees_and_changes_nothing(writer, second):
    page = published(by=writer, second=second)
    stranger = person("dco", IcbFactory())
    assert not GuidancePage.objects.visible_to(stranger).exists()
    with pytest.raises(NotFound):
        pages.save_draft(by=stranger, page_id=page.pk, **words())
    for role in ("commissioner", "la_officer", "lo_editor"):
        with pytest.raises(NotAllowed):
            draft(by=person(role))


def test_review_days(writer, second):
    page = draft(by=writer)
    pages.submit(by=writer, page_id=page.pk)
    for day in (today(), today() + dt.timedelta(days=4 * 366)):
        with pytest.raises(Invalid):
            pages.approve(by=second, page_id=page.pk, review_on=day)
    pages.approve(by=second, page_id=page.pk, review_on=soon())
    with as_if(today() + dt.timedelta(days=10), 9):
        pages.confirm_review(by=writer, page_id=page.pk, review_on=soon())
    page.refresh_from_db()
    assert page.reviewed_on == today() + dt.timedelta(days=10)
    assert page.reviewed_role == "DCO coordinator"
    with pytest.raises(Conflict):
        pages.confirm_review(by=writer, page_id=draft(by=writer).pk, review_on=soon())


def test_what_is_to_be_reviewed_comes_into_the_list_once(writer, second):
    page = published(by=writer, second=second)
    row = paper(by=writer, second=second)
    withdrawn = published(by=writer, second=second)
    pages.withdraw(by=writer, page_id=withdrawn.pk, reason="Old")
    Notification.objects.all().delete()
    assert reviewing.sweep() == 0
    due = soon()
    near = due - dt.timedelta(days=29)
    with as_if(near, 9):
        assert reviewing.sweep() == 2
        assert reviewing.sweep() == 0
        items = WorkItem.objects.filter(state="open", target_on=due)
        assert {item.object_id for item in items} == {page.pk, row.pk}
        assert Notification.objects.count() == 4
        pages.confirm_review(by=writer, page_id=page.pk, review_on=near + dt.timedelta(days=365))
        assert not WorkItem.objects.filter(state="open", object_id=page.pk).exists()
        assert reviewing.sweep() == 0


def test_shipped_pages_wait_for_approval_and_are_loaded_once(icb, second):
    made = shipped.load(organisation=icb)
    assert len(made) == len(shipped.shipped()) >= 11
    assert queries.index() == {}
    assert WorkItem.objects.filter(kind="pages.approve", state="open").count() == len(made)
    for page in made:
        pages.approve(by=second, page_id=page.pk, review_on=soon())
    assert sum(map(len, queries.index().values())) == len(made)
    assert len(queries.glossary()) >= 60
    assert queries.meaning("EHC plan").id == queries.meaning("ehc-plan").id == "ehc-plan"
    assert shipped.load(organisation=icb) == []


def test_search_finds_words_by_their_stem_best_first(writer, second):
    body = published(by=writer, second=second, title="About waiting", body="Wheelchairs are late")
    title = published(by=writer, second=second, title="Wheelchair", body="words")
    found = [link.slug for link in queries.search("wheelchair")]
    assert found == [title.slug, body.slug]
    assert queries.search("late wheelchairs")[0].slug == body.slug
    assert queries.search("\0 ' & | ! :*") == queries.search("hovercraft") == []


def test_constraints(writer, second, icb):
    page = published(by=writer, second=second)
    version = page.versions.get()
    base = {"page": page, "title": "x", "summary": "x", "body": "x"}
    wrong = [
        PageVersion(number=1, **base),
        PageVersion(number=2, state="published", approved_by=second, approved_at=now(), **base),
        PageVersion(number=2, state="superseded", **base),
        PageVersion(number=2, state="superseded", written_by=second, approved_by=second, approved_at=now(), **base),
        GuidancePage(organisation=icb, slug=page.slug),
        GuidancePage(organisation=icb, slug="desk"),
        GuidancePage(organisation=icb, slug="gone", withdrawn_at=now()),
    ]  # fmt: skip
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    PageVersion(number=2, **base).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PageVersion(number=3, state="waiting", **base).save()
    PageVersion(number=3, state="discarded", **base).save()
    GuidancePage(organisation=icb, slug="gone", withdrawn_at=now(), withdrawn_reason="Old").save()
    assert version.state == "published"


STEPS = {
    "start": lambda w, s, p: draft(by=w, slug="half-way"),
    "save_draft": lambda w, s, p: pages.save_draft(by=w, page_id=p.pk, **words()),
    "reuse": lambda w, s, p: pages.reuse(by=w, page_id=p.pk, number=1),
    "confirm_review": lambda w, s, p: pages.confirm_review(by=w, page_id=p.pk, review_on=soon()),
    "withdraw": lambda w, s, p: pages.withdraw(by=w, page_id=p.pk, reason="Old"),
    "load": lambda w, s, p: shipped.load(organisation=w.organisation),
}
DRAFT_STEPS = {
    "submit": lambda w, s, p: pages.submit(by=w, page_id=p.pk),
    "discard": lambda w, s, p: pages.discard(by=w, page_id=p.pk),
}
WAITING_STEPS = {
    "approve": lambda w, s, p: pages.approve(by=s, page_id=p.pk, review_on=soon()),
    "send_back": lambda w, s, p: pages.send_back(by=s, page_id=p.pk, comment="More"),
}


@pytest.mark.parametrize("step", [*STEPS, *DRAFT_STEPS, *WAITING_STEPS, "restore", "sweep"])
def test_half_way_nothing_remains(writer, second, step, monkeypatch):
    page = published(by=writer, second=second)
    if step == "restore":
        pages.withdraw(by=writer, page_id=page.pk, reason="Old")
    if step in {**DRAFT_STEPS, **WAITING_STEPS}:
        pages.save_draft(by=writer, page_id=page.pk, **words())
    if step in WAITING_STEPS:
        pages.submit(by=writer, page_id=page.pk)

    def state() -> list:
        return [
            list(GuidancePage.objects.order_by("pk").values()),
            list(PageVersion.objects.order_by("pk").values()),
            list(WorkItem.objects.order_by("pk").values()),
            Notification.objects.count(),
            AuditEvent.objects.count(),
        ]

    def broken(*args, **kwargs):
        raise RuntimeError

    acts = {**STEPS, **DRAFT_STEPS, **WAITING_STEPS}
    acts["restore"] = lambda w, s, p: pages.restore(by=w, page_id=p.pk)
    acts["sweep"] = lambda w, s, p: reviewing.sweep()
    if step == "sweep":
        GuidancePage.objects.update(review_on=today())
    before = state()
    for module in ("pages", "shipped", "reviewing"):
        monkeypatch.setattr(f"dco_portal.pages.actions.{module}.audit.record", broken)
    with pytest.raises(RuntimeError):
        acts[step](writer, second, page)
    assert state() == before
