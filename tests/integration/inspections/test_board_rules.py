"""What the database itself keeps of boards, voices and films; and that an action that fails leaves nothing."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import IntegrityError

from dco_portal import audit
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import now, today
from dco_portal.documents.models import Attachment, Document
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections import models as m
from inspections.actions import boards, deciding, films, meetings, packs, papers, voices
from tests.factories.inspections import BoardFactory, MeetingFactory, PlanFactory
from tests.factories.organisations import ProviderFactory
from tests.integration.inspections.board_scene import LINK, BoardScene

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def refused(act) -> bool:
    """Whether the database refuses."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def seat(board, **changes) -> m.BoardMember:
    values = {"role": "Director", "organisation": ProviderFactory(), "since": today()}
    return m.BoardMember.objects.create(board=board, **(values | changes))


def test_a_boards_name_once_in_its_area():
    board = BoardFactory()
    assert refused(lambda: BoardFactory(la=board.la, icb=board.icb))
    assert not refused(lambda: BoardFactory(la=board.la, icb=board.icb, name="Another"))
    assert not refused(lambda: BoardFactory(la=board.la))


def test_seats_in_order_and_once():
    board, scene = BoardFactory(), BoardScene()
    assert refused(lambda: seat(board, until=today() - DAY))
    assert not refused(lambda: seat(board, until=today(), user=scene.member))
    assert not refused(lambda: seat(board, user=scene.member))
    assert refused(lambda: seat(board, user=scene.member))
    assert not refused(lambda: [seat(board), seat(board)])


def test_one_meeting_a_day_and_a_cancelled_one_says_why():
    meeting = MeetingFactory()
    again = {"board": meeting.board, "on": meeting.on}
    assert refused(lambda: MeetingFactory(**again))
    assert refused(lambda: MeetingFactory(state="cancelled", **again))
    assert refused(lambda: MeetingFactory(board=meeting.board, cancelled_because="Snow"))
    assert not refused(lambda: MeetingFactory(state="cancelled", cancelled_because="Snow", **again))


def test_attendance_once_and_a_deputy_by_name():
    meeting = MeetingFactory()
    member, other, third = (seat(meeting.board) for _ in range(3))
    come = m.Attendance.objects.create
    assert refused(lambda: come(meeting=meeting, member=member, presence="deputy"))
    assert refused(lambda: come(meeting=meeting, member=member, presence="present", deputy="X"))
    assert not refused(lambda: come(meeting=meeting, member=member, presence="deputy", deputy="X"))
    assert refused(lambda: come(meeting=meeting, member=member, presence="absent"))
    assert not refused(lambda: come(meeting=meeting, member=other, presence="absent"))
    assert not refused(lambda: come(meeting=MeetingFactory(board=meeting.board, on=today()), member=third, presence="present"))  # fmt: skip


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (m.Paper, {"title": "P"}),
        (m.Decision, {"text": "D"}),
        (m.MeetingAction, {"what": "W", "due_on": dt.date(2026, 6, 1)}),
        (m.Pack, {"content": {}, "sha256": "0" * 64}),
    ],
)
def test_numbers_are_given_once_in_a_meeting(model, values):
    meeting = MeetingFactory()
    if model is m.MeetingAction:
        values = values | {"board": meeting.board, "owner": seat(meeting.board)}
    other = MeetingFactory(board=meeting.board, on=today())
    assert not refused(lambda: model.objects.create(meeting=meeting, number=1, **values))
    assert refused(lambda: model.objects.create(meeting=meeting, number=1, **values))
    assert not refused(lambda: model.objects.create(meeting=meeting, number=2, **values))
    assert not refused(lambda: model.objects.create(meeting=other, number=1, **values))


def test_a_paper_is_a_link_or_a_report():
    meeting = MeetingFactory()
    plan = PlanFactory()
    report = m.Report.objects.create(
        plan=plan, number=1, audience="board", starts_on=today(), ends_on=today(), title="R", content={}, sha256="0" * 64
    )  # fmt: skip
    paper = {"meeting": meeting, "title": "P", "report": report}
    assert refused(lambda: m.Paper.objects.create(number=1, link=LINK, **paper))
    assert not refused(lambda: m.Paper.objects.create(number=1, **paper))


