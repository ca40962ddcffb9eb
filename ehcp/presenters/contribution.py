"""The page of one service's part: facts, clock, steps, versions and history, for each kind of reader."""

import datetime as dt
from typing import Any

from django.urls import reverse

from dco_portal.accounts.models import User
from dco_portal.common.clock import london
from dco_portal.documents import presenters as files
from ehcp import advice
from ehcp.models import AdviceVersion, Contribution
from ehcp.presenters.clock import clock as request_clock
from ehcp.queries import contributions as queries
from ehcp.rules import advice as rules
from ehcp.rules import checking as checking_rules
from ehcp.rules import exceptions as exception_rules
from ehcp.rules import triage as triage_rules
from ehcp.states import CONTRIBUTION_ENDS, ContributionState


def clock(contribution: Contribution, by: User) -> dict[str, Any]:
    """The clock of this part: the request's date, the service's own, and when this part was sent."""
    sent = contribution.state == ContributionState.SENT and contribution.sent_at is not None
    outside = by.organisation is not None and by.organisation.pk == contribution.service.provider_id
    return request_clock(contribution.request, only_for=contribution if outside else None) | {
        "service_date": contribution.service_date,
        "met_on": london(contribution.sent_at).date() if sent and contribution.sent_at else None,
        "ended": contribution.get_state_display()
        if contribution.state in CONTRIBUTION_ENDS
        else "",
    }


def steps(contribution: Contribution, by: User) -> list[dict[str, Any]]:
    """What this person may do now, the main step first."""
    C = ContributionState
    taken = contribution.state != C.UNALLOCATED
    offered = (
        (rules.can_write(by, contribution), "Write the advice", "ehcp:advice",
         "Read the comments first." if contribution.state == C.SENT_BACK else ""),
        (rules.can_allocate(by, contribution), "Give it to somebody else" if taken else "Give it to a clinician",
         "ehcp:allocate", ""),
        (checking_rules.can_sign_off(by, contribution), "Read and sign off", "ehcp:sign-off", ""),
        (checking_rules.can_check(by, contribution), "Check and send", "ehcp:contribution-check", ""),
        (rules.can_say_not_known(by, contribution), "Not known to this service", "ehcp:not-known", ""),
        (rules.can_give_back(by, contribution), "Give it back", "ehcp:give-back", ""),
        (exception_rules.can_record_exception(by, contribution.request) and contribution.state not in CONTRIBUTION_ENDS,
         "Record a lawful exception", "ehcp:contribution-exception", ""),
        (triage_rules.can_withdraw_contribution(by, contribution), "Let this service off", "ehcp:contribution-withdraw",
         ""),
        (triage_rules.can_reopen_contribution(by, contribution), "Ask this service again", "ehcp:contribution-reopen",
         ""),
    )  # fmt: skip
    found = [
        {"label": label, "url": reverse(name, args=[contribution.pk]), "why": why}
        for allowed, label, name, why in offered
        if allowed
    ]
    return [{**step, "secondary": place > 0} for place, step in enumerate(found)]


