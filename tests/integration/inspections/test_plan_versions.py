"""Versions: frozen, hashed, drawn as a tagged PDF, compared, published, approved."""

import datetime as dt
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dco_portal.common.errors import Conflict, Invalid, NotAllowed, NotFound
from dco_portal.documents.storage import open_checked
from dco_portal.documents.tagging import faults, tags
from inspections.actions import chain, plans, priorities, versions
from inspections.models import Measure, Version
from inspections.rules import difference, freezing
from tests import pdf_text
from tests.factories import inspections as make
from tests.factories.accounts import person
from tests.kept import kept
from tests.plan_scene import furnish, scene

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
@kept
def area():
    found = scene(title="Priority action plan 2024")
    furnish(found)
    row = found.actions[0]
    row.lead, row.lead_organisation, row.narrative = found.lead, found.la, "Stuck with the trust."
    row.save()
    return found


def drawn(area, note="The first one"):
    return versions.draw(by=area.manager, plan_id=area.plan.pk, note=note)


def test_a_version_never_changes_whatever_the_plan_does(area):
    version = drawn(area)
    sealed = (version.sha256, version.content)
    chain.edit(by=area.manager, action_id=area.actions[0].pk, what="Agree no form at all.")
    version.refresh_from_db()
    assert (version.sha256, version.content) == sealed
    assert freezing.digest(version.content) == version.sha256
    assert drawn(area, "Another form").number == 2


def test_a_line_is_drawn_only_under_something_new(area):
    with pytest.raises(Invalid):
        drawn(area, " ")
    version = drawn(area)
    versions.submit(by=area.manager, version_id=version.pk, body="cabinet", submitted_on=DAY)
    with pytest.raises(Conflict, match="Nothing has changed since version 1"):
        drawn(area)
    for who, error in ((area.approver, NotAllowed), (person("improvement_manager"), NotFound)):
        with pytest.raises(error):
            versions.draw(by=who, plan_id=area.plan.pk, note="Mine")


def test_the_difference_in_words(area):
    one = drawn(area)
    first, second = area.actions
    chain.edit(by=area.manager, action_id=first.pk, what="Agree two forms.", depends_on=[])
    plans.edit(by=area.manager, plan_id=area.plan.pk, ends_on=dt.date(2027, 3, 31))
    chain.add(
        by=area.manager,
        priority_id=area.priority.pk,
        what="Train everybody.",
        due_on=dt.date(2027, 1, 1),
    )
    priorities.add(by=area.manager, plan_id=area.plan.pk, title="Shorter waits")
    second.needed_by.clear()
    second.evidence.update(action=None)
    Measure.objects.filter(priority=None).delete()
    two = drawn(area, "More")
    found = {(row.kind, row.title): row for row in difference.between(one.content, two.content)}
    assert set(found) == {
        ("changed", "The plan itself"), ("added", "Priority 2"), ("changed", "Action 1.1"), ("added", "Action 1.3"),
        ("removed", f"Measure {one.content['measures'][0]['number']}"),
    }  # fmt: skip
    assert [
        (row.label, row.before, row.after) for row in found["changed", "The plan itself"].changes
    ] == [("Ends", "", "31 March 2027")]
    assert [
        (row.label, row.before, row.after) for row in found["changed", "Action 1.1"].changes
    ] == [
        ("Action", "Agree one form for health advice.", "Agree two forms."),
        ("Depends on", "1.2", ""),
    ]
    assert difference.between(one.content, one.content) == []


def pdf_of(document):
    document.refresh_from_db()
    with open_checked(document.sha256) as file:
        return file.read()


def checked(data):
    """What is wrong with a PDF's tags."""
    with pikepdf.open(io.BytesIO(data)) as found:
        return faults(found)


def tags_of(data):
    with pikepdf.open(io.BytesIO(data)) as found:
        return {tag.kind.removeprefix("/") for tag in tags(found)}


def letter():
    """The smallest PDF."""
    made, out = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(out)
    return SimpleUploadedFile("letter.pdf", out.getvalue(), "application/pdf")


def outline(data):
    """The bookmarks of a PDF, as a flat list of titles."""
    with pikepdf.open(io.BytesIO(data)) as found, found.open_outline() as tree:
        titles, rest = [], list(tree.root)
        while rest:
            item = rest.pop(0)
            titles.append(str(item.title))
            rest = [*item.children, *rest]
        return titles


def test_the_pdf_is_tagged_has_bookmarks_and_says_it_all(area, drain_outbox):
    plans.edit(
        by=area.manager,
        plan_id=area.plan.pk,
        dfe_adviser="Adviser of the region",
        summary="For all to read.",
    )
    version = drawn(area)
    drain_outbox()
    data = pdf_of(version.document)
    assert checked(data) == []
    assert {"H1", "H2", "H3", "Table", "TH", "Caption", "L"} <= tags_of(data)
    titles = outline(data)
    assert "Priority 1: Health advice on time" in titles
    assert {"Contents", "Key of ratings", "Glossary", "Approval", "Risks"} <= set(titles)
    text = pdf_text.words(data)
    for words in (
        "Priority action plan 2024", "For all to read.", "Leaders should make sure", "Agree one form for health advice.",
        area.lead.name, "Adviser of the region", "The form is agreed.", "Two posts are empty.", "90%", version.sha256[:20],
        "not for publication",
    ):  # fmt: skip
        assert words in text, words


