"""The lines of the access matrix, app by app."""

import uuid

from dco_portal.accounts.permissions import Permission as P
from tests.integration.access import (
    lines_enquiries,
    lines_gaps,
    lines_inspections_boards,
    lines_inspections_measures,
    lines_inspections_mode,
    lines_inspections_plans,
    lines_inspections_progress,
    lines_inspections_public,
    lines_inspections_record,
    lines_inspections_reports,
    lines_local_offer,
    lines_pages,
    lines_practice,
    lines_referrals,
)
from tests.integration.access.table import (
    ADMINISTRATOR,
    BOTH,
    CASE,
    DECIDERS,
    HEALTH,
    ICB_OTHERS,
    LA,
    LEAD,
    MEMBERS,
    PART,
    POST,
    TEAM,
    WRITER,
    Line,
    gated,
    holders,
    nothing,
    public,
    record,
    role,
    signed_in,
)

# Each feature keeps its own lines beside this file.
PARTS = (
    lines_enquiries,
    lines_gaps,
    lines_inspections_boards,
    lines_inspections_measures,
    lines_inspections_mode,
    lines_inspections_plans,
    lines_inspections_progress,
    lines_inspections_public,
    lines_inspections_record,
    lines_inspections_reports,
    lines_local_offer,
    lines_pages,
    lines_practice,
    lines_referrals,
)
MANAGERS = DECIDERS | ADMINISTRATOR
INVITERS = holders(P.INVITE)


def keeps(*things: str):
    """Arguments by attribute path, such as `keeps("request.pk", "file.pk")`."""

    def args(area) -> list:
        found = []
        for path in things:
            value = area
            for name in path.split("."):
                value = getattr(value, name)
            found.append(value)
        return found

    return args


def fixed(*values):
    """The same arguments in every area."""
    return lambda area: values


HOME: list[Line] = [
    *public(
        "home:health_live", "home:health_ready", "home:start", "home:accessibility", "home:privacy", "home:cookies",
        "home:design", "deadlines", "deadlines-rules", "deadlines-rules-csv",
    ),
    *signed_in("home:worklist", "home:worklist_csv", "home:stay"),
    *signed_in("home:worklist_view_save", methods=POST),
    record("home:worklist_view_delete", keeps("view.pk"), LA, methods=POST),
    role("home:worklist_bulk", holders(P.ASSIGN_WORK), POST),
    nothing("home:worklist_results"),
    record("home:weekly", keeps("service.pk"), LEAD),
    record("home:weekly_csv", keeps("service.pk"), LEAD),
    role("home:operations", holders(P.SEE_OPERATIONS)),
    role("home:audit", holders(P.SEE_AUDIT)),
    role("home:retry_tasks", holders(P.REPAIR_OPERATIONS), POST),
    role("home:retry_task", holders(P.REPAIR_OPERATIONS), POST, keeps("failed_task.pk")),
    role("home:retry_mails", holders(P.REPAIR_OPERATIONS), POST),
    role("home:retry_mail", holders(P.REPAIR_OPERATIONS), POST, keeps("failed_mail.pk")),
    record("home:chronology", keeps("child.pk"), PART),
]  # fmt: skip
NOTIFICATIONS = [
    *signed_in("notifications:list"),
    *signed_in("notifications:preferences", methods=BOTH),
    *signed_in("notifications:read_all", methods=POST),
    record("notifications:read", keeps("message.pk"), LA, methods=POST),
]


def member(of: str):
    """The membership of the area's person of a role."""
    return lambda area: [area.member(of).pk]


