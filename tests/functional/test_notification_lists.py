"""What stands beside a notification, in the browser: a list imported, the look-up, letters, a referral, the times."""

import pytest
from django.urls import reverse

from dco_portal.common.clock import today
from referrals.actions import prompts
from referrals.models import Notification, Prompt
from tests.factories.accounts import PASSWORD
from tests.factories.organisations import PostcodeFactory
from tests.functional.steps import follow, give, heading, no_errors, press
from tests.integration.referrals.lists import row, sheet
from tests.notified_scene import DAY, Notified

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene() -> Notified:
    made = Notified()
    made.la.gss_code = "E10000099"
    made.la.save()
    PostcodeFactory(postcode="WR11AA", local_authority_gss="E10000099")
    return made


def test_a_list_is_previewed_imported_and_its_rejects_come_back(
    people, axe, scene, drain_outbox, tmp_path
):
    notifier = people.signed_in(scene.notifier.email, PASSWORD)
    notifier.goto(reverse("referrals:imports"))
    axe(notifier)
    file = tmp_path / "week.csv"
    file.write_bytes(sheet(row(1), row(2, discussion="maybe"), encoding="cp1252"))
    notifier.set_input_files("input[type=file]", file)
    press(notifier, "Upload and check")
    axe(notifier)
    drain_outbox()
    follow(notifier, "Check again")
    no_errors(notifier)
    assert "1: Sent to Northshire Council when you import" in notifier.inner_text("main")
    axe(notifier)
    press(notifier, "Import 1 notification")
    drain_outbox()
    follow(notifier, "Check again")
    assert "1 imported, 0 there already, 1 rejected" in notifier.inner_text("main")
    with notifier.expect_download() as download:
        follow(notifier, "Download the rejected rows")
    assert "discussion: Write one of" in download.value.path().read_text()
    assert Notification.objects.filter(channel="import").count() == 1


def test_look_up_letters_referral_prompt_and_times(people, axe, scene, drain_outbox):
    clinician = people.signed_in(scene.clinician.email, PASSWORD)
    clinician.goto(reverse("referrals:lookup"))
    give(clinician, nhs_number=scene.child.nhs_number, born_on=scene.child.born_on, why="treating")
    press(clinician, "Look up")
    assert scene.notification.reference in clinician.inner_text("main")
    assert scene.child.nhs_number not in clinician.url
    axe(clinician)
    clinician.goto(reverse("referrals:case", args=[scene.notification.pk]))
    follow(clinician, "Open the letters")
    give(clinician, layout="easy_read")
    press(clinician, "Make the copy")
    drain_outbox()
    clinician.reload()
    axe(clinician)
    assert "Copy for the mother, Easy Read" in clinician.inner_text("main")
    clinician.goto(reverse("referrals:case", args=[scene.notification.pk]))
    follow(clinician, "Refer the child to a service")
    give(clinician, service=str(scene.service.pk), reason="Hearing", consent_by="Ana Sample",
         consent_on=today(), consent_how="in_person")  # fmt: skip
    axe(clinician)
    press(clinician, "Send the referral")
    heading(clinician, "Referral to a service")
    axe(clinician)
    prompts.sweep(today() + 6 * DAY)
    dco = people.signed_in(scene.dco.email, PASSWORD, phone=True)
    dco.goto(reverse("referrals:prompt", args=[Prompt.objects.get().pk]))
    axe(dco)
    give(dco, words="Rang them")
    press(dco, "Done")
    assert "Rang them" in dco.inner_text("main")
    dco.goto(reverse("referrals:times"))
    axe(dco)
    assert "within local policy" in dco.inner_text("main")