def test_said_is_answered_in_words_and_public_only_then():
    said = {"plan": PlanFactory(), "who": "parents", "said": "S", "heard_on": today()}
    assert refused(lambda: m.Said.objects.create(state="done", **said))
    assert refused(lambda: m.Said.objects.create(public=True, **said))
    assert not refused(lambda: m.Said.objects.create(**said))
    assert not refused(lambda: m.Said.objects.create(state="done", did="D", public=True, **said))


def test_a_film_has_a_transcript():
    film = {"plan": PlanFactory(), "title": "F", "on": today()}
    assert refused(lambda: m.Video.objects.create(transcript="", **film))
    assert not refused(lambda: m.Video.objects.create(transcript="Words", **film))


# --- Fails half-way, nothing remains --------------------------------------------------------
class Half(BoardScene):
    """Something of everything, on which each action can be taken."""

    def __init__(self) -> None:
        super().__init__()
        self.b = self.board()
        self.owner = self.seat(self.b, self.parent, role="Forum")
        self.today = self.meeting(self.b)
        self.later = self.meeting(self.b, 9)
        self.paper = papers.add_paper(by=self.manager, meeting_id=self.later.pk, title="P", link=LINK)  # fmt: skip
        self.decision = deciding.decide(by=self.manager, meeting_id=self.today.pk, text="D")
        self.given = deciding.give(
            by=self.manager, meeting_id=self.today.pk, what="W", owner=self.owner, due_on=today()
        )
        self.done = deciding.give(
            by=self.manager, meeting_id=self.today.pk, what="V", owner=self.owner, due_on=today()
        )
        deciding.finish(by=self.manager, action_id=self.done.pk, words="Yes")
        self.heard = voices.hear(by=self.manager, plan_id=self.plan.pk, who="staff", said="S", heard_on=today())  # fmt: skip
        voices.answer(by=self.manager, said_id=self.heard.pk, state="done", did="D")
        self.film = films.add(by=self.manager, plan_id=self.plan.pk, title="F", on=today(), transcript="T", link=LINK)  # fmt: skip
        self.closed = self.board(name="Closed")
        boards.close_board(by=self.manager, board_id=self.closed.pk)
        self.empty = self.board(name="Empty")


BOARD = {"name": "New", "purpose": "", "chair": "", "reports_to": "", "quorum": 3}
SAID = {"who": "young", "said": "Other", "heard_on": dt.date(2026, 1, 5)}
FILM = {"title": "Other", "on": dt.date(2026, 1, 5), "transcript": "U", "link": LINK}


