"""Boards: who sits, meets, decides and does; what readers, keepers and strangers may."""

import datetime as dt

import pytest
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Attachment
from dco_portal.notifications.models import Notification
from dco_portal.work.models import WorkItem
from inspections.actions import boards, deciding, meetings, papers
from inspections.models import Attendance, Board, Decision, Meeting, MeetingAction, Paper
from inspections.queries import boards as queries
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.inspections import PlanFactory
from tests.factories.organisations import LocalAuthorityFactory, VoluntaryFactory
from tests.integration.inspections.board_scene import LINK, BoardScene

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def scene() -> BoardScene:
    return BoardScene()


def test_the_area_reads_the_manager_keeps_and_a_seat_lets_a_partner_read(scene):
    board = scene.board()
    for reader in (scene.manager, scene.member, person("plan_approver", scene.la)):
        assert list(Board.objects.visible_to(reader)) == [board]
    for nobody in (scene.parent, scene.outsider, scene.stranger, person("clinician", scene.trust)):
        assert not Board.objects.visible_to(nobody).exists()
    seat = scene.seat(board, scene.parent, role="Parent carer forum")
    assert list(Board.objects.visible_to(scene.parent)) == [board]
    with pytest.raises(NotAllowed):
        scene.seat(board, by=scene.parent)
    change = {"role": "Forum", "organisation": scene.forum, "user": scene.parent, "is_chair": False}
    boards.change_seat(
        by=scene.manager, member_id=seat.pk, since=today() - 9 * DAY, until=today() - DAY, **change
    )
    assert not Board.objects.visible_to(scene.parent).exists()


def test_a_board_belongs_to_ones_own_area(scene):
    with pytest.raises(Invalid, match="own organisation"):
        boards.open_board(
            by=scene.stranger, la=scene.la, icb=scene.icb, name="X", purpose="", chair="", reports_to="", quorum=None
        )  # fmt: skip
    with pytest.raises(Invalid, match="own organisation"):
        boards.open_board(
            by=scene.manager, la=LocalAuthorityFactory(), icb=scene.icb, name="X", purpose="", chair="", reports_to="",
            quorum=None,
        )  # fmt: skip
    scene.board()
    with pytest.raises(Invalid, match="of this name"):
        scene.board()
    assert Board.objects.count() == 1


def test_a_partners_manager_reads_and_does_not_keep(scene):
    board = scene.board()
    other = person("improvement_manager", LocalAuthorityFactory())
    boards.seat(
        by=scene.manager, board_id=board.pk, role="Neighbour", organisation=other.organisation, user=None, is_chair=False,
        since=today(),
    )  # fmt: skip
    assert Board.objects.visible_to(other).exists()
    with pytest.raises(NotAllowed):
        boards.close_board(by=other, board_id=board.pk)
    with pytest.raises(NotFound):
        boards.close_board(by=scene.stranger, board_id=board.pk)


def test_seats_fit_their_holder(scene):
    board = scene.board()
    with pytest.raises(Invalid) as caught:
        scene.seat(board, person("clinician", scene.trust))
    assert set(caught.value.errors) == {"user"}
    with pytest.raises(Invalid, match="has no part"):
        scene.seat(board, scene.parent, organisation=scene.la)
    with pytest.raises(Invalid, match="last day"):
        scene.seat(board, until=today() - 400 * DAY)
    scene.seat(board, scene.member)
    with pytest.raises(Invalid, match="has a seat"):
        scene.seat(board, scene.member)
    assert [row.user for row in queries.members(board, today())] == [scene.member]


def test_a_meeting_is_moved_and_members_are_told_without_content(scene):
    board = scene.board()
    scene.seat(board, scene.member)
    meeting = scene.meeting(board, 20)
    with pytest.raises(Invalid, match="that day already"):
        scene.meeting(board, 20)
    meetings.change_meeting(by=scene.manager, meeting_id=meeting.pk, on=today() + 21 * DAY)
    told = Notification.objects.get()
    assert (told.recipient, told.organisation) == (scene.member, scene.icb)
    assert "was moved" in told.subject and told.link.endswith(f"{meeting.pk}/")
    with pytest.raises(Invalid):
        meetings.cancel_meeting(by=scene.manager, meeting_id=meeting.pk, reason=" ")
    meetings.cancel_meeting(by=scene.manager, meeting_id=meeting.pk, reason="Snow")
    assert "Snow" not in Notification.objects.latest("created_at").body
    with pytest.raises(Conflict):
        meetings.cancel_meeting(by=scene.manager, meeting_id=meeting.pk, reason="Again")
    again = scene.meeting(board, 21)
    assert Meeting.objects.filter(board=board, on=again.on).count() == 2


