"""Giving out, writing, signing and not knowing: what each does, and what it refuses."""

import pytest

from dco_portal.accounts.models import User
from dco_portal.audit.models import AuditEvent
from dco_portal.children.models import Child
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from ehcp.actions import advice
from ehcp.models import Contribution
from tests.advice_samples import section_values
from tests.advice_scene import Scene, after, brought_to, report
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


def told(user: User) -> list[str]:
    return list(
        Notification.objects.filter(recipient=user)
        .order_by("created_at")
        .values_list("kind", flat=True)
    )


def test_allocating_gives_the_clinician_the_case_and_the_work():
    scene = Scene()
    assert not Child.objects.visible_to(scene.clinician).exists()
    done = scene.allocate()
    assert (done.state, done.clinician) == ("writing", scene.clinician)
    assert Child.objects.visible_to(scene.clinician).exists()
    item = WorkItem.objects.get(object_id=done.pk)
    assert (item.owner, item.step, item.due_on) == (
        scene.clinician,
        "Write the advice",
        scene.request.due_on,
    )
    assert told(scene.clinician) == ["ehcp.allocated"]
    assert scene.draft(done).content["author"] == {
        "name": scene.clinician.name, "role": "Therapist", "profession": "Speech and language therapist",
        "regulator": "HCPC", "registration_number": "SL12345",
    }  # fmt: skip


def test_reallocating_takes_the_case_from_the_first_and_keeps_the_text():
    scene = after("allocate")
    scene.save(scene.speech, "strengths", {"strengths": "Sings"})
    advice.allocate(by=scene.lead, contribution=scene.speech, clinician=scene.colleague)
    assert not Contribution.objects.visible_to(scene.clinician).exists()
    draft = scene.draft(scene.speech)
    assert draft.content["strengths"] == {"strengths": "Sings"}
    assert draft.content["author"]["name"] == scene.colleague.name
    assert told(scene.clinician)[-1] == "ehcp.taken"
    moves = list(scene.speech.changes.values_list("from_state", "to_state"))
    assert moves[-2:] == [("writing", "unallocated"), ("unallocated", "writing")]


def test_the_same_clinician_twice_is_a_conflict():
    scene = after("allocate")
    with pytest.raises(Conflict, match=f"{scene.clinician.name} has"):
        scene.allocate()


@pytest.mark.parametrize("who", ["other_clinician", "coordinator", "officer"])
def test_only_a_clinician_of_the_service_can_be_given_it(who):
    scene = Scene()
    with pytest.raises(Invalid, match="Choose a clinician of this service"):
        advice.allocate(by=scene.lead, contribution=scene.speech, clinician=getattr(scene, who))


def test_somebody_who_left_cannot_be_given_it():
    scene = Scene()
    scene.clinician.is_active = False
    scene.clinician.save()
    with pytest.raises(Invalid):
        scene.allocate()


def test_lead_writes_for_a_clinician_without_an_account():
    scene = Scene(services=1)
    advice.allocate(by=scene.lead, contribution=scene.speech, clinician=scene.lead)
    assert scene.draft(scene.speech).content["author"] == {}
    draft = advice.attach_report(by=scene.lead, contribution=scene.speech, upload=report())
    assert (draft.basis, draft.report.filename) == ("upload", "report.pdf")
    for name in ("author", "agreement"):
        scene.save(scene.speech, name, section_values()[name], by=scene.lead)
    summary = {"dated": "2026-03-02", "needs": "One", "outcomes": "One", "provision": "One"}
    scene.save(scene.speech, "report", summary, by=scene.lead)
    done = advice.sign(
        by=scene.lead, contribution=scene.speech, lock=scene.draft(scene.speech).lock
    )
    assert (done.state, done.signed_off_by) == ("checking", scene.lead)
    assert scene.speech.versions.get().content["author"]["name"] == "Ada Sample"


