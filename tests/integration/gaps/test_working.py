"""Deciding about lines: owner, decision, board, states, merging; who may; what is left behind."""

import datetime as dt

import pytest

from dco_portal.accounts.actions import people as people_actions
from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.gaps import actions, queries
from dco_portal.gaps.models import GapChange, GapLine, GapSource
from dco_portal.notifications.models import Notification
from tests.factories.accounts import person
from tests.factories.gaps import source
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def icb():
    return IcbFactory()


@pytest.fixture
def dco(icb):
    return person("dco", icb)


@pytest.fixture
def line(icb) -> GapLine:
    return source(organisation=icb).line


def test_owner_decision_and_board_item(icb, dco, line):
    owner = person("commissioner", icb)
    row = actions.decide(
        by=dco, line_id=line.pk, owner=owner, decision=" Buy more ", board="Audiology", lock=0,
        board_on=today() + dt.timedelta(days=9),
    )  # fmt: skip
    assert (row.owner, row.decision, row.board, row.lock) == (owner, "Buy more", "Audiology", 1)
    change = GapChange.objects.get()
    assert change.what == f"Owner: {owner.name}; Decision written; Board item: Audiology"
    assert (change.by, change.from_state, change.to_state) == (dco, "open", "open")
    message = Notification.objects.get()
    assert (message.recipient, message.link) == (owner, f"/gaps/{line.pk}/")
    actions.decide(
        by=dco, line_id=line.pk, owner=owner, decision="Buy more", board="Audiology", lock=1,
        board_on=row.board_on,
    )  # fmt: skip
    assert GapChange.objects.count() == 1, "nothing changed, nothing noted"
    assert AuditEvent.objects.filter(verb="gaps.decide").count() == 1


def test_two_who_decide_at_once(icb, dco, line):
    actions.decide(by=dco, line_id=line.pk, owner=dco, lock=0)
    with pytest.raises(Conflict, match=dco.name):
        actions.decide(by=person("coordinator", icb), line_id=line.pk, owner=None, lock=0)


def test_owner_of_another_icb_and_a_board_day_without_an_item_are_refused(dco, line):
    with pytest.raises(Invalid) as error:
        actions.decide(by=dco, line_id=line.pk, owner=person("dco"), board_on=today())
    assert set(error.value.errors) == {"owner", "board"}


def test_states_move_as_the_table_says_and_ends_are_explained(dco, line):
    for to in ("accepted", "commissioning"):
        actions.move(by=dco, line_id=line.pk, to=to)
    for to in ("answered", "closed"):
        with pytest.raises(Invalid) as error:
            actions.move(by=dco, line_id=line.pk, to=to, reason="  ")
        assert list(error.value.errors) == ["reason"]
    with pytest.raises(Invalid):
        actions.move(by=dco, line_id=line.pk, to="lost")
    with pytest.raises(Conflict, match="Being commissioned"):
        actions.move(by=dco, line_id=line.pk, to="open")
    actions.move(by=dco, line_id=line.pk, to="answered", reason="A second clinic opened")
    actions.move(by=dco, line_id=line.pk, to="open", reason="Waits grew again")
    said = list(
        GapChange.objects.order_by("created_at").values_list("from_state", "to_state", "reason")
    )
    assert said[2:] == [
        ("commissioning", "answered", "A second clinic opened"),
        ("answered", "open", "Waits grew again"),
    ]  # fmt: skip


def test_merged_line_gives_its_sources_and_those_to_come(icb, dco, line):
    other = source(organisation=icb, theme="capacity").line
    assert actions.merge(by=dco, line_id=other.pk, into_id=line.pk, reason="One gap") == line
    assert source(organisation=icb, theme="capacity").line == line
    assert queries.by_kind([line.pk, other.pk]) == {line.pk: {"enquiry": 3}}
    with pytest.raises(Conflict, match="merged"):
        actions.merge(by=dco, line_id=other.pk, into_id=line.pk)
    with pytest.raises(Conflict, match="merged"):
        actions.decide(by=dco, line_id=other.pk, owner=dco)
    actions.unmerge(by=dco, line_id=other.pk)
    assert queries.by_kind([line.pk, other.pk]) == {
        line.pk: {"enquiry": 1},
        other.pk: {"enquiry": 2},
    }
    with pytest.raises(Conflict, match="not merged"):
        actions.unmerge(by=dco, line_id=other.pk)


