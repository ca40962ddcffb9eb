"""What features tell the log: counted once, held back, withdrawn, never with a person in it."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.gaps import actions
from dco_portal.gaps.models import GapLine, GapSource
from tests.factories.accounts import person
from tests.factories.gaps import source
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, PolicyFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def icb():
    return IcbFactory()


def search(icb, words: str, days_ago: int, **fields) -> GapSource:
    return source(
        kind="empty_search",
        organisation=icb,
        service_kind="",
        theme="no_service",
        words=words,
        on=today() - days_ago * DAY,
        **fields,
    )


def test_a_source_opens_its_line_and_the_next_joins_it(icb):
    first, second = source(organisation=icb), source(organisation=icb)
    assert first.line == second.line
    assert first.line.reference.startswith(f"GAP-{today().year}-")
    assert first.line.title == "Audiology: waiting time"
    assert (first.line.area_words, first.line.state) == ("Whole area", "open")


def test_service_theme_area_and_icb_each_make_a_line_of_their_own(icb):
    authority = LocalAuthorityFactory(icbs=[icb])
    lines = {
        source(organisation=icb).line,
        source(organisation=icb, theme="criteria").line,
        source(organisation=icb, service_kind="").line,
        source(organisation=icb, local_authority=authority).line,
        source(organisation=IcbFactory()).line,
    }
    assert len(lines) == 5


def test_the_same_source_again_is_brought_up_to_date_and_counted_once(icb):
    first = source(organisation=icb, words="old")
    again = source(
        organisation=icb, source_id=first.source_id, theme="age", words="new", on=today() - DAY
    )
    assert again.pk == first.pk
    assert GapSource.objects.count() == 1
    assert (again.theme, again.words, again.on) == ("age", "new", today() - DAY)
    assert again.line != first.line
    assert not first.line.sources.exists()


def test_withdrawn_is_not_counted_and_comes_back_when_pushed_again(icb):
    row = source(organisation=icb)
    assert actions.withdraw("enquiry", row.source_id) == 1
    assert actions.withdraw("enquiry", row.source_id) == 0
    assert actions.withdraw("dispute", row.source_id) == 0
    assert GapSource.objects.get().withdrawn_at is not None
    assert source(organisation=icb, source_id=row.source_id).withdrawn_at is None


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "rumour"}, {"theme": "weather"}, {"service_kind": "plumbing"}, {"kind": "empty_search"}],
    ids=["kind", "theme", "service", "search without words"],
)  # fmt: skip
def test_what_the_log_does_not_know_is_refused(icb, wrong):
    with pytest.raises(ValueError):
        source(organisation=icb, **wrong)
    assert not GapSource.objects.exists()


def test_words_keep_no_person(icb):
    row = source(organisation=icb, words="Ring 07700 900123, jo@example.org, NHS 999 000 0018")
    assert row.words == "Ring …, …, NHS …"


def test_searches_count_from_the_day_that_policy_says(icb):
    first = search(icb, "Sleep clinic", 9)
    second = search(icb, "sleep  CLINIC!", 4)
    same_day = search(icb, "sleep clinic", 4)
    assert [first.line, second.line, same_day.line] == [None, None, None]
    third = search(icb, "Sleep clinic?", 1)
    assert third.line is not None
    assert set(third.line.sources.all()) == {first, second, same_day, third}
    assert search(icb, "sleep clinic", 0).line == third.line


def test_searches_of_other_words_places_and_times_do_not_add_up(icb):
    search(icb, "hydrotherapy", 9)
    search(IcbFactory(), "hydrotherapy", 5)
    search(icb, "hydrotherapy pool", 5)
    search(icb, "hydrotherapy", 200)
    search(icb, "hydrotherapy", 2)
    assert not GapLine.objects.exists()


def test_area_may_ask_for_more_days(icb):
    PolicyFactory(key="gaps.search_days", organisation=icb, value=4)
    for days_ago in (8, 6, 4):
        assert search(icb, "sleep", days_ago).line is None
    assert search(icb, "sleep", 2).line is not None


def test_searches_that_too_few_made_are_forgotten(icb):
    old, young = search(icb, "my own street", 91), search(icb, "my own street", 90)
    counted = [search(icb, "sleep", days) for days in (300, 299, 298)]
    assert actions.drop_held_back() == 1
    assert not GapSource.objects.filter(pk=old.pk).exists()
    assert GapSource.objects.filter(pk__in=[young.pk, *(row.pk for row in counted)]).count() == 4
    assert AuditEvent.objects.filter(verb="gaps.searches_forgotten").count() == 1
    assert actions.drop_held_back() == 0


def test_who_pushed_is_audited_and_a_visitor_leaves_no_row(icb):
    by = person("coordinator", icb)
    source(organisation=icb, by=by)
    source(organisation=icb)
    assert AuditEvent.objects.filter(verb="gaps.counted", actor_id=by.pk).count() == 1
    assert AuditEvent.objects.filter(verb="gaps.counted").count() == 1


def test_half_way_nothing_remains(icb, monkeypatch):
    by = person("coordinator", icb)
    before = AuditEvent.objects.count()

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("dco_portal.gaps.actions.pushing.audit.record", broken)
    with pytest.raises(RuntimeError):
        source(organisation=icb, by=by)
    search(icb, "street", 91)
    with pytest.raises(RuntimeError):
        actions.drop_held_back()
    assert not GapLine.objects.exists()
    assert GapSource.objects.get().words == "street"
    assert AuditEvent.objects.count() == before


def test_constraints(icb):
    row = source(organisation=icb)
    double = GapSource(
        kind=row.kind, source_id=row.source_id, organisation=icb, on=today(), line=row.line
    )
    unlined = GapSource(kind="enquiry", source_id=uuid.uuid4(), organisation=icb, on=today())
    line = GapLine(reference="GAP-X", organisation=icb, service_kind="audiology", theme="waiting")
    strange = GapLine(reference="GAP-Y", organisation=icb, state="lost")
    for wrong in (double, unlined, line, strange):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        GapLine.objects.filter(pk=row.line_id).update(merged_into=row.line_id)
    GapSource(kind="empty_search", source_id=uuid.uuid4(), organisation=icb, on=today()).save()
    GapLine(reference="GAP-Z", organisation=icb, service_kind="audiology", theme="age").save()
