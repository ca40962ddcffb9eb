"""What anybody reads of improvement plans, and what never stands there."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.common.clock import now, today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from inspections.actions import films, versions, voices
from inspections.models import Measure, Partner, Plan, Said, Video
from inspections.queries import public
from tests import pdf_text
from tests.factories.accounts import person
from tests.factories.inspections import EvidenceFactory, MeasureFactory, PlanFactory, ReadingFactory
from tests.integration.inspections.board_scene import LINK, BoardScene

pytestmark = pytest.mark.django_db
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 8
LINES = "WEBVTT\n\n00:00.000 --> 00:02.000\nHello"


@pytest.fixture
def scene() -> BoardScene:
    """A published plan with a priority, action, measure and risk."""
    scene = BoardScene()
    scene.furnish_plan()
    Plan.objects.filter(pk=scene.plan.pk).update(
        published_at=now(), summary="Health advice in time for every child."
    )
    return scene


def mp4(name: str = "film.mp4", data: bytes = FILM) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def read(client, name: str, *args, **query) -> str:
    answer = client.get(reverse(f"inspections:{name}", args=args), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def heard(scene, **changes) -> Said:
    values = {
        "who": "parents",
        "said": "We wait too long",
        "heard_on": today(),
        "heard_at": "Forum survey",
    }
    return voices.hear(by=scene.manager, plan_id=scene.plan.pk, **(values | changes))


def film(scene, **changes) -> Video:
    values = {"title": "A year on", "on": today(), "transcript": "We now answer in six weeks."}
    return films.add(by=scene.manager, plan_id=scene.plan.pk, **(values | changes))


def test_published_plans_are_listed_by_area_and_drafts_are_not(scene, client):
    hidden = PlanFactory(title="Not published")
    other = PlanFactory(title="Another area’s plan", published_at=now())
    page = read(client, "improvement")
    assert scene.plan.title in page and other.title in page and hidden.title not in page
    assert f"Last updated on {today():%-d %B %Y}" in page
    page = read(client, "improvement", area=other.la.slug)
    assert other.title in page and scene.plan.title not in page
    assert scene.plan.title in read(client, "improvement", area="nowhere")
    assert (
        client.get(reverse("inspections:improvement-plan", args=[hidden.slug])).status_code == 404
    )


def test_the_list_pages_and_asks_no_more_with_more_plans(
    scene, client, django_assert_max_num_queries
):
    path = reverse("inspections:improvement")
    with django_assert_max_num_queries(10) as few:
        client.get(path)
    for number in range(30):
        PlanFactory(la=scene.la, icb=scene.icb, title=f"Plan {number}", published_at=now())
    with django_assert_max_num_queries(len(few)):
        page = client.get(path)
    follow = page.context["page"].next
    assert follow
    rest = client.get(path, {"after": follow})
    first, second = ([row["url"] for row in each.context["plans"]] for each in (page, rest))
    assert len(first) == 25 and len(second) == 6 and not set(first) & set(second)


def test_a_plan_tells_what_was_wanted_done_changed_and_next(scene, client):
    scene.priority.did, scene.priority.difference = "One form for all", "Fewer families chase"
    scene.priority.next = "Do it for reviews"
    scene.priority.save()
    Partner.objects.create(plan=scene.plan, organisation=scene.forum, part="Makes the plan with us")
    page = read(client, "improvement-plan", scene.plan.slug)
    for words in (
        "What we wanted", "Advice in time", "What we did", "One form for all", "The difference it made",
        "Fewer families chase", "What is next", "Do it for reviews", "Health advice in time for every child.",
        scene.action.what, "Green", "Makes the plan with us", "What the ratings mean", "60% (Feb 2026)",
    ):  # fmt: skip
        assert words in page, words
    assert (
        f'src="{reverse("inspections:improvement-chart", args=[scene.plan.slug, scene.measure.pk])}"'
        in page
    )
    assert "The figures of this chart" in page and 'alt="' in page
    assert "<script" not in page.replace('<script type="module" src="', "")


def test_nothing_of_the_partnerships_own_is_public(scene, client):
    scene.action.narrative, scene.action.help_needed = "Two people left", "More money"
    scene.action.lead, scene.action.lead_organisation = (
        person("action_lead", scene.icb, name="Named Lead"),
        scene.icb,
    )
    scene.action.save()
    EvidenceFactory(plan=scene.plan, priority=scene.priority, title="Private survey")
    EvidenceFactory(plan=scene.plan, priority=scene.priority, title="Public survey", public=True)
    MeasureFactory(plan=scene.plan, name="Inside measure", public=False)
    heard(scene, said="Not answered yet")
    page = read(client, "improvement-plan", scene.plan.slug)
    for words in (
        "Two people left",
        "More money",
        "Named Lead",
        "Private survey",
        "Inside measure",
        "Not answered yet",
        scene.risk.event,
    ):
        assert words not in page, words
    assert "Public survey" in page


def test_a_past_due_action_is_red_for_the_public_too(scene, client):
    scene.action.due_on = today() - dt.timedelta(days=1)
    scene.action.save()
    page = read(client, "improvement-plan", scene.plan.slug)
    assert "past its date" in page and '1 <span class="rating rating--red">' in page


def test_small_numbers_are_hidden_in_words_table_and_picture(scene, client):
    small = MeasureFactory(
        plan=scene.plan,
        priority=scene.priority,
        name="Few children",
        unit="number",
        suppress_below=6,
    )
    ReadingFactory(measure=small, value=4)
    page = read(client, "improvement-plan", scene.plan.slug)
    assert "a child might be recognised" in page
    picture = client.get(reverse("inspections:improvement-chart", args=[scene.plan.slug, small.pk]))
    assert picture.status_code == 200 and b">4<" not in picture.content
    Measure.objects.filter(pk=small.pk).update(illustrative=True)
    assert "These figures are made up" in read(client, "improvement-plan", scene.plan.slug)


def test_charts_of_public_measures_of_published_plans_alone(scene, client):
    path = reverse("inspections:improvement-chart", args=[scene.plan.slug, scene.measure.pk])
    wide, narrow = client.get(path), client.get(path, {"narrow": "1"})
    assert wide["Content-Type"] == "image/svg+xml" and b"<svg" in wide.content
    assert wide.content != narrow.content and "public" in wide["Cache-Control"]
    other = MeasureFactory()
    Measure.objects.filter(pk=scene.measure.pk).update(public=False)
    assert client.get(path).status_code == 404
    assert (
        client.get(
            reverse("inspections:improvement-chart", args=[scene.plan.slug, other.pk])
        ).status_code
        == 404
    )
    Measure.objects.filter(pk=scene.measure.pk).update(public=True)
    Plan.objects.filter(pk=scene.plan.pk).update(published_at=None)
    assert client.get(path).status_code == 404


def test_said_is_answered_before_it_is_public_and_can_be_taken_down(scene, client):
    row = heard(scene, said="Use <b>plain</b> words")
    with pytest.raises(Conflict, match="Answer it first"):
        voices.publish(by=scene.manager, said_id=row.pk)
    with pytest.raises(Invalid) as caught:
        voices.answer(by=scene.manager, said_id=row.pk, state="done", did=" ")
    assert set(caught.value.errors) == {"did"}
    voices.answer(by=scene.manager, said_id=row.pk, state="done", did="We rewrote three letters")
    assert "three letters" not in read(client, "improvement-plan", scene.plan.slug)
    voices.publish(by=scene.manager, said_id=row.pk)
    page = read(client, "improvement-plan", scene.plan.slug)
    assert "We rewrote three letters" in page and "Use &lt;b&gt;plain&lt;/b&gt; words" in page
    voices.answer(by=scene.manager, said_id=row.pk, state="heard", did="")
    assert Said.objects.get().public is False
    assert "three letters" not in read(client, "improvement-plan", scene.plan.slug)
    voices.answer(by=scene.manager, said_id=row.pk, state="cannot", did="It needs a law")
    voices.publish(by=scene.manager, said_id=row.pk)
    assert "What we can tell you" in read(client, "improvement-plan", scene.plan.slug)
    voices.take_down(by=scene.manager, said_id=row.pk)
    assert "It needs a law" not in read(client, "improvement-plan", scene.plan.slug)


def test_what_is_heard_names_nobody_and_belongs_to_the_plan(scene):
    with pytest.raises(Invalid, match="Take out"):
        heard(scene, said="My son, 999 123 4567")
    with pytest.raises(Invalid, match="future"):
        heard(scene, heard_on=today() + dt.timedelta(days=1))
    from tests.factories.inspections import PriorityFactory

    with pytest.raises(Invalid, match="of this plan"):
        heard(scene, priority=PriorityFactory())
    for other, error in ((scene.member, NotAllowed), (scene.stranger, NotFound)):
        with pytest.raises(error):
            voices.hear(by=other, plan_id=scene.plan.pk, who="staff", said="X", heard_on=today())
    assert not Said.objects.exists()


def test_the_desk_filters_and_gives_the_same_as_a_file(scene, client):
    voices.answer(by=scene.manager, said_id=heard(scene, said="=First").pk, state="done", did="Yes")
    heard(scene, said="Second", who="staff")
    client.force_login(scene.member)
    page = read(client, "said", scene.plan.pk, state="done")
    assert "=First" in page and "Second" not in page and "Add what was said" not in page
    path = reverse("inspections:said-csv", args=[scene.plan.pk])
    sheet = b"".join(client.get(path, {"who": "staff"}).streaming_content).decode()
    assert "Second" in sheet and "First" not in sheet
    whole = b"".join(client.get(path).streaming_content).decode()
    assert "'=First" in whole
    client.force_login(scene.manager)
    assert "Add what was said" in read(client, "said", scene.plan.pk)


def test_a_film_has_its_words_and_something_to_show(scene, client):
    with pytest.raises(Invalid) as caught:
        film(scene, transcript=" ")
    assert set(caught.value.errors) == {"transcript"}
    with pytest.raises(Invalid, match="Keep one"):
        film(scene, link=LINK, upload=mp4())
    with pytest.raises(Invalid, match="WEBVTT"):
        film(scene, upload=mp4(), captions="Hello")
    row = film(scene)
    with pytest.raises(Conflict, match="link or add a file"):
        films.publish(by=scene.manager, film_id=row.pk)
    films.change(
        by=scene.manager,
        film_id=row.pk,
        title="A year on",
        on=today(),
        transcript="Words.",
        link=LINK,
    )
    films.publish(by=scene.manager, film_id=row.pk)
    page = read(client, "improvement-plan", scene.plan.slug)
    assert LINK in page and "Words." in page and "<iframe" not in page and "<video" not in page
    films.take_down(by=scene.manager, film_id=row.pk)
    assert LINK not in read(client, "improvement-plan", scene.plan.slug)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("film.mp4", b"MZ is no film at all", "not an MP4"),
        ("film.webm", FILM, "not a WebM"),
        ("film.pdf", FILM, "must be an MP4"),
        ("film.mp4", b"", "empty"),
    ],
)
def test_what_is_no_film_is_refused_and_leaves_nothing(scene, name, data, words):
    with pytest.raises(Invalid, match=words) as caught:
        film(scene, upload=mp4(name, data))
    assert set(caught.value.errors) == {"upload"}
    assert not Video.objects.exists()


def test_a_film_too_large_is_refused(scene, settings):
    settings.FILM_MAX_BYTES = 1024 * 1024
    with pytest.raises(Invalid, match="1MB or smaller"):
        film(scene, upload=mp4(data=FILM + bytes(1024 * 1024)))


def test_a_film_kept_here_plays_piece_by_piece_once_it_is_public(scene, client):
    row = film(scene, upload=mp4(), captions=LINES)
    src = reverse("inspections:improvement-film", args=[scene.plan.slug, row.pk])
    told = reverse("inspections:improvement-captions", args=[scene.plan.slug, row.pk])
    assert client.get(src).status_code == client.get(told).status_code == 404
    films.publish(by=scene.manager, film_id=row.pk)
    page = read(client, "improvement-plan", scene.plan.slug)
    assert f'<source src="{src}" type="video/mp4">' in page and 'kind="captions"' in page
    assert client.get(told).content.decode() == LINES
    whole = client.get(src)
    assert b"".join(whole.streaming_content) == FILM and whole["Accept-Ranges"] == "bytes"
    size = len(FILM)
    for asked, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=100-", 100, size - 1),
        ("bytes=-5", size - 5, size - 1),
        ("bytes=10-99999999", 10, size - 1),
    ):
        part = client.get(src, headers={"Range": asked})
        assert part.status_code == 206 and part["Content-Range"] == f"bytes {first}-{last}/{size}"
        assert b"".join(part.streaming_content) == FILM[first : last + 1]
        assert part["Content-Length"] == str(last - first + 1)
    assert client.get(src, headers={"Range": f"bytes={size}-"}).status_code == 416
    for whole_again in ("bytes=9-3", "pages=1-2", "bytes=-"):
        assert client.get(src, headers={"Range": whole_again}).status_code == 200
    client.force_login(scene.member)
    kept = client.get(reverse("inspections:video-file", args=[row.pk]))
    assert b"".join(kept.streaming_content) == FILM


def test_a_published_plans_page_asks_no_more_with_more_in_it(
    scene, client, django_assert_max_num_queries
):
    path = reverse("inspections:improvement-plan", args=[scene.plan.slug])

    def fill(times: int) -> None:
        for _ in range(times):
            row = heard(scene, priority=scene.priority)
            voices.answer(by=scene.manager, said_id=row.pk, state="done", did="Yes")
            voices.publish(by=scene.manager, said_id=row.pk)
            films.publish(by=scene.manager, film_id=film(scene, upload=mp4()).pk)
            ReadingFactory(measure=MeasureFactory(plan=scene.plan, priority=scene.priority))
            EvidenceFactory(plan=scene.plan, priority=scene.priority, public=True)

    fill(1)
    with django_assert_max_num_queries(40) as few:
        client.get(path)
    fill(4)
    with django_assert_max_num_queries(len(few)):
        client.get(path)


def test_the_list_tells_when_something_public_last_changed(scene):
    before = public.plans().get().changed
    row = heard(scene)
    assert public.plans().get().changed == before
    voices.answer(by=scene.manager, said_id=row.pk, state="done", did="Yes")
    voices.publish(by=scene.manager, said_id=row.pk)
    assert public.plans().get().changed > before


def test_a_published_version_is_downloaded_without_what_is_inside(scene, client, drain_outbox):
    scene.action.narrative = "Two people left"
    scene.action.save()
    version = versions.draw(by=scene.manager, plan_id=scene.plan.pk, note="First version")
    path = reverse("inspections:improvement-version", args=[scene.plan.slug, version.number])
    assert client.get(path).status_code == 404
    versions.publish(by=scene.manager, version_id=version.pk)
    assert client.get(path).status_code == 409
    assert "being prepared" in read(client, "improvement-plan", scene.plan.slug)
    drain_outbox()
    page = read(client, "improvement-plan", scene.plan.slug)
    assert path in page and "First version" in page
    text = pdf_text.text(b"".join(client.get(path).streaming_content))
    assert scene.plan.title in text and "Two people left" not in text
    versions.unpublish(by=scene.manager, version_id=version.pk, reason="A name stood in it")
    assert client.get(path).status_code == 404