def test_lines_merged_one_into_the_next_come_apart_again(icb, dco, line):
    second = source(organisation=icb, theme="capacity").line
    third = source(organisation=icb, theme="age").line
    actions.merge(by=dco, line_id=line.pk, into_id=second.pk)
    actions.merge(by=dco, line_id=second.pk, into_id=third.pk)
    assert source(organisation=icb).line == third
    assert queries.by_kind([third.pk]) == {third.pk: {"enquiry": 4}}
    actions.unmerge(by=dco, line_id=second.pk)
    assert queries.by_kind([second.pk, third.pk]) == {
        second.pk: {"enquiry": 3},
        third.pk: {"enquiry": 1},
    }
    actions.merge(by=dco, line_id=second.pk, into_id=third.pk)
    actions.unmerge(by=dco, line_id=line.pk)
    assert queries.by_kind([line.pk, third.pk]) == {
        line.pk: {"enquiry": 2},
        third.pk: {"enquiry": 2},
    }


def test_what_cannot_be_merged(icb, dco, line):
    with pytest.raises(Invalid):
        actions.merge(by=dco, line_id=line.pk, into_id=line.pk)
    with pytest.raises(NotFound):
        actions.merge(by=dco, line_id=line.pk, into_id=source().line.pk)
    ended = source(organisation=icb, theme="age").line
    actions.move(by=dco, line_id=ended.pk, to="closed", reason="Outside health")
    with pytest.raises(Conflict, match="Closed"):
        actions.merge(by=dco, line_id=line.pk, into_id=ended.pk)


def test_who_sees_and_who_works(icb, line):
    authority = LocalAuthorityFactory(icbs=[icb])
    local = source(organisation=icb, local_authority=authority).line
    ours, theirs = person("board_member", icb), person("board_member", authority)
    assert set(GapLine.objects.visible_to(ours)) == {line, local}
    assert set(GapLine.objects.visible_to(theirs)) == {local}
    nobody = [person("board_member", role_at) for role_at in (IcbFactory(),)]
    nobody += [person("ig_lead", icb), person("clinician"), person("la_officer", authority)]
    assert [GapLine.objects.visible_to(user).count() for user in nobody] == [0, 0, 0, 0]
    for user in (ours, theirs):
        with pytest.raises(NotAllowed):
            actions.move(by=user, line_id=local.pk, to="accepted")
    with pytest.raises(NotFound):
        actions.move(by=person("dco"), line_id=local.pk, to="accepted")
    actions.move(by=person("commissioner", icb), line_id=local.pk, to="accepted")


def test_a_leavers_lines_are_nobodys_again(icb, dco, line):
    coordinator = person("coordinator", icb)
    actions.decide(by=dco, line_id=line.pk, owner=coordinator)
    people_actions.switch_off(by=dco, membership=coordinator.membership)
    line.refresh_from_db()
    assert line.owner is None
    assert line.changes.filter(what__startswith="Owner: nobody").count() == 1


STEPS = {
    "decide": lambda by, a, b: actions.decide(by=by, line_id=a.pk, owner=by, decision="Buy"),
    "move": lambda by, a, b: actions.move(by=by, line_id=a.pk, to="accepted"),
    "merge": lambda by, a, b: actions.merge(by=by, line_id=a.pk, into_id=b.pk),
    "ask_report": lambda by, a, b: actions.ask_report(by=by, filters=queries.Filters(), words=[]),
    "note_export": lambda by, a, b: actions.note_export(by=by, query="view=live"),
}


def state() -> list:
    return [
        list(GapLine.objects.order_by("pk").values()),
        list(GapSource.objects.order_by("pk").values_list("pk", "line")),
        GapChange.objects.count(),
        Notification.objects.count(),
        AuditEvent.objects.count(),
    ]


@pytest.mark.parametrize("step", [*STEPS, "unmerge"])
def test_half_way_nothing_remains(icb, dco, line, step, monkeypatch):
    other = source(organisation=icb, theme="capacity").line
    if step == "unmerge":
        actions.merge(by=dco, line_id=line.pk, into_id=other.pk)
    before = state()

    def broken(*args, **kwargs):
        raise RuntimeError

    for module in ("working", "reports"):
        monkeypatch.setattr(f"dco_portal.gaps.actions.{module}.audit.record", broken)
    act = STEPS.get(step) or (lambda by, a, b: actions.unmerge(by=by, line_id=a.pk))
    with pytest.raises(RuntimeError):
        act(dco, line, other)
    assert state() == before
