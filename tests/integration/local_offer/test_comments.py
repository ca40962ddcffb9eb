"""Comments and corrections: sent without an account, moderated, answered, published."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from local_offer.actions import comments as actions
from local_offer.models import Comment, Correction
from tests.factories.accounts import person
from tests.factories.local_offer import ServiceFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, VoluntaryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def authority():
    return LocalAuthorityFactory()


@pytest.fixture
def editor(authority):
    return person("lo_editor", authority)


@pytest.fixture
def service(authority, editor):
    return ServiceFactory(local_authority=authority, owner=VoluntaryFactory())


def said(service, **changes):
    values = {
        "by": None,
        "local_authority": service.local_authority,
        "service": service,
        "words": "The opening times are wrong.",
        "said_by": "parent",
    }
    return actions.comment(**values | changes)


def open_work(thing):
    return WorkItem.objects.filter(object_id=thing.pk).exclude(state="closed").first()


# --- Sending ------------------------------------------------------------------------------
def test_a_parent_comments_without_an_account(client, service):
    form = {"words": "Very kind staff.", "said_by": "parent"}
    response = client.post(reverse("local_offer:comment", args=[service.slug]), form)

    assert "Thank you" in response.content.decode()
    comment = Comment.objects.get()
    assert (comment.service, comment.words, comment.state) == (
        service,
        "Very kind staff.",
        "waiting",
    )
    assert open_work(comment).owner.may("edit_local_offer")
    assert AuditEvent.objects.filter(verb="local_offer.comment", actor_id=None).exists()


def test_a_comment_on_the_whole_offer_says_whose(client, service):
    form = {"words": "Nothing for teenagers.", "said_by": "young_person"}
    url = reverse("local_offer:comment-offer")

    assert "Choose a council" in client.post(url, form).content.decode()
    assert not Comment.objects.exists()
    client.post(url, {**form, "authority": service.local_authority_id})
    assert Comment.objects.get().service is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("", "Write your comment"),
        ("x" * 2001, "characters or fewer"),
        ("Ring me on 07700 900123 please", "Take out a telephone number"),
        ("My address is parent@home.example", "Take out an email address"),
        ("Her NHS number is 999 123 4560", "Take out"),
    ],
)
def test_what_cannot_be_sent_comes_back_filled_with_a_sentence(client, service, words, message):
    response = client.post(
        reverse("local_offer:comment", args=[service.slug]), {"words": words, "said_by": "parent"}
    )

    assert message in response.content.decode()
    assert response.context["form"]["words"].value() == words
    assert not Comment.objects.exists()


def test_a_machine_is_thanked_and_nothing_is_kept(client, service):
    form = {"words": "Buy now", "said_by": "other", "website": "https://spam.example"}
    response = client.post(reverse("local_offer:comment", args=[service.slug]), form)

    assert "Thank you" in response.content.decode()
    assert not Comment.objects.exists()


def test_five_an_hour_from_one_address(client, service):
    url = reverse("local_offer:comment", args=[service.slug])
    for number in range(6):
        response = client.post(url, {"words": f"Comment {number}", "said_by": "parent"})
    assert "several in a short time" in response.content.decode()
    assert Comment.objects.count() == 5
    other = client.post(url, {"words": "Elsewhere", "said_by": "parent"}, REMOTE_ADDR="10.9.8.7")
    assert "Thank you" in other.content.decode()


def test_nothing_of_the_visitor_is_kept(client, service):
    client.post(
        reverse("local_offer:comment", args=[service.slug]),
        {"words": "Fine", "said_by": "parent"},
        REMOTE_ADDR="203.0.113.77",
    )

    assert "203.0.113.77" not in str(list(AuditEvent.objects.values())) + str(
        list(Comment.objects.values())
    )
    assert not client.cookies.get("sessionid")


def test_a_forged_authority_is_refused(client, service):
    stranger = LocalAuthorityFactory()  # has no entry, so no Local Offer here
    form = {"words": "Hello", "said_by": "parent", "authority": stranger.pk}
    client.post(reverse("local_offer:comment-offer"), form)

    assert not Comment.objects.exists()


# --- Moderating ---------------------------------------------------------------------------
def test_published_then_answered_then_shown(client, service, editor):
    comment = said(service, words="Ask for Mrs Quibble, she is good.")
    client.force_login(editor)
    page = client.get(reverse("local_offer:moderate", args=[comment.pk])).content.decode()
    assert "somebody’s name" in page

    client.post(
        reverse("local_offer:moderate-publish", args=[comment.pk]), {"words": "The team is good."}
    )
    comment.refresh_from_db()
    assert (comment.state, comment.words, comment.edited) == (
        "published",
        "The team is good.",
        True,
    )
    assert open_work(comment).step == "Say what was done"

    client.post(
        reverse("local_offer:moderate-respond", args=[comment.pk]),
        {"response": "We told the team."},
    )
    assert open_work(comment) is None
    client.logout()
    page = client.get(reverse("local_offer:service", args=[service.slug])).content.decode()
    for words in ("The team is good.", "We told the team.", "Personal details were taken out"):
        assert words in page
    assert "Quibble" not in page


def test_refused_for_telling_who_somebody_is_loses_its_words(service, editor):
    comment = said(service, words="My son Sam goes there.")
    actions.refuse(by=editor, comment_id=comment.pk, why="personal")

    comment.refresh_from_db()
    assert (comment.state, comment.words) == ("refused", "")
    assert open_work(comment) is None


def test_refused_needs_a_reason(client, service, editor):
    comment = said(service)
    client.force_login(editor)
    response = client.post(
        reverse("local_offer:moderate-refuse", args=[comment.pk]), {"reason": "x"}
    )

    assert "Choose why it is not published" in response.content.decode()
    assert Comment.objects.get().state == "waiting"


def test_the_second_editor_is_told_that_the_first_was_quicker(service, editor):
    comment = said(service)
    actions.publish(by=editor, comment_id=comment.pk, words=comment.words)
    second = person("lo_editor", service.local_authority)

    with pytest.raises(Conflict, match=f"“Published” already by {editor.name}"):
        actions.publish(by=second, comment_id=comment.pk, words="Other words")


def test_an_answered_comment_stays(service, editor):
    comment = said(service)
    actions.publish(by=editor, comment_id=comment.pk, words=comment.words)
    actions.respond(by=editor, comment_id=comment.pk, response="Done.")

    with pytest.raises(Conflict, match="answered in public"):
        actions.refuse(by=editor, comment_id=comment.pk, why="abuse")


def test_a_comment_that_waits_cannot_be_answered(service, editor):
    with pytest.raises(Conflict, match="Publish the comment first"):
        actions.respond(by=editor, comment_id=said(service).pk, response="Done.")


def test_editors_of_elsewhere_and_others_do_not_see_it(service):
    comment = said(service)
    with pytest.raises(NotFound):
        actions.publish(by=person("lo_editor"), comment_id=comment.pk, words="Mine now")
    with pytest.raises(NotFound):
        actions.refuse(by=person("dco"), comment_id=comment.pk, why="abuse")


def test_an_editor_of_the_board_looks_after_its_authorities(service):
    icb = IcbFactory()
    service.local_authority.icb_links.create(icb=icb)
    comment = said(service)

    assert (
        actions.publish(by=person("lo_editor", icb), comment_id=comment.pk, words="Ok").state
        == "published"
    )


@pytest.mark.parametrize(
    ("act", "values"),
    [
        (actions.publish, {"words": "Fine"}),
        (actions.refuse, {"why": "abuse"}),
    ],
)
def test_half_way_nothing_remains(service, editor, monkeypatch, act, values):
    comment = said(service)

    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(actions.audit, "record", fail)
    with pytest.raises(RuntimeError):
        act(by=editor, comment_id=comment.pk, **values)
    comment.refresh_from_db()
    assert (comment.state, comment.words, comment.decided_by) == (
        "waiting",
        "The opening times are wrong.",
        None,
    )


def test_a_comment_that_fails_half_way_is_not_kept(service, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("half way")

    monkeypatch.setattr(actions, "_push", fail)
    with pytest.raises(RuntimeError):
        said(service)
    assert not Comment.objects.exists()


def test_the_desk_lists_by_what_is_to_be_done(client, service, editor):
    waiting, published = said(service), said(service, words="Lovely place.")
    actions.publish(by=editor, comment_id=published.pk, words=published.words)
    client.force_login(editor)
    url = reverse("local_offer:comments-desk")

    assert "opening times" in client.get(url).content.decode()
    assert "Lovely" not in client.get(url).content.decode()
    assert "Lovely" in client.get(url, {"view": "answer"}).content.decode()
    assert "opening times" in client.get(url, {"view": "nonsense"}).content.decode()
    file = b"".join(
        client.get(reverse("local_offer:comments-csv"), {"view": "all"}).streaming_content
    ).decode()
    assert "Lovely place." in file and waiting.words in file


def test_the_desk_asks_no_more_of_the_database_for_more_rows(
    client, service, editor, django_assert_max_num_queries
):
    client.force_login(editor)
    for number in range(12):
        said(service, words=f"Comment {number}")
    with django_assert_max_num_queries(14):
        client.get(reverse("local_offer:comments-desk"))


# --- Corrections --------------------------------------------------------------------------
def test_a_correction_goes_to_the_owner_and_the_editors(client, service, editor):
    owner = person("listing_owner", service.owner)
    form = {"about": "contact", "words": "The number has changed."}
    client.post(reverse("local_offer:correct", args=[service.slug]), form)

    correction = Correction.objects.get()
    assert open_work(correction).owner == editor
    note = Notification.objects.get(recipient=owner)
    assert service.name in note.subject and "changed" not in note.body


def test_a_correction_is_made_or_declined_with_why(client, service, editor):
    correction = actions.suggest_correction(
        by=None, service=service, about="times", words="Open on Friday."
    )
    client.force_login(editor)
    url = reverse("local_offer:correction", args=[correction.pk])

    assert "Say why the entry is not changed" in client.post(url, {"made": "no"}).content.decode()
    assert "Open on Friday." in client.get(reverse("local_offer:corrections-desk")).content.decode()
    client.post(url, {"made": "yes", "answer": "Friday added."})
    correction.refresh_from_db()
    assert (correction.state, correction.decided_by) == ("made", editor)
    assert open_work(correction) is None
    assert "Friday added." in client.get(url).content.decode()


def test_a_correction_half_way_nothing_remains(service, editor, monkeypatch):
    correction = actions.suggest_correction(
        by=None, service=service, about="times", words="Open on Friday."
    )
    monkeypatch.setattr(actions.work, "close", lambda **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.decide_correction(by=editor, correction_id=correction.pk, made=True)
    correction.refresh_from_db()
    assert correction.state == "open"


def test_nobody_else_decides_a_correction(service):
    correction = actions.suggest_correction(
        by=None, service=service, about="times", words="Open on Friday."
    )
    for who in ("la_officer", "lo_editor", "listing_owner"):
        with pytest.raises((NotFound, NotAllowed)):
            actions.decide_correction(by=person(who), correction_id=correction.pk, made=True)


def test_a_correction_needs_sense(service):
    with pytest.raises(Invalid, match="Choose what is wrong"):
        actions.suggest_correction(by=None, service=service, about="nonsense", words="Hello")
