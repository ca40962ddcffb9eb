"""Sign-off, the DCO team's check and sample, sending back, sending."""

import uuid

import pytest
from django.db import transaction

from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.notifications.models import Notification
from ehcp.actions import checking
from ehcp.models import ReturnComment
from ehcp.rules import checking as rules
from tests.advice_scene import Scene, after, brought_to

pytestmark = pytest.mark.django_db


def test_sign_off_notes_who_and_hands_over():
    scene = Scene(services=1)
    done = scene.to_checking()
    assert (done.state, done.signed_off_by) == ("checking", scene.lead)
    assert done.signed_off_at is not None
    assert Notification.objects.filter(recipient=scene.coordinator, kind="ehcp.to_check").exists()


def test_version_that_was_not_read_is_not_signed_off_nor_sent():
    scene = after("to_checking", services=1)
    checking.send_back(
        by=scene.coordinator, contribution=scene.speech, version=1, comments={}, summary="More"
    )
    scene.sign()
    with pytest.raises(Conflict, match="Version 2 has been signed since you read version 1"):
        checking.sign_off(by=scene.lead, contribution=scene.speech, version=1)
    scene.sign_off()
    with pytest.raises(Conflict, match="Read it first"):
        checking.send(by=scene.coordinator, contribution=scene.speech, version=1)


def test_sending_back_keeps_both_versions_and_the_comments():
    scene = after("to_checking", services=1)
    done = checking.send_back(
        by=scene.coordinator, contribution=scene.speech, version=1,
        comments={"need.1": "How often?", "views": " "}, summary="Nearly there",
    )  # fmt: skip
    assert (done.state, done.signed_off_by) == ("sent_back", None)
    first, second = scene.speech.versions.all()
    assert (first.number, first.signed_by, second.number, second.signed_at) == (
        1,
        scene.clinician,
        2,
        None,
    )
    assert first.content["needs"] == second.content["needs"]
    assert "saved" not in second.content
    said = dict(ReturnComment.objects.filter(version=first).values_list("item", "text"))
    assert said == {"need.1": "How often?", "all": "Nearly there"}
    assert Notification.objects.filter(recipient=scene.clinician, kind="ehcp.sent_back").exists()
    scene.save(scene.speech, "strengths", {"strengths": "Sings"})
    scene.sign()
    assert [row.content["strengths"]["strengths"] for row in scene.speech.versions.all()] == [
        "Makes friends easily", "Sings"
    ]  # fmt: skip


def test_lead_may_send_back_instead_of_signing_off():
    scene = after("allocate", services=1)
    scene.write()
    scene.sign()
    done = checking.send_back(
        by=scene.lead, contribution=scene.speech, version=1, comments={}, summary="Add dates"
    )
    assert done.state == "sent_back"
    assert scene.draft(scene.speech).number == 2


def test_sending_back_needs_a_word_on_something_that_is_there():
    scene = after("to_checking", services=1)
    with pytest.raises(Invalid, match="Say what should change"):
        checking.send_back(
            by=scene.coordinator, contribution=scene.speech, version=1, comments={}, summary=" "
        )
    with pytest.raises(Conflict, match="changed since you opened"):
        checking.send_back(
            by=scene.coordinator,
            contribution=scene.speech,
            version=1,
            comments={"need.9": "?"},
            summary="",
        )
    assert not ReturnComment.objects.exists()


def test_sample_takes_the_same_share_each_time():
    ids = [uuid.UUID(int=(n * 7_919_000_017) ** 3 % 2**128) for n in range(2_000)]
    taken = [rules.picked(one, 10) for one in ids]
    assert taken == [rules.picked(one, 10) for one in ids]
    assert 130 < sum(taken) < 270
    assert not any(rules.picked(one, 0) for one in ids)
    assert all(rules.picked(one, 100) for one in ids)


def test_picked_advice_is_sent_by_the_dco_alone():
    scene = Scene(services=1, sample=100)
    done = scene.to_checking()
    assert done.picked_for_sample
    assert Notification.objects.filter(recipient=scene.dco, kind="ehcp.to_check").exists()
    with pytest.raises(NotAllowed, match="picked for the DCO’s sample"):
        scene.send()
    checking.send_back(
        by=scene.coordinator, contribution=scene.speech, version=1, comments={}, summary="More"
    )
    scene.sign()
    scene.sign_off()
    assert scene.send(by=scene.dco).sent_by == scene.dco


def test_sent_part_has_a_pdf_and_the_la_is_told():
    scene = Scene()
    done = scene.sent(scene.speech)
    assert (done.state, done.sent_by, done.document.state) == (
        "sent",
        scene.coordinator,
        "preparing",
    )
    assert scene.speech.versions.get().sent_at == done.sent_at
    assert Notification.objects.filter(recipient=scene.officer, kind="ehcp.part_sent").exists()
    assert Notification.objects.filter(recipient=scene.clinician, kind="ehcp.sent").exists()
    assert scene.child.family_name not in done.document.filename + done.document.title


ACTS = {
    "sign_off": lambda s, by: checking.sign_off(by=by, contribution=s.speech, version=1),
    "send_back": lambda s, by: checking.send_back(
        by=by, contribution=s.speech, version=1, comments={}, summary="More"
    ),
    "send": lambda s, by: checking.send(by=by, contribution=s.speech, version=1),
}
PASSES = {
    ("signed", "lead"): {"sign_off", "send_back"},
    ("checking", "coordinator"): {"send_back", "send"},
    ("checking", "dco"): {"send_back", "send"},
}


@pytest.mark.parametrize(
    "state", ["unallocated", "writing", "signed", "checking", "sent_back", "sent", "not_known"]
)
def test_every_wrong_order_and_person_is_refused(state):
    scene = brought_to(state)
    for who in ("lead", "clinician", "other_lead", "coordinator", "dco", "officer"):
        passed = set()
        for name, act in ACTS.items():
            try:
                with transaction.atomic():
                    act(scene, getattr(scene, who))
                    passed.add(name)
                    transaction.set_rollback(True)
            except (NotAllowed, NotFound, Conflict):
                continue
        assert passed == PASSES.get((state, who), set()), (state, who)
