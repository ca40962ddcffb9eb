"""Every permission of the portal, one name each. Roles are sets of them (`roles.py`)."""

from enum import StrEnum


class Permission(StrEnum):
    """What a person may do, apart from when and to which record (see each app's `rules`)."""

    SEE_CHILDREN = (
        "see_children"  # open records of children in whose case the organisation has a part
    )
    SEE_ORGANISATION_WORK = (
        "see_organisation_work"  # the whole organisation's list, not one service's
    )
    REQUEST_ADVICE = "request_advice"  # as an LA: ask for health advice, acknowledge, ask questions
    ENTER_FOR_LA = "enter_for_la"  # record a request that came by e-mail or post
    TRIAGE = "triage"  # accept, split, redirect, end requests
    CHECK_AND_SEND = "check_and_send"  # check advice and send it to the LA
    CHECK_SAMPLE = "check_sample"  # send advice that was picked for the DCO's own look
    APPROVE_EXCEPTION = "approve_exception"
    NAME_ADVISER = "name_adviser"  # name a health care professional when no service knows the child
    ALLOCATE = "allocate"  # give a contribution to a clinician
    SIGN_OFF = "sign_off"  # provider lead's sign-off
    UPLOAD_FOR_CLINICIAN = "upload_for_clinician"
    WRITE_ADVICE = "write_advice"
    ASSIGN_WORK = "assign_work"
    INVITE = "invite"  # invite and switch off people of one's own organisation
    MANAGE_PLACES = "manage_places"  # DCO rota and cover
    SEE_OPERATIONS = "see_operations"
    REPAIR_OPERATIONS = "repair_operations"
    SEE_AUDIT = "see_audit"
    SEE_ASSURANCE = "see_assurance"  # figures about services, no child's record
    NOTIFY_UNDER_FIVE = "notify_under_five"
    ASK_DCO = "ask_dco"
    EDIT_LOCAL_OFFER = "edit_local_offer"
    OWN_LISTING = "own_listing"
    MANAGE_PLANS = "manage_plans"
    UPDATE_ACTIONS = "update_actions"
    APPROVE_PLANS = "approve_plans"
    SEE_BOARD_PAPERS = "see_board_papers"
    RUN_INSPECTION = (
        "run_inspection"  # readiness, the request log, tracked children of an inspection
    )
    CHECK_LISTS = "check_lists"  # check the authority's person-level lists (Annex A)
    MANAGE_SETTINGS = "manage_settings"
    SEE_GAPS = "see_gaps"  # read the commissioning gap log
    WORK_GAPS = "work_gaps"  # decide on its lines
    EDIT_PAGES = "edit_pages"  # write and approve guidance pages and publications
    KEEP_PRACTICE = "keep_practice"  # the DCO team's training, concerns and engagement
    BOOK_TRAINING = "book_training"
    KEEP_HEALTHCARE_PLANS = "keep_healthcare_plans"  # a school's own plans for its pupils
