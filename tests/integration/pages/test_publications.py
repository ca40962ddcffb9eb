"""The publications library: files published by a second person, superseded ones kept, nothing else public."""

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from dco_portal.audit.models import AuditEvent
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.models import Attachment
from dco_portal.pages import queries
from dco_portal.pages.actions import publications as actions
from dco_portal.pages.models import Publication, PublicationVersion
from dco_portal.work.models import WorkItem
from tests.advice_scene import report
from tests.factories.accounts import person
from tests.factories.organisations import PlaceFactory
from tests.factories.pages import add_file, paper, soon


def files(row: Publication) -> list[tuple[str, str]]:
    return list(row.versions.order_by("number").values_list("label", "state"))


def test_a_second_person_publishes_and_the_earlier_file_is_kept(client, writer, second):
    row = paper(by=writer)
    url = reverse("pages:publication_file", args=[row.versions.get().pk])
    assert client.get(url).status_code == 404, "not public yet"
    assert queries.publications() == []
    assert WorkItem.objects.get(kind="pages.publish").state == "open"
    with pytest.raises(NotAllowed, match="You added"):
        actions.publish(by=writer, publication_id=row.pk, review_on=soon())
    actions.publish(by=second, publication_id=row.pk, review_on=soon())
    assert WorkItem.objects.get(kind="pages.publish").state == "closed"
    got = client.get(url)
    assert (got.status_code, got["Content-Type"]) == (200, "application/pdf")
    assert "attachment" in got["Content-Disposition"]
    add_file(row, by=second, second=writer, label="2.0")
    assert files(row) == [("1.0", "superseded"), ("2.0", "published")]
    assert client.get(url).status_code == 200, "superseded files stay readable"
    page = client.get(reverse("pages:publications")).content.decode()
    assert "2.0" in page and "1.0</a> (superseded)" in page
    assert "Executive lead for SEND" in page
    assert "Designated clinical officer" not in page and "DCO coordinator" in page
    assert writer.name not in page and second.name not in page


def test_one_file_at_a_time_waits_and_can_be_discarded(client, writer, second):
    row = paper(by=writer, second=second)
    add_file(row, by=writer, label="2.0")
    with pytest.raises(Conflict):
        add_file(row, by=second, label="3.0")
    waiting = row.versions.get(label="2.0")
    actions.discard_version(by=writer, publication_id=row.pk)
    assert files(row) == [("1.0", "published"), ("2.0", "discarded")]
    assert client.get(reverse("pages:publication_file", args=[waiting.pk])).status_code == 404
    with pytest.raises(NotFound):
        actions.discard_version(by=writer, publication_id=row.pk)
    add_file(row, by=writer, second=second, label="3.0")


def test_withdrawn_publication_has_no_public_file(client, writer, second):
    row = paper(by=writer, second=second)
    url = reverse("pages:publication_file", args=[row.versions.get().pk])
    actions.withdraw(by=writer, publication_id=row.pk, reason="Replaced")
    assert client.get(url).status_code == 404
    assert queries.publications() == []
    with pytest.raises(Conflict):
        actions.withdraw(by=writer, publication_id=row.pk, reason="Replaced")
    with pytest.raises(Conflict):
        add_file(row, by=writer)
    actions.restore(by=writer, publication_id=row.pk)
    assert client.get(url).status_code == 200


def test_file_held_back_by_the_virus_check_is_not_published(writer, second):
    row = paper(by=writer)
    Attachment.objects.update(scan_state="waiting")
    with pytest.raises(Conflict, match="viruses"):
        actions.publish(by=second, publication_id=row.pk, review_on=soon())
    assert files(row) == [("1.0", "waiting")]


@pytest.mark.parametrize("field", ["title", "summary", "owner_role"])
def test_what_is_missing_is_said_beside_its_field(writer, field):
    with pytest.raises(Invalid) as error:
        paper(by=writer, **{field: " "})
    assert list(error.value.errors) == [field]


