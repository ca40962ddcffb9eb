"""The page of a service's part: who finds it, what each reads there."""

import pytest

from dco_portal.audit.models import AuditEvent
from ehcp.actions import advice, checking
from tests.advice_pages import browser, url
from tests.advice_scene import Scene, after, report
from tests.factories.accounts import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.REQUIRE_MFA = False


PROVIDER_PAGES = (
    "contribution",
    "allocate",
    "give-back",
    "not-known",
    "advice",
    "advice-check",
    "sign-off",
    "contribution-check",
)


@pytest.mark.parametrize("name", PROVIDER_PAGES)
def test_another_services_people_do_not_find_it(name):
    scene = Scene()
    scene.allocate(scene.speech)
    for user in (
        scene.other_lead,
        scene.other_clinician,
        person("dco"),
        person("la_officer"),
        person("administrator"),
    ):
        assert browser(user).get(url(name, scene.speech.pk)).status_code == 404, user


def test_clinician_without_the_case_does_not_find_it():
    scene = Scene()
    scene.allocate(scene.speech)
    assert browser(scene.colleague).get(url("contribution", scene.speech.pk)).status_code == 404
    advice.allocate(by=scene.lead, contribution=scene.speech, clinician=scene.colleague)
    assert browser(scene.colleague).get(url("contribution", scene.speech.pk)).status_code == 200
    assert browser(scene.clinician).get(url("contribution", scene.speech.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("allocate", "clinician"), ("allocate", "coordinator"), ("allocate", "officer"),
        ("advice", "lead"), ("advice", "coordinator"), ("advice", "officer"),
        ("advice-check", "lead"), ("give-back", "coordinator"), ("not-known", "officer"),
        ("sign-off", "clinician"), ("sign-off", "dco"), ("contribution-check", "lead"), ("contribution-check", "clinician"), ("contribution-check", "officer"),
    ],
)  # fmt: skip
def test_wrong_role_is_refused_and_noted(name, who):
    scene = Scene()
    scene.allocate(scene.speech)
    user = getattr(scene, who)
    assert browser(user).get(url(name, scene.speech.pk)).status_code == 403
    assert AuditEvent.objects.filter(verb="denied", actor_id=user.pk).exists()


def test_versions_are_compared_item_by_item():
    scene = after("to_checking", services=1)
    checking.send_back(
        by=scene.coordinator,
        contribution=scene.speech,
        version=1,
        comments={"strengths": "More"},
        summary="",
    )
    scene.save(scene.speech, "strengths", {"strengths": "Makes friends easily and sings"})
    page = browser(scene.clinician).get(url("compare", scene.speech.pk, 1, 2))
    assert [row["item"] for row in page.context["differences"]] == ["strengths.strengths"]
    scene.sign()
    old = browser(scene.clinician).get(url("version", scene.speech.pk, 1))
    assert b"Superseded" in old.content


def test_allocation_offers_only_the_services_clinicians_and_the_lead():
    scene = Scene()
    page = browser(scene.lead).get(url("allocate", scene.speech.pk))
    offered = set(page.context["form"].fields["clinician"].queryset)
    assert offered == {scene.clinician, scene.colleague, scene.lead}
    wrong = browser(scene.lead).post(
        url("allocate", scene.speech.pk), {"clinician": scene.other_clinician.pk}
    )
    assert b"Choose a clinician of this service" in wrong.content


def test_number_of_queries_of_the_part_is_fixed(django_assert_max_num_queries):
    scene = after("to_checking", services=1)
    desk = browser(scene.coordinator)
    desk.get(url("contribution", scene.speech.pk))
    with django_assert_max_num_queries(20) as first:
        desk.get(url("contribution", scene.speech.pk))
    for _ in range(3):
        checking.send_back(
            by=scene.coordinator, contribution=scene.speech, version=scene.newest(scene.speech), comments={},
            summary="Again",
        )  # fmt: skip
        scene.sign()
        scene.sign_off()
    with django_assert_max_num_queries(len(first)):
        desk.get(url("contribution", scene.speech.pk))


