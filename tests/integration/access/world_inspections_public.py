"""What the access matrix needs of inspections (public) in each area."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from dco_portal.common.clock import now, today
from inspections.actions import films, voices
from inspections.models import Partner
from tests.factories.inspections import MeasureFactory, PlanFactory

FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(64)


def furnish(area: Any) -> None:
    """A published plan with a measure, something said, a film; the forum is its partner."""
    by = area["improvement_manager"]
    area.open_plan = PlanFactory(la=area.la, icb=area.icb, published_at=now())
    Partner.objects.create(plan=area.open_plan, organisation=area.forum, part="Makes it with us")
    area.open_measure = MeasureFactory(plan=area.open_plan, target=90)
    area.open_said = voices.hear(
        by=by, plan_id=area.open_plan.pk, who="parents", said="We wait", heard_on=today()
    )
    voices.answer(by=by, said_id=area.open_said.pk, state="done", did="Less")
    area.open_film = films.add(
        by=by, plan_id=area.open_plan.pk, title="Film", on=today(), transcript="Words", captions="WEBVTT",
        upload=SimpleUploadedFile("film.mp4", FILM),
    )  # fmt: skip
    films.publish(by=by, film_id=area.open_film.pk)