def test_giving_back_needs_a_reason_and_keeps_the_draft():
    scene = after("allocate")
    scene.save(scene.speech, "strengths", {"strengths": "Sings"})
    with pytest.raises(Invalid):
        advice.give_back(by=scene.clinician, contribution=scene.speech, reason=" ")
    done = advice.give_back(by=scene.clinician, contribution=scene.speech, reason="On leave")
    assert (done.state, done.clinician) == ("unallocated", None)
    assert scene.speech.changes.last().reason == "On leave"
    assert told(scene.lead)[-1] == "ehcp.given_back"
    with pytest.raises(NotFound):
        advice.give_back(by=scene.clinician, contribution=scene.speech, reason="Again")
    advice.allocate(by=scene.lead, contribution=scene.speech, clinician=scene.colleague)
    assert scene.draft(scene.speech).content["strengths"] == {"strengths": "Sings"}


def test_lead_who_takes_it_back_tells_the_clinician():
    scene = after("allocate")
    advice.give_back(by=scene.lead, contribution=scene.speech, reason="Off sick")
    message = Notification.objects.filter(recipient=scene.clinician).latest("created_at")
    assert (message.kind, message.link) == ("ehcp.taken", "")


def test_saving_one_section_is_no_conflict_with_another():
    scene = after("allocate")
    first = scene.save(scene.speech, "strengths", {"strengths": "Sings"}, lock=0)
    second = scene.save(scene.speech, "views", {"child": "Play"}, lock=0)
    assert (first.lock, second.lock) == (1, 2)
    with pytest.raises(advice.Stale) as caught:
        scene.save(scene.speech, "strengths", {"strengths": "Runs"}, lock=0)
    assert caught.value.part == {"strengths": "Sings"}
    assert caught.value.lock == 2
    assert scene.save(scene.speech, "strengths", {"strengths": "Runs"}, lock=2).lock == 3


def test_signing_what_somebody_saved_meanwhile_is_refused():
    scene = after("allocate", services=1)
    scene.write()
    read = scene.draft(scene.speech).lock
    scene.save(scene.speech, "strengths", {"strengths": "Sings"})
    with pytest.raises(Conflict, match="has saved the advice since you read it"):
        advice.sign(by=scene.clinician, contribution=scene.speech, lock=read)


def test_signing_with_something_missing_is_refused():
    scene = after("allocate", services=1)
    scene.write()
    scene.save(scene.speech, "strengths", {"strengths": ""})
    with pytest.raises(Invalid, match="Enter what the child does well"):
        scene.sign()
    scene.save(scene.speech, "views", {"child": ""})
    with pytest.raises(Invalid, match="2 answers are missing"):
        scene.sign()
    assert scene.state(scene.speech) == "writing"


def test_signed_version_cannot_be_changed():
    scene = after("allocate", services=1)
    scene.write()
    lock = scene.draft(scene.speech).lock
    scene.sign()
    version = scene.speech.versions.get()
    assert (version.signed_by, version.signed_at is not None) == (scene.clinician, True)
    with pytest.raises(Conflict, match=f"{scene.clinician.name} moved it there"):
        scene.save(scene.speech, "strengths", {"strengths": "Late"}, lock=lock)


def test_service_without_sign_off_sends_it_straight_to_the_dco_team():
    scene = after("allocate", services=1, lead_signs_off=False)
    scene.write()
    assert scene.sign().state == "checking"
    assert told(scene.coordinator)[-1] == "ehcp.to_check"


def test_not_known_says_what_was_searched_and_who_may_know():
    scene = Scene()
    with pytest.raises(Invalid) as caught:
        advice.say_not_known(by=scene.lead, contribution=scene.speech, searched=" ", next_route="")
    assert set(caught.value.errors) == {"searched", "next_route"}
    done = scene.not_known()
    assert (done.state, done.searched, done.next_route) == (
        "not_known", "Records by NHS number", "Ask the health visitor"
    )  # fmt: skip
    assert not WorkItem.objects.filter(object_id=done.pk, state="open").exists()
    assert told(scene.coordinator)[-1] == "ehcp.not_known"


