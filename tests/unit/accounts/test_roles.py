"""Roles and permissions: the table that says who may what."""

import pytest

from dco_portal.accounts.permissions import Permission as P
from dco_portal.accounts.roles import CHOICES, ROLES
from dco_portal.organisations.models import OrganisationKind as K

# The whole matrix, by hand: a change of a role's power must be made in two places, on purpose.
MATRIX = {
    P.SEE_CHILDREN: "dco dmo coordinator provider_lead clinician la_officer notifier",
    P.SEE_ORGANISATION_WORK: "dco dmo coordinator provider_lead la_officer",
    P.REQUEST_ADVICE: "la_officer",
    P.ENTER_FOR_LA: "dco dmo coordinator",
    P.TRIAGE: "dco dmo coordinator",
    P.CHECK_AND_SEND: "dco dmo coordinator",
    P.CHECK_SAMPLE: "dco dmo",
    P.APPROVE_EXCEPTION: "dco dmo",
    P.NAME_ADVISER: "dco dmo",
    P.ALLOCATE: "provider_lead",
    P.SIGN_OFF: "provider_lead",
    P.UPLOAD_FOR_CLINICIAN: "provider_lead",
    P.WRITE_ADVICE: "clinician",
    P.ASSIGN_WORK: "dco dmo coordinator provider_lead la_officer",
    P.INVITE: "dco dmo provider_lead la_officer administrator",
    P.MANAGE_PLACES: "dco dmo",
    P.SEE_OPERATIONS: "dco dmo coordinator administrator",
    P.REPAIR_OPERATIONS: "coordinator administrator",
    P.SEE_AUDIT: "ig_lead",
    P.SEE_ASSURANCE: "dco dmo provider_lead improvement_manager commissioner",
    P.NOTIFY_UNDER_FIVE: "clinician notifier",
    P.ASK_DCO: "clinician la_officer senco",
    P.EDIT_LOCAL_OFFER: "lo_editor",
    P.OWN_LISTING: "listing_owner",
    P.MANAGE_PLANS: "improvement_manager",
    P.UPDATE_ACTIONS: "action_lead",
    P.APPROVE_PLANS: "plan_approver",
    P.SEE_BOARD_PAPERS: "dco dmo plan_approver board_member commissioner forum",
    P.RUN_INSPECTION: "dco dmo improvement_manager",
    P.CHECK_LISTS: "dco dmo la_officer improvement_manager",
    P.MANAGE_SETTINGS: "dco dmo administrator",
    P.SEE_GAPS: "dco dmo coordinator board_member commissioner",
    P.WORK_GAPS: "dco dmo coordinator commissioner",
    P.EDIT_PAGES: "dco dmo coordinator",
    P.KEEP_PRACTICE: "dco dmo coordinator",
    P.BOOK_TRAINING: "provider_lead clinician la_officer senco notifier",
    P.KEEP_HEALTHCARE_PLANS: "senco",
}
NAMED_IN_THE_ISSUE = {
    "dco", "dmo", "coordinator", "provider_lead", "clinician", "la_officer", "lo_editor", "senco",
    "notifier", "listing_owner", "improvement_manager", "action_lead", "plan_approver",
    "board_member", "commissioner", "forum", "ig_lead", "administrator",
}  # fmt: skip


def test_every_role_of_the_service_is_there():
    assert set(ROLES) == NAMED_IN_THE_ISSUE
    assert dict(CHOICES) == {code: role.name for code, role in ROLES.items()}


def test_every_permission_is_in_the_matrix():
    assert set(MATRIX) == set(P)


@pytest.mark.parametrize("permission", list(MATRIX))
def test_permission_is_held_by_these_roles_alone(permission: P):
    holders = {code for code, role in ROLES.items() if permission in role.permissions}
    assert holders == set(MATRIX[permission].split())


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_role_says_in_plain_words_what_it_is_for(role):
    assert role.description.endswith(".")
    assert 3 <= len(role.description.split()) <= 25
    assert "_" not in role.description


@pytest.mark.parametrize("role", ROLES.values(), ids=list(ROLES))
def test_role_can_be_held_somewhere_and_code_fits_the_column(role):
    assert role.kinds
    assert role.kinds <= set(K)
    assert len(role.code) <= 30


def test_administrator_and_dmo():
    assert P.SEE_CHILDREN not in ROLES["administrator"].permissions
    assert ROLES["dmo"].permissions == ROLES["dco"].permissions