ACCOUNTS = [
    role("accounts:people", INVITERS),
    role("accounts:invite", INVITERS, BOTH),
    record("accounts:resend", keeps("invitation.pk"), MANAGERS, methods=POST),
    record("accounts:resend", keeps("trust_invitation.pk"), LEAD | ADMINISTRATOR, methods=POST),
    record("accounts:withdraw", keeps("invitation.pk"), MANAGERS, methods=BOTH),
    record("accounts:person", member("commissioner"), MANAGERS),
    record("accounts:person", member("notifier"), LEAD | ADMINISTRATOR),
    record("accounts:change_role", member("commissioner"), MANAGERS, methods=BOTH),
    record("accounts:change_role", member("administrator"), frozenset(), MANAGERS, methods=BOTH),
    record("accounts:change_role", member("notifier"), LEAD | ADMINISTRATOR, methods=BOTH),
    record("accounts:end_part", member("commissioner"), MANAGERS, methods=BOTH),
    record("accounts:switch_off", member("commissioner"), MANAGERS, methods=BOTH),
    record("accounts:switch_off", member("notifier"), LEAD | ADMINISTRATOR, methods=BOTH),
    record("accounts:reset_second_factor", member("commissioner"), MANAGERS, methods=BOTH),
    record("accounts:reset_second_factor", member("notifier"), LEAD | ADMINISTRATOR, methods=BOTH),
    *public("accounts:invitation", args=keeps("token")),
    *signed_in("accounts:profile"),
    *signed_in("accounts:profile_edit", methods=BOTH),
    *signed_in("accounts:calendar_reset", methods=POST),
    nothing("accounts:switch", methods=POST),
    nothing("accounts:kept", fixed("no-such-key")),
    role("accounts:rota", MEMBERS),
    role("accounts:add_duty", DECIDERS, BOTH),
    gated("accounts:end_duty", keeps("duty.pk"), DECIDERS, methods=BOTH),
    role("accounts:add_cover", MEMBERS, BOTH),
    record("accounts:end_cover", keeps("cover.pk"), TEAM, ICB_OTHERS, methods=POST),
    *public("places:place", args=keeps("place.slug")),
]
ALLAUTH = [
    *public(
        "account_login", "account_signup", "account_inactive", "account_reset_password", "account_reset_password_done",
        "account_reset_password_from_key_done", "account_email_verification_sent",
        "account_logout",
    ),
    *public("account_confirm_email", args=fixed("no-such-key")),
    *public("account_reset_password_from_key", args=fixed("1", "no-such-key")),
    *signed_in(
        "account_email", "account_change_password", "account_set_password", "account_reauthenticate",
        "mfa_index", "mfa_reauthenticate", "mfa_activate_totp",
        "mfa_generate_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
        "usersessions_list", "account_confirm_login_code", "mfa_authenticate", "mfa_login_webauthn",
    ),
]  # fmt: skip
ORGANISATIONS = [
    *public("organisations:organisation", args=keeps("trust.slug")),
    role("organisations:policies", MANAGERS),
    role("organisations:policy_change", MANAGERS, BOTH, fixed("ehc.service_date_days")),
    gated("organisations:close", keeps("school.slug"), MANAGERS, methods=BOTH),
    gated("organisations:close_service", keeps("service.pk"), MANAGERS, methods=BOTH),
]
CHILDREN = [
    role("children:search", holders(P.SEE_CHILDREN), BOTH),
    record("children:child", keeps("child.pk"), PART),
    record("children:details", keeps("child.pk"), CASE, LEAD | WRITER, methods=BOTH),
    *(
        record(f"children:{name}", keeps(*args), PART, methods=BOTH)
        for name, args in {
            "voice": ("child.pk",),
            "carer-add": ("child.pk",),
            "carer": ("child.pk", "carer.pk"),
            "carer-end": ("child.pk", "carer.pk"),
            "need-add": ("child.pk",),
            "need-end": ("child.pk", "need.pk"),
        }.items()
    ),
]
WRITING = CASE | LEAD  # who sees a part that is being written but does not write it
REQUESTS = [
    role("ehcp:list", holders(P.SEE_CHILDREN)),
    role("ehcp:list-csv", holders(P.SEE_CHILDREN)),
    record("ehcp:case", keeps("request.pk"), CASE),
    record("ehcp:message", keeps("request.pk"), CASE, methods=POST),
    record("ehcp:add-file", keeps("request.pk"), CASE, methods=POST),
    record("ehcp:file", keeps("request.pk", "file.pk"), CASE),
    record("ehcp:document", keeps("ended.pk", "letter.pk"), CASE),
    record("ehcp:document-retry", keeps("ended.pk", "letter.pk"), CASE, methods=POST),
    record("ehcp:correct-receipt", keeps("received.pk"), DECIDERS, CASE - DECIDERS, methods=BOTH),
    record("ehcp:split", keeps("received.pk"), TEAM, LA, methods=BOTH),
    record("ehcp:assign", keeps("received.pk"), TEAM, LA, methods=BOTH),
    record(
        "ehcp:name-adviser", keeps("not_known.request_id"), DECIDERS, CASE - DECIDERS, methods=BOTH
    ),
    record("ehcp:duplicate", keeps("received.pk"), TEAM, LA, methods=BOTH),
    record("ehcp:forward", keeps("received.pk"), TEAM, LA, methods=BOTH),
    record("ehcp:withdraw", keeps("received.pk"), CASE, methods=BOTH),
    record("ehcp:refuse", keeps("received.pk"), DECIDERS, CASE - DECIDERS, methods=BOTH),
    record("ehcp:reopen", keeps("ended.pk"), CASE, methods=BOTH),
    record("ehcp:correct-receipt", keeps("request.pk"), DECIDERS, CASE - DECIDERS, methods=BOTH),
    record("ehcp:exception-new", keeps("request.pk"), TEAM, LA, methods=BOTH),
    record("ehcp:contribution-exception", keeps("writing.pk"), HEALTH, LA, methods=BOTH),
    record("ehcp:exception", keeps("exception.pk"), DECIDERS, CASE - DECIDERS, methods=BOTH),
    record("ehcp:contribution-withdraw", keeps("writing.pk"), TEAM, PART - TEAM, methods=BOTH),
    record("ehcp:contribution-reopen", keeps("sent.pk"), TEAM, PART - TEAM, methods=BOTH),
    record("ehcp:return", keeps("let_off.request_id"), TEAM, LA, methods=BOTH),
    record("ehcp:pack", keeps("sent.request_id", "pack.number"), CASE),
    record("ehcp:pack-pdf", keeps("sent.request_id", "pack.number"), CASE),
    record("ehcp:pack-data", keeps("sent.request_id", "pack.number"), CASE),
    record("ehcp:pack-retry", keeps("sent.request_id", "pack.number"), CASE, methods=POST),
    record("ehcp:acknowledge", keeps("sent.request_id", "pack.number"), LA, TEAM, methods=POST),
]
CONTRIBUTIONS = [
    record("ehcp:contribution", keeps("writing.pk"), PART),
    record("ehcp:contribution", keeps("unallocated.pk"), CASE | LEAD),
    record("ehcp:allocate", keeps("unallocated.pk"), LEAD, CASE, methods=BOTH),
    record("ehcp:give-back", keeps("writing.pk"), LEAD | WRITER, CASE, methods=BOTH),
    record("ehcp:not-known", keeps("writing.pk"), LEAD | WRITER, CASE, methods=BOTH),
    record("ehcp:contribution-pdf", keeps("sent.pk"), PART),
    record("ehcp:contribution-pdf-retry", keeps("sent.pk"), PART, methods=POST),
    record("ehcp:contribution-file", keeps("writing.pk", "file.pk"), HEALTH),
    record("ehcp:contribution-file", keeps("writing.pk", "part_file.pk"), HEALTH),
    # A draft is its service's own until it is signed.
    record("ehcp:version", lambda area: (area.writing.pk, 1), LEAD | WRITER),
    record("ehcp:version", lambda area: (area.signed.pk, 1), HEALTH),
    record("ehcp:version", lambda area: (area.sent.pk, 1), PART),
    record("ehcp:compare", lambda area: (area.signed.pk, 1, 1), HEALTH),
    record("ehcp:compare", lambda area: (area.sent.pk, 1, 1), PART),
    record("ehcp:advice", keeps("writing.pk"), WRITER, WRITING, methods=BOTH),
    record("ehcp:advice-check", keeps("writing.pk"), WRITER, WRITING, methods=BOTH),
    record(
        "ehcp:advice-section",
        lambda area: (area.writing.pk, "views"),
        WRITER,
        WRITING,
        methods=BOTH,
    ),
    record(
        "ehcp:advice-autosave",
        lambda area: (area.writing.pk, "views"),
        WRITER,
        WRITING,
        methods=POST,
    ),
    record("ehcp:advice-report", keeps("writing.pk"), WRITER, WRITING, methods=POST),
    record("ehcp:sign-off", keeps("signed.pk"), LEAD, PART - LEAD),
    record("ehcp:do-sign-off", keeps("signed.pk"), LEAD, PART - LEAD, methods=POST),
    record("ehcp:contribution-check", keeps("checking.pk"), TEAM, PART - TEAM),
    record("ehcp:send", keeps("checking.pk"), TEAM, PART - TEAM, methods=POST),
    record("ehcp:send-back", keeps("checking.pk"), TEAM | LEAD, LA | WRITER, methods=POST),
]
STARTERS = CASE  # the LA's officer asks; the DCO team enters what came by post
INTAKE = [
    role("ehcp:draft-new", STARTERS, BOTH),
    role("ehcp:drafts", STARTERS),
    gated("ehcp:draft", keeps("draft.pk"), LA, TEAM),
    gated("ehcp:draft-check", keeps("draft.pk"), LA, TEAM, methods=BOTH),
    gated("ehcp:draft-discard", keeps("draft.pk"), LA, TEAM, methods=BOTH),
    gated("ehcp:draft-file", keeps("draft.pk", "draft_file.pk"), LA, TEAM),
    gated("ehcp:draft-file-out", keeps("draft.pk", "draft_file.pk"), LA, TEAM, methods=POST),
    *(
        gated(
            "ehcp:draft-section",
            lambda area, name=name: (area.draft.pk, name),
            LA,
            TEAM,
            methods=BOTH,
        )
        for name in ("child", "family", "documents")
    ),
]
EARLY = [
    role("ehcp:notices", CASE),
    role("ehcp:notice-new", STARTERS, BOTH),
    record("ehcp:notice", keeps("notice.pk"), CASE),
    record("ehcp:notice-ask", keeps("notice.pk"), TEAM, LA, methods=BOTH),
    record("ehcp:notice-close", keeps("notice.pk"), CASE, methods=BOTH),
    record("ehcp:notice-check", keeps("check.pk"), CASE | LEAD),
    record("ehcp:notice-check", keeps("check.pk"), LEAD, CASE, methods=POST),
    role("ehcp:imports", LA, BOTH),
    role("ehcp:import-template", LA),
    gated("ehcp:import", keeps("batch.pk"), LA),
    gated("ehcp:import-report", keeps("batch.pk"), LA),
    gated("ehcp:import-start", keeps("batch.pk"), LA, methods=POST),
]
LINES = [
    *HOME, *NOTIFICATIONS, *ACCOUNTS, *ALLAUTH, *ORGANISATIONS, *CHILDREN, *REQUESTS, *CONTRIBUTIONS, *INTAKE, *EARLY,
    *(line for part in PARTS for line in part.LINES),
]  # fmt: skip
# Looked at by tests of their own, named here with the reason.
ELSEWHERE = {
    "home:calendar": "opened by its secret address alone: test_calendar_feed",
    "mfa_deactivate_totp": "needs a second factor of one's own; allauth's",
    "mfa_view_recovery_codes": "needs recovery codes of one's own; allauth's",
    "mfa_download_recovery_codes": "needs recovery codes of one's own; allauth's",
    "mfa_remove_webauthn": "needs a passkey of one's own; allauth's",
    "mfa_edit_webauthn": "needs a passkey of one's own; allauth's",
    **{name: why for part in PARTS for name, why in part.ELSEWHERE.items()},
}
NOWHERE = uuid.UUID("00000000-0000-4000-8000-000000000000")