def asked(contribution: Contribution) -> list[dict[str, str]]:
    """What the local authority asks, as the service needs to read it."""
    request = contribution.request
    known = [
        row.professional
        for row in request.known_services.all()
        if row.service_id == contribution.service_id
    ]
    rows = (
        ("Asked of this service", contribution.ask),
        ("What the local authority asks", request.question),
        ("Why", request.reason),
        ("What is known of the child’s needs", request.needs_known),
        ("Views of the child and family", request.family_views),
        ("Consent", f"{request.get_consent_display()}. {request.consent_detail}".strip()),
        ("The family names", ", ".join(name for name in known if name)),
        ("For", f"{request.get_type_display()}, {request.la.name}"),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def facts(contribution: Contribution, by: User) -> list[dict[str, str]]:
    """Where this part stands, for health's own people; only the DCO team is told of other services."""
    counted = ""
    if contribution.state == ContributionState.NOT_KNOWN and not rules.sees_drafts(
        by, contribution
    ):
        unknown, asked_of = queries.not_known_count(contribution)
        counted = f"{unknown} of {asked_of} asked"
    named = "Yes: no service asked knew the child" if contribution.named_adviser else ""
    signed_off = contribution.signed_off_by
    rows = (
        ("Service", f"{contribution.service.name}, {contribution.service.provider.name}"),
        ("Clinician", contribution.clinician.name if contribution.clinician else "Nobody yet"),
        ("Named by the DCO to advise", named),
        ("Signed off by", signed_off.name if signed_off else ""),
        ("Picked for the DCO’s sample", "Yes" if contribution.picked_for_sample else ""),
        ("Sent by", contribution.sent_by.name if contribution.sent_by else ""),
        ("The return waits for it", "Yes" if contribution.required else "No"),
        ("Services that do not know the child", counted),
        ("What was searched", contribution.searched),
        ("Who may know the child", contribution.next_route),
        ("Why it ended", contribution.ended_reason),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def version_rows(contribution: Contribution, found: list[AdviceVersion]) -> list[dict[str, Any]]:
    """Each version with its standing; all but the newest signed one are superseded once a newer is signed."""
    newest = max((row.number for row in found if row.signed_at), default=0)
    rows = []
    for row in found:
        standing, colour = "Draft", "blue"
        if row.signed_at:
            standing, colour = (
                ("In force", "green") if row.number == newest else ("Superseded", "grey")
            )
        rows.append({
            "number": row.number, "standing": standing, "colour": colour, "basis": row.get_basis_display(),
            "signed_by": row.signed_by.name if row.signed_by else "", "signed_at": row.signed_at,
            "sent_at": row.sent_at,
            "url": reverse("ehcp:version", args=[contribution.pk, row.number]),
            "compare": reverse("ehcp:compare", args=[contribution.pk, row.number - 1, row.number])
            if row.number > 1 else "",
        })  # fmt: skip
    return rows


def history(contribution: Contribution) -> list[dict[str, Any]]:
    """Each move with who, when and why, the newest first."""
    rows = contribution.changes.select_related("by").order_by("-id")
    return [
        {"at": row.at, "what": Contribution.state_name(row.to_state), "who": row.by.name if row.by else "The portal",
         "detail": row.reason}
        for row in rows
    ]  # fmt: skip


def file_rows(contribution: Contribution) -> list[dict[str, Any]]:
    """The request's files that the service may read."""
    return [
        files.file_row(file, reverse("ehcp:contribution-file", args=[contribution.pk, file.pk]))
        for file in queries.request_files(contribution)
    ]


def report_row(contribution: Contribution, version: AdviceVersion) -> list[dict[str, Any]]:
    """The uploaded report of a version, as a list of none or one."""
    if version.report is None:
        return []
    href = reverse("ehcp:contribution-file", args=[contribution.pk, version.report.pk])
    return [files.file_row(version.report, href)]


def sections(version: AdviceVersion, said: dict[str, list] | None = None) -> list[dict[str, Any]]:
    """The advice under its headings, each item with the comments on it; rows fit summary_list.html."""
    return [
        {
            "title": section["title"],
            "blocks": [
                {
                    "key": block.key, "title": block.title if "." in block.key else "",
                    "rows": [{"key": line.label, "value": line.text or "Not given"} for line in block.lines],
                    "comments": (said or {}).get(block.key, []),
                }
                for block in section["blocks"]
            ],
        }
        for section in advice.by_section(version.content, version.basis)
    ]  # fmt: skip


def said_on(contribution: Contribution, number: int) -> dict[str, list]:
    """Comments on the version before a draft, by item."""
    before = [row for row in contribution.versions.all() if row.number == number]
    found: dict[str, list] = {}
    for comment in queries.comments(before):
        found.setdefault(comment.item, []).append(comment)
    return found


def tasks(contribution: Contribution, draft: AdviceVersion, today: dt.date) -> list[dict[str, Any]]:
    """The pages of the form with how far each is, for `components/task_list.html`."""
    faults = advice.faults(
        draft.content, basis=draft.basis, today=today, has_report=draft.report_id is not None
    )
    open_sections = {fault.section for fault in faults}
    found = []
    for section in advice.sections(draft.basis):
        begun = section.name in draft.content and (
            section.name == "author" or section.name in draft.content.get("saved", {})
        )
        if section.name not in open_sections:
            status, colour = "Completed", ""
        elif begun:
            status, colour = "Not complete", "teal"
        else:
            status, colour = "Not started", "blue"
        found.append({
            "title": section.title, "url": reverse("ehcp:advice-section", args=[contribution.pk, section.name]),
            "status": status, "status_colour": colour,
        })  # fmt: skip
    return found
