"""Each rule that the database keeps of notifications: a row that passes, one that does not."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F

from dco_portal.common.clock import now, today
from referrals.models import (
    ImportRow,
    LaCorrection,
    Message,
    Notification,
    NotificationDraft,
    NotificationImport,
    OnwardReferral,
    Prompt,
    StateChange,
    VoluntaryNamed,
)
from tests.referrals_scene import DAY, Scene

pytestmark = pytest.mark.django_db
ON = today()


@pytest.fixture
def scene():
    scene = Scene()
    scene.sent = scene.send()
    return scene


def refuses(name: str):
    """The database refuses by the constraint of this name."""
    return pytest.raises(IntegrityError, match=name)


STEPS = {
    "opinion_on": ON - 4 * DAY, "opinion_told_on": ON - 3 * DAY, "duty_told_on": ON - 3 * DAY,
    "discussion_offered_on": ON - 2 * DAY, "discussed_on": ON - 1 * DAY, "sent_on": ON,
}  # fmt: skip
ROWS = [
    ("s23_parent_told_after_opinion", {}, {"opinion_told_on": ON - 5 * DAY}),
    ("s23_parent_told_after_opinion", {}, {"duty_told_on": ON - 5 * DAY}),
    ("s23_discussion_offered_after_told", {}, {"opinion_told_on": ON - 1 * DAY}),
    ("s23_discussion_offered_after_told", {}, {"duty_told_on": ON - 1 * DAY}),
    ("s23_sent_after_discussion_offered", {}, {"discussion_offered_on": ON + 1 * DAY, "discussion": "declined", "discussed_on": None}),
    ("s23_discussed_before_sent", {"discussed_on": ON}, {"discussed_on": ON + 1 * DAY}),
    ("s23_discussion_taken_is_dated", {"discussion": "declined", "discussed_on": None}, {"discussed_on": None}),
    ("s23_under_school_age", {"csa_on": ON + DAY}, {"csa_on": ON}),
    ("s23_names_a_need", {"needs": ["sensory"]}, {"needs": []}),
    ("s23_objection_said", {"objection": "Not now", "objects_to_notice": True}, {"objection": "Not now"}),
    ("s23_voluntary_named_is_dated", {"voluntary": "none", "voluntary_on": None}, {"voluntary_on": None}),
    ("s23_authority_since_sent", {"la_since": now() + DAY}, {"la_since": now() - 9 * DAY}),
    ("s23_chosen_authority_has_reason", {"la_basis": "chosen", "la_basis_words": "Letter"}, {"la_basis": "chosen"}),
    ("s23_outside_says_how", {"outside_on": ON, "outside_how": "Post"}, {"outside_on": ON}),
    ("s23_acknowledged_is_dated", {"state": "acknowledged", "acknowledged_at": now(), "acknowledged_by": "who"},
     {"state": "acknowledged"}),
    ("s23_acknowledged_by_somebody", {"acknowledged_at": now(), "acknowledged_by": "who"}, {"acknowledged_at": now()}),
    ("s23_outcome_is_dated", {"outcome": "ehc", "outcome_on": ON}, {"outcome": "ehc"}),
    ("s23_outcome_says_which", {"state": "outcome", "outcome": "ehc", "outcome_on": ON}, {"state": "outcome"}),
    ("s23_duplicate_names_first", {"state": "duplicate", "duplicate_of": "first", "ended_reason": "Same"},
     {"state": "duplicate", "ended_reason": "Same"}),
    ("s23_duplicate_names_first", {}, {"state": "duplicate", "duplicate_of": "itself", "ended_reason": "Same"}),
    ("s23_end_has_reason", {"state": "in_error", "ended_reason": "Wrong child"}, {"state": "in_error"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad"), ROWS)
def test_notification(scene, name, good, bad):
    row = Notification.objects.filter(pk=scene.sent.pk)

    def ready(values):
        words = {"who": scene.officer, "itself": scene.sent}
        if values.get("duplicate_of") == "first":
            first = scene.send(shown=[str(scene.sent.pk)], again_because="Again")
            return {**values, "duplicate_of": first}
        return {key: words.get(value, value) if isinstance(value, str) else value for key, value in values.items()}  # fmt: skip

    row.update(**STEPS)
    with transaction.atomic():
        row.update(**ready(good))
        transaction.set_rollback(True)
    with refuses(name), transaction.atomic():
        row.update(**ready(bad))


def test_the_body_s_own_reference_stands_once_unless_in_error(scene):
    rows = Notification.objects.filter(pk=scene.sent.pk)
    rows.update(their_reference="A-1")
    second = scene.send(shown=[str(scene.sent.pk)], again_because="Again")
    again = Notification.objects.filter(pk=second.pk)
    with refuses("s23_own_reference_once"), transaction.atomic():
        again.update(their_reference="A-1")
    rows.update(state="in_error", ended_reason="Wrong child")
    assert again.update(their_reference="A-1") == 1


def test_a_correction_changes_the_authority_and_says_why(scene):
    values = {
        "notification": scene.sent, "cause": "wrong", "la_before": scene.la, "since_before": now(), "basis_before": "postcode",
        "by": scene.dco,
    }  # fmt: skip
    LaCorrection.objects.create(**values, la_after=scene.other_la, reason="Wrong side of the river")
    with refuses("s23_correction_changes_authority"), transaction.atomic():
        LaCorrection.objects.create(**values, la_after=scene.la, reason="None")
    with refuses("s23_correction_has_reason"), transaction.atomic():
        LaCorrection.objects.create(**values, la_after=scene.other_la, reason="")


def test_a_voluntary_organisation_is_named_once(scene):
    with refuses("s23_voluntary_once"), transaction.atomic():
        VoluntaryNamed.objects.create(notification=scene.sent, name="Toy Library", added_by=scene.clinician)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("s23_question_is_to_somebody", {"asks": True}),
        ("s23_message_to_another_side", {"to_side": "la"}),
        ("s23_message_says_something", {"text": ""}),
    ],
)
def test_message(scene, name, values):
    good = {"notification": scene.sent, "from_side": "la", "author": scene.officer, "organisation": scene.la, "text": "Hello"}  # fmt: skip
    Message.objects.create(**good, to_side="dco", asks=True)
    with refuses(name), transaction.atomic():
        Message.objects.create(**{**good, **values})


def test_the_history_is_never_changed(scene):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        StateChange.objects.filter(notification=scene.sent).update(reason="Another")


def test_a_draft_that_was_sent_is_neither_discarded_nor_diverted(scene):
    draft = NotificationDraft.objects.create(organisation=scene.trust, started_by=scene.clinician)
    row = NotificationDraft.objects.filter(pk=draft.pk)
    row.update(notification=scene.sent)
    for values in ({"discarded_at": now()}, {"diverted_at": now()}):
        with refuses("s23_draft_sent_or_ended"), transaction.atomic():
            row.update(**values)


def test_an_import_does_no_more_than_it_has_and_its_rows_say_what_became_of_them(scene):
    batch = NotificationImport.objects.create(
        organisation=scene.trust, uploaded_by=scene.clinician, filename="list.csv", content=b"", sha256="0" * 64, total=1, done=1
    )  # fmt: skip
    with refuses("s23_import_done"), transaction.atomic():
        NotificationImport.objects.filter(pk=batch.pk).update(done=F("total") + 1)
    line = ImportRow.objects.create(batch=batch, number=2)
    row = ImportRow.objects.filter(pk=line.pk)
    with refuses("s23_import_row_became"), transaction.atomic():
        row.update(state="imported")
    with refuses("s23_import_row_says_why"), transaction.atomic():
        row.update(state="rejected")
    assert row.update(state="rejected", errors=["Born: not a date"]) == 1
    assert row.update(state="imported", notification=scene.sent) == 1
    with refuses("s23_import_row_once"), transaction.atomic():
        ImportRow.objects.create(batch=batch, number=2)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("s23_onward_names_one", {"described": ""}),
        ("s23_onward_with_consent", {"consent_by": ""}),
        ("s23_onward_with_consent", {"consent_on": ON + DAY}),
        ("s23_onward_answered", {"state": "accepted"}),
    ],
)
def test_onward_referral(scene, name, values):
    good = {
        "notification": scene.sent, "described": "Portage", "reason": "Play at home", "consent_by": "Mother", "consent_on": ON,
        "consent_how": "in_person", "sent_by": scene.clinician, "sent_organisation": scene.trust, "sent_on": ON,
    }  # fmt: skip
    OnwardReferral.objects.create(**good, reference="S23-X-R1")
    with refuses(name), transaction.atomic():
        OnwardReferral.objects.create(
            **{**good, **values}, reference=f"S23-X-{uuid.uuid4().hex[:6]}"
        )


def test_a_prompt_stands_once_and_is_done_after_it_was_raised(scene):
    values = {
        "notification": scene.sent,
        "kind": "two_year",
        "organisation": scene.la,
        "due_on": ON,
    }
    prompt = Prompt.objects.create(**values)
    with refuses("s23_prompt_once"), transaction.atomic():
        Prompt.objects.create(**values)
    row = Prompt.objects.filter(pk=prompt.pk)
    with refuses("s23_prompt_done_after_raised"), transaction.atomic():
        row.update(done_at=now())
    assert row.update(raised_at=now(), done_at=now() + dt.timedelta(hours=1)) == 1
