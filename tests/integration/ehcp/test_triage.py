"""The DCO team's steps with a request: what each does, who may, when, and that a failure leaves nothing."""

import pytest

from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Child, Involvement
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Document
from dco_portal.notifications.models import Notification
from ehcp.actions import triage
from ehcp.models import AdviceRequest, Contribution
from tests.advice_scene import Scene, after
from tests.factories.accounts import person
from tests.factories.children import ChildFactory
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory
from tests.triage_scene import ask, everything, step_of

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


def test_splitting_accepts_the_request_and_asks_each_service():
    scene = Scene()
    request = ask(scene)
    triage.split(
        by=scene.coordinator, request=request, asks=[triage.Ask(scene.services[0], "Speech only"), triage.Ask(scene.services[1], required=False)],
    )  # fmt: skip
    request.refresh_from_db()
    first, second = request.contributions.order_by("reference")
    assert (request.state, request.coordinator) == ("with_services", scene.coordinator)
    assert (first.ask, first.required, second.required) == ("Speech only", True, False)
    assert first.reference == f"{request.reference}-1"
    assert {first.due_on, second.due_on} == {request.due_on}
    assert first.service_date == request.service_date
    assert step_of(first, first.service.provider) == "Give it to a clinician"
    assert "ehcp.asked" in told(scene.lead)
    assert Contribution.objects.visible_to(scene.lead).filter(pk=first.pk).exists()
    assert not Contribution.objects.visible_to(scene.lead).filter(pk=second.pk).exists()


@pytest.mark.parametrize("case", ["none", "asked", "closed", "twice"])
def test_splitting_refuses_services_that_cannot_be_asked(case):
    scene = Scene()
    closed = ServiceFactory(areas=[scene.la], closed_on="2020-01-01")
    new = triage.Ask(ServiceFactory(areas=[scene.la]))
    asks = {"none": [], "asked": [triage.Ask(scene.services[0])], "closed": [triage.Ask(closed)],
            "twice": [new, new]}[case]  # fmt: skip
    with pytest.raises(Invalid) as error:
        triage.split(by=scene.coordinator, request=scene.request, asks=asks)
    assert set(error.value.errors) == {"services"}


def test_owner_is_of_the_team_and_is_told_once():
    scene = Scene()
    triage.assign(by=scene.coordinator, request=scene.request, coordinator=scene.dco)
    triage.assign(by=scene.coordinator, request=scene.request, coordinator=scene.dco)
    assert told(scene.dco).count("ehcp.assigned") == 1
    triage.assign(by=scene.coordinator, request=scene.request, coordinator=None)
    assert scene.fresh(scene.request).coordinator is None
    with pytest.raises(Invalid):
        triage.assign(by=scene.coordinator, request=scene.request, coordinator=scene.lead)


def test_nobody_is_named_while_one_service_may_still_answer():
    scene = Scene()
    scene.not_known(scene.speech)
    with pytest.raises(Conflict):
        triage.name_adviser(
            by=scene.dco, request=scene.request, service=scene.services[0], ask="Please advise"
        )


def test_named_service_is_asked_again_though_it_does_not_know_the_child():
    scene = Scene()
    scene.not_known(scene.speech)
    scene.not_known(scene.therapy)
    assert step_of(scene.request, scene.icb) == "Name a professional to advise"
    named = triage.name_adviser(
        by=scene.dco, request=scene.request, service=scene.services[0], ask="Please see the child",
        clinician=scene.clinician,
    )  # fmt: skip
    assert (named.pk, named.state, named.named_adviser) == (scene.speech.pk, "writing", True)
    assert named.versions.get().content["author"]["name"] == scene.clinician.name
    assert "ehcp.named" in told(scene.clinician)


def test_named_adviser_may_be_of_another_service_whose_lead_chooses():
    scene = after("not_known", services=1)
    other = ServiceFactory(areas=[scene.la])
    named = triage.name_adviser(by=scene.dco, request=scene.request, service=other, ask="Please")
    assert (named.state, named.clinician, named.required) == ("unallocated", None, True)


