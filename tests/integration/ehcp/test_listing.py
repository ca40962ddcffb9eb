"""The list of requests: who sees which, filters, order, pages, the file."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from ehcp.actions import triage
from ehcp.models import AdviceRequest
from tests.advice_scene import Scene, after
from tests.factories.accounts import person
from tests.triage_scene import age, ask

pytestmark = pytest.mark.django_db
LIST = "/ehc-advice/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def references(client: Client, query: str = "") -> list[str]:
    """The references of the page in order."""
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return [row["cells"][0]["text"] for row in answer.context["rows"]]


def test_each_side_sees_its_own_and_services_their_parts():
    scene, other = Scene(), Scene()
    assert references(browser(scene.officer)) == [scene.request.reference]
    assert references(browser(scene.dco)) == [scene.request.reference]
    assert references(browser(scene.lead)) == [scene.speech.reference]
    assert references(browser(scene.clinician)) == []
    assert other.request.reference not in references(browser(scene.dco), "?view=all")


def test_roles_without_children_are_refused():
    for role in ("ig_lead", "administrator", "commissioner", "senco"):
        assert browser(person(role)).get(LIST).status_code == 403


def test_views_and_filters():
    scene = Scene()
    desk = browser(scene.dco)
    late = age(ask(scene), 50)
    ended = ask(scene)
    triage.withdraw(by=scene.officer, request=ended, reason="Moved")
    tribunal = ask(scene, type="tribunal")
    assert references(desk) == [late.reference, scene.request.reference, tribunal.reference]
    assert references(desk, "?view=late") == [late.reference]
    assert references(desk, "?view=ended") == [ended.reference]
    assert len(references(desk, "?view=all")) == 4
    assert references(desk, "?type=tribunal") == [tribunal.reference]
    assert references(desk, "?state=with_services") == [scene.request.reference]
    assert references(desk, "?owner=nobody&state=received") == [late.reference, tribunal.reference]
    assert references(browser(scene.coordinator), "?owner=me") == [scene.request.reference]
    assert references(desk, f"?owner={scene.coordinator.pk}") == [scene.request.reference]
    assert references(desk, f"?la={scene.la.pk}&view=late") == [late.reference]
    day = late.due_on
    assert references(desk, f"?due_to_0={day.day}&due_to_1={day.month}&due_to_2={day.year}") == [
        late.reference
    ]
    assert references(desk, f"?reference={ended.reference.lower()}") == [ended.reference]
    assert references(desk, f"?reference={ended.reference[4:]}") == [ended.reference]
    page = desk.get(LIST + "?type=tribunal&view=all&sort=-due").content.decode()
    assert "Kind of request: Assessment ordered by the Tribunal" in page


def test_filter_with_a_mistake_is_said_and_left_out():
    scene = Scene()
    answer = browser(scene.dco).get(
        LIST + "?reference=9990000018&due_from_0=31&due_from_1=2&due_from_2=2026&view=moon"
    )
    assert answer.status_code == 200
    assert b"Enter a real date" in answer.content
    assert b"Enter a reference" in answer.content
    assert len(answer.context["rows"]) == 1


def test_dco_finds_exceptions_and_the_sample():
    scene = after("to_checking", services=1, sample=100)
    assert references(browser(scene.dco), "?view=sample") == [scene.request.reference]
    assert references(browser(scene.dco), "?view=exceptions") == []
    # a coordinator has no such view: the open ones are shown instead
    shown = browser(scene.coordinator).get(LIST + "?view=sample")
    assert "My sample" not in shown.content.decode()


def test_answered_late_is_found_by_the_facts():
    scene = after("returned", services=1)
    assert references(browser(scene.dco), "?view=answered_late") == []
    age(scene.request, 50)
    assert references(browser(scene.dco), "?view=answered_late") == [scene.request.reference]


def test_pages_go_there_and_back_without_losing_or_doubling_any(django_assert_max_num_queries):
    scene = Scene()
    for n in range(59):
        age(ask(scene), n % 3)
    desk = browser(scene.dco)
    for sort in ("due", "-due", "reference", "-reference", "-received"):
        seen, query, pages = [], f"?sort={sort}", 0
        while True:
            answer = desk.get(LIST + query)
            seen += [row["cells"][0]["text"] for row in answer.context["rows"]]
            pages += 1
            if not answer.context["page"].next:
                break
            query = f"?sort={sort}&after={answer.context['page'].next}"
        assert (len(seen), len(set(seen)), pages) == (60, 60, 3), sort
        back = references(desk, f"?sort={sort}&before={answer.context['page'].previous}")
        assert back == seen[25:50]
        assert desk.get(LIST + f"?sort={sort}&before=nonsense").context["page"].previous == ""
    few = browser(Scene().dco)
    counts = []
    for client in (desk, few):
        client.get(LIST)
        with django_assert_max_num_queries(40) as captured:
            client.get(LIST)
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_file_holds_the_whole_list_and_is_noted():
    scene = Scene()
    AdviceRequest.objects.filter(pk=scene.request.pk).update(la_reference="=HYPERLINK(1)")
    answer = browser(scene.dco).get(reverse("ehcp:list-csv") + "?view=open")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == [scene.request.reference]
    assert rows[0]["Local authority’s reference"] == "'=HYPERLINK(1)"
    assert rows[0]["Due"] == scene.request.due_on.isoformat()
    assert rows[0]["Child"] == f"{scene.child.given_name} {scene.child.family_name}"
    assert answer["Cache-Control"] == "no-store"
    assert AuditEvent.objects.filter(verb="work.export", actor_id=scene.dco.pk).exists()
    part = browser(scene.lead).get(reverse("ehcp:list-csv"))
    assert scene.speech.reference in b"".join(part.streaming_content).decode()


def test_new_request_is_offered_to_those_who_may_ask():
    scene = Scene()
    assert b"New request" in browser(scene.officer).get(LIST).content
    assert b"New request" in browser(scene.coordinator).get(LIST).content
    assert b"New request" not in browser(scene.lead).get(LIST).content
