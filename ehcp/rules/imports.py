"""A spreadsheet of requests: its columns and how each cell is read (`common.incoming` does the reading)."""

from dco_portal.children import numbers
from dco_portal.children.models import Child
from dco_portal.common import incoming
from dco_portal.common.incoming import (
    YES_NO,
    Column,
    Row,
    Sheet,
    one_of,
    read_day,
    read_email,
    read_several,
)
from ehcp.models import AdviceRequest

MOST_ROWS, MOST_BYTES = 500, 2_000_000
CONSENT = {
    "given": "given", "partly": "partly", "withheld": "withheld", "not asked": "not_asked", "not_asked": "not_asked",
}  # fmt: skip
MISSING = {value: value for value in Child.NoNumber.values}
TYPES = {value: value for value in AdviceRequest.Type.values}


def _carer(n: int) -> tuple[Column, ...]:
    who = f"carer_{n}"
    return (
        Column(f"{who}_name", f"Parent or carer {n}", "Ana Example" if n == 1 else "", longest=120),
        Column(f"{who}_relationship", "Such as mother", "mother" if n == 1 else "", longest=60),
        Column(
            f"{who}_parental_responsibility",
            "yes, no or not known",
            "yes" if n == 1 else "",
            read=one_of(YES_NO),
        ),
        Column(f"{who}_email", "E-mail address", read=read_email, longest=254),
        Column(f"{who}_telephone", "Telephone", longest=30),
        Column(
            f"{who}_never_write",
            "yes if nothing may be sent to this person",
            "no" if n == 1 else "",
            read=one_of(YES_NO),
        ),
        Column(f"{who}_restriction_reason", "Why contact is restricted", longest=1000),
    )


COLUMNS = (
    Column("la_reference", "Your own reference, without the child's name", "SEN-1042", longest=40),
    Column("nhs_number", "10 digits; leave empty only with a reason in the next column", "999 000 0018", longest=20),
    Column("nhs_number_missing", "Why it is not known: " + ", ".join(MISSING), read=one_of({"": "", **MISSING})),
    Column("given_name", "Given name", "Maya", needed=True, longest=100),
    Column("family_name", "Family name", "Example", needed=True, longest=100),
    Column("date_of_birth", "Day/month/year", "27/03/2018", needed=True, read=read_day),
    Column("upn", "Unique pupil number, if known", longest=20),
    Column("address", "Home address", longest=500),
    Column("postcode", "Postcode", "WR5 1AA", longest=8),
    Column("setting", "School or setting: its name or URN", longest=200),
    Column("icb", "ODS code of the integrated care board; only where your area lies in several", longest=6),
    Column("type", "assessment, reassessment or tribunal", "assessment", needed=True, read=one_of(TYPES)),
    Column("assessment_requested_on", "Day you were asked to assess", "01/09/2026", read=read_day),
    Column("decided_on", "Day you decided to assess", "05/10/2026", needed=True, read=read_day),
    Column("asked_on", "Day health is asked; today if empty", read=read_day),
    Column("question", "What you ask health for", "Advice on hearing and speech", needed=True),
    Column("reason", "Why you ask", "Concerns of school and family", needed=True),
    Column("needs_known", "What is known of the child's needs"),
    Column("services_known", "Services the family knows, set apart by ;", "Audiology; Physiotherapy", read=read_several),
    Column("consent", "given, partly, withheld or not asked", "given", needed=True, read=one_of(CONSENT)),
    Column("consent_detail", "Limits, or who agreed and when", longest=2000),
    Column("family_views", "Views of the child and family"),
    *_carer(1),
    *_carer(2),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}


def read(content: bytes) -> Sheet:
    """Read a file: every row and every cell, with the faults of each."""
    return incoming.read(content, COLUMNS, most_rows=MOST_ROWS, most_bytes=MOST_BYTES)


def same_child(row: Row) -> tuple | None:
    """What tells children of one file apart: the NHS number, else name and date of birth."""
    values = row.values
    if number := numbers.tidy(values["nhs_number"] or ""):
        return (number,)
    if values["given_name"] and values["family_name"] and values["date_of_birth"]:
        return (
            values["given_name"].casefold(),
            values["family_name"].casefold(),
            values["date_of_birth"],
        )
    return None