def test_who_came_and_the_quorum(scene):
    board = scene.board(quorum=2)
    one, two, gone = scene.seat(board), scene.seat(board, scene.member), scene.seat(board)
    boards.change_seat(
        by=scene.manager, member_id=gone.pk, role="Left", organisation=scene.la, user=None, is_chair=False,
        since=today() - 9 * DAY, until=today() - DAY,
    )  # fmt: skip
    later = scene.meeting(board, 5)
    meetings.note_apologies(by=scene.manager, meeting_id=later.pk, members={one.pk})
    meetings.note_apologies(by=scene.manager, meeting_id=later.pk, members={two.pk})
    assert [row.member_id for row in Attendance.objects.filter(meeting=later)] == [two.pk]
    with pytest.raises(Conflict, match="to come"):
        meetings.hold(by=scene.manager, meeting_id=later.pk, came={})
    meeting = scene.meeting(board)
    came = {one.pk: ("present", ""), two.pk: ("deputy", " ")}
    with pytest.raises(Invalid) as caught:
        meetings.hold(by=scene.manager, meeting_id=meeting.pk, came=came)
    assert set(caught.value.errors) == {f"deputy_{two.pk}"}
    with pytest.raises(Invalid, match="whether they came"):
        meetings.hold(by=scene.manager, meeting_id=meeting.pk, came={one.pk: ("present", "")})
    came[two.pk] = ("deputy", "Deputy director")
    with pytest.raises(Invalid, match="does not sit"):
        meetings.hold(
            by=scene.manager, meeting_id=meeting.pk, came=came | {gone.pk: ("absent", "")}
        )
    held = meetings.hold(by=scene.manager, meeting_id=meeting.pk, came=came)
    assert held.state == "held"
    page = open_page(scene.member, "inspections:meeting", meeting.pk)
    assert "The quorum is 2: it was reached." in page and "Deputy director" in page
    meetings.hold(
        by=scene.manager, meeting_id=meeting.pk, came=came | {two.pk: ("absent", "Deputy director")}
    )
    assert "not reached" in open_page(scene.member, "inspections:meeting", meeting.pk)


def open_page(user, name: str, *args, **query) -> str:
    from django.test import Client

    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_papers_are_numbered_told_of_served_and_withdrawn(scene, client):
    board = scene.board()
    scene.seat(board, scene.parent, role="Forum")
    meeting = scene.meeting(board, 9)
    add = {"by": scene.manager, "meeting_id": meeting.pk}
    with pytest.raises(Invalid, match="Choose a file"):
        papers.add_paper(title="Nothing", **add)
    with pytest.raises(Invalid, match="one thing"):
        papers.add_paper(title="Both", link=LINK, upload=report(), **add)
    first = papers.add_paper(title="Secret heading", summary="To agree", upload=report(), **add)
    second = papers.add_paper(title="Terms", link=LINK, **add)
    assert (first.number, second.number) == (1, 2)
    told = Notification.objects.filter(recipient=scene.parent)
    assert told.count() == 2 and not told.filter(body__contains="Secret").exists()
    assert not told.filter(subject__contains="Secret").exists()
    client.force_login(scene.parent)
    answer = client.get(reverse("inspections:paper-file", args=[first.pk]))
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client.get(reverse("inspections:paper-file", args=[second.pk])).status_code == 404
    page = open_page(scene.parent, "inspections:meeting", meeting.pk)
    assert Attachment.objects.get().sha256 in page and LINK in page
    papers.withdraw_paper(by=scene.manager, paper_id=first.pk)
    assert client.get(reverse("inspections:paper-file", args=[first.pk])).status_code == 404
    with pytest.raises(Conflict):
        papers.withdraw_paper(by=scene.manager, paper_id=first.pk)
    assert papers.add_paper(title="Third", link=LINK, **add).number == 3
    client.force_login(scene.outsider)
    assert client.get(reverse("inspections:meeting", args=[meeting.pk])).status_code == 404


def test_an_unfit_file_leaves_no_paper(scene):
    from django.core.files.uploadedfile import SimpleUploadedFile

    meeting = scene.meeting(scene.board(), 9)
    with pytest.raises(Invalid):
        papers.add_paper(
            by=scene.manager, meeting_id=meeting.pk, title="X", upload=SimpleUploadedFile("x.pdf", b"MZ")
        )  # fmt: skip
    assert not Paper.objects.exists() and not Notification.objects.exists()


