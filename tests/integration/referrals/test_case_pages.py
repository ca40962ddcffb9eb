"""The list of notifications and the page of one, as each side reads them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.home import kinds
from dco_portal.work.models import WorkItem
from referrals.actions import answering, thread
from referrals.models import Message, Notification
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.children import nhs
from tests.referrals_scene import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    scene = Scene()
    scene.sent = scene.send()
    return scene


def another(scene, n, **changes):
    return scene.send(child={"nhs_number": nhs(800 + 20 * n), "given_name": f"Child{n}"}, **changes)


def listed(client, user, query=""):
    client.force_login(user)
    answer = client.get(reverse("referrals:list") + query)
    assert answer.status_code == 200
    return answer


def references(answer):
    return [row["cells"][0]["text"] for row in answer.context["rows"]]


# --- The list ------------------------------------------------------------------------------
def test_each_side_lists_its_own(scene, client):
    for user in (scene.clinician, scene.lead, scene.dco, scene.officer):
        assert references(listed(client, user)) == [scene.sent.reference]
    for user in (scene.other_officer, person("clinician", scene.trust, scene.service)):
        assert references(listed(client, user)) == []
    client.force_login(person("senco"))
    assert client.get(reverse("referrals:list")).status_code == 403


def test_views_and_filters_narrow_it(scene, client):
    second = another(scene, 1, voluntary={"voluntary": "", "voluntary_on": None, "named": []})
    answering.record_outcome(by=scene.officer, notification=scene.sent, outcome="ehc")
    thread.write(by=scene.officer, notification=second, text="Which nursery?", ask="notifier")
    both = [second.reference, scene.sent.reference]
    expected = {
        "": [second.reference],
        "?view=all": both,
        "?view=outcome": [scene.sent.reference],
        "?view=all&outcome=ehc": [scene.sent.reference],
        "?view=all&state=sent": [second.reference],
        "?view=unread": [second.reference],
        "?view=ended": [],
        f"?view=all&la={scene.other_la.pk}": [],
        f"?view=all&la={scene.la.pk}&sort=reference": both[::-1],
        f"?view=all&reference={scene.sent.reference[4:]}": [scene.sent.reference],
        "?view=all&owner=me": both,
        f"?view=all&sent_from_0={today().day}&sent_from_1={today().month}&sent_from_2={today().year + 1}": [],
        "?view=questions": [second.reference],
        "?view=voluntary": [second.reference],
    }  # fmt: skip
    for query, wanted in expected.items():
        assert references(listed(client, scene.clinician, query)) == wanted, query
    assert references(listed(client, scene.officer, "?view=all&owner=nobody")) == [second.reference]
    assert references(listed(client, scene.officer, f"?view=all&body={scene.trust.pk}")) == both


def test_a_name_in_the_reference_box_is_refused_with_words(scene, client):
    page = listed(client, scene.dco, "?reference=Odalys").content.decode()
    assert "To find a child, use Children" in page


def test_the_number_of_queries_does_not_grow_with_the_rows(scene, client):
    client.force_login(scene.dco)
    client.get(reverse("referrals:list"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("referrals:list"))
    for n in range(1, 5):
        another(scene, n)
    with CaptureQueriesContext(connection) as many:
        assert len(references(client.get(reverse("referrals:list")))) == 5
    assert len(many) <= len(few)


def test_the_file_holds_what_the_reader_may_see_and_the_export_is_noted(scene, client):
    client.force_login(scene.officer)
    text = b"".join(client.get(reverse("referrals:list-csv")).streaming_content).decode()
    assert scene.sent.reference in text
    assert "Odalys Quenby" in text
    client.force_login(scene.other_officer)
    assert scene.sent.reference not in b"".join(client.get(reverse("referrals:list-csv")).streaming_content).decode()  # fmt: skip
    assert AuditEvent.objects.filter(actor_id=scene.officer.pk, verb__contains="export").exists()


# --- The page ------------------------------------------------------------------------------
def page_of(client, user, row):
    client.force_login(user)
    return client.get(reverse("referrals:case", args=[row.pk]))


def test_each_side_is_offered_its_own_steps(scene, client):
    offered = {
        scene.officer: {"Acknowledge", "Record the outcome"},
        scene.dco: {"Correct the local authority"},
        scene.clinician: set(),
    }
    for user, wanted in offered.items():
        answer = page_of(client, user, scene.sent)
        assert {step["label"] for step in answer.context["actions"]} == wanted
        assert "Odalys Quenby" in answer.content.decode()
    assert page_of(client, scene.other_officer, scene.sent).status_code == 404
    assert AuditEvent.objects.filter(verb="viewed", actor_id=scene.officer.pk).exists()


def test_the_page_shows_steps_objection_and_outcome(scene, client):
    row = another(
        scene, 3, discussion={"objects_to_notice": True, "objection": "Not before spring"}
    )
    answering.record_outcome(
        by=scene.officer, notification=row, outcome="no_action", words="Enough for now"
    )
    page = page_of(client, scene.clinician, row).content.decode()
    for words in ("Not before spring", "no consent gate", "Enough for now", "No action by the local authority",
                  "Under compulsory school age until", "Toy Library", "The Act sets no length of time"):  # fmt: skip
        assert words in page, words


def test_a_message_that_says_nothing_comes_back_and_one_that_does_stays(scene, client):
    client.force_login(scene.officer)
    where = reverse("referrals:message", args=[scene.sent.pk])
    assert "Write a message" in client.post(where, {"to": "ask:dco", "text": ""}).content.decode()
    assert client.post(where, {"to": "ask:dco", "text": "Whose area?"}).status_code == 302
    assert Message.objects.get().to_side == "dco"


def test_a_report_is_added_and_read_by_every_side(scene, client):
    client.force_login(scene.officer)
    where = reverse("referrals:add-file", args=[scene.sent.pk])
    assert "Choose a file" in client.post(where, {"description": "Letter"}).content.decode()
    client.post(where, {"upload": report(), "description": "Letter"})
    page = page_of(client, scene.clinician, scene.sent)
    url = page.context["files"][0]["url"]
    assert client.get(url).status_code == 200
    client.force_login(scene.other_officer)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("acknowledge", {"csrf": "x"}, "acknowledged"),
        ("outcome", {"outcome": "ehc", "words": ""}, "outcome"),
    ],
)
def test_the_authority_s_steps_in_the_browser(scene, client, name, data, state):
    client.force_login(scene.officer)
    where = reverse(f"referrals:{name}", args=[scene.sent.pk])
    assert client.get(where).status_code == 200
    assert client.post(where, data).status_code == 302
    assert Notification.objects.get().state == state


def test_the_dco_s_correction_in_the_browser(scene, client):
    client.force_login(scene.dco)
    where = reverse("referrals:correct", args=[scene.sent.pk])
    answer = client.post(where, {"cause": "wrong", "la": str(scene.other_la.pk), "reason": "Bath"})
    assert "Correct the postcode below" in str(answer.context["form"].errors["la"])
    answer = client.post(where, {"cause": "wrong", "la": str(scene.other_la.pk), "reason": "Bath", "postcode": "BA1 1AA"})  # fmt: skip
    assert answer["Location"] == reverse("referrals:list")
    assert Notification.objects.get().la == scene.other_la


# --- The worklist --------------------------------------------------------------------------
def test_the_worklist_names_the_child_to_those_who_may_see_it(scene):
    item = WorkItem.objects.get(object_id=scene.sent.pk, organisation=scene.la)
    assert kinds.labels([item], scene.officer) == {scene.sent.pk: "Odalys Quenby"}
    assert kinds.labels([item], scene.other_officer) == {}
    assert kinds.of(item).name == "Notification of an under-5"
