"""Every URL, every role, own and other organisation: who is let in, who is refused, and what is noted."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.integration.access.lines import ELSEWHERE, LINES, NOWHERE
from tests.integration.access.table import GATED, GET, PUBLIC, RECORD, SIGNED_IN, Line
from tests.integration.access.visiting import SIGN_IN, Seen, Visitor, url_names
from tests.integration.access.world import CHILD_WORDS, WHO, Area

pytestmark = pytest.mark.django_db
OBJECTS = [line for line in LINES if line.kind in {RECORD, GATED}]


def path_of(line: Line, area: Area) -> str:
    return reverse(line.name, args=list(line.args(area))) + line.query


def faults(
    visit: Visitor, who: str | None, area: Area, line: Line, expected: int | str
) -> list[str]:
    """What is wrong with a visit by somebody of the own area: the wrong answer, or a missing or telling audit row."""
    user = visit.world.own[who] if who else None
    found = []
    # Where nothing is there for a person, one way of asking is enough.
    for method in line.methods if expected != 404 else line.methods[-1:]:
        seen = visit.open(user, method, path_of(line, area), steady=True)
        place = "own" if area is visit.world.own else "other"
        what = f"{method} {line.label} ({place} area) as {who}"
        if seen.came != expected:
            found.append(f"{what}: {seen.came}, expected {expected} {seen.why()}")
        found += [f"{what}: {fault}" for fault in audit_faults(seen, user)]
    return found


def audit_faults(seen: Seen, user) -> list[str]:
    """A refusal of somebody signed in leaves exactly one row, which names no child; nothing else leaves one."""
    wanted = 1 if user and seen.came in {403, 404} else 0
    if len(seen.denied) != wanted:
        return [f"{len(seen.denied)} audit rows, expected {wanted}"]
    return [
        f"the audit row says {word}"
        for row in seen.denied
        for word in CHILD_WORDS
        if word in row.data or word in row.reference
    ] + [f"the row is of {row.actor_id}" for row in seen.denied if row.actor_id != user.pk]


def test_every_url_name_is_in_the_table_once():
    known = {line.name for line in LINES} | set(ELSEWHERE)
    names = {name for name in url_names() if not name.startswith("admin:")}
    assert names - known == set(), "not classified"
    assert known - names == set(), "no such address any more"
    assert not {line.name for line in LINES} & set(ELSEWHERE)


def test_the_table_can_tell_roles_apart():
    kinds = {line.kind for line in LINES}
    assert kinds >= {PUBLIC, SIGNED_IN, RECORD, GATED}
    for who in WHO:
        assert {line.own(who) for line in OBJECTS} >= {404}, who
    assert all(line.other(who) in {403, 404} for line in OBJECTS for who in WHO)
    assert len({tuple(line.own(who) for line in LINES) for who in WHO}) > 10


@pytest.mark.parametrize("who", WHO)
def test_own_area(visit: Visitor, who: str):
    own = visit.world.own
    found = [fault for line in LINES for fault in faults(visit, who, own, line, line.own(who))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("who", WHO)
def test_other_area(visit: Visitor, who: str):
    other = visit.world.other
    found = [
        fault for line in OBJECTS for fault in faults(visit, who, other, line, line.other(who))
    ]
    assert not found, "\n".join(found)


def test_nobody_signed_in(visit: Visitor):
    found = []
    for line in LINES:
        expected = 200 if line.kind == PUBLIC else SIGN_IN
        found += faults(visit, None, visit.world.own, line, expected)
    assert not found, "\n".join(found)


def test_a_forged_id_is_not_there(visit: Visitor):
    """One id that no record has, in each place of the address, for somebody who is let in otherwise."""
    tried, wrong = 0, []
    for line in OBJECTS:
        who = min(line.let_in, default="dco")
        args = list(line.args(visit.world.own))
        for place, value in enumerate(args):
            if not hasattr(value, "hex"):
                continue
            forged = [*args[:place], NOWHERE, *args[place + 1 :]]
            path = reverse(line.name, args=forged)
            seen = visit.open(visit.world.own[who], line.methods[0], path, steady=True)
            tried += 1
            if seen.came != 404 or len(seen.denied) != 1:
                wrong.append(f"{line.name} {forged} as {who}: {seen.came}, {len(seen.denied)} rows")
    assert not wrong, "\n".join(wrong)
    assert tried > 60


def foreign(area: Area) -> list[tuple[str, str, list]]:
    """Real ids that belong under another record: (who is in scope of both, URL name, arguments)."""
    another = area.signed.request
    return [
        ("dco", "ehcp:file", [another.pk, area.file.pk]),
        ("dco", "ehcp:file", [area.request.pk, area.part_file.pk]),
        ("dco", "ehcp:document", [area.request.pk, area.letter.pk]),
        ("dco", "ehcp:document", [area.request.pk, area.pack.document_id]),
        ("dco", "ehcp:pack", [area.request.pk, area.pack.number]),
        ("dco", "ehcp:pack-pdf", [area.request.pk, area.pack.number]),
        ("dco", "ehcp:pack", [area.sent.request_id, 9]),
        ("clinician", "ehcp:contribution-file", [area.signed.pk, area.file.pk]),
        ("clinician", "ehcp:contribution-file", [area.signed.pk, area.part_file.pk]),
        ("clinician", "ehcp:contribution-pdf", [area.writing.pk]),
        ("clinician", "ehcp:version", [area.writing.pk, 7]),
        ("clinician", "ehcp:compare", [area.signed.pk, 1, 7]),
        ("clinician", "ehcp:advice-section", [area.writing.pk, "no-such-page"]),
        ("clinician", "ehcp:advice-section", [area.writing.pk, "report"]),
        ("la_officer", "ehcp:version", [area.signed.pk, 1]),
        ("la_officer", "ehcp:draft-file", [area.draft.pk, area.file.pk]),
        ("la_officer", "ehcp:draft-section", [area.draft.pk, "no-such-page"]),
        ("la_officer", "ehcp:draft-section", [area.draft.pk, "arrival"]),
        ("dco", "children:carer", [another.child_id, area.carer.pk]),
        ("dco", "children:carer-end", [another.child_id, area.carer.pk]),
        ("dco", "children:need-end", [another.child_id, area.need.pk]),
        ("dco", "organisations:policy_change", ["no.such.policy"]),
    ]


def test_another_records_id_under_ones_own_is_not_there(visit: Visitor):
    own = visit.world.own
    wrong = []
    for who, name, args in foreign(own):
        seen = visit.open(own[who], "get", reverse(name, args=args))
        if seen.came != 404 or len(seen.denied) != 1:
            wrong.append(
                f"{name} {args} as {who}: {seen.came}, {len(seen.denied)} rows {seen.why()}"
            )
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ["accounts:people", "accounts:invite"])
def test_another_areas_organisation_cannot_be_asked_for(visit: Visitor, name: str):
    world = visit.world
    for who in ("dco", "administrator", "provider_lead", "la_officer"):
        path = f"{reverse(name)}?organisation={world.other.trust.pk}"
        assert visit.open(world.own[who], "get", path).came == 404


def test_a_role_in_the_other_area_opens_nothing_while_acting_in_this_one(visit: Visitor):
    """Somebody with a part in both areas sees the one they act in, and after switching the other."""
    from tests.factories.accounts import MembershipFactory

    world = visit.world
    both = world.own["dco"]
    second = MembershipFactory(user=both, organisation=world.other.icb, role="dco")
    here = reverse("ehcp:case", args=[world.own.request.pk])
    there = reverse("ehcp:case", args=[world.other.request.pk])
    assert [visit.open(both, "get", path).came for path in (here, there)] == [200, 404]
    client = visit.client(both)
    assert client.post(reverse("accounts:switch"), {"membership": second.pk}).status_code == 302
    assert [visit.open(both, "get", path).came for path in (here, there)] == [404, 200]


def test_calendar_feed_opens_by_its_address_alone(visit: Visitor):
    world = visit.world
    officer = world.own["la_officer"]
    officer.calendar_token = "a" * 40
    officer.save()
    for user in (None, world.own["dco"], world.own["no_membership"]):
        feed = visit.open(user, "get", reverse("home:calendar", args=["a" * 40]))
        assert feed.came == 200
        assert visit.open(user, "get", reverse("home:calendar", args=["b" * 40])).came == 404
    officer.is_active = False
    officer.save()
    assert visit.open(None, "get", reverse("home:calendar", args=["a" * 40])).came == 404


def test_a_wrong_invitation_link_is_not_there(visit: Visitor):
    for user in (None, visit.world.own["dco"]):
        for method in ("get", "post"):
            path = reverse("accounts:invitation", args=["no-such-token"])
            assert visit.open(user, method, path).came == 404


def test_reference_data_is_closed_to_every_role(visit: Visitor):
    pages = [reverse("admin:index")] + [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    wrong = []
    for who in [None, *WHO]:
        user = visit.world.own[who] if who else None
        for path in pages:
            seen = visit.open(user, "get", path)
            turned_away = seen.response.status_code == 302 and "login" in seen.response["Location"]
            if not turned_away and seen.came not in {403, 404}:
                wrong.append(f"{path} as {who}: {seen.came}")
    assert not wrong, "\n".join(wrong)


def test_reference_data_holds_no_person_and_a_superuser_no_record(visit: Visitor):
    models = {model._meta.label for model in admin.site._registry}
    assert models
    assert all(label.startswith("organisations.") for label in models), models
    root = visit.world.own["no_membership"]
    root.is_staff = root.is_superuser = True
    root.save()
    assert visit.open(root, "get", reverse("admin:index")).came == 200
    seen = {
        visit.open(root, line.methods[0], path_of(line, visit.world.own)).came
        for line in OBJECTS
        if line.methods == GET
    }
    assert seen <= {403, 404}
