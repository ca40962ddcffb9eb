"""Two people at once, with real commits: one request, one answer, one record of a child."""

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from dco_portal.children import actions as children
from dco_portal.children.models import Child
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict
from dco_portal.common.references import next_reference
from ehcp.actions import drafts, intake, notices
from ehcp.models import AdviceRequest, ConsiderNotice, RequestDraft
from tests.factories.accounts import person
from tests.factories.children import ChildFactory, nhs
from tests.factories.organisations import IcbFactory, LocalAuthorityFactory, ServiceFactory
from tests.waiting import Meeting

pytestmark = pytest.mark.django_db(transaction=True)
BORN = dt.date(2018, 5, 6)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act returned or raised, all begun in the same moment."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[place] = act()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def failed(results: list[Any]) -> list[Exception]:
    return [result for result in results if isinstance(result, Exception)]


@pytest.fixture
def slow_submit(monkeypatch):
    """Widen the moment between looking at a draft and sending it, so that both are surely inside it."""
    real = intake.submit

    def slow(**values: Any) -> AdviceRequest:
        time.sleep(0.3)
        return real(**values)

    monkeypatch.setattr(drafts.intake, "submit", slow)


@pytest.fixture
def officers():
    first = person("la_officer", LocalAuthorityFactory(icbs=[IcbFactory()]))
    return first, person("la_officer", first.organisation)


def full_draft(officer) -> RequestDraft:
    """A draft with every section filled in."""
    values = {
        "child": {
            "nhs_number": nhs(31), "nhs_number_missing": "", "given_name": "Noor", "family_name": "Begum", "known_as": "",
            "born_on": BORN, "upn": "", "address": "", "postcode": "", "setting_name": "", "setting": "", "child": "",
        },
        "family": {"carers": [], "needs": [], "needs_detail": ""},
        "request": {"type": "assessment", "decided_on": today(), "asked_on": today(), "la_reference": "",
                    "assessment_requested_on": None},
        "question": {"question": "q", "reason": "r", "needs_known": ""},
        "services": {"services": [], "described": []},
        "views": {"consent": "given", "consent_detail": "", "family_views": ""},
        "existing-advice": {"items": []},
        "documents": {},
    }  # fmt: skip
    draft = drafts.begin(by=officer)
    for section, answers in values.items():
        drafts.save_section(by=officer, draft_id=draft.pk, section=section, values=answers)
    return draft


def test_a_draft_that_two_send_at_once_makes_one_request(officers, slow_submit):
    draft = full_draft(officers[0])

    results = at_once(*[lambda by=by: drafts.submit(by=by, draft_id=draft.pk) for by in officers])

    refused = failed(results)
    assert [type(error) for error in refused] == [Conflict], results
    request = AdviceRequest.objects.get()
    assert request.reference in str(refused[0])
    assert Child.objects.count() == 1


def test_without_the_lock_both_would_have_sent_it(officers, slow_submit, monkeypatch):
    """The control: the same moment does make two requests when nothing holds the draft."""
    draft = full_draft(officers[0])

    meeting = Meeting()

    def unlocked(by: Any, draft_id: Any) -> RequestDraft:
        rows = RequestDraft.objects.select_related("organisation", "notice")
        return meeting(rows.get(pk=draft_id))

    monkeypatch.setattr(drafts, "locked", unlocked)
    results = at_once(*[lambda by=by: drafts.submit(by=by, draft_id=draft.pk) for by in officers])

    assert failed(results) == []
    assert AdviceRequest.objects.count() == 2


def test_discarding_and_sending_at_once_does_one_of_them(officers, slow_submit):
    draft = full_draft(officers[0])

    results = at_once(
        lambda: drafts.submit(by=officers[0], draft_id=draft.pk),
        lambda: drafts.discard(by=officers[1], draft_id=draft.pk),
    )

    draft.refresh_from_db()
    assert [type(error) for error in failed(results)] == [Conflict], results
    assert (draft.request is None) is (draft.discarded_at is not None)


def test_two_who_add_the_same_child_at_once_get_one_record(officers):
    values = {
        "home_la": officers[0].organisation, "icb": IcbFactory(), "given_name": "Noor", "family_name": "Begum",
        "born_on": BORN, "nhs_number": nhs(31),
    }  # fmt: skip

    results = at_once(*[lambda by=by: children.match_or_create(by=by, **values) for by in officers])

    assert failed(results) == [], results
    assert results[0].pk == results[1].pk == Child.objects.get().pk


def test_references_given_at_once_differ():
    results = at_once(*[lambda: next_reference("EHC")] * 6)

    assert failed(results) == []
    assert len(set(results)) == 6


def test_two_last_answers_at_once_close_the_question(officers):
    la = officers[0].organisation
    services = [ServiceFactory(areas=[la]) for _ in range(2)]
    leads = [person("provider_lead", service=service) for service in services]
    notice = notices.open_notice(
        by=officers[0], la=la, icb=la.icbs.get(), child=ChildFactory(), notice_on=today()
    )
    checks = [notice.checks.get(service=service) for service in services]

    results = at_once(
        *[
            lambda lead=lead, check=check: notices.answer(
                by=lead, check_id=check.pk, answer="known"
            )
            for lead, check in zip(leads, checks, strict=True)
        ]
    )

    assert failed(results) == [], results
    assert ConsiderNotice.objects.get().state == "checked"


def test_two_leads_who_answer_for_one_service_at_once_do_not_overwrite_each_other(officers):
    la = officers[0].organisation
    service = ServiceFactory(areas=[la])
    leads = [person("provider_lead", service=service) for _ in range(2)]
    notice = notices.open_notice(
        by=officers[0], la=la, icb=la.icbs.get(), child=ChildFactory(), notice_on=today()
    )
    check = notice.checks.get()

    results = at_once(
        *[
            lambda lead=lead: notices.answer(by=lead, check_id=check.pk, answer="known")
            for lead in leads
        ]
    )

    check.refresh_from_db()
    assert [type(error) for error in failed(results)] == [Conflict], results
    assert check.answered_by.name in str(failed(results)[0])
    assert check.answered_by in leads


def test_two_notices_about_one_child_at_once_make_one(officers):
    la = officers[0].organisation
    child = ChildFactory()
    values = {"la": la, "icb": la.icbs.get(), "child": child, "notice_on": today()}

    results = at_once(*[lambda by=by: notices.open_notice(by=by, **values) for by in officers])

    assert [type(error) for error in failed(results)] == [Conflict], results
    assert ConsiderNotice.objects.count() == 1