def test_draft_is_read_by_its_own_service_alone():
    scene = after("allocate", services=1)
    scene.save(scene.speech, "strengths", {"strengths": "Sings"})
    assert b"Sings" in browser(scene.lead).get(url("version", scene.speech.pk, 1)).content
    assert browser(scene.coordinator).get(url("version", scene.speech.pk, 1)).status_code == 404
    assert (
        browser(scene.coordinator).get(url("contribution", scene.speech.pk)).context["versions"]
        == []
    )
    scene.write()
    scene.sign()
    assert browser(scene.coordinator).get(url("version", scene.speech.pk, 1)).status_code == 200


def test_dco_team_reads_how_many_services_do_not_know_the_child_and_the_service_does_not():
    scene = Scene()
    scene.not_known(scene.speech)
    counted = {"key": "Services that do not know the child", "value": "1 of 2 asked"}
    assert (
        counted
        in browser(scene.coordinator).get(url("contribution", scene.speech.pk)).context["facts"]
    )
    assert (
        counted
        not in browser(scene.lead).get(url("contribution", scene.speech.pk)).context["facts"]
    )


def test_service_sees_the_requests_files_and_no_evidence():
    import datetime as dt

    from dco_portal.common.clock import today
    from dco_portal.common.moments import as_if
    from dco_portal.documents import actions as documents
    from ehcp.actions import exceptions
    from ehcp.rules.exceptions import lawful

    with as_if(today() - dt.timedelta(days=10)):
        scene = Scene()
    owner = {"owner_kind": "ehcp.request", "owner_id": scene.request.pk, "child_id": scene.child.pk}
    letter = documents.attach(by=scene.officer, upload=report(), description="Letter", **owner)
    evidence = documents.attach(by=scene.dco, upload=report(), description="Evidence", **owner)
    day = today() - dt.timedelta(days=3)
    exceptions.record(
        by=scene.other_lead, contribution=scene.therapy, facts="Did not come", happened_from=day, happened_to=day,
        exception=next(code for code, _ in lawful(scene.request) if code.endswith("c")),
        impractical_because="No other day", evidence=evidence,
    )  # fmt: skip
    lead = browser(scene.lead)
    page = lead.get(url("contribution", scene.speech.pk))
    assert [row["description"] for row in page.context["files"]] == ["Letter"]
    assert lead.get(url("contribution-file", scene.speech.pk, letter.pk)).status_code == 200
    assert lead.get(url("contribution-file", scene.speech.pk, evidence.pk)).status_code == 404
    assert page.context["clock"]["exceptions"] == []
    other = browser(scene.other_lead).get(url("contribution", scene.therapy.pk))
    assert len(other.context["clock"]["exceptions"]) == 1


def test_advice_that_is_agreed_already_stands_on_the_services_page():
    from dco_portal.common.clock import today
    from ehcp.models import ExistingAdvice

    scene = Scene()
    agreed = {"author_agreed_on": today(), "la_agreed_on": today(), "family_agreed_on": today()}
    base = {"request": scene.request, "author_name": "Bo Example", "dated": today()}
    ExistingAdvice.objects.create(description="Ours", service=scene.services[0], **base, **agreed)
    ExistingAdvice.objects.create(description="Theirs", service=scene.services[1], **base, **agreed)
    ExistingAdvice.objects.create(description="Not agreed", service=scene.services[0], **base)
    page = browser(scene.lead).get(url("contribution", scene.speech.pk))
    assert [row.description for row in page.context["agreed"]] == ["Ours"]
    assert b"do not write this again" in page.content


def test_other_services_are_not_named_on_a_services_page():
    scene = Scene()
    scene.sent(scene.therapy)
    scene.allocate(scene.speech)
    text = browser(scene.clinician).get(url("contribution", scene.speech.pk)).content.decode()
    assert scene.services[1].name not in text
    assert scene.other_clinician.name not in text
    assert browser(scene.clinician).get(url("case", scene.request.pk)).status_code == 404
