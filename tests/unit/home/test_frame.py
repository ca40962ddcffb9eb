"""The frame of every page: navigation by permission, only pages that exist, no query in public."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from dco_portal.accounts.permissions import Permission as P
from dco_portal.home import context
from dco_portal.home.context import Frame, Page, links, navigation
from tests.factories.accounts import MembershipFactory, person


def seen(request):
    """A view that is never called."""


urlpatterns = [
    path("", seen, name="start"),
    path("work/", seen, name="work"),
    path("audit/", seen, name="audit"),
]
PAGES = (
    Page("Work", "work"),
    Page("Audit", "audit", frozenset({P.SEE_AUDIT, P.SEE_OPERATIONS})),
    Page("Not built", "no-such-page"),
)


def request_of(user, at: str = "/", **headers: str):
    request = RequestFactory().get(at, headers=headers)
    request.user = user
    return request


def frame(user, at: str = "/", **headers: str) -> Frame:
    return navigation(request_of(user, at, **headers))["portal"]


@pytest.mark.urls(__name__)
def test_a_page_that_is_not_built_is_not_linked():
    assert [link.label for link in links(PAGES, may=lambda permission: True)] == ["Work", "Audit"]


@pytest.mark.urls(__name__)
def test_a_page_needs_one_of_its_permissions():
    assert [link.label for link in links(PAGES, may=lambda permission: False)] == ["Work"]
    only_operations = links(PAGES, may=lambda permission: permission == P.SEE_OPERATIONS)
    assert [link.label for link in only_operations] == ["Work", "Audit"]
    assert [link.label for link in links(PAGES)] == ["Work"], "nobody is asked: nothing is allowed"


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("at", "current"), [("/work/", "page"), ("/work/open/", "true"), ("/audit/", "")]
)
def test_the_open_page_is_marked(at: str, current: str):
    assert links(PAGES, at)[0].current == current


def test_every_listed_permission_is_held_by_some_role():
    from dco_portal.accounts.roles import ROLES

    held = {permission for role in ROLES.values() for permission in role.permissions}
    for page in context.SIGNED_IN:
        assert page.needs is None or page.needs <= held, page.label


def test_an_anonymous_frame_asks_the_database_nothing(django_assert_num_queries):
    # Without the `django_db` mark any query would fail this test.
    anonymous = frame(AnonymousUser())
    assert not anonymous.signed_in
    assert anonymous.person == anonymous.acting_as == anonymous.unread == ""
    assert anonymous.other_posts == []
    assert anonymous.idle_minutes == 0
    assert anonymous.sign_in_url == "/accounts/login/"
    html = render_to_string("home/start.html", request=request_of(AnonymousUser()))
    assert "Sign in" in html


def test_no_address_of_a_person_stands_on_public_pages():
    for name in ("start", "accessibility", "privacy", "cookies"):
        html = render_to_string(f"home/{name}.html", request=request_of(AnonymousUser()))
        assert "@" not in html.split("<main", 1)[1], name


@pytest.mark.django_db
def test_a_dco_and_a_clinician_are_offered_different_pages():
    dco, clinician = frame(person("dco")), frame(person("clinician"))
    dco_pages = {link.label for link in dco.entries}
    assert {"Health advice", "People"} <= dco_pages
    assert "People" not in {link.label for link in clinician.entries}
    assert dco.role_label == "Designated clinical officer (DCO)"
    assert dco.acting_as


@pytest.mark.django_db
def test_the_administrator_is_offered_no_childs_record():
    labels = {link.label for link in frame(person("administrator")).entries}
    assert not labels & {"Health advice", "Children"}


@pytest.mark.django_db
def test_other_posts_leave_out_the_one_acted_in():
    user = person("dco")
    MembershipFactory(user=user, role="coordinator")
    other = user.memberships.get(role="coordinator")
    label = f"DCO coordinator, {other.organisation.label}"
    assert frame(user).other_posts == [{"pk": str(other.pk), "label": label}]
    html = render_to_string("404.html", request=request_of(user))
    assert f'name="membership" value="{other.pk}"' in html
    assert label in html


@pytest.mark.django_db
@pytest.mark.parametrize(("count", "shown"), [(0, ""), (3, "3"), (100, "99+"), (130, "99+")])
def test_unread_is_counted_and_capped(count: int, shown: str):
    from dco_portal.common.clock import now
    from dco_portal.notifications.models import Notification

    user = person("dco")
    Notification.objects.bulk_create(
        Notification(
            recipient=user,
            kind="test",
            subject="Something changed",
            body="By Monday",
            dedupe_key=f"test-{number}",
            next_try_at=now(),
        )
        for number in range(count)
    )
    assert frame(user).unread == shown


@pytest.mark.django_db
def test_the_frame_of_a_signed_in_page_costs_few_queries(django_assert_max_num_queries):
    user = person("dco")
    request = request_of(user)
    with django_assert_max_num_queries(3):
        html = render_to_string("404.html", request=request)
    assert user.name in html
    assert "Sign out" in html


def test_back_leads_only_to_our_own_pages():
    ours = frame(AnonymousUser(), referer="http://testserver/ehc-advice/")
    assert ours.back_url == "http://testserver/ehc-advice/"
    assert frame(AnonymousUser(), referer="https://elsewhere.example/").back_url == "/"
    assert frame(AnonymousUser()).back_url == "/"