def test_clinician_may_say_not_known_too():
    scene = after("allocate")
    done = advice.say_not_known(
        by=scene.clinician, contribution=scene.speech, searched="All", next_route="GP"
    )
    assert done.state == "not_known"


def test_page_of_the_other_way_of_answering_is_not_saved():
    scene = after("allocate")
    with pytest.raises(Conflict, match="other way of answering"):
        scene.save(scene.speech, "report", {"needs": "One"})
    advice.choose_basis(by=scene.clinician, contribution=scene.speech, basis="upload")
    assert scene.save(scene.speech, "report", {"needs": "One"}).content["report"] == {
        "needs": "One"
    }


# Who may do what in which state: every cell that is not named here is refused.
ACTS = {
    "allocate": lambda s, by: advice.allocate(by=by, contribution=s.speech, clinician=s.colleague),
    "give_back": lambda s, by: advice.give_back(by=by, contribution=s.speech, reason="Because"),
    "save": lambda s, by: s.save(s.speech, "strengths", {"strengths": "New"}, by=by, lock=99),
    "not_known": lambda s, by: advice.say_not_known(
        by=by, contribution=s.speech, searched="All", next_route="GP"
    ),
    "attach": lambda s, by: advice.attach_report(by=by, contribution=s.speech, upload=report()),
    "sign": lambda s, by: advice.sign(by=by, contribution=s.speech, lock=99),
}
PASSES = {
    ("unallocated", "lead"): {"allocate", "not_known"},
    ("writing", "lead"): {"allocate", "give_back", "not_known"},
    ("writing", "clinician"): {"give_back", "save", "not_known", "attach"},
    ("sent_back", "lead"): {"allocate", "give_back", "not_known"},
    ("sent_back", "clinician"): {"give_back", "save", "not_known", "attach"},
}
PEOPLE = ("lead", "clinician", "colleague", "other_lead", "coordinator", "dco", "officer")


@pytest.mark.parametrize(
    "state",
    ["unallocated", "writing", "signed", "checking", "sent_back", "sent", "not_known", "withdrawn"],
)
def test_every_wrong_order_and_person_is_refused(state):
    from django.db import transaction

    scene = brought_to(state)
    for who in PEOPLE:
        passed = set()
        for name, act in ACTS.items():
            try:
                with transaction.atomic():
                    act(scene, getattr(scene, who))
                    passed.add(name)
                    transaction.set_rollback(True)
            except (NotAllowed, NotFound, Conflict):
                continue
            assert scene.state(scene.speech) == state
        expected = PASSES.get((state, who), set())
        assert passed == expected, (state, who)


@pytest.mark.parametrize("role", ["administrator", "commissioner", "ig_lead"])
def test_roles_without_children_never_find_it(role):
    scene = Scene()
    organisation = scene.icb if role != "ig_lead" else scene.services[0].provider
    with pytest.raises(NotFound):
        advice.say_not_known(
            by=person(role, organisation), contribution=scene.speech, searched="x", next_route="y"
        )


def test_failure_half_way_of_an_allocation_leaves_nothing(monkeypatch):
    scene = Scene()
    counts = (
        Notification.objects.count(),
        AuditEvent.objects.count(),
        scene.speech.changes.count(),
    )

    def fail(*args, **kwargs):
        raise RuntimeError("the worklist is away")

    monkeypatch.setattr("ehcp.actions.work.sync", fail)
    with pytest.raises(RuntimeError):
        scene.allocate()
    assert scene.state(scene.speech) == "unallocated"
    assert not scene.speech.versions.exists()
    assert (
        Notification.objects.count(),
        AuditEvent.objects.count(),
        scene.speech.changes.count(),
    ) == counts
