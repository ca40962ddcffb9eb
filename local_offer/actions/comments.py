"""Comments and corrections from families, and what editors do about them."""

import uuid

from django.db import transaction
from django.urls import reverse

from dco_portal import audit
from dco_portal.accounts.models import User
from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.queries import people
from dco_portal.common.clock import now
from dco_portal.common.errors import Invalid, NotFound
from dco_portal.notifications import actions as notifications
from dco_portal.organisations.models import Organisation
from dco_portal.work import actions as work
from local_offer.actions import editors
from local_offer.models import Comment, Correction, Service
from local_offer.rules import community as rules

COMMENT, CORRECTION = "local_offer.comment", "local_offer.correction"


@transaction.atomic
def comment(
    *,
    by: User | None,
    local_authority: Organisation,
    words: str,
    said_by: str,
    service: Service | None = None,
) -> Comment:
    """Send a comment on an entry or on the whole offer; editors look at it before anybody else.

    `by` is None for the public. Raises Invalid on `words` or `said_by`, NotFound for an entry that is not public.
    """
    words = rules.check_words(words, most=rules.COMMENT_MAX)
    if said_by not in Comment.SaidBy:
        raise Invalid({"said_by": "Choose who you are"})
    if service is not None and not Service.objects.public().filter(pk=service.pk).exists():
        raise NotFound
    made = Comment.objects.create(
        local_authority=local_authority, service=service, said_by=said_by, words=words
    )
    audit.record("local_offer.comment", by=by, obj=made, service=service.pk if service else "all")
    _push(made, "Comment on the Local Offer", "Publish it or say why not", COMMENT)
    return made


@transaction.atomic
def publish(*, by: User, comment_id: uuid.UUID, words: str) -> Comment:
    """Publish a comment. `words` may leave out what tells who somebody is; what was left out is not kept.

    Raises NotFound, NotAllowed, Conflict, Invalid on `words`.
    """
    found = _comment(by, comment_id)
    rules.check_can_publish(by, found)
    words = words.strip()
    if not words:
        raise Invalid({"words": "A published comment needs words"})
    found.edited = found.edited or words != found.words
    found.words = words
    return _decide(found, by=by, state=Comment.State.PUBLISHED)


@transaction.atomic
def refuse(*, by: User, comment_id: uuid.UUID, why: str, reason: str = "") -> Comment:
    """Do not publish a comment, or take a published one back. One that tells who somebody is loses its words.

    Raises NotFound, NotAllowed, Conflict, Invalid on `why`.
    """
    found = _comment(by, comment_id)
    rules.check_can_refuse(by, found)
    if why not in Comment.Why:
        raise Invalid({"why": "Choose why it is not published"})
    found.why, found.reason = why, reason.strip()
    if why == Comment.Why.PERSONAL:
        found.words, found.edited = "", True
    return _decide(found, by=by, state=Comment.State.REFUSED)


def _decide(found: Comment, *, by: User, state: str) -> Comment:
    found.state, found.decided_at, found.decided_by = state, now(), by
    found.save()
    audit.record(f"local_offer.comment_{state}", by=by, obj=found, why=found.why)
    if state == Comment.State.PUBLISHED:
        _push(found, "Comment on the Local Offer to answer", "Say what was done", COMMENT)
    else:
        work.close(object_id=found.pk)
    return found


@transaction.atomic
def respond(*, by: User, comment_id: uuid.UUID, response: str) -> Comment:
    """Say in public what the authority did about a comment. Raises NotFound, NotAllowed, Conflict, Invalid."""
    found = _comment(by, comment_id)
    rules.check_can_respond(by, found)
    response = response.strip()
    if not response:
        raise Invalid({"response": "Write what you did, or why nothing can be done"})
    if len(response) > rules.RESPONSE_MAX:
        raise Invalid({"response": f"Use {rules.RESPONSE_MAX:,} characters or fewer"})
    found.response, found.responded_at, found.responded_by = response, now(), by
    found.save()
    audit.record("local_offer.comment_answered", by=by, obj=found)
    work.close(object_id=found.pk)
    return found


@transaction.atomic
def suggest_correction(*, by: User | None, service: Service, about: str, words: str) -> Correction:
    """Say that an entry is wrong; its owner and the editors are told. `by` is None for the public.

    Raises Invalid on `about` or `words`, NotFound for an entry that is not public.
    """
    words = rules.check_words(words, most=rules.CORRECTION_MAX)
    if about not in Correction.About:
        raise Invalid({"about": "Choose what is wrong"})
    found = (
        Service.objects.public().select_related("owner", "local_authority").filter(pk=service.pk)
    )
    if (entry := found.first()) is None:
        raise NotFound
    made = Correction.objects.create(
        service=entry, local_authority=entry.local_authority, about=about, words=words
    )
    audit.record("local_offer.correction", by=by, obj=made, service=entry.pk, about=about)
    _push(made, "Correction suggested to a Local Offer entry", "Look at it", CORRECTION)
    notifications.tell(
        recipients=people(entry.owner, P.OWN_LISTING) if entry.owner else [],
        kind=CORRECTION,
        subject=f"Is your Local Offer entry right? {entry.name}"[:150],
        body=f"Somebody who read your entry “{entry.name}” says that this is wrong: "
        f"{made.get_about_display().lower()}. Please sign in, look and put it right or confirm it.",
        dedupe_key=f"{CORRECTION}:{made.pk}",
        organisation=entry.owner,
    )
    return made  # fmt: skip


@transaction.atomic
def decide_correction(
    *, by: User, correction_id: uuid.UUID, made: bool, answer: str = ""
) -> Correction:
    """Say that a correction was made, or why not. Raises NotFound, NotAllowed, Conflict, Invalid on `answer`."""
    rows = Correction.objects.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("decided_by").filter(pk=correction_id).first()
    if found is None:
        raise NotFound
    rules.check_can_decide(by, found)
    if not made and not answer.strip():
        raise Invalid({"answer": "Say why the entry is not changed"})
    found.state = Correction.State.MADE if made else Correction.State.DECLINED
    found.answer, found.decided_at, found.decided_by = answer.strip(), now(), by
    found.save()
    audit.record(f"local_offer.correction_{found.state}", by=by, obj=found)
    work.close(object_id=found.pk)
    return found


def _comment(by: User, comment_id: uuid.UUID) -> Comment:
    rows = Comment.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=comment_id)
    found = rows.select_related("local_authority", "service", "decided_by").first()
    if found is None:
        raise NotFound
    return found


def _push(thing: Comment | Correction, title: str, step: str, kind: str) -> None:
    name = "moderate" if isinstance(thing, Comment) else "correction"
    editors.push(
        authority=thing.local_authority,
        kind=kind,
        object_id=thing.pk,
        title=title,
        step=step,
        link=reverse(f"local_offer:{name}", args=[thing.pk]),
    )
