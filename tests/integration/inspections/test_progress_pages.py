"""The pages of an action, its evidence, risks, dates and updates: what they show, take and refuse."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from dco_portal.common.clock import today
from dco_portal.common.sheets import FORMULA
from inspections.actions import dates, evidence, rounds, updates
from inspections.models import Action, DateChange, Evidence, RatingChange, Risk, Update
from tests.advice_scene import report
from tests.factories.inspections import MilestoneFactory, RiskFactory
from tests.integration.inspections.progress_scene import DAY, Scene, fresh, set_rating

pytestmark = pytest.mark.django_db
NEW = today() + 90 * DAY


def url(name: str, *args) -> str:
    return reverse(f"inspections:{name}", args=args)


def at(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


def day_of(name: str, day) -> dict[str, str]:
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def full_scene() -> Scene:
    """An action with something of everything."""
    scene = Scene(update_day=1)
    MilestoneFactory(action=scene.one, due_on=today() - DAY, what="The form is agreed")
    scene.proof(scene.one)
    scene.proof(scene.one, strength=4, verified=False)
    RiskFactory(plan=scene.plan, number=1, event="Posts stay empty").actions.add(scene.one)
    dates.ask(by=scene.lead, action_id=scene.one.pk, after=NEW, reason="The supplier is late")
    rounds.ask(plan_id=scene.plan.pk, on=today())
    updates.give(
        by=scene.lead, action_id=scene.one.pk, narrative="Half of it is written", percent=50, delivery="green",
        impact="amber", help_needed="A room",
    )  # fmt: skip
    return scene


def test_the_actions_page_shows_everything_and_the_right_steps():
    scene = full_scene()
    page = text(at(scene.manager).get(url("action", scene.one.pk)))
    for words in ("The form is agreed", "Past its date", "Survey", "Half of it is written", "A room", "Posts stay empty",
                  "The supplier is late", "Verified by", "Waiting to be verified", "Close as complete", "50%"):  # fmt: skip
        assert words in page, words
    own = text(at(scene.lead).get(url("action", scene.one.pk)))
    assert "Give an update" in own
    assert "Close as complete" not in own
    assert url("plan", scene.plan.pk) not in own  # a lead does not see the plan
    reader = text(at(scene.reader).get(url("action", scene.one.pk)))
    assert "What you can do now" not in reader


def test_the_actions_page_takes_as_many_queries_with_much_as_with_little(django_assert_max_num_queries):  # fmt: skip
    few, many = full_scene(), full_scene()
    for _ in range(6):
        many.proof(many.one)
        MilestoneFactory(action=many.one)
        RiskFactory(plan=many.plan, number=many.plan.risks.count() + 1).actions.add(many.one)
        updates.give(by=many.lead, action_id=many.one.pk, narrative="x", percent=1, delivery="green", impact="amber")  # fmt: skip
        change = DateChange.objects.filter(state="asked").latest("id")
        dates.decide(by=many.approver, change_id=change.pk, approve=False, words="No")
        dates.ask(by=many.lead, action_id=many.one.pk, after=NEW, reason="x")
    counted = []
    for scene in (few, many):
        client = at(scene.manager)
        client.get(url("action", scene.one.pk))
        with django_assert_max_num_queries(60) as queries:
            client.get(url("action", scene.one.pk))
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_rating_by_form_and_by_a_forged_post():
    scene = Scene()
    manager = at(scene.manager)
    where = url("action-rate", scene.one.pk)
    assert "cannot be blue yet" in text(manager.get(where))
    given = {"delivery": "green", "impact": "not_due", "words": "", "seen": "0"}
    assert manager.post(where, given).status_code == 302
    refused = [
        ({"delivery": "amber", "seen": "1"}, "Say why delivery goes down from green to amber"),
        ({"impact": "blue", "seen": "1"}, "Blue needs evidence"),
        ({"delivery": "blue", "seen": "1"}, "Blue needs evidence"),
        ({"delivery": "purple", "seen": "1"}, "Select a valid choice"),
        ({"delivery": "", "seen": "1"}, "Choose how it stands"),
        ({"delivery": "amber", "words": "x", "seen": "0"}, "since you opened"),
    ]
    for values, why in refused:
        page = text(manager.post(where, given | values))
        assert why in page, values
        assert 'value="green"' in page
    set_rating(scene.one, due_on=today() - DAY)
    for who in (scene.manager, scene.lead):
        page = text(at(who).post(where, given | {"words": "x", "seen": "1"}))
        assert "cannot be green" in page
    assert fresh(scene.one).delivery == "green"
    assert RatingChange.objects.count() == 1
    assert at(scene.reader).post(where, given).status_code == 403
    assert at(scene.second).post(where, given).status_code == 404
    history = text(manager.get(url("action-ratings", scene.one.pk)))
    assert scene.manager.name in history
    assert "Complete, and verified evidence shows the difference" in history
    assert "delivery" in body(manager.get(url("action-ratings-csv", scene.one.pk))).lower()


def test_ending_milestones_and_dates_by_form():
    scene = Scene()
    manager, lead, one = at(scene.manager), at(scene.lead), scene.one
    done = {**day_of("on", today()), "words": "Agreed"}
    added = {"what": "The form is agreed", "months": "6", **day_of("due_on", NEW)}
    assert "Enter the day it is due" in text(manager.post(url("milestone-new", one.pk), {"what": "x"}))  # fmt: skip
    assert manager.post(url("milestone-new", one.pk), added).status_code == 302
    step = one.milestones.get()
    assert step.months == 6
    page = text(manager.get(url("milestone", step.pk)))
    assert 'name="due_on_0"' not in page
    assert manager.post(url("milestone", step.pk), {"what": "One form", "months": ""}).status_code == 302  # fmt: skip
    asked = {**day_of("after", NEW + DAY), "reason": "Late"}
    assert lead.post(url("milestone-date-ask", step.pk), asked).status_code == 302
    assert lead.post(url("milestone-done", step.pk), done).status_code == 302
    assert lead.post(url("milestone-undo", step.pk)).status_code == 302
    assert "Say why the date should move" in text(lead.post(url("date-ask", one.pk), asked | {"reason": ""}))  # fmt: skip
    assert "This day has passed" in text(lead.post(url("date-ask", one.pk), {**day_of("after", today() - DAY), "reason": "x"}))  # fmt: skip
    assert lead.post(url("date-ask", one.pk), asked).status_code == 302
    assert lead.post(url("date-ask", one.pk), asked).status_code == 409
    change = DateChange.objects.get(milestone=None)
    where = url("date-change", change.pk)
    assert "Late" in text(lead.get(where))
    assert lead.post(where, {"decision": "approve"}).status_code == 403
    approver = at(scene.approver)
    assert "Say why the date stays" in text(approver.post(where, {"decision": "refuse", "words": ""}))  # fmt: skip
    assert approver.post(where, {"decision": "approve", "words": ""}).status_code == 302
    assert at(scene.other_approver).post(where, {"decision": "refuse", "words": "x"}).status_code == 409  # fmt: skip
    assert fresh(one).due_on == NEW + DAY
    log = text(approver.get(url("date-changes", scene.plan.pk)))
    assert "Approved" in log
    assert "Decide" in log
    assert "Nothing to show" in text(approver.get(url("date-changes", scene.plan.pk) + "?state=refused"))  # fmt: skip
    rows = body(approver.get(url("date-changes-csv", scene.plan.pk))).splitlines()
    assert len(rows) == 3
    assert manager.post(url("action-complete", one.pk), done | {"seen": fresh(one).lock}).status_code == 302  # fmt: skip
    assert manager.post(url("action-stop", one.pk), {"words": "x"}).status_code == 409
    assert manager.post(url("action-reopen", one.pk), {"words": "Not done"}).status_code == 302
    assert "Say why" in text(manager.post(url("action-stop", one.pk), {"words": ""}))
    assert manager.post(url("action-stop", one.pk), {"words": "Not needed"}).status_code == 302
    assert fresh(one).state == "stopped"


def test_evidence_from_giving_to_the_public():
    scene = Scene()
    lead, manager = at(scene.lead), at(scene.manager)
    given = {"title": "Survey", "strength": "3", **day_of("on", today()), "words": "", "link": ""}
    page = text(lead.post(url("action-evidence", scene.one.pk), given))
    assert "Say what it shows, or give a link or a file" in page
    assert 'value="Survey"' in page
    assert lead.post(url("action-evidence", scene.one.pk), given | {"upload": report()}).status_code == 302  # fmt: skip
    row = Evidence.objects.get()
    item = url("evidence-item", row.pk)
    shown = text(manager.get(item))
    assert "report.pdf" in shown
    assert "Verify" in shown
    assert "Verify</a>" not in text(lead.get(item))
    assert lead.post(url("evidence-verify", row.pk), {"strength": "3"}).status_code == 403
    assert manager.post(url("evidence-verify", row.pk), {"strength": "4"}).status_code == 302
    assert manager.post(url("evidence-public", row.pk), {"show": "1"}).status_code == 302
    assert lead.post(url("evidence-public", row.pk), {"show": "1"}).status_code == 403
    assert (fresh(row).public, fresh(row).strength) == (True, 4)
    place = f"priority_id:{scene.priority.pk}"
    assert manager.post(url("evidence-new", scene.plan.pk), given | {"place": place, "words": "=1+1"}).status_code == 302  # fmt: skip
    forged = given | {"place": f"priority_id:{Scene().priority.pk}", "words": "x"}
    assert "Select a valid choice" in text(manager.post(url("evidence-new", scene.plan.pk), forged))
    listed = text(manager.get(url("evidence", scene.plan.pk) + "?shows=verified"))
    assert "How strong the evidence is" in listed
    assert "1 of 2" in listed
    assert "Nothing to show" in text(manager.get(url("evidence", scene.plan.pk) + "?strength=1"))
    sheet = body(manager.get(url("evidence-csv", scene.plan.pk)))
    assert "'=1+1" in sheet
    assert FORMULA
    file = manager.get(url("evidence-file", row.pk, _file(row)))
    assert file["Content-Type"] == "application/pdf"
    assert "Say why" in text(lead.post(url("evidence-withdraw", row.pk), {"words": ""}))
    assert lead.post(url("evidence-withdraw", row.pk), {"words": "Wrong"}).status_code == 302


def _file(row: Evidence):
    from dco_portal.documents.models import Attachment

    return Attachment.objects.get(owner_id=row.pk).pk


def test_the_register_by_form():
    scene = Scene()
    manager = at(scene.manager)
    empty = text(manager.get(url("risks", scene.plan.pk)))
    assert "The register is empty" in empty
    given = {"cause": "Two posts are empty", "event": "Advice is late", "effect": "Plans are late", "control": "Agency",
             "owner": "Head of therapies", "likelihood": "4", "impact": "4", "action_ids": [str(scene.one.pk)]}  # fmt: skip
    assert "Enter a number from 1 to 25" in text(manager.post(url("risk-new", scene.plan.pk), given | {"target_score": "26"}))  # fmt: skip
    assert manager.post(url("risk-new", scene.plan.pk), given).status_code == 302
    risk = Risk.objects.get()
    page = text(manager.get(url("risks", scene.plan.pk)))
    assert "16 Extreme" in page
    assert "<strong>R1</strong>" in page
    assert "Score it anew" in text(manager.get(url("risk", risk.pk)))
    assert "Score it anew" not in text(at(scene.reader).get(url("risk", risk.pk)))
    assert manager.post(url("risk-score", risk.pk), {"likelihood": "2", "impact": "4", "words": "Filled"}).status_code == 302  # fmt: skip
    assert manager.post(url("risk-change", risk.pk), given | {"owner": "Chief nurse"}).status_code == 302  # fmt: skip
    assert "down from 16" in text(manager.get(url("risks", scene.plan.pk)))
    assert manager.post(url("risk-end", risk.pk), {"state": "closed", "words": "Filled"}).status_code == 302  # fmt: skip
    assert manager.get(url("risk-score", risk.pk)).status_code == 409
    assert manager.post(url("risk-reopen", risk.pk), {"words": "Empty again"}).status_code == 302
    assert "Chief nurse" in body(manager.get(url("risks-csv", scene.plan.pk)))


def test_a_lead_sees_only_their_own_and_gives_an_update():
    scene = Scene(update_day=1)
    hidden = scene.action(lead=scene.second, what="Somebody else’s action")
    rounds.ask(plan_id=scene.plan.pk, on=today())
    lead = at(scene.lead)
    page = text(lead.get(url("my-actions")))
    assert scene.one.what in page
    assert hidden.what not in page
    assert "Waiting for your update" in page
    assert lead.get(url("action-update", hidden.pk)).status_code == 404
    where = url("action-update", scene.one.pk)
    assert "How ratings work" in text(lead.get(where))
    given = {
        "narrative": "On its way",
        "percent": "40",
        "delivery": "green",
        "impact": "not_due",
        "seen": "0",
    }
    refused = [
        ({"narrative": ""}, "Say in a sentence or two"), ({"percent": "101"}, "Enter a number from 0 to 100"),
        ({"percent": "lots"}, "Enter a number from 0 to 100"), ({"delivery": "blue"}, "Blue needs evidence"),
        ({"evidence_words": "A parent said so"}, "Give the evidence a title"),
        ({"evidence_title": "A letter", "evidence_strength": "4"}, "Say what it shows"),
        ({"evidence_link": "not a link", "evidence_title": "x", "evidence_strength": "1"}, "Enter a web address"),
    ]  # fmt: skip
    for values, why in refused:
        page = text(lead.post(where, given | values))
        assert why in page, values
        assert "On its way" in page or values == {"narrative": ""}
    assert not Update.objects.exists()
    proof = {"evidence_title": "A letter", "evidence_strength": "4", "upload": report()}
    answer = lead.post(where, given | proof)
    assert (answer.status_code, answer["Location"]) == (302, url("my-actions"))
    assert Evidence.objects.get().given_by == scene.lead
    assert "Nothing is waiting for you" in text(lead.get(url("my-actions")))
    assert at(scene.reader).get(url("my-actions")).status_code == 403


def test_what_is_typed_is_kept_and_comes_back():
    scene = Scene()
    lead, where = at(scene.lead), url("action-update", scene.one.pk)
    saved = lead.post(url("action-update-draft", scene.one.pk), {"narrative": "Half a sen", "version": "0", "seen": "0"})  # fmt: skip
    assert json.loads(saved.content)["version"] == 1
    page = text(lead.get(where))
    assert "Half a sen" in page
    assert "You began this update" in page
    assert "Go on with your update" in text(lead.get(url("my-actions")))
    stale = lead.post(url("action-update-draft", scene.one.pk), {"narrative": "x", "version": "0"})
    assert stale.status_code == 409
    assert "another window" in json.loads(stale.content)["message"]
    assert "Half a sen" not in text(at(scene.manager).get(where))
    assert lead.post(url("action-update-discard", scene.one.pk)).status_code == 302
    assert "Half a sen" not in text(lead.get(where))


def test_the_managers_page_says_who_has_and_who_has_not():
    scene = Scene(update_day=1, actions=2)
    Action.objects.filter(pk=scene.action().pk).update(lead=None)
    empty = text(at(scene.manager).get(url("updates", scene.plan.pk)))
    assert "Nobody has been asked yet" in empty
    rounds.ask(plan_id=scene.plan.pk, on=today())
    updates.give(
        by=scene.manager, action_id=scene.one.pk, narrative="By telephone", percent=10, delivery="green", impact="amber"
    )  # fmt: skip
    manager = at(scene.manager)
    page = text(manager.get(url("updates", scene.plan.pk)))
    for words in ("Nobody leads these (1)", "Still to come (1)", "Given (1)", "Whom to ring", scene.lead.email, f"by {scene.manager.name}"):  # fmt: skip
        assert words in page, words
    reader = text(at(scene.reader).get(url("updates", scene.plan.pk)))
    assert scene.lead.email not in reader
    assert manager.post(url("updates-remind", scene.plan.pk)).status_code == 302
    assert manager.post(url("updates-remind", scene.plan.pk)).status_code == 409
    rows = body(manager.get(url("updates-csv", scene.plan.pk))).splitlines()
    assert len(rows) == 4


def test_lists_take_a_fixed_number_of_queries(django_assert_max_num_queries):
    counted = []
    for size in (1, 9):
        scene = Scene(update_day=1, actions=size)
        for action in scene.actions:
            scene.proof(action)
            dates.ask(by=scene.lead, action_id=action.pk, after=NEW, reason="x")
        rounds.ask(plan_id=scene.plan.pk, on=today())
        manager, lead, found = at(scene.manager), at(scene.lead), []
        for client, name, args in (
            (manager, "evidence", [scene.plan.pk]), (manager, "date-changes", [scene.plan.pk]),
            (manager, "updates", [scene.plan.pk]), (manager, "risks", [scene.plan.pk]), (lead, "my-actions", []),
        ):  # fmt: skip
            client.get(url(name, *args))
            with django_assert_max_num_queries(40) as queries:
                assert client.get(url(name, *args)).status_code == 200
            found.append((name, len(queries)))
        counted.append(found)
    assert counted[0] == counted[1]
    evidence.withdraw(by=scene.lead, evidence_id=Evidence.objects.latest("id").pk, words="x")
    assert Evidence.objects.filter(withdrawn_on=None).count() == 9