def test_decisions_are_about_the_areas_own_plans(scene, client):
    scene.furnish_plan()
    board = scene.board()
    meeting = scene.meeting(board)
    subjects = dict(pair for _, group in queries.subjects(board) for pair in group)
    assert {f"plan:{scene.plan.pk}", f"risk:{scene.risk.pk}", f"action:{scene.action.pk}"} <= set(
        subjects
    )
    note = {"by": scene.manager, "meeting_id": meeting.pk}
    one = deciding.decide(text="Fund two posts", about=f"risk:{scene.risk.pk}", **note)
    two = deciding.decide(text="Meet monthly", **note)
    assert (one.plan, one.risk, one.number, two.number) == (scene.plan, scene.risk, 1, 2)
    for foreign in (f"plan:{PlanFactory().pk}", "plan:nonsense", "board:1"):
        with pytest.raises(Invalid, match="plans of this area"):
            deciding.decide(text="X", about=foreign, **note)
    deciding.correct_decision(by=scene.manager, decision_id=two.pk, text="Meet monthly, on Mondays")
    with pytest.raises(Invalid, match="Take out"):
        deciding.decide(text="About 999 123 4567", **note)
    page = open_page(scene.member, "inspections:decisions", board.pk, words="MONDAYS")
    assert "on Mondays" in page and "Fund two posts" not in page
    client.force_login(scene.member)
    path = reverse("inspections:decisions-csv", args=[board.pk])
    sheet = b"".join(client.get(path, {"plan": scene.plan.pk}).streaming_content).decode()
    assert "Fund two posts" in sheet and "Mondays" not in sheet and "Risk" in sheet
    with pytest.raises(Conflict, match="to come"):
        deciding.decide(by=scene.manager, meeting_id=scene.meeting(board, 3).pk, text="X")


def test_an_action_is_on_its_owners_list_and_carried_until_done(scene):
    board = scene.board()
    owner, other = scene.seat(board, scene.parent, role="Forum"), scene.seat(board, role="Nobody")
    first, second = scene.meeting(board, -30), scene.meeting(board)
    due = today() + 10 * DAY
    give = {"by": scene.manager, "meeting_id": first.pk}
    with pytest.raises(Invalid, match="before the meeting"):
        deciding.give(what="X", owner=owner, due_on=today() - 60 * DAY, **give)
    row = deciding.give(what="Ask families", owner=owner, due_on=due, **give)
    item = WorkItem.objects.get(object_id=row.pk)
    assert (item.owner, item.organisation, item.target_on, item.state) == (
        scene.parent,
        scene.forum,
        due,
        "open",
    )
    assert "Ask families" not in item.title + item.step
    assert list(queries.carried(second)) == [row] and not queries.carried(first)
    deciding.change_action(by=scene.manager, action_id=row.pk, what="Ask", owner=other, due_on=due)
    assert WorkItem.objects.get(object_id=row.pk).state == "closed"
    deciding.change_action(by=scene.manager, action_id=row.pk, what="Ask", owner=owner, due_on=due)
    assert WorkItem.objects.get(object_id=row.pk).state == "open"
    with pytest.raises(NotAllowed):
        deciding.finish(by=scene.member, action_id=row.pk, words="Done")
    with pytest.raises(Invalid):
        deciding.finish(by=scene.parent, action_id=row.pk, words=" ")
    deciding.finish(by=scene.parent, action_id=row.pk, words="Forty answers")
    assert WorkItem.objects.get(object_id=row.pk).state == "closed"
    with pytest.raises(Conflict):
        deciding.finish(by=scene.parent, action_id=row.pk, words="Again")
    deciding.reopen(by=scene.manager, action_id=row.pk)
    assert WorkItem.objects.get(object_id=row.pk).state == "open"
    assert MeetingAction.objects.get().words == "Forty answers"


def test_only_members_of_this_board_are_given_actions(scene):
    board, another = scene.board(), scene.board(name="Other board")
    stranger = scene.seat(another)
    gone = scene.seat(board, until=today() - DAY)
    meeting = scene.meeting(board)
    for owner in (stranger, gone):
        with pytest.raises(Invalid, match="sits on this board"):
            deciding.give(
                by=scene.manager, meeting_id=meeting.pk, what="X", owner=owner, due_on=today()
            )
    assert not MeetingAction.objects.exists()