def test_unfit_files_titles_and_places_are_refused(writer, second):
    row = paper(by=writer, second=second)
    for upload in (ContentFile(b"", "x.pdf"), ContentFile(b"MZ\x90", "x.exe")):
        with pytest.raises(Invalid):
            actions.add_version(by=writer, publication_id=row.pk, upload=upload, label="2")
    with pytest.raises(Invalid):
        actions.add_version(by=writer, publication_id=row.pk, upload=report(), label=" ")
    with pytest.raises(Invalid):
        paper(by=writer, title=row.title)
    with pytest.raises(Invalid):
        paper(by=writer, place=PlaceFactory())
    other = paper(by=writer)
    with pytest.raises(Invalid) as error:
        actions.change(
            by=writer, publication_id=other.pk, title=row.title, kind="report", summary="x", owner_role="y"
        )  # fmt: skip
    assert list(error.value.errors) == ["title"]


def test_place_sees_its_own_and_its_areas_papers(writer, second, place, icb):
    whole, own = paper(by=writer, second=second), paper(by=writer, second=second, place=place)
    other = paper(by=writer, second=second, place=PlaceFactory(icb=icb))
    assert {row.pk for row in queries.publications(place=place.slug)} == {whole.pk, own.pk}
    assert other.pk in {row.pk for row in queries.publications()}
    assert queries.publications(kind="report") == []


def test_strangers_see_and_change_nothing(writer, second):
    row = paper(by=writer, second=second)
    for user, error in ((person("dco"), NotFound), (person("commissioner"), NotAllowed)):
        with pytest.raises(error):
            actions.withdraw(by=user, publication_id=row.pk, reason="x")
        assert not Publication.objects.visible_to(user).exists()


def test_constraints(writer, second):
    row = paper(by=writer, second=second)
    version = row.versions.get()
    base = {"publication": row, "label": "x", "file": version.file, "added_by": writer}
    good = {"published_by": second, "published_on": today()}
    wrong = [
        PublicationVersion(number=1, **base),
        PublicationVersion(number=2, state="published", **base, **good),
        PublicationVersion(number=2, state="superseded", **base),
        PublicationVersion(number=2, state="superseded", **base, published_by=writer, published_on=today()),
        Publication(organisation=row.organisation, title=row.title, kind="report"),
    ]  # fmt: skip
    for each in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            each.save()
    PublicationVersion(number=2, state="superseded", **base, **good).save()
    PublicationVersion(number=3, **base).save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationVersion(number=4, **base).save()


STEPS = {
    "start": lambda w, s, r: paper(by=w, title="Half way"),
    "change": lambda w, s, r: actions.change(by=w, publication_id=r.pk, title="Half", kind="report", summary="x", owner_role="y"),
    "add_version": lambda w, s, r: add_file(r, by=w, label="2"),
    "confirm_review": lambda w, s, r: actions.confirm_review(by=w, publication_id=r.pk, review_on=soon()),
    "withdraw": lambda w, s, r: actions.withdraw(by=w, publication_id=r.pk, reason="x"),
    "restore": lambda w, s, r: actions.restore(by=w, publication_id=r.pk),
    "publish": lambda w, s, r: actions.publish(by=s, publication_id=r.pk, review_on=soon()),
    "discard_version": lambda w, s, r: actions.discard_version(by=s, publication_id=r.pk),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_half_way_nothing_remains(writer, second, step, monkeypatch):
    row = paper(by=writer, second=None if step in {"publish", "discard_version"} else second)
    if step == "restore":
        actions.withdraw(by=writer, publication_id=row.pk, reason="x")

    def state() -> list:
        return [
            list(Publication.objects.order_by("pk").values()),
            list(PublicationVersion.objects.order_by("pk").values()),
            list(WorkItem.objects.order_by("pk").values()),
            Attachment.objects.count(),
            AuditEvent.objects.count(),
        ]

    def broken(*args, **kwargs):
        raise RuntimeError

    before = state()
    monkeypatch.setattr("dco_portal.pages.actions.publications.audit.record", broken)
    with pytest.raises(RuntimeError):
        STEPS[step](writer, second, row)
    assert state() == before
