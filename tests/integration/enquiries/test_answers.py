"""Published answers: two people, nothing that tells who asked, found by the next who asks."""

import pytest

from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.work.models import WorkItem
from enquiries.actions import answers, clock, thread
from enquiries.models import Answer, AnswerVersion
from enquiries.queries import answers as queries
from enquiries.queries import suggest
from tests.enquiry_scene import Scene, step_of

pytestmark = pytest.mark.django_db
WORDS = {
    "question": "Who trains school staff to give feeds?",
    "text": "The children’s community nursing team trains staff for one pupil.",
    "topic": "medical",
}


def published(scene: Scene, **changes) -> Answer:
    row = answers.begin(by=scene.coordinator, **{**WORDS, **changes})
    answers.submit(by=scene.coordinator, answer_id=row.pk)
    return answers.approve(by=scene.dco, answer_id=row.pk, number=1)


def test_writer_cannot_approve_and_a_second_approver_is_told_who_was_first():
    scene = Scene()
    row = answers.begin(by=scene.coordinator, **WORDS)
    answers.submit(by=scene.coordinator, answer_id=row.pk)
    assert step_of(row, scene.icb) == "Check and publish"
    with pytest.raises(NotAllowed):
        answers.approve(by=scene.coordinator, answer_id=row.pk, number=1)
    answers.approve(by=scene.dco, answer_id=row.pk, number=1)
    assert step_of(row, scene.icb) == ""
    with pytest.raises(Conflict, match=scene.dco.name):
        answers.approve(by=scene.dco, answer_id=row.pk, number=1)


def test_personal_details_are_caught_before_publishing():
    scene = Scene()
    enquiry = scene.enquiry(topic="child", child_details=True)
    row = answers.begin(
        by=scene.coordinator,
        enquiry_id=enquiry.pk,
        **{**WORDS, "text": "Wilhelmina may come on Monday."},
    )
    version = answers.submit(by=scene.coordinator, answer_id=row.pk)
    assert version.findings == ["A name from the enquiry"]
    with pytest.raises(Invalid) as error:
        answers.approve(by=scene.dco, answer_id=row.pk, number=1)
    assert "looked" in error.value.errors
    answers.send_back(by=scene.dco, answer_id=row.pk, comment="No name, please")
    assert WorkItem.objects.get(object_id=row.pk).owner == scene.coordinator
    answers.write(
        by=scene.coordinator, answer_id=row.pk, **{**WORDS, "text": "Number 999 000 0018."}
    )
    answers.submit(by=scene.coordinator, answer_id=row.pk)
    with pytest.raises(Invalid, match="NHS number"):
        answers.approve(by=scene.dco, answer_id=row.pk, number=1, looked=True)
    assert not Answer.objects.published().exists()


def test_found_by_words_by_synonyms_and_not_by_a_common_word():
    scene = Scene()
    row = published(scene)
    for words in ("training for feeds", "gastrostomy feeding", "Who may train my staff?"):
        assert [found.id for found in queries.search(words)] == [row.pk], words
    assert queries.search("swimming lessons in the holidays") == []
    assert queries.search("zzz") == []
    assert [s.id for s in suggest.suggestions("staff feeds", icb=scene.icb)] == [row.pk]


def test_draft_checking_and_withdrawn_are_not_public():
    scene = Scene()
    row = answers.begin(by=scene.coordinator, **WORDS)
    assert queries.one(row.pk) is None
    answers.submit(by=scene.coordinator, answer_id=row.pk)
    assert queries.one(row.pk) is None
    answers.approve(by=scene.dco, answer_id=row.pk, number=1)
    assert queries.one(row.pk)
    answers.withdraw(by=scene.coordinator, answer_id=row.pk, reason="Out of date")
    assert queries.one(row.pk) is None
    with pytest.raises(NotFound):
        answers.count_helped(by=None, answer_id=row.pk)


def test_a_new_version_leaves_the_old_one_public_until_it_is_approved():
    scene = Scene()
    row = published(scene)
    answers.write(by=scene.dco, answer_id=row.pk, **{**WORDS, "text": "Newer words."})
    answers.submit(by=scene.dco, answer_id=row.pk)
    assert queries.one(row.pk).live.number == 1
    answers.approve(by=scene.coordinator, answer_id=row.pk, number=2)
    assert queries.one(row.pk).live.number == 2
    states = AnswerVersion.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["replaced", "published"]


def test_uses_are_counted_per_enquiry_and_by_those_it_helped():
    scene = Scene()
    row = published(scene)
    enquiry = scene.enquiry()
    for _ in range(2):
        thread.reply(
            by=scene.dco, enquiry_id=enquiry.pk, text="As published", answer_id=row.pk, then="open"
        )
    answers.count_helped(by=None, answer_id=row.pk)
    found = queries.one(row.pk)
    assert (found.in_replies, found.helped, found.used) == (1, 1, 2)


def test_review_falls_due_in_the_list_and_moves_on_when_done():
    scene = Scene()
    row = published(scene)
    Answer.objects.update(review_on=today())
    clock.daily()
    assert step_of(row, scene.icb) == "Review"
    answers.review(by=scene.dco, answer_id=row.pk)
    assert step_of(row, scene.icb) == ""
    assert Answer.objects.get().review_on > today()


def test_another_boards_team_sees_nothing():
    scene, other = Scene(), Scene()
    row = published(scene)
    with pytest.raises(NotFound):
        answers.withdraw(by=other.dco, answer_id=row.pk, reason="x")
    with pytest.raises(NotFound):
        answers.begin(by=other.dco, enquiry_id=scene.enquiry().pk, **WORDS)
