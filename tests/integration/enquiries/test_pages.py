"""Pages of asking and following: robots, forged and expired links, script as text, and what askers never see."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from dco_portal.common.clock import now
from dco_portal.notifications.models import Notification
from enquiries.actions import asks, tell, thread
from enquiries.models import Enquiry, PrivateLink, Signpost
from tests.enquiry_scene import Scene, ask_without_account
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db
SECRET, SPECIALIST = "Between ourselves", "What the specialist thinks"


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def address(scene: Scene, **first) -> str:
    given = {
        "role": "parent",
        "topic": "health_info",
        "urgency": "routine",
        "area": scene.place.slug,
        **first,
    }
    query = "&".join(f"{key}={value}" for key, value in given.items())
    return f"{reverse('enquiries:new-words')}?{query}"


def form(**changes) -> dict:
    return {
        "subject": "Waiting", "text": "We have waited for a year <script>alert(1)</script>", "tried": ["doctor"],
        "name": "A parent", "email": "parent@family.example", **changes,
    }  # fmt: skip


def test_a_robots_thousand_posts_leave_the_page_serving_people(client: Client):
    scene = Scene()
    path = address(scene)
    answers = [
        client.post(path, form(send="1", email=f"robot{n}@spam.example")).status_code
        for n in range(60)
    ]
    answers += [client.post(path, {"send": "1"}).status_code for _ in range(940)]
    assert answers.count(302) <= 20
    assert set(answers[60:]) == {429}
    assert Enquiry.objects.count() <= 20
    assert client.get(path).status_code == 200
    other = Client(REMOTE_ADDR="198.51.100.7")
    assert other.post(path, form(send="1")).status_code == 302
    assert Enquiry.objects.filter(asker_email="parent@family.example").exists()


def test_whatever_fills_the_trap_is_thanked_and_forgotten(client: Client):
    scene = Scene()
    answer = client.post(address(scene), form(send="1", website="http://spam.example"))
    assert answer["Location"] == reverse("enquiries:new-sent")
    assert not Enquiry.objects.exists()
    assert not Notification.objects.exists()


def test_words_come_back_as_text_and_nothing_is_stored_before_sending(client: Client):
    scene = Scene()
    page = client.post(address(scene), form())
    assert b"&lt;script&gt;alert(1)" in page.content
    assert b"<script>alert(1)" not in page.content
    assert not Enquiry.objects.exists()


def test_dangerous_words_are_stopped_once_and_then_go_through(client: Client):
    scene = Scene()
    words = form(text="She is self-harming at school", send="1")
    page = client.post(address(scene), words)
    assert b"Is anybody in danger?" in page.content
    assert b"111, option 2" in page.content
    assert scene.la.telephone.encode() in page.content
    assert not Enquiry.objects.exists()
    client.post(address(scene), {**words, "nobody_in_danger": "1"})
    assert Enquiry.objects.count() == 1


def test_emergencies_and_complaints_leave_the_way(client: Client):
    scene = Scene()
    for first, name in (
        ({"urgency": "danger"}, "new-urgent"),
        ({"topic": "complaint"}, "new-complaint"),
    ):
        query = address(scene, **first).split("?")[1]
        answer = client.get(f"{reverse('enquiries:new')}?{query}")
        assert reverse(f"enquiries:{name}") in answer["Location"]
    page = client.post(answer["Location"], {"organisation": scene.trust.pk})
    assert b"01905 000002" in page.content
    assert Signpost.objects.get().organisation == scene.trust
    scene_list = Client()
    scene_list.force_login(scene.dco)
    assert scene.trust.name.encode() in scene_list.get(reverse("enquiries:complaints")).content


def test_links_opened_twice_expired_and_forged(client: Client):
    scene = Scene()
    enquiry = ask_without_account(scene)
    token = tell.give_link(enquiry, "confirm_days")
    page = reverse("enquiries:follow", args=[token])
    for _ in range(2):
        assert b"Yes, send my question" in client.get(page).content
    enquiry.refresh_from_db()
    assert enquiry.state == "unconfirmed"
    for _ in range(2):
        assert client.post(reverse("enquiries:follow-confirm", args=[token])).status_code == 302
    shown = client.get(page)
    assert b"What was said" in shown.content
    assert shown["Referrer-Policy"] == "same-origin"
    PrivateLink.objects.update(
        expires_at=now() - dt.timedelta(days=1), created_at=now() - dt.timedelta(days=9)
    )
    assert client.get(page).status_code == 410
    assert (
        client.post(reverse("enquiries:follow-write", args=[token]), {"text": "x"}).status_code
        == 410
    )
    assert (
        b"Look in your e-mail"
        in client.post(reverse("enquiries:follow-renew", args=[token])).content
    )
    assert client.get(reverse("enquiries:follow", args=["forged"])).status_code == 404


def test_no_page_of_an_asker_shows_what_is_internal_or_an_address_of_staff(client: Client):
    scene = Scene()
    mine, theirs = scene.enquiry(), ask_without_account(scene, confirmed=True)
    for enquiry in (mine, theirs):
        thread.note(by=scene.dco, enquiry_id=enquiry.pk, text=SECRET)
        row = asks.ask(by=scene.dco, enquiry_id=enquiry.pk, service=scene.service, question="View?")
        asks.answer(by=scene.clinician, ask_id=row.pk, text=SPECIALIST)
        thread.reply(by=scene.dco, enquiry_id=enquiry.pk, text="For you")
    school = Client()
    school.force_login(scene.senco)
    token = tell.give_link(theirs, "link_days")
    pages = [
        school.get(reverse("enquiries:thread", args=[mine.pk])),
        school.get(reverse("enquiries:list")),
        school.post(reverse("enquiries:write", args=[mine.pk]), {"text": ""}),
        client.get(reverse("enquiries:follow", args=[token])),
        client.post(reverse("enquiries:follow-write", args=[token]), {"text": ""}),
        client.get(reverse("enquiries:new")),
    ]
    for page in pages:
        text = page.content.decode()
        assert page.status_code == 200
        assert SECRET not in text and SPECIALIST not in text
        assert scene.dco.email not in text and scene.coordinator.email not in text
    assert "For you" in pages[0].content.decode() and "For you" in pages[3].content.decode()
    assert scene.dco.name not in pages[3].content.decode()


def test_list_filters_searches_and_costs_the_same_at_any_length(
    client: Client, django_assert_max_num_queries
):
    scene = Scene()
    scene.enquiry(subject="Feeding pump")
    for _ in range(8):
        scene.enquiry()
    client.force_login(scene.dco)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("enquiries:list"))
    assert page.content.count(b"ENQ-") >= 9
    found = client.post(reverse("enquiries:search"), {"words": "pump"})
    assert "pump" not in found["Location"]
    assert client.get(found["Location"]).context["page"].rows[0].subject == "Feeding pump"
    assert len(client.get(found["Location"]).context["page"].rows) == 1
    csv = b"".join(
        client.get(f"{reverse('enquiries:list-csv')}?view=all").streaming_content
    ).decode()
    assert csv.count("ENQ-") == 9
    stranger = Client()
    stranger.force_login(person("dco"))
    assert b"ENQ-" not in stranger.get(f"{reverse('enquiries:list')}?view=all").content