def test_what_the_public_downloads_leaves_out_the_partnerships_own(area, drain_outbox, client):
    plans.edit(
        by=area.manager,
        plan_id=area.plan.pk,
        dfe_adviser="Adviser of the region",
        summary="For all.",
    )
    priorities.edit(
        by=area.manager, priority_id=area.priority.pk, impact="In time.", wanted="Shorter waits."
    )
    version = versions.publish(by=area.manager, version_id=drawn(area).pk)
    drain_outbox()
    address = reverse("inspections:improvement-version", args=[area.plan.slug, 1])
    assert client.get(address).status_code == 404, "the plan itself is not public yet"
    plans.publish(by=area.manager, plan_id=area.plan.pk)
    data = b"".join(client.get(address).streaming_content)
    assert checked(data) == []
    text = pdf_text.words(data)
    assert "Agree one form for health advice." in text
    for words in (
        area.lead.name,
        "Adviser of the region",
        "Two posts are empty.",
        "not for publication",
        "Stuck",
    ):
        assert words not in text, words
    with pytest.raises(Conflict, match="public already"):
        versions.publish(by=area.manager, version_id=version.pk)
    with pytest.raises(Invalid):
        versions.unpublish(by=area.manager, version_id=version.pk, reason="")
    versions.unpublish(by=area.manager, version_id=version.pk, reason="A name")
    assert client.get(address).status_code == 404
    document = version.public_document
    again = versions.publish(by=area.manager, version_id=version.pk)
    assert again.public_document == document, "drawn once from what was frozen"


def test_the_trail_of_approvals(area):
    version = drawn(area)
    put = {"by": area.manager, "version_id": version.pk}
    for values, field in (
        ({"body": "other", "submitted_on": DAY}, "body_name"),
        ({"body": "cabinet", "submitted_on": dt.date(2999, 1, 1)}, "submitted_on"),
    ):
        with pytest.raises(Invalid) as error:
            versions.submit(**put, **values)
        assert field in error.value.errors
    row = versions.submit(**put, body="icb_board", submitted_on=DAY)
    noted = {"by": area.manager, "approval_id": row.pk}
    for values, field in (
        ({"state": "refused", "decided_on": DAY}, "words"),
        ({"state": "approved", "decided_on": dt.date(2026, 2, 1)}, "decided_on"),
        ({"state": "approved", "decided_on": dt.date(2999, 1, 1)}, "decided_on"),
        ({"state": "submitted", "decided_on": DAY}, "state"),
    ):
        with pytest.raises(Invalid) as error:
            versions.decide(**noted, **values)
        assert field in error.value.errors
    versions.decide(**noted, state="changes", decided_on=DAY, words="Measure the difference.")
    with pytest.raises(Conflict, match="noted already"):
        versions.decide(**noted, state="approved", decided_on=DAY)


def test_the_pages_of_versions(area, client, drain_outbox):
    client.force_login(area.manager)

    def page(name, *args, query="", **form):
        address = reverse(f"inspections:{name}", args=args) + query
        response = client.post(address, form, follow=True) if form else client.get(address)
        assert response.status_code == 200
        return response.content.decode()

    assert "No version yet" in page("versions", area.plan.pk)
    assert "The line is drawn" in page("version-draw", area.plan.pk, note="The first one")
    one = Version.objects.get()
    assert "Being prepared" in page("version", one.pk)
    drain_outbox()
    text = page("version", one.pk)
    assert reverse("inspections:version-file", args=[one.pk, "whole"]) in text
    assert "What was frozen is unchanged." in text
    on = {
        f"{name}_{place}": part
        for name in ("submitted_on", "decided_on")
        for place, part in enumerate((1, 3, 2026))
    }
    assert "Noted." in page("version-submit", one.pk, body="icb_board", upload=letter(), **on)
    row = one.approvals.get()
    text = page("version", one.pk)
    assert "letter.pdf" in text
    assert "Noted." in page("approval-decide", row.pk, state="approved", **on)
    chain.edit(by=area.manager, action_id=area.actions[0].pk, what="Agree two forms.")
    page("version-draw", area.plan.pk, note="Second")
    assert "Agree two forms." in page("version-compare", area.plan.pk, query="?from=1&to=2")
    assert (
        client.get(
            reverse("inspections:version-compare", args=[area.plan.pk]) + "?from=1&to=x"
        ).status_code
        == 404
    )
    assert "Approved" in page("plan", area.plan.pk)
    assert "public PDF is being made" in page("version-publish", one.pk, go="1")
    assert "can no longer download" in page("version-unpublish", one.pk, reason="Too early")


def test_a_reader_downloads_what_a_stranger_cannot(area, client, drain_outbox):
    version = drawn(area)
    drain_outbox()
    address = reverse("inspections:version-file", args=[version.pk, "whole"])
    client.force_login(area.approver)
    assert client.get(address).status_code == 200
    assert (
        client.get(reverse("inspections:version-file", args=[version.pk, "public"])).status_code
        == 404
    )
    client.force_login(person("plan_approver"))
    assert client.get(address).status_code == 404


def test_the_rows_of_a_large_plan_stay_whole_in_the_pdf(drain_outbox):
    area = scene(actions=30, title="A long plan")
    furnish(area)
    for number in range(2, 6):
        priority = make.PriorityFactory(plan=area.plan, number=number, title=f"Part {number}")
        make.ActionFactory(priority=priority, number=f"{number}.1")
    version = drawn(area)
    drain_outbox()
    version.document.refresh_from_db()
    assert version.document.state == "ready"
    assert 8 <= version.document.pages <= 25
    data = pdf_of(version.document)
    assert checked(data) == []
    text = pdf_text.text(data)
    assert all(f"Part {number}" in text for number in range(2, 6))
