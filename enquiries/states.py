"""The allowed moves of an enquiry and of a published answer, and the words of their fields."""

from django.db.models import TextChoices


class EnquiryState(TextChoices):
    UNCONFIRMED = "unconfirmed", "E-mail not confirmed yet"
    NEW = "new", "New"
    OPEN = "open", "With the DCO team"
    WAITING = "waiting", "Waiting for the asker"
    ON_HOLD = "on_hold", "On hold"
    RESOLVED = "resolved", "Resolved"
    MERGED = "merged", "Goes on in another enquiry"
    SIGNPOSTED = "signposted", "Signposted elsewhere"


class AnswerState(TextChoices):
    DRAFT = "draft", "Draft"
    CHECKING = "checking", "Waiting for the approver"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class AskState(TextChoices):
    ASKED = "asked", "Waiting for the specialist"
    ANSWERED = "answered", "Answered"
    WITHDRAWN = "withdrawn", "Not needed any more"


E, A, S = EnquiryState, AnswerState, AskState
_CLOSING = frozenset({E.RESOLVED, E.MERGED, E.SIGNPOSTED})

ENQUIRY_MOVES: dict[str, frozenset[str]] = {
    E.UNCONFIRMED: frozenset({E.NEW}),
    E.NEW: frozenset({E.OPEN, E.WAITING, E.ON_HOLD}) | _CLOSING,
    E.OPEN: frozenset({E.WAITING, E.ON_HOLD}) | _CLOSING,
    E.WAITING: frozenset({E.OPEN, E.ON_HOLD}) | _CLOSING,
    E.ON_HOLD: frozenset({E.OPEN, E.WAITING}) | _CLOSING,
    E.RESOLVED: frozenset({E.OPEN}),
    E.MERGED: frozenset({E.OPEN}),
    E.SIGNPOSTED: frozenset({E.OPEN}),
}
ANSWER_MOVES: dict[str, frozenset[str]] = {
    A.DRAFT: frozenset({A.CHECKING, A.PUBLISHED, A.WITHDRAWN}),
    A.CHECKING: frozenset({A.DRAFT, A.PUBLISHED, A.WITHDRAWN}),
    A.PUBLISHED: frozenset({A.WITHDRAWN}),
    A.WITHDRAWN: frozenset({A.DRAFT, A.CHECKING}),
}
ASK_MOVES: dict[str, frozenset[str]] = {
    S.ASKED: frozenset({S.ANSWERED, S.WITHDRAWN}),
    S.ANSWERED: frozenset({S.ASKED}),
    S.WITHDRAWN: frozenset({S.ASKED}),
}

# Whoever is signed in starts at "new": their address was confirmed when they joined.
ENQUIRY_START, ANSWER_START, ASK_START = E.UNCONFIRMED, A.DRAFT, S.ASKED
# Deliberate ends: it rests here, though reopening leads out of it.
ENQUIRY_ENDS, ANSWER_ENDS = _CLOSING, frozenset({A.PUBLISHED, A.WITHDRAWN})
ASK_ENDS = frozenset({S.ANSWERED, S.WITHDRAWN})
ENQUIRY_OPEN = frozenset({E.NEW, E.OPEN, E.WAITING, E.ON_HOLD})
# The DCO team owes something now: the clock of local policy runs.
OWED = frozenset({E.NEW, E.OPEN})


class AskerRole(TextChoices):
    SCHOOL = "school", "School"
    COLLEGE = "college", "College"
    EARLY_YEARS = "early_years", "Nursery or other early years setting"
    LA = "la", "Local authority officer"
    CLINICIAN = "clinician", "Clinician or health service"
    PARENT = "parent", "Parent or carer"
    YOUNG_PERSON = "young_person", "Young person"
    OTHER = "other", "Somebody else"


FAMILY = frozenset({AskerRole.PARENT, AskerRole.YOUNG_PERSON})


class Topic(TextChoices):
    HEALTH_INFO = "health_info", "Health information"
    CHILD = "child", "One child’s case"
    MEDICAL = "medical", "Supporting pupils with medical conditions"
    TRAINING = "training", "Training"
    BUDGET = "budget", "Personal health budget"
    CONTINUING = "continuing", "Continuing care"
    LOCAL_OFFER = "local_offer", "Local Offer"
    COMPLAINT = "complaint", "Complaint"
    OTHER = "other", "Something else"


class Urgency(TextChoices):
    DANGER = "danger", "A child or young person may be in danger or is being harmed"
    HELP_NOW = "help_now", "Somebody needs medical or mental health help now"
    SOON = "soon", "Something has to be decided within the next few days"
    ROUTINE = "routine", "It can wait its turn"


DIVERTED = frozenset({Urgency.DANGER, Urgency.HELP_NOW})


class Tried(TextChoices):
    SCHOOL = "school", "Talked to the school, college or nursery"
    SERVICE = "service", "Asked the health service"
    DOCTOR = "doctor", "Asked the family doctor (GP)"
    AUTHORITY = "authority", "Asked the local authority"
    LOCAL_OFFER = "local_offer", "Looked in the Local Offer"
    SENDIASS = "sendiass", "Asked SENDIASS, the free advice service for families"
    NOTHING = "nothing", "Nothing yet"