def test_named_clinician_must_be_of_the_service():
    scene = after("not_known", services=1)
    with pytest.raises(Invalid) as error:
        triage.name_adviser(
            by=scene.dco, request=scene.request, service=scene.services[0], ask="Please",
            clinician=person("clinician"),
        )  # fmt: skip
    assert set(error.value.errors) == {"clinician"}


def test_duplicate_names_the_first_and_lets_services_off():
    scene = Scene()
    second = ask(scene)
    triage.split(by=scene.coordinator, request=second, asks=[triage.Ask(scene.services[0])])
    triage.mark_duplicate(by=scene.coordinator, request=second, of=scene.request)
    second.refresh_from_db()
    part = second.contributions.get()
    assert (second.state, second.duplicate_of) == ("duplicate", scene.request)
    assert part.state == "withdrawn"
    assert step_of(second, scene.icb) == step_of(part, part.service.provider) == ""
    assert not Contribution.objects.visible_to(scene.lead).filter(pk=part.pk).exists()
    let_off = Notification.objects.get(recipient=scene.lead, kind="ehcp.ended")
    assert let_off.link == ""


def test_duplicate_of_another_child_authority_or_an_ended_one_is_refused():
    scene = Scene()
    other_child = ask(scene, child=ChildFactory(home_la=scene.la, icb=scene.icb))
    other_la = LocalAuthorityFactory(icbs=[scene.icb])
    elsewhere = ask(scene, la=other_la, by=person("la_officer", other_la))
    ended = ask(scene)
    triage.withdraw(by=scene.officer, request=ended, reason="Sent by mistake")
    for of in (scene.request, other_child, elsewhere, ended):
        with pytest.raises(Invalid) as error:
            triage.mark_duplicate(by=scene.coordinator, request=scene.request, of=of)
        assert set(error.value.errors) == {"of"}


def test_forwarding_gives_the_other_board_a_request_of_its_own():
    scene = Scene()
    other = IcbFactory()
    team = person("coordinator", other)
    triage.forward(
        by=scene.coordinator, request=scene.request, icb=other, reason="The doctor is there"
    )
    request = scene.fresh(scene.request)
    onward = AdviceRequest.objects.get(forwarded_from=request)
    assert (request.state, request.forwarded_to, onward.icb) == ("forwarded", other, other)
    assert onward.state == "received"
    assert AdviceRequest.objects.visible_to(team).get() == onward
    assert not AdviceRequest.objects.visible_to(scene.coordinator).filter(pk=onward.pk).exists()
    assert "ehcp.forwarded" in told(scene.officer)


def test_withdrawing_tells_everybody_but_the_one_who_did_it():
    scene = Scene()
    triage.withdraw(by=scene.officer, request=scene.request, reason="The family moved")
    assert scene.fresh(scene.request).ended_reason == "The family moved"
    assert "ehcp.withdrawn" in told(scene.coordinator)
    assert "ehcp.withdrawn" not in told(scene.officer)
    assert not Involvement.objects.filter(
        case_id=scene.speech.pk, organisation=scene.speech.service.provider, ends_on=None
    ).exists()


def test_refusal_is_a_letter_with_reasons_that_names_the_child_by_reference_only(drain_outbox):
    scene = Scene()
    triage.refuse(by=scene.dco, request=scene.request, reason="It is incompatible with our duties.")
    letter = Document.objects.get(kind="ehcp.refusal")
    drain_outbox()
    letter.refresh_from_db()
    assert letter.state == "ready"
    assert "incompatible" in str(letter.context)
    assert scene.child.family_name not in str(letter.context)
    assert "ehcp.refused" in told(scene.officer)


