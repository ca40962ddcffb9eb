"""Who writes, approves and publishes, and when. `check_can_x` raises with a sentence, `can_x` answers."""

import datetime as dt

from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.common.clock import today
from dco_portal.common.errors import Conflict, Invalid, NotAllowed
from dco_portal.common.pairs import answers
from dco_portal.organisations.models import OrganisationKind
from dco_portal.pages import markdown
from dco_portal.pages.models import GuidancePage, PageVersion, Publication, PublicationVersion
from dco_portal.pages.models.page import RESERVED
from dco_portal.pages.states import VersionState

LONGEST_REVIEW = dt.timedelta(days=3 * 366)


def check_can_edit(user: User) -> None:
    """The DCO team of an ICB keeps guidance and publications."""
    if not user.may(P.EDIT_PAGES) or user.organisation is None:
        raise NotAllowed("Only the DCO team keeps guidance pages and publications.")
    if user.organisation.kind != OrganisationKind.ICB:
        raise NotAllowed("Guidance is kept by the ICB.")


def check_slug(slug: str) -> None:
    """Raises Invalid beside the field for an address that the portal itself uses."""
    if slug in RESERVED:
        raise Invalid({"slug": "The portal uses this address itself: choose another"})


def check_words(*, title: str, summary: str, body: str) -> None:
    """Raises Invalid beside each field that cannot be published as it is."""
    errors: dict[str | None, str] = {}
    if not title.strip():
        errors["title"] = "Enter a title"
    if not summary.strip():
        errors["summary"] = "Enter a summary in a sentence"
    found = markdown.problems(body) if body.strip() else ["Enter the page’s words"]
    if found:
        errors["body"] = "; ".join(found)
    for name, words in (("title", title), ("summary", summary)):
        if name not in errors and markdown.EMAIL.search(words):
            errors[name] = "Leave out e-mail addresses"
    if errors:
        raise Invalid(errors)


def check_review_on(review_on: dt.date) -> None:
    """A review lies ahead, and not too far."""
    if review_on <= today():
        raise Invalid({"review_on": "The day of the next review must be in the future"})
    if review_on > today() + LONGEST_REVIEW:
        raise Invalid({"review_on": "Review it within three years"})


def check_can_write(user: User, page: GuidancePage, draft: PageVersion | None) -> None:
    """A draft is written by anybody of the team, until it waits for approval."""
    check_can_edit(user)
    if page.withdrawn_at:
        raise Conflict("This page is withdrawn: restore it before changing it.")
    if draft is not None and draft.state == VersionState.WAITING:
        raise Conflict("This version waits for approval: send it back or discard it first.")


def _check_not_withdrawn(version: PageVersion) -> None:
    if version.page.withdrawn_at:
        raise Conflict("This page is withdrawn: restore it first.")


def check_can_submit(user: User, draft: PageVersion) -> None:
    """What is being written can be given to a second person."""
    check_can_edit(user)
    _check_not_withdrawn(draft)
    if draft.state != VersionState.DRAFT:
        raise Conflict(f"Version {draft.number} is “{draft.get_state_display()}”.")


def check_can_approve(user: User, version: PageVersion) -> None:
    """A second person approves: never who wrote it."""
    check_can_edit(user)
    _check_not_withdrawn(version)
    if version.state != VersionState.WAITING:
        raise Conflict(f"Version {version.number} is “{version.get_state_display()}”.")
    if version.written_by_id == user.pk:
        raise NotAllowed("You wrote this version: somebody else of the team approves it.")


def check_can_send_back(user: User, version: PageVersion) -> None:
    """Anybody of the team, the writer too, takes a waiting version back to the draft."""
    check_can_edit(user)
    if version.state != VersionState.WAITING:
        raise Conflict(f"Version {version.number} is “{version.get_state_display()}”.")


def check_can_review(user: User, page: GuidancePage) -> None:
    """A published page can be found still right."""
    check_can_edit(user)
    if page.withdrawn_at or page.reviewed_on is None:
        raise Conflict("Only a published page can be reviewed.")


def check_can_withdraw(user: User, thing: GuidancePage | Publication) -> None:
    """What is withdrawn cannot be withdrawn again."""
    check_can_edit(user)
    if thing.withdrawn_at:
        raise Conflict("It is withdrawn already.")


def check_can_restore(user: User, thing: GuidancePage | Publication) -> None:
    """Only what was withdrawn comes back."""
    check_can_edit(user)
    if not thing.withdrawn_at:
        raise Conflict("It is not withdrawn.")


def check_can_add_version(user: User, publication: Publication) -> None:
    """One new file at a time waits to be published."""
    check_can_edit(user)
    if publication.withdrawn_at:
        raise Conflict("This publication is withdrawn: restore it first.")
    if publication.versions.filter(state=VersionState.WAITING).exists():
        raise Conflict("A new version waits to be published already: publish or discard it first.")


def check_can_publish(user: User, version: PublicationVersion) -> None:
    """A second person looks at the file and publishes it: never who added it."""
    check_can_edit(user)
    if version.state != VersionState.WAITING:
        raise Conflict(f"{version.label} is “{version.get_state_display()}”.")
    if version.added_by_id == user.pk:
        raise NotAllowed("You added this file: somebody else of the team publishes it.")


def check_can_discard(user: User, version: PageVersion | PublicationVersion) -> None:
    """What is not published yet can be discarded."""
    check_can_edit(user)
    if version.state not in {VersionState.DRAFT, VersionState.WAITING}:
        raise Conflict(f"It is “{version.get_state_display()}” already.")


can_edit = answers(check_can_edit)
can_write = answers(check_can_write)
can_submit = answers(check_can_submit)
can_approve = answers(check_can_approve)
can_send_back = answers(check_can_send_back)
can_review = answers(check_can_review)
can_withdraw = answers(check_can_withdraw)
can_restore = answers(check_can_restore)
can_add_version = answers(check_can_add_version)
can_publish = answers(check_can_publish)
can_discard = answers(check_can_discard)