def mp4() -> SimpleUploadedFile:
    return SimpleUploadedFile("f.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(90))


def seat_values(s: Half) -> dict:
    return {"role": "New", "organisation": s.la, "user": None, "is_chair": False, "since": today()}


ACTIONS = {
    "open_board": lambda s: boards.open_board(by=s.manager, la=s.la, icb=s.icb, **BOARD),
    "change_board": lambda s: boards.change_board(by=s.manager, board_id=s.b.pk, **BOARD),
    "close_board": lambda s: boards.close_board(by=s.manager, board_id=s.empty.pk),
    "reopen_board": lambda s: boards.reopen_board(by=s.manager, board_id=s.closed.pk),
    "seat": lambda s: boards.seat(by=s.manager, board_id=s.b.pk, **seat_values(s)),
    "change_seat": lambda s: boards.change_seat(by=s.manager, member_id=s.owner.pk, **seat_values(s)),
    "plan_meeting": lambda s: meetings.plan_meeting(by=s.manager, board_id=s.b.pk, on=today() + 30 * DAY),
    "change_meeting": lambda s: meetings.change_meeting(by=s.manager, meeting_id=s.later.pk, on=today() + 30 * DAY),
    "cancel_meeting": lambda s: meetings.cancel_meeting(by=s.manager, meeting_id=s.later.pk, reason="Snow"),
    "note_apologies": lambda s: meetings.note_apologies(by=s.manager, meeting_id=s.later.pk, members={s.owner.pk}),
    "hold": lambda s: meetings.hold(by=s.manager, meeting_id=s.today.pk, came={s.owner.pk: ("present", "")}),
    "write_minutes": lambda s: meetings.write_minutes(by=s.manager, meeting_id=s.today.pk, minutes="M"),
    "add_paper": lambda s: papers.add_paper(by=s.manager, meeting_id=s.later.pk, title="Q", link=LINK),
    "withdraw_paper": lambda s: papers.withdraw_paper(by=s.manager, paper_id=s.paper.pk),
    "decide": lambda s: deciding.decide(by=s.manager, meeting_id=s.today.pk, text="E"),
    "correct_decision": lambda s: deciding.correct_decision(by=s.manager, decision_id=s.decision.pk, text="F"),
    "give": lambda s: deciding.give(by=s.manager, meeting_id=s.today.pk, what="X", owner=s.owner, due_on=today()),
    "change_action": lambda s: deciding.change_action(by=s.manager, action_id=s.given.pk, what="Y", owner=s.owner, due_on=today() + DAY),
    "finish": lambda s: deciding.finish(by=s.parent, action_id=s.given.pk, words="Done"),
    "reopen": lambda s: deciding.reopen(by=s.manager, action_id=s.done.pk),
    "make": lambda s: packs.make(by=s.manager, meeting_id=s.later.pk),
    "hear": lambda s: voices.hear(by=s.manager, plan_id=s.plan.pk, **SAID),
    "correct": lambda s: voices.correct(by=s.manager, said_id=s.heard.pk, **SAID),
    "answer": lambda s: voices.answer(by=s.manager, said_id=s.heard.pk, state="doing", did="E"),
    "publish_said": lambda s: voices.publish(by=s.manager, said_id=s.heard.pk),
    "add_film": lambda s: films.add(by=s.manager, plan_id=s.plan.pk, **(FILM | {"link": "", "upload": mp4()})),
    "change_film": lambda s: films.change(by=s.manager, film_id=s.film.pk, **FILM),
    "publish_film": lambda s: films.publish(by=s.manager, film_id=s.film.pk),
}  # fmt: skip
TABLES = (
    m.Board, m.BoardMember, m.Meeting, m.Attendance, m.Paper, m.Decision, m.MeetingAction, m.Pack, m.Said, m.Video,
    WorkItem, Notification, Document, Attachment, AuditEvent,
)  # fmt: skip


def everything() -> list[list[dict]]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


@pytest.mark.parametrize("name", ACTIONS)
def test_what_fails_half_way_leaves_nothing_and_what_succeeds_leaves_something(name, monkeypatch):
    """The audit row is the control: an action that changed nothing would pass without it."""
    scene = Half()
    before = everything()
    record = audit.record

    def fail(*args, **kwargs):
        record(*args, **kwargs)
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            ACTIONS[name](scene)
    assert everything() == before
    ACTIONS[name](scene)
    after = everything()
    assert after[:-1] != before[:-1] and len(after[-1]) > len(before[-1])


def test_what_is_public_is_taken_down_whole_or_not_at_all(monkeypatch):
    scene = Half()
    voices.publish(by=scene.manager, said_id=scene.heard.pk)
    films.publish(by=scene.manager, film_id=scene.film.pk)

    def fail(*args, **kwargs):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(audit, "record", fail)
        for act in (
            lambda: voices.take_down(by=scene.manager, said_id=scene.heard.pk),
            lambda: films.take_down(by=scene.manager, film_id=scene.film.pk),
        ):
            with pytest.raises(RuntimeError), transaction.atomic():
                act()
    assert m.Said.objects.get().public and m.Video.objects.get().published_at <= now()
    voices.take_down(by=scene.manager, said_id=scene.heard.pk)
    films.take_down(by=scene.manager, film_id=scene.film.pk)
    assert not m.Said.objects.get().public and m.Video.objects.get().published_at is None
