"""Standing in: whoever covers for a clinician sees and writes what they have, for as long as it lasts."""

import datetime as dt

import pytest

from dco_portal.children.models import Child
from dco_portal.common.clock import today
from dco_portal.common.errors import NotFound
from dco_portal.common.moments import as_if
from ehcp.actions import advice
from ehcp.models import Contribution
from tests.advice_scene import Scene, after
from tests.factories.accounts import CoverFactory

pytestmark = pytest.mark.django_db


def seen(scene: Scene, user) -> bool:
    user.__dict__.pop("membership", None)
    user.__dict__.pop("memberships_now", None)
    case = Contribution.objects.visible_to(user).filter(pk=scene.speech.pk).exists()
    assert case == Child.objects.visible_to(user).filter(pk=scene.child.pk).exists()
    return case


def test_the_stand_in_writes_while_the_cover_lasts_and_not_after():
    scene = after("allocate")
    assert not seen(scene, scene.colleague)
    cover = CoverFactory(
        absent=scene.clinician, stand_in=scene.colleague, organisation=scene.services[0].provider,
        ends_on=today() + dt.timedelta(days=3),
    )  # fmt: skip
    assert seen(scene, scene.colleague)
    draft = scene.draft(scene.speech)
    saved = advice.save(
        by=scene.colleague, contribution=scene.speech, section="strengths", values={"strengths": "Curious"},
        lock=draft.lock,
    )  # fmt: skip
    assert saved.saved_by == scene.colleague
    with as_if(cover.ends_on + dt.timedelta(days=1)):
        assert not seen(scene, scene.colleague)
        with pytest.raises(NotFound):
            advice.save(
                by=scene.colleague,
                contribution=scene.speech,
                section="strengths",
                values={},
                lock=saved.lock,
            )


def test_cover_in_one_organisation_opens_nothing_in_another():
    scene = after("allocate")
    CoverFactory(
        absent=scene.clinician,
        stand_in=scene.other_clinician,
        organisation=scene.services[1].provider,
    )
    assert not seen(scene, scene.other_clinician)