def test_the_action_log_by_state_and_owner(scene, client):
    board = scene.board()
    one, two = scene.seat(board, role="One"), scene.seat(board, role="Two")
    meeting = scene.meeting(board, -40)
    for owner, what, days in ((one, "Was due", -3), (two, "Is due", 3), (two, "=Done()", 1)):
        deciding.give(
            by=scene.manager,
            meeting_id=meeting.pk,
            what=what,
            owner=owner,
            due_on=today() + days * DAY,
        )
    deciding.finish(by=scene.manager, action_id=MeetingAction.objects.get(number=3).pk, words="Yes")
    page = open_page(scene.member, "inspections:board-actions", board.pk, state="late")
    assert "Was due" in page and "Is due" not in page
    page = open_page(scene.member, "inspections:board-actions", board.pk, owner=str(two.pk))
    assert "Is due" in page and "Was due" not in page
    client.force_login(scene.member)
    sheet = client.get(reverse("inspections:board-actions-csv", args=[board.pk]), {"state": "done"})
    text = b"".join(sheet.streaming_content).decode()
    assert "'=Done()" in text and "Was due" not in text


def test_a_closed_board_takes_nothing_new(scene):
    board = scene.board()
    meeting = scene.meeting(board, 3)
    with pytest.raises(Conflict, match="still planned"):
        boards.close_board(by=scene.manager, board_id=board.pk)
    meetings.cancel_meeting(by=scene.manager, meeting_id=meeting.pk, reason="No board")
    boards.close_board(by=scene.manager, board_id=board.pk)
    for act in (lambda: scene.meeting(board, 4), lambda: scene.seat(board)):
        with pytest.raises(Conflict, match="was closed"):
            act()
    with pytest.raises(Conflict, match="cancelled"):
        papers.add_paper(by=scene.manager, meeting_id=meeting.pk, title="X", link=LINK)
    boards.reopen_board(by=scene.manager, board_id=board.pk)
    assert scene.meeting(board, 4).state == "planned"


def test_minutes_are_kept_and_name_no_child(scene):
    meeting = scene.meeting(scene.board())
    with pytest.raises(Invalid, match="Take out"):
        meetings.write_minutes(by=scene.manager, meeting_id=meeting.pk, minutes="Born 03/04/2017")
    meetings.write_minutes(by=scene.manager, meeting_id=meeting.pk, minutes="All <b>agreed</b>.")
    assert "All &lt;b&gt;agreed&lt;/b&gt;." in open_page(
        scene.member, "inspections:meeting", meeting.pk
    )


def test_the_form_comes_back_filled_with_the_fault_beside_its_field(scene, client):
    board = scene.board()
    meeting = scene.meeting(board)
    client.force_login(scene.manager)
    path = reverse("inspections:decision-new", args=[meeting.pk])
    answer = client.post(path, {"text": "About 999 123 4567", "about": ""})
    page = answer.content.decode()
    assert "Take out numbers" in page and "About 999 123 4567" in page
    path = reverse("inspections:paper-new", args=[meeting.pk])
    page = client.post(path, {"title": "Kept", "link": "", "summary": "This too"}).content.decode()
    assert "Choose a file, give a link" in page and "Kept" in page and "This too" in page
    done = client.post(path, {"title": "Terms", "link": LINK, "summary": ""}, follow=True)
    assert "Added." in done.content.decode() and Paper.objects.get().title == "Terms"


def test_a_meetings_page_asks_no_more_with_more_on_it(scene, client, django_assert_max_num_queries):
    board = scene.board()
    meeting = scene.meeting(board)

    def fill(times: int) -> None:
        for _ in range(times):
            papers.add_paper(by=scene.manager, meeting_id=meeting.pk, title="P", upload=report())
            seat = scene.seat(board, person("forum", VoluntaryFactory(local_authority=scene.la)))
            deciding.decide(
                by=scene.manager, meeting_id=meeting.pk, text="D", about=f"plan:{scene.plan.pk}"
            )
            deciding.give(
                by=scene.manager, meeting_id=meeting.pk, what="W", owner=seat, due_on=today()
            )

    client.force_login(scene.member)
    names = [
        "inspections:meeting",
        "inspections:board",
        "inspections:decisions",
        "inspections:board-actions",
    ]
    paths = [
        reverse(name, args=[meeting.pk if name.endswith("meeting") else board.pk]) for name in names
    ]
    fill(1)
    client.get(paths[0])
    counts = []
    for path in paths:
        with django_assert_max_num_queries(40) as few:
            client.get(path)
        counts.append(len(few))
    fill(3)
    for path, count in zip(paths, counts, strict=True):
        with django_assert_max_num_queries(count):
            client.get(path)


def test_every_action_leaves_its_row_in_the_audit(scene):
    board = scene.board()
    meeting = scene.meeting(board)
    deciding.decide(by=scene.manager, meeting_id=meeting.pk, text="D")
    verbs = set(AuditEvent.objects.filter(actor_id=scene.manager.pk).values_list("verb", flat=True))
    assert verbs >= {
        "inspections.board_opened",
        "inspections.meeting_planned",
        "inspections.decision_noted",
    }
    assert Decision.objects.count() == 1
