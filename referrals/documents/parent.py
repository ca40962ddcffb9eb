"""What stands in a parent's copy: plain English, and the same in Easy Read (one idea a line).

The context of `pdf/referrals/parent.html` and `parent_easy_read.html`. The copy holds the
recipient's own name and address and nobody else's.
"""

from typing import Any

from django.conf import settings
from django.db.models import TextChoices

from dco_portal.children.letters import Recipient
from dco_portal.children.queries import hidden_home
from referrals.documents.notice import day, opinion_words, sender, telephone_of
from referrals.models import Notification

HOW = {
    "in_person": "when we met",
    "video": "in a video call",
    "telephone": "on the telephone",
    "letter": "in writing",
}


class Layout(TextChoices):
    """How a parent's copy is laid out."""

    STANDARD = "standard", "Standard"
    LARGE_PRINT = "large_print", "Large print"
    EASY_READ = "easy_read", "Easy Read"


def parent_context(
    notification: Notification, recipient: Recipient, layout: Layout
) -> dict[str, Any]:
    """The context of one person's copy, plain values only."""
    n = notification
    values = {
        "title": f"What we have told {n.la.name}",
        "reference": n.reference,
        "marking": "Private: about your child",
        "recipient": {"lines": [recipient.name, *_address(n, recipient)]},
        "carer_id": recipient.carer_id,
        "layout": layout.value,
        "greeting": f"Dear {recipient.name}",
        "sender": sender(n),
        "child": n.child.given_name,
        "la": n.la.name,
        "opinion": opinion_words(n),
        "formed_on": n.opinion_on,
        "sent_on": n.sent_on,
        "told": _told(n),
        "discussed": _discussed(n),
        "reason": n.reason,
        "objection": n.objects_to_notice,
        "voluntary": [{"name": row.name, "contact": row.detail} for row in n.voluntary_named.all()],
        "voluntary_none": n.voluntary == n.Voluntary.NONE,
        "local_offers": local_offers(n),
        "contact": telephone_of(n),
    }
    if layout is Layout.EASY_READ:
        values |= {"easy_read": True, "easy": easy_parts(n)}
    return values


def _address(n: Notification, recipient: Recipient) -> tuple[str, ...]:
    """Their own address; left out where it is hidden, for not everybody who opens the file may know it."""
    child = n.child
    lines = (*child.address.splitlines(), child.postcode)
    home = tuple(line.strip() for line in lines if line.strip())
    hidden = recipient.address_hidden or (hidden_home(child) and recipient.address == home)
    return () if hidden else recipient.address


def local_offers(notification: Notification) -> list[dict[str, str]]:
    """Where the Local Offer is: this portal's address and the authority's own website where known."""
    la = notification.la
    places = [{"label": "Local Offer", "url": f"{settings.PORTAL_BASE_URL}/local-offer/"}]
    if la.website:
        places.append({"label": la.name, "url": la.website})
    return places


def _told(n: Notification) -> str:
    """When and how the parent was told of both, in one sentence or two."""
    opinion = f"on {day(n.opinion_told_on)} {HOW[n.opinion_told_how]}"
    duty = f"on {day(n.duty_told_on)} {HOW[n.duty_told_how]}"
    if opinion == duty:
        return (
            f"We told you what we think, and that we have to tell the local authority, {opinion}."
        )
    return f"We told you what we think {opinion}. We told you that we have to tell the local authority {duty}."


def _discussed(n: Notification) -> str:
    offered = f"We offered you this on {day(n.discussion_offered_on)}."
    if n.discussed_on:
        return f"{offered} We talked about it on {day(n.discussed_on)}."
    if n.discussion == n.Discussion.DECLINED:
        return f"{offered} You did not want to then. You still can: our details are at the end."
    return f"{offered} We have not heard from you. You still can: our details are at the end."


def easy_parts(n: Notification) -> list[dict[str, Any]]:
    """The copy in Easy Read: parts of {"title", "lines"}, a line being one idea in short words."""
    child, la = n.child.given_name, n.la.label
    parts = [
        ("About this letter", [
            f"This letter is from {n.organisation.label}.",
            f"It is about {child}.",
            "You can ask someone to read it with you.",
        ]),
        ("What we think", _easy_opinion(n, child)),
        ("What we did", _easy_steps(n, la)),
        ("What happens now", [
            f"{la} will read what we wrote.",
            "They may phone you or write to you.",
            f"They will think about what may help {child}.",
            f"This letter is not a plan for {child}.",
            f"You can ask {la} to check what help {child} needs.",
            "This check is called an EHC needs assessment.",
        ]),
        ("Who can help you", _easy_help(n)),
        ("Talk to us", _easy_contact(n)),
    ]  # fmt: skip
    return [{"title": title, "lines": lines} for title, lines in parts]


def _easy_opinion(n: Notification, child: str) -> list[str]:
    surely = n.likelihood == n.Likelihood.HAS
    lines = []
    if n.condition in (n.Condition.SEN, n.Condition.BOTH):
        lines += [
            f"We think {child} {'has' if surely else 'probably has'} special educational needs.",
            f"This means {child} {'needs' if surely else 'may need'} extra help to learn.",
        ]
    if n.condition in (n.Condition.DISABILITY, n.Condition.BOTH):
        lines += [
            f"We think {child} {'has' if surely else 'probably has'} a disability.",
            f"This means {child} {'needs' if surely else 'may need'} extra help from day to day.",
        ]
    return [*lines, "You can ask us why we think this."]


def _easy_steps(n: Notification, la: str) -> list[str]:
    lines = [
        f"We told you what we think on {day(n.opinion_told_on)}.",
        "The law says we must tell the council.",
        f"We told you about this law on {day(n.duty_told_on)}.",
    ]
    if n.discussed_on:
        lines.append(f"We talked about it with you on {day(n.discussed_on)}.")
    else:
        lines += [
            f"We asked if you want to talk about it on {day(n.discussion_offered_on)}.",
            "You can still talk to us.",
        ]
    lines.append(f"We told {la} on {day(n.sent_on)}.")
    if n.objects_to_notice:
        lines += [
            "You said you did not want us to tell them.",
            f"We told {la} that you said this.",
        ]
    return lines


def _easy_help(n: Notification) -> list[str]:
    named = list(n.voluntary_named.all())
    lines = ["These groups may help you."] if named else []
    lines += [": ".join(part for part in (row.name, row.detail) if part) for row in named]
    lines += ["The Local Offer shows the help near you.", "It is a website."]
    return [*lines, *(place["url"] for place in local_offers(n))]


def _easy_contact(n: Notification) -> list[str]:
    lines = ["You can ask us anything.", f"Ask for {n.notifier.name}."]
    if telephone := telephone_of(n):
        lines.append(f"Our phone number is {telephone}.")
    return [*lines, f"Tell us this number: {n.reference}."]