def test_reopening_keeps_the_dates_and_the_answers_given():
    scene = Scene()
    scene.sent(scene.speech)
    due = scene.request.due_on
    triage.withdraw(by=scene.officer, request=scene.request, reason="Mistake")
    triage.reopen(by=scene.officer, request=scene.request, reason="It was needed after all")
    request = scene.fresh(scene.request)
    assert (request.state, request.due_on, request.ended_reason) == ("with_services", due, "")
    assert [scene.state(scene.speech), scene.state(scene.therapy)] == ["sent", "withdrawn"]
    triage.reopen_contribution(by=scene.dco, contribution=scene.therapy, reason="Asked again")
    again = scene.fresh(scene.therapy)
    assert (again.state, again.clinician) == ("unallocated", None)
    assert Contribution.objects.visible_to(scene.other_lead).get() == again


def test_reopening_one_that_no_service_answered_is_triaged_anew():
    scene = Scene()
    triage.withdraw(by=scene.officer, request=scene.request, reason="Mistake")
    triage.reopen(by=scene.coordinator, request=scene.request, reason="It was needed")
    assert scene.fresh(scene.request).state == "received"
    assert step_of(scene.request, scene.icb) == "Triage"


def test_letting_a_service_off_and_asking_it_again_after_it_was_sent():
    scene = Scene()
    triage.withdraw_contribution(
        by=scene.coordinator, contribution=scene.therapy, reason="Not theirs"
    )
    assert scene.state(scene.therapy) == "withdrawn"
    scene.sent(scene.speech)
    assert scene.fresh(scene.request).state == "returned"
    triage.reopen_contribution(by=scene.coordinator, contribution=scene.speech, reason="A question")
    assert (scene.state(scene.speech), scene.fresh(scene.request).state) == (
        "writing",
        "with_services",
    )
    assert list(scene.speech.versions.values_list("number", flat=True)) == [1, 2]


# name → (function of scene, roles of the ICB and LA that may)
ACTS = {
    "split": lambda s, by: triage.split(by=by, request=s.request, asks=[triage.Ask(ServiceFactory(areas=[s.la]))]),
    "assign": lambda s, by: triage.assign(by=by, request=s.request, coordinator=s.dco),
    "duplicate": lambda s, by: triage.mark_duplicate(by=by, request=s.request, of=s.first),
    "forward": lambda s, by: triage.forward(by=by, request=s.request, icb=s.elsewhere, reason="Wrong board"),
    "withdraw": lambda s, by: triage.withdraw(by=by, request=s.request, reason="Not needed"),
    "refuse": lambda s, by: triage.refuse(by=by, request=s.request, reason="Incompatible"),
    "let off": lambda s, by: triage.withdraw_contribution(by=by, contribution=s.speech, reason="Mistake"),
    "adviser": lambda s, by: triage.name_adviser(by=by, request=s.request, service=s.services[0], ask="Advise"),
    "reopen": lambda s, by: triage.reopen(by=by, request=s.request, reason="Needed"),
    "ask again": lambda s, by: triage.reopen_contribution(by=by, contribution=s.speech, reason="Needed"),
}  # fmt: skip
MAY = {
    "split": {"dco", "coordinator"}, "assign": {"dco", "coordinator"}, "duplicate": {"dco", "coordinator"},
    "forward": {"dco", "coordinator"}, "withdraw": {"dco", "coordinator", "officer"}, "refuse": {"dco"},
    "let off": {"dco", "coordinator"}, "adviser": {"dco"}, "reopen": {"dco", "coordinator", "officer"},
    "ask again": {"dco", "coordinator"},
}  # fmt: skip


def ready(name: str) -> Scene:
    """A scene in which the act of this name may be done."""
    scene = Scene()
    scene.elsewhere = IcbFactory()
    scene.first = ask(scene)
    if name == "adviser":
        scene.not_known(scene.speech)
        scene.not_known(scene.therapy)
    if name == "reopen":
        triage.withdraw(by=scene.coordinator, request=scene.request, reason="Mistake")
    if name == "ask again":
        scene.not_known(scene.speech)
    return scene


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_for_its_roles_and_audited(name):
    scene = ready(name)
    for role in {"dco", "coordinator", "officer"} - MAY[name]:
        with pytest.raises(NotAllowed):
            ACTS[name](scene, getattr(scene, role))
    before = AuditEvent.objects.count()
    ACTS[name](scene, getattr(scene, sorted(MAY[name])[-1] if "officer" in MAY[name] else "dco"))
    assert (
        AuditEvent.objects.filter(verb__startswith="ehcp.").count()
        and AuditEvent.objects.count() > before
    )


