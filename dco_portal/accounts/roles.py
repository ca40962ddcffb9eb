"""Roles: named sets of permissions, in code. The database stores the short code.

No role is above the rules: the portal administrator sees no child's record.
"""

from dataclasses import dataclass

from dco_portal.accounts.permissions import Permission as P
from dco_portal.organisations.models import OrganisationKind as K


@dataclass(frozen=True)
class Role:
    """One role: code, name, what it is for in plain words, its permissions, where it can be held."""

    code: str
    name: str
    description: str
    permissions: frozenset[P]
    kinds: frozenset[str]
    can_invite: frozenset[str] = frozenset()


def _role(code: str, name: str, description: str, kinds: set[str], *permissions: P) -> Role:
    return Role(code, name, description, frozenset(permissions), frozenset(kinds))


_DCO = (
    P.SEE_CHILDREN, P.SEE_ORGANISATION_WORK, P.ENTER_FOR_LA, P.TRIAGE, P.CHECK_AND_SEND, P.CHECK_SAMPLE, P.APPROVE_EXCEPTION,
    P.NAME_ADVISER, P.ASSIGN_WORK, P.INVITE, P.MANAGE_PLACES, P.SEE_ASSURANCE, P.SEE_OPERATIONS, P.MANAGE_SETTINGS,
    P.SEE_GAPS, P.WORK_GAPS, P.EDIT_PAGES, P.KEEP_PRACTICE, P.SEE_BOARD_PAPERS, P.RUN_INSPECTION,
    P.CHECK_LISTS,
)  # fmt: skip

ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role("dco", "Designated clinical officer (DCO)",
              "Answers for health's part being done, on time and well. Triages, checks and sends, decides exceptions.",
              {K.ICB}, *_DCO),
        _role("dmo", "Designated medical officer (DMO)",
              "Does what the DCO does, as a doctor.", {K.ICB}, *_DCO),
        _role("coordinator", "DCO coordinator",
              "Runs the DCO's desk: takes in requests, splits them between services, chases, checks and sends.",
              {K.ICB}, P.SEE_CHILDREN, P.SEE_ORGANISATION_WORK, P.ENTER_FOR_LA, P.TRIAGE, P.CHECK_AND_SEND,
              P.ASSIGN_WORK, P.SEE_OPERATIONS, P.REPAIR_OPERATIONS, P.SEE_GAPS, P.WORK_GAPS, P.EDIT_PAGES,
              P.KEEP_PRACTICE),
        _role("provider_lead", "Provider lead",
              "Leads one or more services: gives work to clinicians, signs off their advice, invites colleagues.",
              {K.PROVIDER}, P.SEE_CHILDREN, P.SEE_ORGANISATION_WORK, P.ALLOCATE, P.SIGN_OFF, P.UPLOAD_FOR_CLINICIAN,
              P.ASSIGN_WORK, P.INVITE, P.SEE_ASSURANCE, P.BOOK_TRAINING),
        _role("clinician", "Clinician",
              "Writes health advice for the children whose advice they were given to write.",
              {K.PROVIDER}, P.SEE_CHILDREN, P.WRITE_ADVICE, P.ASK_DCO, P.NOTIFY_UNDER_FIVE, P.BOOK_TRAINING),
        _role("la_officer", "LA SEND officer",
              "Asks for health advice, follows it, receives it and asks questions about it.",
              {K.LA}, P.SEE_CHILDREN, P.SEE_ORGANISATION_WORK, P.REQUEST_ADVICE, P.ASSIGN_WORK, P.INVITE, P.ASK_DCO,
              P.BOOK_TRAINING, P.CHECK_LISTS),
        _role("lo_editor", "Local Offer editor",
              "Keeps the published Local Offer true and complete.", {K.LA, K.ICB}, P.EDIT_LOCAL_OFFER),
        _role("senco", "SENCO",
              "Special educational needs co-ordinator of a school or college: asks the DCO.", {K.SCHOOL}, P.ASK_DCO, P.BOOK_TRAINING, P.KEEP_HEALTHCARE_PLANS),
        _role("notifier", "Under-5s notifier",
              "Tells the local authority of under-5s who may have SEN or a disability.",
              {K.PROVIDER, K.ICB}, P.SEE_CHILDREN, P.NOTIFY_UNDER_FIVE, P.BOOK_TRAINING),
        _role("listing_owner", "Listing owner",
              "Keeps one service's Local Offer entry true.", {K.PROVIDER, K.VOLUNTARY, K.LA, K.SCHOOL}, P.OWN_LISTING),
        _role("improvement_manager", "Improvement manager",
              "Keeps the improvement plan and its progress reports.", {K.ICB, K.LA}, P.MANAGE_PLANS, P.SEE_ASSURANCE,
              P.RUN_INSPECTION, P.CHECK_LISTS),
        _role("action_lead", "Action lead",
              "Reports on their own actions of the improvement plan.", {K.ICB, K.LA, K.PROVIDER}, P.UPDATE_ACTIONS),
        _role("plan_approver", "Plan approver",
              "Approves improvement plans and progress reports.", {K.ICB, K.LA}, P.APPROVE_PLANS, P.SEE_BOARD_PAPERS),
        _role("board_member", "Board member",
              "Reads board papers and progress reports.", {K.ICB, K.LA, K.PROVIDER}, P.SEE_BOARD_PAPERS, P.SEE_GAPS),
        _role("commissioner", "Commissioner or ICB SEND executive",
              "Sees how services do, without any child's record.", {K.ICB}, P.SEE_ASSURANCE, P.SEE_BOARD_PAPERS,
              P.SEE_GAPS, P.WORK_GAPS),
        _role("forum", "Parent carer forum member",
              "Speaks for families: reads plans, answers to what was heard.", {K.VOLUNTARY}, P.SEE_BOARD_PAPERS),
        _role("ig_lead", "Information governance lead",
              "Reviews who has access and who looked at what.", {K.ICB, K.PROVIDER, K.LA}, P.SEE_AUDIT),
        _role("administrator", "Portal administrator",
              "Keeps accounts and settings and mends what is stuck. Sees no child's record.",
              {K.ICB}, P.INVITE, P.SEE_OPERATIONS, P.REPAIR_OPERATIONS, P.MANAGE_SETTINGS),
    )
}  # fmt: skip

CHOICES = [(role.code, role.name) for role in ROLES.values()]