@pytest.mark.parametrize("name", ACTS)
def test_each_act_is_not_there_for_other_organisations(name):
    scene = ready(name)
    strangers = [person("dco"), person("coordinator"), person("la_officer"), person("administrator", scene.icb),
                 person("commissioner", scene.icb)]  # fmt: skip
    for stranger in strangers:
        with pytest.raises(NotFound):
            ACTS[name](scene, stranger)


@pytest.mark.parametrize("name", ACTS)
def test_failing_half_way_leaves_nothing(name, monkeypatch):
    """The message is the last thing each act does; when it fails, nothing of the act remains."""
    scene = ready(name)
    by = scene.coordinator if "coordinator" in MAY[name] else scene.dco
    before = everything()

    def fail(**kwargs):
        raise RuntimeError("the message cannot be written")

    monkeypatch.setattr("dco_portal.notifications.actions.tell", fail)
    with pytest.raises(RuntimeError):
        ACTS[name](scene, by)
    assert everything() == before


@pytest.mark.parametrize("name", ["split", "assign", "duplicate", "forward", "withdraw", "refuse"])
def test_what_has_ended_says_who_ended_it(name):
    scene = ready(name)
    triage.withdraw(by=scene.officer, request=scene.request, reason="The family moved")
    with pytest.raises(Conflict) as error:
        ACTS[name](scene, scene.dco)
    assert scene.officer.name in error.value.message


def test_reopening_what_is_open_or_letting_off_what_was_sent_is_a_conflict():
    scene = Scene()
    with pytest.raises(Conflict):
        triage.reopen(by=scene.officer, request=scene.request, reason="Why not")
    with pytest.raises(Conflict):
        triage.reopen_contribution(by=scene.dco, contribution=scene.speech, reason="Why not")
    scene.sent(scene.speech)
    with pytest.raises(Conflict) as error:
        triage.withdraw_contribution(by=scene.dco, contribution=scene.speech, reason="Too late")
    assert scene.coordinator.name in error.value.message


def test_part_of_an_ended_request_is_not_reopened_alone():
    scene = Scene()
    triage.withdraw(by=scene.officer, request=scene.request, reason="Moved")
    with pytest.raises(Conflict):
        triage.reopen_contribution(by=scene.dco, contribution=scene.speech, reason="Please")


@pytest.mark.parametrize(
    "name", ["forward", "withdraw", "refuse", "reopen", "let off", "ask again"]
)
def test_reason_is_needed(name):
    scene = ready(name)
    blank = {
        "forward": lambda: triage.forward(by=scene.dco, request=scene.request, icb=scene.elsewhere, reason=" "),
        "withdraw": lambda: triage.withdraw(by=scene.dco, request=scene.request, reason=" "),
        "refuse": lambda: triage.refuse(by=scene.dco, request=scene.request, reason=" "),
        "reopen": lambda: triage.reopen(by=scene.dco, request=scene.request, reason=""),
        "let off": lambda: triage.withdraw_contribution(by=scene.dco, contribution=scene.speech, reason=""),
        "ask again": lambda: triage.reopen_contribution(by=scene.dco, contribution=scene.speech, reason=""),
    }  # fmt: skip
    with pytest.raises(Invalid) as error:
        blank[name]()
    assert set(error.value.errors) == {"reason"}


def test_no_message_names_the_child():
    scene = ready("split")
    triage.split(
        by=scene.dco, request=scene.request, asks=[triage.Ask(ServiceFactory(areas=[scene.la]))]
    )
    triage.refuse(by=scene.dco, request=scene.request, reason=f"About {scene.child.given_name}")
    texts = " ".join(f"{row.subject} {row.body} {row.link}" for row in Notification.objects.all())
    child = Child.objects.get(pk=scene.child.pk)
    assert scene.request.reference in texts
    assert child.given_name not in texts
    assert child.family_name not in texts
